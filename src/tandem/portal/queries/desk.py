"""What the desk sees of a customer's portal."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import F, Q, QuerySet

from tandem.core.actor import Actor
from tandem.core.models import Attachment
from tandem.core.once import new_key
from tandem.core.rules import allows
from tandem.customers.models import Contact, Customer
from tandem.customers.rules import can_own_customer, can_see_customer
from tandem.orders.models import Order
from tandem.people.models import Purpose, Role
from tandem.people.queries import agreement_for
from tandem.portal.models import Access, Link, Opening, Rating, Right, ShownFile
from tandem.portal.models import Purpose as LinkPurpose
from tandem.quotes.models import Quote, QuoteStatus
from tandem.tandems.queries import scope_of
from tandem.work.models import Request

REVOKED = 20  # shown of those who could come in once


@dataclass(frozen=True)
class AccessRow:
    """A contact with the access that stands, or none."""

    contact: Contact
    access: Access | None

    @property
    def rights(self) -> list[str]:
        return [str(right.label) for right in Right if self.access is not None and right in self.access.rights]


@dataclass(frozen=True)
class FileRow:
    """A file of the customer, and whether it is in the portal."""

    file: Attachment
    shown: ShownFile | None


@dataclass(frozen=True)
class SharedQuote:
    """A quote that stands, when it was first opened, and its links."""

    quote: Quote
    opening: Opening | None
    links: Sequence[Link]


@dataclass(frozen=True)
class AccessPage:
    """Who may come in, who could, and who could once."""

    customer: Customer
    rows: Sequence[AccessRow]
    revoked: Sequence[Access]
    quotes: Sequence[SharedQuote]
    may_invite: bool
    may_revoke: bool
    key: str = field(default_factory=new_key)

    @property
    def reachable(self) -> list[Contact]:
        """Who can be sent a link."""
        return [row.contact for row in self.rows if row.contact.email]


def access_page(customer: Customer, actor: Actor) -> AccessPage:
    """Six statements at most."""
    found = list(Contact.objects.filter(customer=customer, left_at=None, merged_into=None))
    accesses = _accesses(customer, len(found))
    standing = {access.contact_id: access for access in accesses if access.revoked_at is None}
    rows = [AccessRow(contact, standing.get(contact.pk)) for contact in found]
    return AccessPage(
        customer=customer,
        rows=sorted(rows, key=lambda row: row.access is None),
        revoked=[access for access in accesses if access.revoked_at is not None][:REVOKED],
        quotes=_shared(customer, actor),
        may_invite=allows(can_own_customer, actor, customer),
        may_revoke=allows(can_see_customer, actor, customer),
    )


def _accesses(customer: Customer, contacts: int) -> list[Access]:
    """Those that stand, one at most for each contact who is there, then those revoked last."""
    there = Q(contact__left_at=None, contact__merged_into=None)
    rows = Access.objects.filter(there | Q(revoked_at__isnull=False), contact__customer=customer)
    newest = rows.order_by(F("revoked_at").desc(nulls_first=True))
    return list(newest.select_related("contact", "invited_by", "revoked_by")[: contacts + REVOKED])


def shared_links(at: datetime) -> QuerySet[Link]:
    """Links to single quotes that still show something."""
    rows = Link.objects.filter(purpose=LinkPurpose.SHARED, withdrawn_at=None, expires_at__gt=at)
    return rows.select_related("contact__customer").order_by("-pk")


def _shared(customer: Customer, actor: Actor) -> list[SharedQuote]:
    quotes = list(Quote.objects.filter(customer=customer, status=QuoteStatus.SENT).order_by("-pk")[:20])
    keys = [quote.pk for quote in quotes]
    openings = {
        row.revision.quote_id: row
        for row in Opening.objects.filter(revision__quote__in=keys)
        .select_related("revision", "contact")
        .order_by("revision__number")
    }
    links: dict[int, list[Link]] = {}
    for link in shared_links(actor.at).filter(about_kind=Quote.ref_kind, about_id__in=keys):
        links.setdefault(link.about_id or 0, []).append(link)
    return [SharedQuote(quote, openings.get(quote.pk), links.get(quote.pk, [])) for quote in quotes]


def rating_for(request: Request, actor: Actor) -> Rating | None:
    """What the customer said: for the two whose request it is; for their manager once an agreement allows it."""
    seated = request.tandem_id in scope_of(actor).tandem_ids
    led = request.team_id in scope_of(actor).led_team_ids
    agreed = led and agreement_for(Purpose.RATINGS, role=Role.MANAGER, on=actor.today) is not None
    if not (seated or agreed):
        return None
    return Rating.objects.filter(request=request).select_related("contact").first()


def file_rows(customer: Customer) -> list[FileRow]:
    """Files of the customer, its orders and requests, newest first; two statements."""
    about = Q(about_kind=Customer.ref_kind, about_id=customer.pk)
    for model in (Order, Request):
        ids = model._default_manager.filter(customer=customer).values("pk")
        about |= Q(about_kind=model.ref_kind, about_id__in=ids)
    files = list(Attachment.objects.filter(about, removed_at=None).order_by("-pk")[:200])
    shown = {row.file_id: row for row in ShownFile.objects.filter(file__in=files).select_related("by")}
    return [FileRow(file, shown.get(file.pk)) for file in files]
