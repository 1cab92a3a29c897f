"""Writing minutes: each line a row of its own, so that two who write at once lose nothing."""

from __future__ import annotations

from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from tandem.core.actor import Actor
from tandem.core.errors import Invalid, Refused
from tandem.core.events import record
from tandem.core.locking import lock, save_changes
from tandem.core.models import Event
from tandem.core.rules import require
from tandem.core.undo import old_values
from tandem.people.models import Employee
from tandem.people.queries import signed_in
from tandem.together.models import ItemKind, Meeting, MinuteItem
from tandem.together.rules import can_change_item, can_judge_promise, can_write_minutes
from tandem.together.todos import drop_todo, todo_from
from tandem.work.belonging import home_of_tandem

from .meetings import changed_since, subject

LONGEST = 2000  # characters of a line


@transaction.atomic
def write_item(meeting: Meeting, *, kind: str, text: str, actor: Actor, at: datetime) -> MinuteItem:
    """A point, a note or a decision. A point before the meeting stands on its agenda."""
    require(can_write_minutes, actor, meeting)
    meeting = lock(meeting)
    _require_open(meeting)
    return _write(meeting, ItemKind(kind), text, actor, at)


@transaction.atomic
def make_promise(meeting: Meeting, *, text: str, actor: Actor, at: datetime) -> MinuteItem:
    """What one promises the other until the next meeting: one each."""
    require(can_write_minutes, actor, meeting)
    meeting = lock(meeting)
    _require_open(meeting)
    if meeting.items.filter(kind=ItemKind.PROMISE, author=signed_in(actor), removed_at=None).exists():
        text_ = _("You have made your promise for this time already. Change that one.")
        raise Invalid("promised_already", text_, {"kind": text_})
    return _write(meeting, ItemKind.PROMISE, text, actor, at)


@transaction.atomic
def edit_item(item: MinuteItem, *, text: str, version: int, actor: Actor, at: datetime) -> Event | None:
    """Other words; Conflict with those that the partner saved meanwhile. None when nothing differs."""
    require(can_change_item, actor, item)
    lock(item.meeting)
    item = _lock(item, version)
    _require_open(item.meeting)
    changes = save_changes(item, {"text": _checked(text)})
    return record("minute.edited", item.meeting, item, actor=actor, at=at, changes=changes) if changes else None


@transaction.atomic
def remove_item(item: MinuteItem, *, version: int | None = None, actor: Actor, at: datetime) -> Event:
    """Take a line out of the minutes."""
    require(can_change_item, actor, item)
    lock(item.meeting)
    item = _lock(item, version)
    _require_open(item.meeting)
    changes = save_changes(item, {"removed_at": at})
    return record("minute.removed", item.meeting, item, actor=actor, at=at, changes=changes)


@transaction.atomic
def judge_promise(item: MinuteItem, *, kept: bool | None, actor: Actor, at: datetime) -> Event | None:
    """Looking back: kept or not, said by the one to whom it was given. None when nothing differs."""
    require(can_judge_promise, actor, item)
    item = _lock(item, None)
    if item.kind != ItemKind.PROMISE:
        raise Refused("no_promise", _("This is no promise."))
    changes = save_changes(item, {"kept": kept})
    later = item.meeting.next
    return record("promise.judged", item.meeting, later, item, actor=actor, at=at, changes=changes) if changes else None


