"""Taking back what was just done to an appointment."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from tandem.core.actor import Actor
from tandem.core.errors import Conflict
from tandem.core.locking import lock, save_changes
from tandem.core.models import Event
from tandem.core.rules import require
from tandem.core.undo import old_values
from tandem.customers.models import Contact
from tandem.people.models import Employee
from tandem.work.models import Appointment
from tandem.work.rules import can_change_appointment
from tandem.work.steps import keep_step

from .changing import count_up, has_to_be_told
from .common import ask_again, lock_appointment, set_people

Subjects = tuple[Any, ...]


def undo_booked(event: Event, actor: Actor, at: datetime) -> Subjects:
    """Take back an appointment just booked: it stays, cancelled, so that the invited can be told."""
    appointment = _appointment_of(event)
    require(can_change_appointment, actor, appointment)
    appointment = lock_appointment(appointment)
    if appointment.version != 1:
        raise _changed_since(appointment)
    save_changes(appointment, {"cancelled_at": at, "cancel_reason": str(_("taken back"))})
    count_up(appointment)
    keep_step(appointment)
    return _subjects(appointment)


def undo_changed(event: Event, actor: Actor, at: datetime) -> Subjects:
    """Put time, place, words and people back."""
    appointment = _appointment_of(event)
    require(can_change_appointment, actor, appointment)
    appointment = lock_appointment(appointment)
    save_changes(appointment, old_values(appointment, event))
    people = event.data.get("people", {})
    employees = Employee.objects.filter(pk__in=people["employees"][0]) if "employees" in people else None
    contacts = Contact.objects.filter(pk__in=people["contacts"][0]) if "contacts" in people else None
    set_people(appointment, employees, contacts, actor=actor, at=at)
    if "start" in event.changes or "end" in event.changes:
        ask_again(appointment, actor)
    if people or has_to_be_told(event.changes):
        count_up(appointment)
    keep_step(appointment)
    return _subjects(appointment)


def undo_cancelled(event: Event, actor: Actor, at: datetime) -> Subjects:
    """It takes place after all."""
    appointment = _appointment_of(event)
    require(can_change_appointment, actor, appointment)
    appointment = lock(appointment)
    if appointment.cancelled_at is None:
        raise _changed_since(appointment)
    save_changes(appointment, {"cancelled_at": None, "cancel_reason": ""})
    count_up(appointment)
    keep_step(appointment)
    return _subjects(appointment)


def _appointment_of(event: Event) -> Appointment:
    key = event.subjects.get(kind=Appointment.ref_kind).object_id
    return Appointment.objects.select_related("customer").get(pk=key)


def _subjects(appointment: Appointment) -> Subjects:
    return (appointment,) if appointment.private else (appointment, appointment.customer, appointment.tandem)


def _changed_since(appointment: Appointment) -> Conflict:
    text = _("This was changed again since, so it cannot be taken back.")
    return Conflict("changed_since", text, current=appointment)
