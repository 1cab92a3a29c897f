"""Mail that no person wrote: it must open no request, or two machines would talk to each other."""

from __future__ import annotations

from email.message import Message

from .headers import first

BOUNCE, ANSWER, BULK = "bounce", "answer", "bulk"
DAEMONS = ("mailer-daemon", "postmaster", "mail-daemon")
BULKY = {"bulk": BULK, "junk": BULK, "list": BULK, "auto_reply": ANSWER}


def kind_of_automatic(message: Message, sender: str) -> str:
    """Which kind of machine wrote it; empty for a person's mail."""
    if message.get_content_type() == "multipart/report" or sender.partition("@")[0] in DAEMONS:
        return BOUNCE
    if first(message, "Return-Path").strip() == "<>":
        return BOUNCE
    submitted = first(message, "Auto-Submitted").partition(";")[0].strip().lower()
    if submitted not in ("", "no") or first(message, "X-Autoreply") or first(message, "X-Autorespond"):
        return ANSWER
    bulky = BULKY.get(first(message, "Precedence").strip().lower(), "")
    return bulky or (BULK if first(message, "List-Id") else "")