@transaction.atomic
def turn_into_todo(
    item: MinuteItem, *, title: str, holder: Employee, due_on: date, actor: Actor, at: datetime
) -> Event:
    """A line becomes work of the tandem with one holder; a second call is refused."""
    require(can_write_minutes, actor, item.meeting)
    lock(item.meeting)
    item = _lock(item, None)
    if item.todo and item.todo.removed_at is None:
        raise Refused("todo_already", _("This is a to-do already."))
    people = home_of_tandem(item.meeting.tandem, actor.today).people
    if holder.pk not in {person.pk for person in people}:
        text = _("One of the two holds it.")
        raise Invalid("holder", text, {"holder": text})
    if due_on < actor.today:
        text = _("Choose today or a later day.")
        raise Invalid("past", text, {"due_on": text})
    item.todo = todo_from(item, title=title, holder=holder, due_on=due_on, actor=actor, at=at)
    item.version += 1
    item.save(update_fields=["todo", "version"])
    return record("minute.turned", item.meeting, item, actor=actor, at=at, data={"todo": item.todo.pk})


def undo_written(event: Event, actor: Actor, at: datetime) -> tuple[Meeting | MinuteItem, ...]:
    """Take out a line that nobody changed."""
    item = _subject(event, actor)
    if item.version != 1 or item.removed_at:
        raise changed_since()
    save_changes(item, {"removed_at": at})
    return (item.meeting, item)


def undo_edited(event: Event, actor: Actor, at: datetime) -> tuple[Meeting | MinuteItem, ...]:
    """The former words."""
    item = _subject(event, actor)
    save_changes(item, old_values(item, event))
    return (item.meeting, item)


def undo_removed(event: Event, actor: Actor, at: datetime) -> tuple[Meeting | MinuteItem, ...]:
    """Back into the minutes, unless a promise took its place."""
    item = _subject(event, actor)
    try:
        with transaction.atomic():
            save_changes(item, old_values(item, event))
    except IntegrityError as error:
        raise changed_since() from error
    return (item.meeting, item)


def undo_judged(event: Event, actor: Actor, at: datetime) -> tuple[Meeting | MinuteItem, ...]:
    """Not looked back on."""
    key = event.subjects.get(kind=MinuteItem.ref_kind).object_id
    item = _lock(MinuteItem.objects.get(pk=key), None)
    require(can_judge_promise, actor, item)
    save_changes(item, old_values(item, event))
    later = item.meeting.next
    return (item.meeting, item, *([later] if later else []))


def undo_turned(event: Event, actor: Actor, at: datetime) -> tuple[Meeting | MinuteItem, ...]:
    """Drop a to-do that nobody has touched."""
    item = _subject(event, actor)
    if item.todo is None or item.todo.pk != event.data["todo"] or not drop_todo(item.todo, actor=actor, at=at):
        raise changed_since()
    item.todo = None
    item.version += 1
    item.save(update_fields=["todo", "version"])
    return (item.meeting, item)


def _write(meeting: Meeting, kind: ItemKind, text: str, actor: Actor, at: datetime) -> MinuteItem:
    person = signed_in(actor)
    if person is None:
        raise Refused("nobody", _("Only the two write minutes."))
    item = MinuteItem.objects.create(meeting=meeting, kind=kind, text=_checked(text), author=person, written_at=at)
    if kind == ItemKind.PROMISE:
        record("promise.made", meeting, item, actor=actor, at=at)
    else:
        record("minute.written", meeting, item, actor=actor, at=at, data={"kind": kind.value})
    return item


def _checked(text: str) -> str:
    text = text.strip()
    if not text or len(text) > LONGEST:
        told = _("Write something.") if not text else _("At most %d characters.") % LONGEST
        raise Invalid("text", told, {"text": told})
    return text


def _lock(item: MinuteItem, version: int | None) -> MinuteItem:
    found = lock(item, version=version)
    if found.removed_at:
        raise Refused("removed", _("This was taken out of the minutes meanwhile."))
    return found


def _require_open(meeting: Meeting) -> None:
    if not meeting.is_open:
        raise Refused("closed", _("This meeting is closed, and its minutes stand. Turn a line into a to-do instead."))


def _subject(event: Event, actor: Actor) -> MinuteItem:
    subject(event, actor)
    return lock(MinuteItem.objects.get(pk=event.subjects.get(kind=MinuteItem.ref_kind).object_id))
