"""An event with what it concerns, and somebody who is told of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from tandem.core.models import Event

from .models import NoticeKind


@dataclass(frozen=True)
class Addressee:
    """Somebody who is told; `side` where two are told differently."""

    employee_id: int
    kind: NoticeKind
    side: str = ""


@dataclass(frozen=True)
class Case:
    """An event with what it concerns."""

    event: Event
    subjects: Mapping[str, list[int]]

    @property
    def day(self) -> date:
        """The business day of the event."""
        return timezone.localdate(self.event.at)

    def one(self, kind: str) -> int | None:
        """The id of the first subject of a kind."""
        return next(iter(self.subjects.get(kind, [])), None)

    def key(self, kind: str) -> int:
        """The same for a look-up; 0 finds nothing."""
        return self.one(kind) or 0

    def named(self, name: str) -> int | None:
        """An id of a person that the event's data keep."""
        value = self.event.data.get(name)
        return value if isinstance(value, int) else None


Found = Iterable[Addressee]
Find = Callable[[Case], Found]


def case_of(event: Event) -> Case:
    """The event with its subjects; one statement."""
    subjects: dict[str, list[int]] = {}
    for kind, key in event.subjects.values_list("kind", "object_id"):
        subjects.setdefault(kind, []).append(key)
    return Case(event, subjects)
