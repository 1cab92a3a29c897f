"""Clocks: by when a request is to be answered and a hand-off accepted, and how much working time has run.

The clock of a request runs while anybody of its tandem, or who covers them, is at work, and stands on holidays of our
region and of the customer's. What was promised when it came in holds: later rules of play change later requests.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q
from django.utils import timezone

from engines.worktime import Openings, add_time, time_between
from tandem.customers.models import Customer, Site
from tandem.people.holidays import region_named
from tandem.people.models import Delegation, Employee
from tandem.people.openings import only_within, openings_of
from tandem.tandems.models import RequestKind, Tandem
from tandem.tandems.terms import Terms, terms_of

from .belonging import Home

NEVER = timedelta(days=14)  # the due time where nobody is at work for a year: late enough, and still seen


@dataclass(frozen=True)
class Promise:
    """When something is due, the working minutes behind it, and the version of the rules that says so (0: none)."""

    due_at: datetime
    minutes: int
    version: int


def answer_promise(home: Home, customer: Customer, kind: RequestKind, at: datetime) -> Promise:
    """By when a request of this kind, received at that instant, gets its first answer."""
    terms = terms_in(home, at)
    minutes = terms.answer_minutes(kind.key, customer.customer_class)
    return Promise(_after(at, minutes, openings_for(home, at, customer)), minutes, terms.version)


def accept_promise(home: Home, taker: Employee, at: datetime) -> Promise:
    """By when a hand-off offered at that instant is to be accepted, in the working time of who takes it."""
    terms = terms_in(home, at)
    openings = list(openings_of([taker], at).values())
    return Promise(_after(at, terms.accept_minutes, openings), terms.accept_minutes, terms.version)


def terms_in(home: Home, at: datetime) -> Terms:
    """The terms that hold in this tandem, or for its team's queue, at an instant."""
    key = home.tandem.pk if home.tandem else None
    return terms_of([key], at)[key]


def openings_for(home: Home, at: datetime, customer: Customer | None = None) -> Sequence[Openings]:
    """The working times behind a promise: of the tandem and who covers it, office hours in a team's queue."""
    covers = _covers(home, at)
    people = {person.pk: person for person in (*home.people, *(cover.deputy for cover in covers))}
    stand_in = Employee(pk=0, team=home.team)  # the queue keeps the office hours of its team
    region = customer_region(customer) if customer else ""
    known = openings_of(people.values() or [stand_in], at, customer_region=region)
    own = {person.pk for person in home.people}
    for cover in covers:
        if cover.deputy_id not in own:
            known[cover.deputy_id] = only_within(known[cover.deputy_id], cover.start, cover.end, at)
    return list(known.values())


def ran(start: datetime, end: datetime, openings: Sequence[Openings]) -> timedelta:
    """Working time between two instants."""
    return time_between(start, end, openings)


def customer_region(customer: Customer) -> str:
    """Where the customer keeps holidays: at its main site, else in its country."""
    site = Site.objects.filter(customer=customer, is_main=True).first()
    return region_named(site.country, site.region) if site else customer.country


def _covers(home: Home, at: datetime) -> list[Delegation]:
    """Who covers somebody of the tandem from now on: a promise over a holiday counts on them."""
    if home.tandem is None:
        return []
    day = timezone.localdate(at)
    rows = Delegation.objects.filter(Q(end=None) | Q(end__gt=day), scope_kind=Tandem.ref_kind, scope_id=home.tandem.pk)
    return list(rows.filter(purpose=Delegation.COVER).select_related("deputy__team"))


def _after(at: datetime, minutes: int, openings: Sequence[Openings]) -> datetime:
    return add_time(at, minutes, openings) or at + NEVER
