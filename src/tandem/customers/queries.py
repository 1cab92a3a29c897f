"""Reading customers: what a viewer may see, and who owns what on which day."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db.models import Q, QuerySet

from tandem.core.actor import Actor
from tandem.core.spans import on_day
from tandem.people.models import SALES
from tandem.people.queries import signed_in
from tandem.tandems.queries import scope_of

from .models import Assignment, Contact, Customer, Note, Site


def visible_customers(actor: Actor) -> QuerySet[Customer]:
    """All unrestricted customers for sales staff, restricted ones for those who own them; none for others."""
    person = signed_in(actor)
    if actor.is_system:
        return Customer.objects.all()
    if person is None or not person.has_role(*SALES):
        return Customer.objects.none()
    return Customer.objects.filter(Q(restricted=False) | _restricted_mine(actor))


def _restricted_mine(actor: Actor) -> Q:
    """Restricted customers of own, covered or led tandems, or waiting in an own team's queue."""
    scope, today = scope_of(actor), actor.today
    now = Assignment.objects.filter(on_day(today))
    owned = now.filter(Q(tandem__in=scope.acting_ids) | Q(tandem__team__in=scope.led_team_ids))
    queued = Q(team__in=scope.team_ids) & ~Q(pk__in=now.filter(customer__restricted=True).values("customer"))
    return Q(restricted=True) & (Q(pk__in=owned.values("customer")) | queued)


def owner_ids(customer: Customer, day: date) -> tuple[int | None, int]:
    """(tandem id or None, team id) that own the customer on a day; looked up once per object and day."""
    known: dict[date, tuple[int | None, int]] = customer.__dict__.setdefault("_owner_ids", {})
    if day not in known:
        row = assignment_on(customer, day)
        known[day] = (row.tandem_id, row.tandem.team_id) if row else (None, customer.team_id)
    return known[day]


def assignment_on(customer: Customer, day: date) -> Assignment | None:
    """The assignment in force on a day, with its tandem and team."""
    return Assignment.objects.filter(on_day(day), customer=customer).select_related("tandem__team").first()


def owners_on(customer_ids: Iterable[int], day: date) -> dict[int, Assignment]:
    """The assignments of many customers on a day, by customer."""
    rows = Assignment.objects.filter(on_day(day), customer__in=list(customer_ids)).select_related("tandem__team")
    return {row.customer_id: row for row in rows}


def visible_contacts(actor: Actor) -> QuerySet[Contact]:
    """Contacts of the customers this viewer may see."""
    return Contact.objects.filter(customer__in=visible_customers(actor)).select_related("customer")


def visible_sites(actor: Actor) -> QuerySet[Site]:
    """Sites of the customers this viewer may see."""
    return Site.objects.filter(customer__in=visible_customers(actor)).select_related("customer")


def visible_notes(actor: Actor) -> QuerySet[Note]:
    """Notes that have not been removed, on customers this viewer may see."""
    return Note.objects.filter(customer__in=visible_customers(actor), removed_at=None).select_related("customer")
