"""The agenda of a weekly meeting, made from the data when it is looked at; config/registry.py names its sections."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from django.conf import settings
from django.db.models import Q
from django.utils.module_loading import import_string

from tandem.core.actor import Actor
from tandem.core.errors import Text
from tandem.customers.queries import seen
from tandem.tandems.models import Tandem
from tandem.together.models import Meeting

WEEK = timedelta(days=7)
LONGEST = timedelta(days=35)  # that an agenda looks back
FEW = 5  # rows that a section shows


@dataclass(frozen=True)
class Row:
    """One thing to talk about: what, why it is here, where to look."""

    title: Text
    why: Text
    url: str = ""


@dataclass(frozen=True)
class AgendaSection:
    """Rows of one kind, the most pressing first, and how many there are in all."""

    key: str
    title: Text
    rows: Sequence[Row]
    total: int
    url: str = ""

    @property
    def more(self) -> int:
        """How many are not shown."""
        return max(0, self.total - len(self.rows))


@dataclass(frozen=True)
class Frame:
    """Whose agenda, and the time it is about: since the last talk, until a week after this one.

    `found` holds what one section has asked for and another one needs, too.
    """

    tandem: Tandem
    actor: Actor
    since: datetime
    until: datetime
    found: dict[str, Any] = field(default_factory=dict)

    def seen(self, prefix: str) -> Q:
        """Condition: the viewer may see the customer. What the tandem did for one may be another one's by now."""
        return seen(self.actor, prefix)


SectionOf = Callable[[Frame], AgendaSection | None]


@cache
def _sources() -> tuple[SectionOf, ...]:
    found: tuple[SectionOf, ...] = import_string(settings.TANDEM_AGENDA)
    return found


def agenda_of(meeting: Meeting, actor: Actor) -> list[AgendaSection]:
    """What there is to talk about, in the order of the registry; sections without rows are left out."""
    frame = frame_of(meeting, actor)
    found = [section(frame) for section in _sources()]
    return [section for section in found if section is not None and section.rows]


def frame_of(meeting: Meeting, actor: Actor) -> Frame:
    """The time between the meeting before and the week after this one."""
    former = getattr(meeting, "former", None)
    start = former.starts_at if former else meeting.starts_at - WEEK
    since = max(start, min(meeting.starts_at, actor.at) - LONGEST)
    return Frame(meeting.tandem, actor, since, max(meeting.starts_at, actor.at) + WEEK)
