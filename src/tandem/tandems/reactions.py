"""What follows for tandems from what happened elsewhere."""

from __future__ import annotations

from datetime import datetime

from tandem.core.actor import Actor
from tandem.core.models import Event
from tandem.people.models import Employee

from .actions import end_seats


def empty_seats(event: Event, at: datetime) -> None:
    """Who leaves the company gives up their seats on the day they are gone; the tandem and its customers stay."""
    keys = event.subjects.filter(kind=Employee.ref_kind).values("object_id")
    for person in Employee.objects.filter(pk__in=keys, left_on__isnull=False):
        assert person.left_on is not None  # noqa: S101  filtered above
        end_seats(person, day=person.left_on, actor=Actor.system(at, event.actor_label), at=at)
