"""What the actions on appointments share: their checks, their people, their event."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tandem.core.actor import Actor
from tandem.core.errors import Invalid, Refused, Text
from tandem.core.events import record
from tandem.core.locking import lock
from tandem.core.models import Event
from tandem.customers.models import Contact
from tandem.people.models import Employee
from tandem.people.queries import signed_in
from tandem.work.conflicts import Plan, clashes_of
from tandem.work.diary import LONGEST
from tandem.work.models import Appointment, Attendee, Reply
from tandem.work.rules import may_hold

FURTHEST = timedelta(days=3 * 366)  # a typing error in the year, not a wish
FIELDS = ("holder", "kind", "title", "start", "end", "site", "place", "text", "private")
SAID = ("holder", "kind", "title", "start", "end", "site", "place")  # what invited people have to know
MOVED = ("holder", "start", "end", "site", "place")


def check_values(appointment: Appointment, actor: Actor) -> None:
    """Whether the appointment can stand as it is now set; nothing is saved yet."""
    wrong = {**_wrong_time(appointment, actor), **_wrong_rest(appointment, actor)}
    if wrong:
        raise Invalid("appointment_wrong", _("The appointment is not right yet."), wrong)


def _wrong_time(appointment: Appointment, actor: Actor) -> dict[str, Text]:
    wrong: dict[str, Text] = {}
    if appointment.end <= appointment.start:
        wrong["end"] = _("The end lies before the beginning.")
    elif appointment.end - appointment.start > LONGEST:
        wrong["end"] = _("An appointment lasts a week at most.")
    if abs(appointment.start - actor.at) > FURTHEST:
        wrong["day"] = _("Choose a day within three years.")
    return wrong


def _wrong_rest(appointment: Appointment, actor: Actor) -> dict[str, Text]:
    wrong: dict[str, Text] = {}
    if not appointment.title.strip():
        wrong["title"] = _("Say what it is about.")
    if appointment.site is not None and appointment.site.customer_id != appointment.customer_id:
        wrong["site"] = _("This site belongs to another customer.")
    if appointment.private and (appointment.customer_id or appointment.holder_id != actor.id):
        wrong["private"] = _("Only your own appointments without a customer can be private.")
    holder = appointment.holder
    if holder is None or not (
        may_hold(holder, appointment) and holder.works_here_on(timezone.localdate(appointment.start))
    ):
        wrong["holder"] = _("This person does not work in sales on that day.")
    return wrong


def check_people(appointment: Appointment, employees: Iterable[Employee], contacts: Iterable[Contact]) -> None:
    """Only colleagues who sell, only contacts of this customer who are still there."""
    if any(not may_hold(person, appointment) for person in employees):
        text = _("Only colleagues in sales can take part.")
        raise Invalid("not_in_sales", text, {"employees": text})
    strangers = [one for one in contacts if one.customer_id != appointment.customer_id or one.left_at]
    if strangers:
        text = _("This contact belongs to another customer, or has left.")
        raise Invalid("other_customer", text, {"contacts": text})


def check_clashes(appointment: Appointment, employees: Iterable[Employee], actor: Actor, *, anyway: bool) -> None:
    """Say what speaks against the time, unless it is wanted all the same. No network is asked: a lock is held."""
    found = clashes_of(plan_of(appointment, employees), actor, ask=False)
    if any(clash.hard for clash in found):
        text = " ".join(clash.text for clash in found if clash.hard)
        raise Invalid("booked_twice", text, {"start": text})
    if found and not anyway:
        text = " ".join(clash.text for clash in found)
        raise Invalid("clash", text, {"anyway": _("Choose another time, or say that it is to be so anyway.")})


def plan_of(appointment: Appointment, employees: Iterable[Employee]) -> Plan:
    """The appointment as the checks look at it."""
    assert appointment.holder is not None  # noqa: S101  check_values has seen to it
    return Plan(
        holder=appointment.holder,
        start=appointment.start,
        end=appointment.end,
        kind=appointment.kind,
        customer=appointment.customer,
        site=appointment.site,
        others=tuple(employees),
        key=appointment.pk,
    )


def lock_appointment(appointment: Appointment, *, version: int | None = None) -> Appointment:
    """The appointment as it stands, with its people's diaries held still; Refused once it is cancelled."""
    current = lock(appointment, version=version)
    if current.cancelled_at:
        raise Refused("cancelled_already", _("This appointment has been cancelled already. Book a new one."))
    return current


def lock_diary(holder: Employee | None) -> None:
    """Let only one at a time book for this person, so that two cannot take the same hour."""
    if holder is not None:
        lock(Employee(pk=holder.pk))


def set_people(
    appointment: Appointment,
    employees: Iterable[Employee] | None,
    contacts: Iterable[Contact] | None,
    *,
    actor: Actor,
    at: datetime,
) -> dict[str, list[list[int]]]:
    """Ask these, and those no longer; returns {employees: [old, new], contacts: [old, new]} where they differ."""
    rows = list(appointment.attendees.all())
    changes: dict[str, list[list[int]]] = {}
    for name, column, wanted in (("employees", "employee_id", employees), ("contacts", "contact_id", contacts)):
        if wanted is None:
            continue
        keys = {one.pk for one in wanted} - ({appointment.holder_id} if name == "employees" else set())
        mine = {key: row for row in rows if (key := getattr(row, column)) is not None}
        old = {key for key, row in mine.items() if row.removed_at is None}
        for key in old - keys:
            mine[key].removed_at = at
            mine[key].save(update_fields=["removed_at"])
        for key in keys - old:
            _ask(mine.get(key) or Attendee(appointment=appointment, **{column: key}), actor, at)
        if old != keys:
            changes[name] = [sorted(old), sorted(keys)]
    return changes


def _ask(row: Attendee, actor: Actor, at: datetime) -> None:
    """Ask somebody to come; who books an appointment that they come to themselves has said yes by it."""
    person = signed_in(actor)
    row.removed_at = None
    row.reply, row.replied_at = Reply.WAITING, None
    if person is not None and row.employee_id == person.pk:
        row.reply, row.replied_at = Reply.ACCEPTED, at
    if row.contact_id and not row.token:
        row.token = secrets.token_urlsafe(24)
    row.save()


def ask_again(appointment: Appointment, actor: Actor) -> None:
    """After a change of time nobody has said yes any more, but who changed it."""
    person = signed_in(actor)
    rows = appointment.attendees.exclude(reply=Reply.WAITING)
    rows = rows.exclude(employee=person) if person else rows
    rows.update(reply=Reply.WAITING, replied_at=None)


def record_appointment(
    verb: str,
    appointment: Appointment,
    *others: Any,
    actor: Actor,
    at: datetime,
    changes: Mapping[str, Any] | None = None,
    **data: Any,
) -> Event:
    """An event of the appointment, its customer and its tandem. A private one tells nothing but that it was."""
    if appointment.private:
        return record(verb, appointment, actor=actor, at=at, changes=changes)
    place = appointment.place or (str(appointment.site) if appointment.site else "")
    told = {
        "appointment": appointment.pk,
        "title": appointment.title,
        "kind": appointment.kind,
        "start": appointment.start.isoformat(),
        "end": appointment.end.isoformat(),
        "place": place,
        "holder": str(appointment.holder or ""),
    }
    subjects = (appointment, appointment.customer, appointment.tandem, *others)
    return record(verb, *subjects, actor=actor, at=at, changes=changes, data={**told, **data})
