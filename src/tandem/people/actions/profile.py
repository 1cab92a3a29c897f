"""Writing what people say of themselves: profile, working time, photo, language of the screens."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping
from datetime import datetime, time
from typing import Any, BinaryIO

from django.conf import settings
from django.db import transaction
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext_lazy as _

from tandem.core.actor import Actor
from tandem.core.errors import Conflict, Invalid, Text
from tandem.core.events import record
from tandem.core.locking import lock, save_changes
from tandem.core.models import Event
from tandem.core.rules import require
from tandem.core.undo import old_values
from tandem.people.models import Employee, WorkingTime
from tandem.people.photos import remove_photo, store_photo
from tandem.people.rules import can_choose_language, can_edit_profile

from .employees import change_employee, employee_of

Stretch = tuple[int, time, time]  # weekday, from, to
OWN_FIELDS = frozenset({"phone", "languages"})


@transaction.atomic
def edit_profile(
    employee: Employee, *, values: Mapping[str, Any], version: int, actor: Actor, at: datetime
) -> Event | None:
    """Change phone and languages; None when nothing differs."""
    require(can_edit_profile, actor, employee)
    employee = lock(employee, version=version)
    changes = change_employee(employee, {name: value for name, value in values.items() if name in OWN_FIELDS})
    if not changes:
        return None
    return record("profile.edited", employee, actor=actor, at=at, changes=changes)


def undo_profile(event: Event, actor: Actor, at: datetime) -> tuple[Employee, ...]:
    """Take back an edit of a profile."""
    employee = lock(employee_of(event))
    require(can_edit_profile, actor, employee)
    change_employee(employee, old_values(employee, event))
    return (employee,)


@transaction.atomic
def set_working_times(
    employee: Employee, *, stretches: Iterable[Stretch], version: int, actor: Actor, at: datetime
) -> Event | None:
    """Replace the week; None when it is the same. A weekday may have several stretches that do not touch."""
    require(can_edit_profile, actor, employee)
    employee = lock(employee, version=version)
    new = sorted(stretches)
    _check_apart(new)
    old = _week(employee)
    if old == _plain(new):
        return None
    _replace_week(employee, new)
    changes: dict[str, list[Any]] = {"working_times": [old, _plain(new)]}
    return record("working_times.set", employee, actor=actor, at=at, changes=changes)


def undo_working_times(event: Event, actor: Actor, at: datetime) -> tuple[Employee, ...]:
    """Bring the former week back."""
    employee = lock(employee_of(event))
    require(can_edit_profile, actor, employee)
    old, new = event.changes["working_times"]
    if _week(employee) != new:
        raise Conflict("changed_since", _("This was changed again since, so it cannot be taken back."))
    _replace_week(employee, [(day, time.fromisoformat(start), time.fromisoformat(end)) for day, start, end in old])
    return (employee,)


@transaction.atomic
def set_photo(employee: Employee, *, upload: BinaryIO | None, actor: Actor, at: datetime) -> Event:
    """Keep a picture as a small square of our own making, or remove it (None); the former file goes after commit."""
    require(can_edit_profile, actor, employee)
    name = store_photo(upload) if upload else ""
    employee = lock(employee)
    former = employee.photo
    save_changes(employee, {"photo": name})
    if former:
        transaction.on_commit(lambda: remove_photo(former))
    return record("photo.set" if name else "photo.removed", employee, actor=actor, at=at)


@transaction.atomic
def choose_language(employee: Employee, *, language: str, actor: Actor, at: datetime) -> None:
    """Show the screens in this language. A matter of taste, so no event."""
    require(can_choose_language, actor, employee)
    if language not in dict(settings.LANGUAGES):
        raise Invalid("language", _("This language is not offered."))
    employee.language = language
    employee.save(update_fields=["language"])


def _check_apart(stretches: list[Stretch]) -> None:
    """Stretches go forward and leave a gap before the next of the day."""
    for day, start, end in stretches:
        if end <= start:
            raise _impossible(day, _("%(day)s: the time must end after it starts."))
    for before, after in itertools.pairwise(stretches):
        if before[0] == after[0] and after[1] <= before[2]:
            raise _impossible(after[0], _("%(day)s: the second time must start after the first has ended."))


def _impossible(day: int, text: Text) -> Invalid:
    told = str(text) % {"day": WEEKDAYS[day]}
    return Invalid("working_times", told, {f"day{day}": told})


def _week(employee: Employee) -> list[list[Any]]:
    rows = WorkingTime.objects.filter(employee=employee).order_by("weekday", "start")
    return _plain([(row.weekday, row.start, row.end) for row in rows])


def _plain(stretches: Iterable[Stretch]) -> list[list[Any]]:
    """As an event keeps it."""
    return [[day, start.isoformat("minutes"), end.isoformat("minutes")] for day, start, end in stretches]


def _replace_week(employee: Employee, stretches: list[Stretch]) -> None:
    WorkingTime.objects.filter(employee=employee).delete()
    WorkingTime.objects.bulk_create(
        WorkingTime(employee=employee, weekday=day, start=start, end=end) for day, start, end in stretches
    )
    employee.version += 1
    employee.save(update_fields=["version"])
