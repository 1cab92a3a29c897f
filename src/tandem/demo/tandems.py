"""The 20 tandems: who sat where when, and how the halves shared."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from tandem.core import search
from tandem.people.models import Employee
from tandem.tandems.entries import tandem_entry
from tandem.tandems.models import Seat, SeatRole, SeatWeight, Tandem

from .files import table
from .people import Crew
from .stage import Stage

ROLES = (SeatRole.INSIDE, SeatRole.FIELD)


@dataclass(frozen=True)
class Pairs:
    """The tandems by name, with all their seats and weights; `mothers` had a later tandem's customers before."""

    tandems: Mapping[str, Tandem]
    seats: list[Seat]
    weights: list[SeatWeight]
    shares: Mapping[str, float]
    mothers: Mapping[str, str]

    def of_team(self, team_id: int) -> list[Tandem]:
        """The tandems of a team."""
        return [tandem for tandem in self.tandems.values() if tandem.team_id == team_id]


def write_tandems(stage: Stage, crew: Crew) -> Pairs:
    """All tandems with their rows over time, told in the diary."""
    sources = table("tandems")["tandem"]
    month = stage.calendar.month
    tandems = {
        row["name"]: Tandem(name=row["name"], team=crew.teams[row["team"]], founded_on=month(row["founded"]))
        for row in sources
    }
    Tandem.objects.bulk_create(tandems.values())
    seats = [seat for row in sources for seat in _seats(stage, crew, row, tandems[row["name"]])]
    weights = [weight for row in sources for weight in _weights(stage, row, tandems[row["name"]])]
    Seat.objects.bulk_create(seats)
    SeatWeight.objects.bulk_create(weights)
    search.put_many(tandem_entry(tandem, stage.calendar.today) for tandem in tandems.values())
    pairs = Pairs(
        tandems,
        seats,
        weights,
        {row["name"]: row["share"] for row in sources},
        {row["name"]: row["mother"] for row in sources if "mother" in row},
    )
    _tell(stage, crew, pairs)
    return pairs


def _seats(stage: Stage, crew: Crew, row: Mapping[str, Any], tandem: Tandem) -> list[Seat]:
    month = stage.calendar.month
    return [
        Seat(
            tandem=tandem,
            role=role,
            employee=crew[sitting["who"]],
            start=month(sitting["since"]),
            end=month(sitting["until"]) if "until" in sitting else None,
        )
        for role in ROLES
        for sitting in row[role.value]
    ]


def _weights(stage: Stage, row: Mapping[str, Any], tandem: Tandem) -> list[SeatWeight]:
    found: list[SeatWeight] = []
    for part in row.get("weights", ()):
        start = stage.calendar.month(part["since"])
        if found:
            found[-1].end = start
        found.append(SeatWeight(tandem=tandem, inside=part["inside"], field=part["field"], start=start))
    return found


def _tell(stage: Stage, crew: Crew, pairs: Pairs) -> None:
    dice = stage.dice("tandems told")
    for tandem in pairs.tandems.values():
        manager = crew.manager_of(tandem.team_id)
        rows = [seat for seat in pairs.seats if seat.tandem_id == tandem.pk]
        _tell_formed(stage, tandem, rows, pairs, manager, dice)
        for seat in rows:
            former = next((row for row in rows if row.role == seat.role and row.end == seat.start), None)
            if seat.start > tandem.founded_on:
                _tell_taken(stage, seat, former, manager, _morning(stage, seat.start, dice))
            if seat.end and not any(row.role == seat.role and row.start == seat.end for row in rows):
                _tell_vacated(stage, seat, _morning(stage, seat.end, dice))
        _tell_weights(stage, tandem, pairs, manager, dice)


def _morning(stage: Stage, day: date, dice: Random) -> datetime:
    """Early on the day, or the last workday before it."""
    return stage.calendar.moment(stage.calendar.workday_to(day), dice, 475, 540)


def _tell_formed(
    stage: Stage, tandem: Tandem, seats: list[Seat], pairs: Pairs, manager: Employee, dice: Random
) -> None:
    first = {seat.role: seat.employee for seat in seats if seat.start == tandem.founded_on}
    weights = [row for row in pairs.weights if row.tandem_id == tandem.pk and row.start == tandem.founded_on]
    stage.diary.tell(
        "tandem.formed",
        _morning(stage, tandem.founded_on, dice),
        tandem,
        tandem.team,
        *first.values(),
        by=manager,
        data={
            "name": tandem.name,
            "team": tandem.team.name,
            "from": tandem.founded_on.isoformat(),
            "weights": [weights[0].inside, weights[0].field] if weights else [],
            **{str(role): str(person) for role, person in first.items()},
        },
    )


def _tell_taken(stage: Stage, seat: Seat, former: Seat | None, manager: Employee, at: datetime) -> None:
    before = former.employee if former else None
    changes = {str(seat.role): [str(before) if before else None, str(seat.employee)]}
    data = {**_place(seat, seat.start), "seat": seat.pk, "before": []}
    stage.diary.tell("seat.taken", at, seat.tandem, seat.employee, before, by=manager, data=data, changes=changes)


def _tell_vacated(stage: Stage, seat: Seat, at: datetime) -> None:
    assert seat.end is not None  # noqa: S101  the caller has looked
    changes = {str(seat.role): [str(seat.employee), None]}
    data = {**_place(seat, seat.end), "before": []}
    at += timedelta(minutes=1)  # the reaction to the leaving, which the administrator notes first
    stage.diary.tell("seat.vacated", at, seat.tandem, seat.employee, by=None, data=data, changes=changes)


def _place(seat: Seat, start: date) -> dict[str, Any]:
    return {"tandem": seat.tandem.name, "role": str(seat.role), "from": start.isoformat(), "to": ""}


def _tell_weights(stage: Stage, tandem: Tandem, pairs: Pairs, manager: Employee, dice: Random) -> None:
    old = (50, 50)
    for row in (row for row in pairs.weights if row.tandem_id == tandem.pk):
        if row.start > tandem.founded_on and old != (row.inside, row.field):
            changes = {"weights": [f"{old[0]} : {old[1]}", f"{row.inside} : {row.field}"]}
            data = {"tandem": tandem.name, "from": row.start.isoformat(), "row": row.pk, "before": []}
            at = _morning(stage, row.start, dice)
            stage.diary.tell("weights.set", at, tandem, by=manager, data=data, changes=changes)
        old = (row.inside, row.field)
