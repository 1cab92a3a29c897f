"""Links: made for one purpose, sent by the worker, used up by a button and never by looking at them."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from tandem.core.actor import CONTACT, Actor
from tandem.core.errors import Refused
from tandem.core.events import record
from tandem.core.locking import lock
from tandem.customers.models import Contact
from tandem.portal.models import Access, Link, Purpose, Session
from tandem.portal.queries.accesses import accesses_of_address, is_open
from tandem.portal.secrets import digest_of, new_secret, token_of

SIGN_IN_FOR = timedelta(minutes=20)
SESSION_FOR = timedelta(days=14)
SHARED_FOR = timedelta(hours=12)  # of the browser that has opened a shared link
MOST_LINKS = 3  # on their way to one contact at a time: whoever asks again and again fills no mailbox


def make_link(
    purpose: Purpose,
    contact: Contact,
    access: Access | None,
    *,
    lasts: timedelta,
    about: tuple[str, int] = ("", 0),
    at: datetime,
) -> Link:
    """A link that is not sent yet; what goes by mail is derived from it when it is."""
    nonce = new_secret()
    return Link.objects.create(
        purpose=purpose,
        contact=contact,
        access=access,
        about_kind=about[0],
        about_id=about[1] or None,
        email=contact.email,
        nonce=nonce,
        digest=digest_of(token_of(purpose, nonce)),
        created_at=at,
        expires_at=at + lasts,
    )


@transaction.atomic
def ask_link(address: str, *, at: datetime) -> int:
    """Send a sign-in link to every access with this address; returns how many, which nobody outside may learn."""
    sent = 0
    for access in accesses_of_address(address):
        fresh = Link.objects.filter(access=access, purpose=Purpose.SIGN_IN, used_at=None, expires_at__gt=at)
        if fresh.count() >= MOST_LINKS:
            continue
        link = make_link(Purpose.SIGN_IN, access.contact, access, lasts=SIGN_IN_FOR, at=at)
        by = Actor(CONTACT, access.contact_id, at, str(access.contact))
        record("portal.link_asked", access, access.contact, actor=by, at=at, data={"link": link.pk})
        sent += 1
    return sent


@transaction.atomic
def enter(token: str, *, at: datetime) -> tuple[Session, str]:
    """Use a link up: a new session and the secret of its cookie. Refused for every link that is no good, in one text.

    A shared link is looked through again and again, and shows only its own thing.
    """
    found = Link.objects.filter(digest=digest_of(token)).select_related("access").first()
    if found is not None and found.access is not None:
        lock(found.access)  # the door before its keys, as whoever closes it does
    link = lock(found) if found is not None else None
    if link is None or not _works(link, at):
        raise Refused("link_dead", _("This link no longer works. Ask for a new one."))
    if link.purpose == Purpose.SHARED:
        return _open(at, email=link.email, link=link, lasts=SHARED_FOR)
    link.used_at = at
    link.save(update_fields=["used_at"])
    access = link.access
    assert access is not None  # noqa: S101  only shared links are without one, and they went another way
    access.first_at, access.last_at = access.first_at or at, at
    access.save(update_fields=["first_at", "last_at"])
    by = Actor(CONTACT, access.contact_id, at, str(access.contact))
    record("portal.signed_in", access, access.contact, actor=by, at=at)
    return _open(at, email=link.email, access=access, lasts=SESSION_FOR)


def leave(session: Session, *, at: datetime) -> None:
    """Sign out of this browser."""
    Session.objects.filter(pk=session.pk, ended_at=None).update(ended_at=at)


def _works(link: Link, at: datetime) -> bool:
    if link.withdrawn_at or link.expires_at <= at or not link.reaches:
        return False
    if link.purpose == Purpose.SHARED:
        return True
    return link.used_at is None and link.access is not None and is_open(link.access)


def _open(
    at: datetime, *, email: str, lasts: timedelta, access: Access | None = None, link: Link | None = None
) -> tuple[Session, str]:
    secret = new_secret()
    row = Session.objects.create(
        digest=digest_of(secret), access=access, link=link, email=email, created_at=at, expires_at=at + lasts
    )
    return row, secret
