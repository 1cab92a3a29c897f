"""The overview of a sales manager: where customers wait, what hangs between two, who is away without cover."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils import timezone

from tandem.core.actor import Actor
from tandem.people.models import Team
from tandem.people.queries import visible_teams
from tandem.tandems.queries import scope_of
from tandem.work.clocks_open import Clocks, LateHandoffs, Queue, clocks_of, late_handoffs_of, queues_of

from .uncovered import Uncovered, uncovered_of


@dataclass(frozen=True)
class TeamLine:
    """How one team stands."""

    team: Team
    clocks: Clocks
    queue: Queue
    handoffs: LateHandoffs


@dataclass(frozen=True)
class Overview:
    """Totals of teams only; nothing in here tells of one person's work."""

    lines: Sequence[TeamLine]
    uncovered: Sequence[Uncovered]

    @property
    def open(self) -> int:
        """How many customers wait for a first answer."""
        return sum(line.clocks.open for line in self.lines)

    @property
    def late(self) -> int:
        """How many of them wait longer than promised."""
        return sum(line.clocks.late for line in self.lines)

    @property
    def unheld(self) -> int:
        """How many requests nobody holds."""
        return sum(line.queue.count for line in self.lines)

    @property
    def handoffs(self) -> int:
        """How many hand-offs are late."""
        return sum(line.handoffs.count for line in self.lines)


def led_teams(actor: Actor) -> Sequence[Team]:
    """The teams that the viewer leads; one statement, none for who leads none."""
    ids = scope_of(actor).led_team_ids
    return list(visible_teams(actor).filter(pk__in=ids).order_by("name")) if ids else []


def overview_of(actor: Actor) -> Overview:
    """Seven statements, however many rows there are."""
    teams, at = led_teams(actor), actor.at
    ids = [team.pk for team in teams]
    clocks, queues, handoffs = clocks_of(ids, at), queues_of(ids), late_handoffs_of(ids, at)
    lines = [
        TeamLine(
            team,
            clocks.get(team.pk, Clocks()),
            queues.get(team.pk, Queue()),
            handoffs.get(team.pk, LateHandoffs()),
        )
        for team in teams
    ]
    return Overview(lines, uncovered_of(ids, timezone.localdate(at), actor))
