"""Swap days for a whole team: both directions of every tandem, until the year has what the company wants."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction

from tandem.core.actor import Actor
from tandem.core.events import record
from tandem.core.locking import lock
from tandem.core.models import Event
from tandem.core.rules import require
from tandem.core.spans import on_day
from tandem.people.models import Team
from tandem.tandems.models import Seat, Tandem
from tandem.together.models import SwapDay, SwapStatus, TogetherSettings

from .actions import plan_swap
from .days import Proposal, propose_days
from .queries import Way, days_of_year, visible_swaps, ways_of
from .rules import can_plan_for_team

BETWEEN = timedelta(days=7)  # that two days of one pair lie apart


@dataclass(frozen=True)
class Line:
    """A tandem of the team with both directions."""

    tandem: Tandem
    ways: list[Way]

    @property
    def missing(self) -> int:
        """How many days this year still lacks."""
        return sum(max(0, way.wanted - way.days) for way in self.ways)


def lines_of(team: Team, actor: Actor) -> list[Line]:
    """Every tandem of the team in which both seats are taken; three statements."""
    day, wanted = actor.today, TogetherSettings.load().swaps_a_year
    seats = defaultdict(list)
    rows = Seat.objects.filter(on_day(day), tandem__team=team).select_related("employee__team", "tandem__team")
    for seat in rows.order_by("tandem__name", "pk"):
        seats[seat.tandem].append(seat)
    counted = days_of_year([tandem.pk for tandem in seats], day)
    found = [Line(tandem, ways_of(own, counted, wanted)) for tandem, own in seats.items()]
    return [line for line in found if line.ways]


@transaction.atomic
def plan_for_team(team: Team, *, actor: Actor, at: datetime) -> Event:
    """The next missing day of each direction of each tandem, on the day that suits both best."""
    require(can_plan_for_team, actor, team)
    team = lock(team)
    planned = []
    for line in lines_of(team, actor):
        near: list[date] = []
        for way in line.ways:
            if way.is_full:
                continue
            found = propose_days(way.host, way.guest, after=actor.today, at=at, most=20)
            apart = [one for one in found if all(abs(one.start - other) >= BETWEEN for other in near)]
            if not apart:
                continue
            best = min(apart, key=Proposal.worth)
            swap = plan_swap(
                line.tandem, host=way.host, guest=way.guest, start=best.start, end=best.end, actor=actor, at=at
            )
            near.append(swap.start)
            planned.append(swap.pk)
    return record("team.swaps_planned", team, actor=actor, at=at, data={"swaps": planned})


def coming_for(team: Team, actor: Actor) -> list[SwapDay]:
    """What is planned in the team, the next first; one statement."""
    rows = visible_swaps(actor).filter(tandem__team=team, status=SwapStatus.PLANNED)
    return list(rows.order_by("start", "pk")[:50])
