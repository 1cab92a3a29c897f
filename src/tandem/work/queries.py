"""Reading work: what a viewer may see."""

from __future__ import annotations

from typing import TypeVar

from django.db.models import Q, QuerySet

from tandem.core.actor import Actor
from tandem.customers.queries import hidden_customers, seen
from tandem.people.models import SALES
from tandem.people.queries import signed_in
from tandem.tandems.queries import scope_of

from .models import Appointment, Call, Handoff, NextStep, Request, Todo, VisitReport, Work

W = TypeVar("W", bound=Work)


def visible_requests(actor: Actor) -> QuerySet[Request]:
    """Requests of the customers this viewer may see."""
    rows = Request.objects.filter(seen(actor, "customer__"))
    return rows.select_related("customer", "kind", "holder", "tandem")


def listed_requests(actor: Actor) -> QuerySet[Request]:
    """The same for a list of very many: it walks along its own index and passes over the few hidden customers."""
    if actor.is_system:
        return Request.objects.all()
    person = signed_in(actor)
    if person is None or not person.has_role(*SALES):
        return Request.objects.none()
    return Request.objects.exclude(customer__in=hidden_customers(actor))


def visible_handoffs(actor: Actor) -> QuerySet[Handoff]:
    """Hand-offs on visible customers, of one's own tandems, and without a customer those from and to oneself."""
    rows = _visible(Handoff.objects.all(), actor)
    person = signed_in(actor)
    if person is not None and person.has_role(*SALES):
        rows |= Handoff.objects.filter(Q(giver=person) | Q(taker=person), customer=None)
    return rows.select_related("customer", "giver", "taker", "tandem")


def visible_todos(actor: Actor) -> QuerySet[Todo]:
    """To-dos on visible customers, and of one's own tandems; none that were dropped."""
    rows = Todo.objects.filter(removed_at=None)
    return _visible(rows, actor).select_related("customer", "holder", "tandem")


def visible_appointments(actor: Actor) -> QuerySet[Appointment]:
    """Appointments with visible customers, and of one's own tandems; private ones only to who takes part.

    Calendars show all of a colleague's time, the hidden ones as busy: see `busy_times`.
    """
    rows = _visible(Appointment.objects.all(), actor).select_related("customer", "holder", "site", "tandem")
    person = signed_in(actor)
    if actor.is_system or person is None:
        return rows
    return rows.filter(Q(private=False) | Q(holder=person) | Q(pk__in=_attended(person.pk)))


def _attended(employee_id: int) -> QuerySet[Appointment]:
    return Appointment.objects.filter(attendees__employee=employee_id, attendees__removed_at=None).values("pk")  # type: ignore[return-value]


def visible_reports(actor: Actor) -> QuerySet[VisitReport]:
    """Visit reports on customers this viewer may see."""
    return VisitReport.objects.filter(seen(actor, "customer__")).select_related("customer", "contact", "author")


def visible_calls(actor: Actor) -> QuerySet[Call]:
    """Calls with customers this viewer may see."""
    return Call.objects.filter(seen(actor, "customer__"), removed_at=None).select_related("customer", "caller")


def visible_steps(actor: Actor) -> QuerySet[NextStep]:
    """Rows of the one list: as visible as their pieces. A private appointment is left out by its own query."""
    return NextStep.objects.filter(_seen(actor))


def _visible(rows: QuerySet[W], actor: Actor) -> QuerySet[W]:
    person = signed_in(actor)
    if actor.is_system:
        return rows
    if person is None or not person.has_role(*SALES):
        return rows.none()
    return rows.filter(_seen(actor) | Q(customer=None, created_by=person))


def _seen(actor: Actor) -> Q:
    """Condition: of a visible customer; without a customer of an own, covered or led tandem or an own queue."""
    person = signed_in(actor)
    if actor.is_system:
        return Q()
    if person is None or not person.has_role(*SALES):
        return Q(pk__in=[])
    scope = scope_of(actor)
    own = Q(holder=person) | Q(tandem__in=scope.acting_ids) | Q(team__in=scope.led_team_ids)
    own |= Q(tandem=None, team__in=scope.team_ids)
    return (Q(customer__isnull=False) & seen(actor, "customer__")) | (Q(customer=None) & own)
