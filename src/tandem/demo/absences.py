"""Who was and is away, and who covers what meanwhile; the works agreements."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from random import Random
from typing import Any

from tandem.people.models import Absence, AbsenceKind, Delegation, Employee, WorksAgreement
from tandem.tandems.models import Tandem

from .dice import Weighted, chance
from .files import table
from .people import Crew
from .stage import Stage
from .tandems import Pairs

AROUND = timedelta(days=40)  # days around today that the data file tells of
PAST = Weighted({AbsenceKind.HOLIDAY: 78, AbsenceKind.SICK: 16, AbsenceKind.TRAINING: 6})


def write_absences(stage: Stage, crew: Crew, pairs: Pairs) -> list[Absence]:
    """Three years of holidays, and what the data file says of these days."""
    dice = stage.dice("absences")
    past = [row for person in crew.people.values() for row in _past(stage, person, dice)]
    told = [(row, _absence(stage, crew, row)) for row in table("absences")["absence"]]
    absences = [*past, *(absence for _row, absence in told)]
    Absence.objects.bulk_create(absences)
    covers = [cover for row, absence in told for cover in _covers(absence, row, crew, pairs)]
    Delegation.objects.bulk_create(covers)
    for absence in absences:
        _tell(stage, absence, [cover for cover in covers if cover.absence is absence], dice)
    return absences


def write_agreements(stage: Stage, crew: Crew) -> None:
    """What company and works council have agreed, with its history."""
    dice = stage.dice("agreements")
    for row in table("agreements")["agreement"]:
        start = stage.calendar.month(row["start"])
        end = stage.calendar.month(row["end"]) if "end" in row else None
        agreement = WorksAgreement.objects.create(
            title=row["title"],
            purpose=row["purpose"],
            audience=frozenset(row["audience"]),
            start=start,
            end=end,
            reference=row["reference"],
            text=row["text"].strip(),
        )
        _tell_agreement(stage, crew, agreement, row, dice)


def _past(stage: Stage, person: Employee, dice: Random) -> Iterator[Absence]:
    """Some weeks a year, none of which touch."""
    day = max(stage.calendar.start, person.joined_on or stage.calendar.start)
    last = min(stage.calendar.today - AROUND, person.left_on or stage.calendar.today)
    while True:
        day += timedelta(days=dice.randrange(60, 230))
        kind = PAST.pick(dice)
        holiday = kind == AbsenceKind.HOLIDAY
        start = day - timedelta(days=day.weekday()) if holiday else day
        end = start + timedelta(days=dice.choice((5, 7, 12, 14, 14, 19)) if holiday else dice.randrange(1, 5))
        if end >= last:
            return
        yield Absence(employee=person, kind=kind, start=start, end=end)
        day = end


def _absence(stage: Stage, crew: Crew, row: Mapping[str, Any]) -> Absence:
    start = stage.calendar.today + timedelta(days=row["from"])
    if row["kind"] == AbsenceKind.HOLIDAY:
        start -= timedelta(days=start.weekday())
    end = start + timedelta(days=row["lasts"]) if "lasts" in row else None
    return Absence(employee=crew[row["who"]], kind=row["kind"], start=start, end=end)


def _covers(absence: Absence, row: Mapping[str, Any], crew: Crew, pairs: Pairs) -> list[Delegation]:
    return [
        Delegation(
            person=absence.employee,
            deputy=crew[deputy],
            scope_kind=Tandem.ref_kind,
            scope_id=pairs.tandems[tandem].pk,
            absence=absence,
            start=absence.start,
            end=absence.end,
        )
        for tandem, deputy in row.get("cover", {}).items()
    ]


def _tell(stage: Stage, absence: Absence, covers: list[Delegation], dice: Random) -> None:
    """Days away are noted some weeks before, sickness on its first day; never why."""
    calendar, person = stage.calendar, absence.employee
    ahead = 0 if absence.kind == AbsenceKind.SICK else dice.randrange(15, 90)
    day = calendar.workday_to(min(max(calendar.start, absence.start - timedelta(days=ahead)), calendar.today))
    data = {
        "name": str(person),
        "from": absence.start.isoformat(),
        "to": absence.end.isoformat() if absence.end else "",
        "covers": [{"kind": row.scope_kind, "id": row.scope_id, "deputy": row.deputy_id} for row in covers],
    }
    deputies = [row.deputy for row in covers]
    by = person if ahead or not chance(dice, 0.6) or person.team is None else person.team.manager
    stage.diary.tell(
        "absence.recorded", calendar.moment(day, dice), absence, person, person.team, *deputies, by=by, data=data
    )


def _tell_agreement(stage: Stage, crew: Crew, agreement: WorksAgreement, row: Mapping[str, Any], dice: Random) -> None:
    data = {
        "title": agreement.title,
        "purpose": agreement.purpose,
        "audience": sorted(agreement.audience),
        "from": agreement.start.isoformat(),
        "reference": agreement.reference,
        "text": agreement.text,
    }
    before = _some_days_before(stage, agreement.start, dice)
    at = stage.calendar.moment(before, dice)
    stage.diary.tell("agreement.recorded", at, agreement, by=crew.admin, data={**data, "to": ""})
    if agreement.end:
        to = agreement.end.isoformat()
        at = stage.calendar.moment(_some_days_before(stage, agreement.end, dice), dice)
        changes = {"end": [None, to]}
        more = {**data, "to": to, "reason": row["reason"]}
        stage.diary.tell("agreement.ended", at, agreement, by=crew.council, data=more, changes=changes)


def _some_days_before(stage: Stage, day: date, dice: Random) -> date:
    return stage.calendar.workday_to(max(stage.calendar.start, day - timedelta(days=dice.randrange(3, 12))))
