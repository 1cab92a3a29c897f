"""Moving, editing and cancelling appointments."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from tandem.core.actor import Actor
from tandem.core.errors import Invalid
from tandem.core.locking import save_changes
from tandem.core.models import Event
from tandem.core.rules import require
from tandem.customers.models import Contact
from tandem.people.models import Employee
from tandem.work.models import Appointment
from tandem.work.rules import can_book_for, can_change_appointment
from tandem.work.steps import keep_step

from .common import (
    MOVED,
    SAID,
    ask_again,
    check_clashes,
    check_people,
    check_values,
    lock_appointment,
    lock_diary,
    record_appointment,
    set_people,
)


@transaction.atomic
def edit_appointment(
    appointment: Appointment,
    *,
    values: Mapping[str, Any],
    employees: Sequence[Employee] | None = None,
    contacts: Sequence[Contact] | None = None,
    anyway: bool = False,
    version: int | None,
    actor: Actor,
    at: datetime,
) -> Event | None:
    """Change what differs; people that are not given stay. None when nothing differs.

    Time, place, title and people are what the others have to know: then the invitation counts up and goes out anew.
    """
    require(can_change_appointment, actor, appointment)
    holder = values.get("holder")
    if holder is not None and holder.pk != appointment.holder_id:
        require(can_book_for, actor, holder)
    lock_diary(holder or appointment.holder)
    appointment = lock_appointment(appointment, version=version)
    wanted = Appointment(**{field.attname: getattr(appointment, field.attname) for field in Appointment._meta.fields})
    for name, value in values.items():
        setattr(wanted, name, value)
    check_values(wanted, actor)
    check_people(wanted, employees or (), contacts or ())
    moved = any(getattr(appointment, name) != getattr(wanted, name) for name in (*MOVED, "kind"))
    if moved or _adds(appointment, employees):
        check_clashes(wanted, _coming(appointment, employees), actor, anyway=anyway)
    changes: dict[str, Any] = save_changes(appointment, dict(values))
    people = set_people(appointment, employees, contacts, actor=actor, at=at)
    return tell_change(appointment, changes, people, actor=actor, at=at)


@transaction.atomic
def move_appointment(
    appointment: Appointment,
    *,
    start: datetime,
    end: datetime,
    anyway: bool = False,
    version: int | None,
    actor: Actor,
    at: datetime,
) -> Event | None:
    """To another time, with the same people at the same place."""
    values = {"start": start, "end": end}
    return edit_appointment(appointment, values=values, anyway=anyway, version=version, actor=actor, at=at)


@transaction.atomic
def cancel_appointment(
    appointment: Appointment, *, reason: str, version: int | None = None, actor: Actor, at: datetime
) -> Event:
    """It does not take place; it stays readable, with the reason, and all who were asked are told."""
    require(can_change_appointment, actor, appointment)
    appointment = lock_appointment(appointment, version=version)
    reason = reason.strip()[:200]
    if not reason:
        raise Invalid("no_reason", _("Say why."), {"reason": _("Say why.")})
    save_changes(appointment, {"cancelled_at": at, "cancel_reason": reason})
    count_up(appointment)
    keep_step(appointment)
    return record_appointment("appointment.cancelled", appointment, actor=actor, at=at, reason=reason)


def tell_change(
    appointment: Appointment,
    changes: dict[str, Any],
    people: Mapping[str, Any],
    *,
    actor: Actor,
    at: datetime,
) -> Event | None:
    """After a change: the one list, the invitation's count, the event; its verb says whether it has moved."""
    if not changes and not people:
        return None
    if not changes:  # people count for the version as much as columns do
        appointment.version += 1
        appointment.save(update_fields=["version"])
    if people or has_to_be_told(changes):
        count_up(appointment)
    if "start" in changes or "end" in changes:
        ask_again(appointment, actor)
        appointment.over_at = appointment.report_due_at = None
        appointment.save(update_fields=["over_at", "report_due_at"])
    keep_step(appointment)
    moved = any(name in changes for name in MOVED)
    return record_appointment(
        "appointment.moved" if moved else "appointment.edited",
        appointment,
        actor=actor,
        at=at,
        changes=changes,
        **({"people": dict(people)} if people else {}),
    )


def has_to_be_told(changes: Mapping[str, Any]) -> bool:
    """Whether people who were invited have to know."""
    return any(name in changes for name in SAID)


def count_up(appointment: Appointment) -> None:
    """What invited people know is no longer right."""
    appointment.sequence += 1
    appointment.save(update_fields=["sequence"])


def _adds(appointment: Appointment, employees: Sequence[Employee] | None) -> bool:
    """Whether somebody is asked whose diary nobody has looked into yet."""
    if not employees:
        return False
    asked = appointment.attendees.filter(removed_at=None, employee__isnull=False).values_list("employee", flat=True)
    return bool({one.pk for one in employees} - {appointment.holder_id, *asked})


def _coming(appointment: Appointment, employees: Sequence[Employee] | None) -> Sequence[Employee]:
    """The colleagues whose diaries count: those wanted, else those who have been asked."""
    if employees is not None:
        return employees
    rows = appointment.attendees.filter(removed_at=None, employee__isnull=False).select_related("employee__team")
    return [row.employee for row in rows if row.employee]
