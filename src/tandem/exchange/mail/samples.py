"""Mails for the demo company, taken in by the same way as real ones."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from datetime import datetime, timedelta
from email.message import EmailMessage
from email.utils import format_datetime
from itertools import islice
from pathlib import Path
from typing import Any

from tandem.core.actor import Actor
from tandem.customers.models import Contact
from tandem.tandems.models import Tandem

from .senders import sender_of
from .taking import take_in_mail

FILE = Path(__file__).parent / "samples.toml"
OURS = "vertrieb@nordwelle-antriebe.example"
TANDEMS = 3  # so many get the mails of known contacts


def write_samples(at: datetime) -> int:
    """Some requests by mail, some that nobody knows, some of machines; returns how many."""
    samples = tomllib.loads(FILE.read_text("utf-8"))
    writers = _writers(at)
    taken = 0
    for sample in samples["mail"]:
        writer = next(writers, None) if sample["from"] in ("contact", "colleague") else None
        if writer is None and "@" not in sample["from"]:
            continue
        when = at - timedelta(minutes=sample["minutes"])
        take_in_mail(_message(sample, taken, writer, when), actor=Actor.system(when, "mailbox"), at=when)
        taken += 1
    return taken


def _message(sample: dict[str, Any], number: int, writer: Contact | None, at: datetime) -> bytes:
    message = EmailMessage()
    message["From"] = _sender(sample["from"], writer)
    message["To"] = OURS
    message["Subject"] = sample["subject"]
    message["Date"] = format_datetime(at)
    message["Message-ID"] = f"<demo-{number}@nordwelle-antriebe.example>"
    for name, value in sample.get("headers", {}).items():
        message[name] = value
    message.set_content(sample["text"].format(name=writer or ""))
    for name, text in sample.get("files", {}).items():
        message.add_attachment(text.encode(), maintype="text", subtype="plain", filename=name)
    return message.as_bytes()


def _sender(given: str, writer: Contact | None) -> str:
    if writer is None:
        return given
    if given == "colleague":
        return f"Lena Brinkmann <l.brinkmann@{writer.email.partition('@')[2]}>"
    return f"{writer} <{writer.email}>"


def _writers(at: datetime) -> Iterator[Contact]:
    """Contacts of the oldest tandems, one per customer, whose address is theirs alone."""
    tandems = Tandem.objects.order_by("pk")[:TANDEMS]
    rows = Contact.objects.filter(customer__assignments__tandem__in=list(tandems), left_at=None, merged_into=None)
    rows = rows.exclude(email="").filter(customer__assignments__end=None, customer__restricted=False)
    seen: set[int] = set()
    for contact in islice(rows.select_related("customer").order_by("customer", "pk"), 400):
        if contact.customer_id not in seen and sender_of(contact.email).contact == contact:
            seen.add(contact.customer_id)
            yield contact
