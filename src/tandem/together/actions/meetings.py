"""Planning, moving and closing weekly meetings. Events tell nothing of what was said."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from tandem.core.actor import Actor
from tandem.core.errors import Conflict, Invalid, Refused, Text
from tandem.core.events import record
from tandem.core.locking import lock, save_changes
from tandem.core.models import Event
from tandem.core.rules import require
from tandem.core.undo import old_values
from tandem.people.models import Employee
from tandem.people.queries import absence_on, signed_in
from tandem.tandems.models import Tandem
from tandem.together.models import Meeting
from tandem.together.rules import can_meet, can_write_minutes
from tandem.together.slots import next_slot, why_closed
from tandem.work.belonging import home_of_tandem

LEAST, MOST = 5, 480  # minutes


@transaction.atomic
def plan_meeting(tandem: Tandem, *, actor: Actor, at: datetime) -> Meeting:
    """The next meeting, set by the rules of play past holidays and absences of either; else the one set already."""
    require(can_meet, actor, tandem)
    tandem = lock(tandem)
    waiting = Meeting.objects.filter(tandem=tandem, closed_at=None).first()
    if waiting:
        return waiting
    people = home_of_tandem(tandem, actor.today).people
    if len(people) < 2:
        raise Refused("alone", _("A weekly meeting takes two, and one seat is vacant."))
    return _plan(tandem, people, at, actor, at)


@transaction.atomic
def move_meeting(
    meeting: Meeting, *, starts_at: datetime, minutes: int, version: int, actor: Actor, at: datetime
) -> Event | None:
    """Another time; Invalid on a day when one of the two is away. None when nothing differs."""
    require(can_write_minutes, actor, meeting)
    meeting = lock(meeting, version=version)
    _require_open(meeting)
    if (starts_at, minutes) != (meeting.starts_at, meeting.minutes):
        _check_time(meeting, starts_at, minutes, actor, at)
    changes = save_changes(meeting, {"starts_at": starts_at, "minutes": minutes})
    return record("meeting.moved", meeting, actor=actor, at=at, changes=changes) if changes else None


@transaction.atomic
def close_meeting(meeting: Meeting, *, held: bool = True, actor: Actor, at: datetime) -> Event:
    """The talk is over, or was left out; the next one is set by the rules of play."""
    require(can_write_minutes, actor, meeting)
    tandem = lock(meeting.tandem)
    meeting = lock(meeting)
    _require_open(meeting)
    meeting.closed_at, meeting.closed_by = at, signed_in(actor)
    meeting.held_at = min(meeting.starts_at, at) if held else None
    meeting.version += 1
    meeting.save(update_fields=["closed_at", "closed_by", "held_at", "version"])
    people = home_of_tandem(tandem, actor.today).people
    if len(people) == 2:
        meeting.next = _plan(tandem, people, max(meeting.starts_at, at), actor, at)
        meeting.save(update_fields=["next"])
    told_next = meeting.next.starts_at.isoformat() if meeting.next else ""
    return record("meeting.closed", meeting, actor=actor, at=at, data={"held": held, "next": told_next})


def undo_planned(event: Event, actor: Actor, at: datetime) -> tuple[Tandem, ...]:
    """Take out a meeting in which nothing is written yet."""
    meeting = subject(event, actor)
    tandem = meeting.tandem
    _drop(meeting)
    return (tandem,)


def undo_moved(event: Event, actor: Actor, at: datetime) -> tuple[Meeting, ...]:
    """The former time."""
    meeting = subject(event, actor)
    _require_open(meeting)
    save_changes(meeting, old_values(meeting, event))
    return (meeting,)


def undo_closed(event: Event, actor: Actor, at: datetime) -> tuple[Meeting, ...]:
    """Open it again, while nothing is written in the next one."""
    meeting = subject(event, actor)
    if meeting.is_open:
        raise changed_since()
    if meeting.next:
        _drop(lock(meeting.next))
    if Meeting.objects.filter(tandem=meeting.tandem_id, closed_at=None).exists():
        raise changed_since()
    meeting.closed_at = meeting.closed_by = meeting.held_at = meeting.next = None
    meeting.version += 1
    meeting.save(update_fields=["closed_at", "closed_by", "held_at", "next", "version"])
    return (meeting,)


def subject(event: Event, actor: Actor) -> Meeting:
    """The meeting of an event, locked after its tandem, if the actor may write in it."""
    key = event.subjects.get(kind=Meeting.ref_kind).object_id
    meeting = Meeting.objects.select_related("tandem").filter(pk=key).first()
    if meeting is None:
        raise changed_since()
    require(can_write_minutes, actor, meeting)
    lock(meeting.tandem)
    return lock(meeting)


def changed_since() -> Conflict:
    """Something came on top."""
    return Conflict("changed_since", _("This was changed again since, so it cannot be taken back."))


def told(instant: datetime) -> str:
    """When a meeting is, as people say it."""
    return date_format(timezone.localtime(instant), "SHORT_DATETIME_FORMAT")


def _plan(tandem: Tandem, people: Any, after: datetime, actor: Actor, at: datetime) -> Meeting:
    slot = next_slot(tandem, people, after)
    meeting = Meeting.objects.create(
        tandem=tandem, starts_at=slot.starts_at, minutes=slot.minutes, planned_by=signed_in(actor)
    )
    passed = [day.isoformat() for day in slot.passed]
    record("meeting.planned", meeting, tandem, actor=actor, at=at, data={"passed": passed})
    return meeting


def _require_open(meeting: Meeting) -> None:
    if not meeting.is_open:
        raise Refused("closed", _("This meeting was closed on %s.") % told(meeting.closed_at))  # type: ignore[arg-type]


def _check_time(meeting: Meeting, starts_at: datetime, minutes: int, actor: Actor, at: datetime) -> None:
    if starts_at <= at:
        text = _("Choose a time to come.")
        raise Invalid("past", text, {"starts_on": text})
    if not LEAST <= minutes <= MOST:
        span = _("Between %(least)s and %(most)s minutes.") % {"least": LEAST, "most": MOST}
        raise Invalid("length", span, {"minutes": span})
    day = timezone.localdate(starts_at)
    people = home_of_tandem(meeting.tandem, actor.today).people
    away = absence_on([person.pk for person in people], day)
    for person in people:
        _check_person(person, day, away=person.pk in away)


def _check_person(person: Employee, day: Any, *, away: bool) -> None:
    holiday = why_closed(person, day)
    wrong: Text = ""
    if away:
        wrong = _("%s is away on that day.") % person.first_name
    elif holiday:
        wrong = _("That day is a public holiday: %s.") % holiday
    if wrong:
        raise Invalid("not_there", wrong, {"starts_on": wrong})


def _drop(meeting: Meeting) -> None:
    """Delete a meeting that nobody has written in or moved."""
    if not meeting.is_open or meeting.version != 1 or meeting.items.filter(removed_at=None).exists():
        raise changed_since()
    meeting.delete()
