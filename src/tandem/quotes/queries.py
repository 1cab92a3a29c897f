"""Reading quotes."""

from __future__ import annotations

from datetime import date

from django.db.models import Q, QuerySet

from tandem.core.actor import CONTACT, Actor
from tandem.customers.models import Contact, Customer
from tandem.customers.queries import hidden_customers
from tandem.people.rules import sells

from .models import Approval, Quote, QuoteStatus, Revision

OPEN = (QuoteStatus.DRAFT, QuoteStatus.SENT)
SHOWN = 6  # on the page of a customer


def visible_quotes(actor: Actor) -> QuerySet[Quote]:
    """Quotes of the customers that the viewer may see; for a contact those that were sent to its company."""
    if actor.is_system:
        return Quote.objects.all()
    if actor.kind == CONTACT:
        mine = Contact.objects.filter(pk=actor.id or 0, left_at=None, merged_into=None).values("customer")
        return Quote.objects.filter(customer__in=mine, revisions__sent_at__isnull=False).distinct()
    if not sells(actor):
        return Quote.objects.none()
    return Quote.objects.exclude(customer__in=hidden_customers(actor))


def listed_quotes(actor: Actor) -> QuerySet[Quote]:
    """The same with what the list shows of each."""
    return visible_quotes(actor).select_related("customer", "tandem")


def with_heads(quotes: QuerySet[Quote]) -> QuerySet[Quote]:
    """Quotes with all that their pages name."""
    return quotes.select_related("customer__team", "contact", "tandem", "created_by")


def current_revision(quote: Quote) -> Revision:
    """The one that can be worked on, sent or accepted."""
    return Revision.objects.select_related("sent_by", "created_by").get(quote=quote, number=quote.revision)


def last_sent(quote: Quote) -> Revision | None:
    """The newest revision that the customer has got; None before the first sending."""
    return quote.revisions.filter(sent_at__isnull=False).order_by("-number").first()


def visible_approvals(actor: Actor) -> QuerySet[Approval]:
    """Approvals asked for on quotes that the viewer may see."""
    rows = Approval.objects.select_related("revision__quote__customer", "asked_by", "decided_by")
    return rows.filter(revision__quote__in=visible_quotes(actor))


def latest_of(customer: Customer, actor: Actor) -> list[Quote]:
    """Quotes of one customer: those that wait for somebody first, then the latest; one statement."""
    latest = list(visible_quotes(actor).filter(customer=customer).order_by("-created_at", "-pk")[: SHOWN + 20])
    return sorted(latest, key=lambda quote: quote.status not in OPEN)[:SHOWN]


def made_from(ref: tuple[str, int], actor: Actor) -> list[Quote]:
    """The latest quotes that were made from one thing; one statement."""
    kind, key = ref
    return list(visible_quotes(actor).filter(about_kind=kind, about_id=key).order_by("-created_at", "-pk")[:SHOWN])


def running_out(day: date) -> Q:
    """Condition: sent, and its last day is over."""
    return Q(status=QuoteStatus.SENT, valid_until__lt=day)
