"""From people, tandems and what was said to the engine's frozen problem. The one reader of all opinions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time

from django.db.models import Count

from engines.pairing import Pair, Person, Problem
from tandem.core.spans import on_day
from tandem.customers.models import Assignment
from tandem.people.models import Employee, WorkingTime
from tandem.people.openings import OFFICE
from tandem.people.queries import employees_here
from tandem.tandems.models import Seat

from .models import Opinion, Profile, Proposal
from .shade import shade_of

DAY = 24 * 60


@dataclass(frozen=True)
class Today:
    """Who sells with whom on a day in a team: {tandem: {role: employee id}}, and how many customers each has."""

    seats: Mapping[int, Mapping[str, int]]
    customers: Mapping[int, int]

    @property
    def pairs(self) -> dict[Pair, int]:
        """Complete pairs with their customers."""
        found: dict[Pair, int] = {}
        for tandem, seats in self.seats.items():
            if len(seats) == 2:
                pair = (seats["inside"], seats["field"])
                found[pair] = found.get(pair, 0) + self.customers.get(tandem, 0)
        return found


def participants(proposal: Proposal) -> list[Employee]:
    """Who works in the team on the day it starts and is not left out; newcomers are in, leavers are not."""
    rows = employees_here(proposal.starts_on).filter(team=proposal.team_id).exclude(pk__in=proposal.left_out)
    rows = rows.exclude(joined_on__gt=proposal.starts_on)
    return [person for person in rows.order_by("name_key", "pk") if person.half]


def today_of(team_id: int, day: date) -> Today:
    """Seats and customers on that day of the team's tandems that are not going to close; two statements."""
    seats: dict[int, dict[str, int]] = {}
    rows = Seat.objects.filter(on_day(day), tandem__team=team_id, tandem__closed_on=None)
    for tandem, role, person in rows.values_list("tandem", "role", "employee"):
        seats.setdefault(tandem, {})[role] = person
    counted = Assignment.objects.filter(on_day(day), tandem__team=team_id).values_list("tandem")
    return Today(seats, dict(counted.annotate(n=Count("pk")).order_by()))


def problem_of(proposal: Proposal, day: date) -> Problem:
    """Everything the engine needs; seven statements."""
    people = participants(proposal)
    keys = {person.pk for person in people}
    now = today_of(proposal.team_id, day)
    existing = frozenset(pair for pair in now.pairs if keys.issuperset(pair))
    inside = _people(people, "inside", proposal.seats_inside)
    outside = _people(people, "field", proposal.seats_field)
    locked = _pairs(proposal.locked, keys)
    shade = shade_of(((one.key, other.key) for one in inside for other in outside), existing, day)
    said = list(Opinion.objects.filter(author__in=keys, about__in=keys))
    # A working pair that the manager keeps stays: were it refused, the refusal would tell who said no.
    kept = locked & existing
    vetoes = {(one.author_id, one.about_id) for one in said if one.veto}
    vetoes -= {way for pair in kept for way in (pair, pair[::-1])}
    return Problem(
        inside=inside,
        field=outside,
        ratings={(one.author_id, one.about_id): one.rating for one in said if one.rating is not None},
        vetoes=frozenset(vetoes),
        shared={pair: count for pair, count in now.pairs.items() if pair in existing and count},
        existing=existing,
        locked=locked,
        forbidden=_pairs(proposal.forbidden, keys) | shade.held,
        extra=shade.points,
    )


def _pairs(rows: Sequence[Sequence[int]], keys: set[int]) -> frozenset[Pair]:
    """Pairs of people who still take part."""
    return frozenset((one, other) for one, other in rows if one in keys and other in keys)


def _people(people: Sequence[Employee], half: str, seats: int) -> tuple[Person, ...]:
    mine = [person for person in people if person.half == half]
    keys = [person.pk for person in mine]
    profiles = {row.employee_id: row for row in Profile.objects.filter(employee__in=keys)}
    hours: dict[int, list[tuple[int, int]]] = {}
    for row in WorkingTime.objects.filter(employee__in=keys):
        hours.setdefault(row.employee_id, []).append(_span(row.weekday, row.start, row.end))
    return tuple(
        Person(
            key=person.pk,
            seats=seats,
            regions=frozenset(profiles[person.pk].regions if person.pk in profiles else ()),
            languages=person.languages or frozenset({"de"}),
            hours=tuple(sorted(hours.get(person.pk, _OFFICE))),
            knows=frozenset(profiles[person.pk].knows if person.pk in profiles else ()),
        )
        for person in mine
    )


def _span(weekday: int, start: time, end: time) -> tuple[int, int]:
    first = weekday * DAY
    return first + start.hour * 60 + start.minute, first + end.hour * 60 + end.minute


_OFFICE = [_span(day, start, end) for day, spans in OFFICE.items() for start, end in spans]
