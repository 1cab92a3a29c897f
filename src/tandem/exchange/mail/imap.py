"""Talking to the mailbox: nothing in it is deleted or marked; only where a folder is set, mails are moved there."""

from __future__ import annotations

import imaplib
import re
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import date
from typing import Any

from imap_tools import BaseMailBox, MailBox, MailBoxStartTls, MailBoxUnencrypted
from imap_tools.errors import ImapToolsError

from .place import Place

TIMEOUT = 20  # seconds; a server that says nothing must not stop the worker for good
AWAY = (OSError, imaplib.IMAP4.error, ImapToolsError, EOFError)
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_SIZE = re.compile(rb"RFC822\.SIZE (\d+)")


@dataclass(frozen=True)
class Folder:
    """An open folder. `validity` changes when the server has numbered its mails anew."""

    box: BaseMailBox
    validity: int
    count: int

    def numbers(self, *, after: int, since: date) -> list[int]:
        """UIDs of what came after a UID, since a day; in the order in which it came."""
        day = f"{since.day}-{MONTHS[since.month - 1]}-{since.year}"
        found = self.box.uids(f"UID {after + 1}:* SINCE {day}")
        return sorted({int(each) for each in found if int(each) > after})  # n:* always gives the last one

    def size(self, uid: int) -> int | None:
        """How many bytes a mail has; None where it has gone."""
        found = _SIZE.search(b" ".join(_flat(self._fetch(uid, "(RFC822.SIZE)"))))
        return int(found[1]) if found else None

    def message(self, uid: int) -> bytes | None:
        """All of a mail, without marking it as read; None where it has gone."""
        return self._content(uid, "(BODY.PEEK[])")

    def head(self, uid: int) -> bytes | None:
        """Its headers alone."""
        return self._content(uid, "(BODY.PEEK[HEADER])")

    def move(self, uid: int, folder: str) -> None:
        """Into another folder, made where it is missing."""
        if not self.box.folder.exists(folder):
            self.box.folder.create(folder)
        self.box.move([str(uid)], folder)

    def _content(self, uid: int, what: str) -> bytes | None:
        return next((part[1] for part in self._fetch(uid, what) if isinstance(part, tuple)), None)

    def _fetch(self, uid: int, what: str) -> list[Any]:
        status, answer = self.box.client.uid("FETCH", str(uid), what)
        if status != "OK":
            raise imaplib.IMAP4.error(f"FETCH {what}: {status}")
        return list(answer)


@contextmanager
def opened(place: Place, *, to_read: bool = True) -> Iterator[Folder]:
    """Sign in and open the folder; raises one of AWAY where that fails."""
    box = _connected(place)
    try:
        box.login(place.user, place.password, initial_folder=None)
        box.folder.set(place.folder, readonly=to_read)
        told = box.folder.status(place.folder, ["MESSAGES", "UIDVALIDITY"])
        yield Folder(box, int(told["UIDVALIDITY"]), int(told["MESSAGES"]))
    finally:
        with suppress(*AWAY):  # it may be away already
            box.logout()


def _connected(place: Place) -> BaseMailBox:
    if place.tls:
        return MailBox(place.host, place.port, timeout=TIMEOUT, ssl_context=ssl.create_default_context())
    if place.is_here:
        return MailBoxUnencrypted(place.host, place.port, timeout=TIMEOUT)
    return MailBoxStartTls(place.host, place.port, timeout=TIMEOUT, ssl_context=ssl.create_default_context())


def _flat(answer: list[Any]) -> Iterator[bytes]:
    for part in answer:
        yield from (each for each in (part if isinstance(part, tuple) else (part,)) if isinstance(each, bytes))
