"""What happened in the demo company, collected in any order and written in the order of time."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from random import Random
from typing import Any
from uuid import UUID

from django.db import models
from django.db.models import F

from tandem.core.actor import Actor
from tandem.core.events import Draft, record_many
from tandem.core.models import Event
from tandem.people.models import Employee

CHUNK = 5000


class Diary:
    """Drafts of events. Timelines follow the ids of events, so they are written oldest first."""

    def __init__(self, at: datetime, dice: Random) -> None:
        self.at = at
        self._dice = dice
        self._drafts: list[Draft] = []
        self._actors: dict[int, Actor] = {}

    def tell(
        self,
        verb: str,
        at: datetime,
        *subjects: models.Model | None,
        by: Employee | None,
        data: Mapping[str, Any] | None = None,
        changes: Mapping[str, list[Any]] | None = None,
    ) -> None:
        """Note an event; without a person the house itself did it."""
        refs = {(thing.ref_kind, thing.pk): None for thing in subjects if thing is not None}  # type: ignore[attr-defined]
        kept = {**(data or {}), **({"changes": dict(changes)} if changes else {})}
        self.note(verb, at, list(refs), by=by, data=kept)

    def note(
        self, verb: str, at: datetime, subjects: list[tuple[str, int]], *, by: Employee | None, data: dict[str, Any]
    ) -> None:
        """The same with references: the quick way for the many."""
        trail = UUID(int=self._dice.getrandbits(128), version=4)
        self._drafts.append(Draft(verb, at, subjects, data, actor=self._actor(by), trail=trail))

    def take_over(self, event: Event) -> None:
        """An event that an action has written already, to be written in its place; its subjects come with it."""
        subjects = [(row.kind, row.object_id) for row in event.subjects.all()]
        actor = Actor(event.actor_kind, event.actor_id, event.at, event.actor_label)
        trail = UUID(int=self._dice.getrandbits(128), version=4)
        self._drafts.append(Draft(event.verb, event.at, subjects, event.data, event.half, actor, trail))

    def write(self) -> int:
        """Write all; the demo tells it as if it had been known in time. Returns how many."""
        self._drafts.sort(key=lambda draft: draft.at)
        for chunk in _chunks(self._drafts):
            record_many(chunk, actor=Actor.system(self.at, "demo"), deliver=False)
        Event.objects.update(recorded_at=F("at"))
        return len(self._drafts)

    def _actor(self, person: Employee | None) -> Actor | None:
        if person is None:
            return None
        if person.pk not in self._actors:
            self._actors[person.pk] = Actor.of(person, self.at)
        return self._actors[person.pk]


def _chunks(drafts: list[Draft]) -> Iterable[list[Draft]]:
    return (drafts[i : i + CHUNK] for i in range(0, len(drafts), CHUNK))
