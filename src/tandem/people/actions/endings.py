"""Writing the end of an employment, and its taking back."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tandem.core.actor import Actor
from tandem.core.errors import Invalid, Refused
from tandem.core.events import record
from tandem.core.locking import lock, save_changes
from tandem.core.models import Event
from tandem.core.rules import require
from tandem.core.spans import overlapping
from tandem.people.entries import refresh_search
from tandem.people.models import Absence, Delegation, Employee, Team
from tandem.people.rules import can_manage_people
from tandem.people.sessions import forget_credentials

from .employees import keep_an_administrator


@transaction.atomic
def end_employment(employee: Employee, *, left_on: date, version: int, actor: Actor, at: datetime) -> Event:
    """Note the first day on which the person is gone; access ends with that day, at once when it has come.

    Absences and cover from that day on fall away. Seats are ended by a reaction of tandems.
    """
    require(can_manage_people, actor, employee)
    keep_an_administrator(employee)
    employee = lock(employee, version=version)
    if not employee.is_active:
        raise Refused("left_already", _("This person has left already."))
    if employee.joined_on and left_on <= employee.joined_on:
        raise Invalid("before_joining", _("The end lies before the beginning."), {"last_day": _("Choose a later day.")})
    changes = save_changes(employee, {"left_on": left_on})
    uncovered = _end_cover(employee, left_on)
    data = {"name": str(employee), "left_on": left_on.isoformat(), "uncovered": [person.pk for person in uncovered]}
    event = record(
        "employment.ended", employee, employee.team, *uncovered, actor=actor, at=at, changes=changes, data=data
    )
    if left_on <= actor.today:
        _close(employee, actor=actor, at=at)
    return event


@transaction.atomic
def continue_employment(employee: Employee, *, version: int, actor: Actor, at: datetime) -> Event:
    """The person stays, or is back. Who had left needs a new invitation; seats and cover are given anew."""
    require(can_manage_people, actor, employee)
    employee = lock(employee, version=version)
    if employee.is_active and employee.left_on is None:
        raise Refused("not_ending", _("No end of this employment is noted."))
    changes = save_changes(employee, {"left_on": None, "is_active": True})
    refresh_search(employee)
    data = {"name": str(employee)}
    return record("employment.continued", employee, employee.team, actor=actor, at=at, changes=changes, data=data)


def close_ended(event: Event, at: datetime) -> None:
    """Daily: end the access of everybody whose last day is over."""
    actor = Actor.system(at, "schedule")
    for employee in Employee.objects.filter(is_active=True, left_on__lte=timezone.localdate(at)):
        _close(lock(employee), actor=actor, at=at)


def _close(employee: Employee, *, actor: Actor, at: datetime) -> None:
    save_changes(employee, {"is_active": False, "invited_at": None, "current_tandem": None})
    forget_credentials(employee)
    refresh_search(employee)
    led = [lock(team) for team in Team.objects.filter(manager=employee)]
    for team in led:
        changes = save_changes(team, {"manager": None})
        record("team.edited", team, employee, actor=actor, at=at, changes=changes)
    record("employee.left", employee, employee.team, actor=actor, at=at, data={"name": str(employee)})


def _end_cover(employee: Employee, left_on: date) -> list[Employee]:
    """Cut absences and cover at that day; returns whom this person would have covered."""
    later = overlapping(left_on, None)
    given = Delegation.objects.filter(later, deputy=employee)
    uncovered = list(Employee.objects.filter(pk__in=given.values("person")))
    for rows in (
        Absence.objects.filter(later, employee=employee),
        Delegation.objects.filter(later, person=employee),
        given,
    ):
        rows.filter(start__gte=left_on).delete()
        rows.update(end=left_on)
    return uncovered
