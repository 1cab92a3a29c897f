"""Mails for tests, as programs out there write them."""

from __future__ import annotations

from email.message import EmailMessage
from itertools import count

_numbers = count(1)


def a_mail(
    text: str = "Wann kommt der Motor?",
    *,
    sender: str = "Birte Thomsen <b.thomsen@hansen.example>",
    to: str = "vertrieb@nordwelle.example",
    subject: str = "Liefertermin",
    files: tuple[tuple[str, bytes], ...] = (),
    **headers: str,
) -> bytes:
    """A mail with a Message-ID of its own; `Message_ID=""` leaves a header out."""
    message = EmailMessage()
    given = {
        "From": sender,
        "To": to,
        "Subject": subject,
        "Date": "Tue, 24 Nov 2026 09:50:00 +0100",
        "Message-ID": f"<{next(_numbers)}@hansen.example>",
        **{name.replace("_", "-"): value for name, value in headers.items()},
    }
    for name, value in given.items():
        if value:
            message[name] = value
    message.set_content(text)
    for name, content in files:
        message.add_attachment(content, maintype="application", subtype="octet-stream", filename=name)
    return message.as_bytes()


def raw(text: str, encoding: str = "utf-8") -> bytes:
    """A message as it stands here, with the line ends of the net."""
    return text.lstrip("\n").replace("\n", "\r\n").encode(encoding)


BOUNCE = raw("""
Return-Path: <>
From: Mail Delivery System <MAILER-DAEMON@hansen.example>
To: vertrieb@nordwelle.example
Subject: Undelivered Mail Returned to Sender
Message-ID: <bounce-1@hansen.example>
Content-Type: multipart/report; report-type=delivery-status; boundary="x"

--x
Content-Type: text/plain

The mail system could not deliver your message.
--x
Content-Type: message/delivery-status

Final-Recipient: rfc822; b.thomsen@hansen.example
Action: failed
--x
Content-Type: message/rfc822

From: vertrieb@nordwelle.example
Subject: Ihr Angebot

Guten Tag
--x--
""")
