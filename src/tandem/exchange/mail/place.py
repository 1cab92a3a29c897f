"""Where the mailbox is, as TANDEM_IMAP_URL says."""

from __future__ import annotations

from dataclasses import dataclass, field
from ipaddress import ip_address
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.utils.translation import gettext as _

from tandem.core.errors import Refused

PORTS = {"imaps": 993, "imap": 143}


@dataclass(frozen=True)
class Place:
    """A folder of one mailbox. Without `tls` from the start, the connection is encrypted before anybody signs in."""

    host: str
    port: int
    tls: bool
    user: str
    password: str = field(repr=False)
    folder: str
    done: str  # the folder into which a mail goes after it was taken in; empty: it stays

    @property
    def name(self) -> str:
        """User, host and folder: what its numbers belong to."""
        return f"{self.user}@{self.host}:{self.port}/{self.folder}"

    @property
    def is_here(self) -> bool:
        """On this machine, where nobody can listen in between."""
        try:
            return ip_address(self.host).is_loopback
        except ValueError:
            return self.host == "localhost"


def place_set() -> Place | None:
    """The mailbox as set; None where there is none. Refused where the address cannot be read."""
    address = settings.IMAP_URL.strip()
    if not address:
        return None
    try:
        parts = urlsplit(address)
        port = parts.port or PORTS[parts.scheme]
    except (ValueError, KeyError):
        raise _unreadable() from None
    if not (parts.hostname and parts.username and parts.password):
        raise _unreadable()
    return Place(
        host=parts.hostname,
        port=port,
        tls=parts.scheme == "imaps",
        user=unquote(parts.username),
        password=unquote(parts.password),
        folder=unquote(parts.path.strip("/")) or "INBOX",
        done=settings.IMAP_DONE.strip(),
    )


def _unreadable() -> Refused:
    return Refused("mailbox_url", _("TANDEM_IMAP_URL must read imaps://user:password@host/folder."))
