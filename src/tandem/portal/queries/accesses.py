"""Accesses and sessions: who is in, who may come in."""

from __future__ import annotations

from datetime import datetime

from django.db.models import F, QuerySet
from django.db.models.functions import Lower
from django.urls import reverse

from tandem.core.actor import Actor
from tandem.customers.models import Contact
from tandem.customers.queries import seen
from tandem.portal.models import Access, Link, Session
from tandem.portal.secrets import digest_of
from tandem.portal.viewer import Viewer

MOST = 5  # accesses of one address: somebody who works for several of our customers


def visible_accesses(actor: Actor) -> QuerySet[Access]:
    """Accesses of the customers this viewer may see."""
    rows = Access.objects.filter(seen(actor, "contact__customer__"), contact__merged_into=None)
    return rows.select_related("contact__customer__team", "invited_by", "revoked_by")


def access_url(access: Access) -> str:
    """Where a customer's accesses are kept."""
    return reverse("access:list", args=[access.contact.customer.number])


def standing_accesses() -> QuerySet[Access]:
    """Those by which somebody may come in: not revoked, and the person is still there, at the address invited."""
    rows = Access.objects.filter(revoked_at=None, contact__left_at=None, contact__merged_into=None)
    rows = rows.annotate(address=Lower("contact__email"), invited=Lower("email")).filter(invited=F("address"))
    return rows.filter(contact__customer__merged_into=None).select_related("contact__customer__team")


def accesses_of_address(address: str) -> list[Access]:
    """Whose mailbox this is."""
    wanted = address.strip().lower()
    if not wanted:
        return []
    rows = standing_accesses().annotate(mailbox=Lower("contact__email")).filter(mailbox=wanted)
    return list(rows.order_by("pk")[:MOST])


def is_open(access: Access) -> bool:
    """Whether an access lets somebody in."""
    contact = access.contact
    gone = contact.left_at or contact.merged_into_id or contact.customer.merged_into_id
    return access.revoked_at is None and not gone and not access.is_elsewhere


def viewer_of(secret: str, at: datetime) -> Viewer | None:
    """Who is behind a cookie; one statement. Nobody once the access is gone or the address is another one."""
    if not secret:
        return None
    rows = Session.objects.filter(digest=digest_of(secret), access__isnull=False, ended_at=None, expires_at__gt=at)
    session = rows.select_related("access__contact__customer__team").first()
    if session is None or session.access is None or not is_open(session.access):
        return None
    if session.email.lower() != session.access.contact.email.lower():
        return None
    return Viewer(session.access, at, session)


def shared_by(secret: str, at: datetime) -> Link | None:
    """The shared link that a browser has opened; one statement."""
    if not secret:
        return None
    rows = Session.objects.filter(digest=digest_of(secret), link__isnull=False, ended_at=None, expires_at__gt=at)
    session = rows.select_related("link__contact__customer").first()
    link = session.link if session else None
    if link is None or link.withdrawn_at or link.expires_at <= at or not link.reaches:
        return None
    return link


def access_of(contact: Contact) -> Access | None:
    """The contact's access that stands."""
    return Access.objects.filter(contact=contact, revoked_at=None).select_related("invited_by").first()
