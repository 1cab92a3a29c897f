"""The introduction, in its second wave: a readiness check that is over, steps done, a pilot drawn, a review decided."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from engines.draw import METHOD, draw
from tandem.people.models import Employee
from tandem.people.queries import employees_here
from tandem.programme.models import (
    Draw,
    Programme,
    ReadinessAnswer,
    ReadinessCheck,
    ReadinessPart,
    Review,
    Step,
    StopCriterion,
    Wave,
    WaveTandem,
)
from tandem.programme.strata import units_for
from tandem.programme.texts import quarter
from tandem.tandems.models import Tandem
from tandem.together.models import GROUP_LEAST

from .people import Crew
from .stage import Stage

SINCE = 84  # days ago that it began: the second wave is a week old
TITLE = "Einführung Tandemvertrieb"
SEED = "nordwelle"
MARKS = ((1, 2, 3), (2, 3, 3), (1, 2, 3), (3, 4, 4), (3, 4, 5))  # per area, from the picture to the tools
CRITERIA = {"answered": 60, "swaps": 10}
NOTE = "Die Übergaben laufen, die Jours fixes noch nicht überall. Die zweite Welle beginnt wie geplant."


def write_programme(stage: Stage, crew: Crew) -> None:
    """All of it; who plans is the manager whose team shows the demo."""
    today = stage.calendar.today
    first = today - timedelta(SINCE)
    planner = crew["katrin.asmussen"]
    at = _morning(stage, first)
    programme = Programme.objects.create(title=TITLE, starts_on=first, created_by=planner, created_at=at)
    stage.diary.tell("programme.planned", at, programme, by=planner, data={"title": TITLE, "from": first.isoformat()})
    _steps(stage, programme, planner)
    _criteria(stage, programme, planner)
    _waves(stage, programme, planner)
    _review(stage, programme, planner)
    _check(stage, planner, first + timedelta(10))


def _steps(stage: Stage, programme: Programme, planner: Employee) -> None:
    steps = [
        Step(programme=programme, key=one.key, due_on=programme.starts_on + timedelta(one.day), owner=planner)
        for one in quarter()
    ]
    for step in steps:
        if step.due_on < stage.calendar.today and step.key != "goals":
            step.done_at, step.done_by = _morning(stage, step.due_on), planner
    Step.objects.bulk_create(steps)
    for step in steps:
        if step.done_at:
            stage.diary.tell("programme.step_done", step.done_at, programme, by=planner, data={"step": str(step)})


def _criteria(stage: Stage, programme: Programme, planner: Employee) -> None:
    at = _morning(stage, programme.starts_on + timedelta(3))
    for figure, least in CRITERIA.items():
        StopCriterion.objects.create(programme=programme, figure=figure, least=least, written_by=planner, written_at=at)
        stage.diary.tell("programme.criterion_set", at, programme, by=planner, data={"figure": figure, "least": least})


def _waves(stage: Stage, programme: Programme, planner: Employee) -> None:
    units = units_for(programme, stage.calendar.today)
    size = max(1, len(units) // 3)
    at = _morning(stage, programme.starts_on + timedelta(28))
    drawn = draw(units, size=size, seed=SEED)
    kept = Draw.objects.create(
        programme=programme,
        number=1,
        seed=SEED,
        method=METHOD,
        size=size,
        units=[[unit.key, list(unit.strata)] for unit in units],
        chosen=list(drawn.chosen),
        drawn_by=planner,
        drawn_at=at,
    )
    data = {"number": 1, "seed": SEED, "size": size}
    stage.diary.tell("programme.drawn", at, programme, by=planner, data=data)
    left = [unit.key for unit in units if unit.key not in drawn.chosen]
    starts = programme.starts_on + timedelta(35)
    _wave(programme, "Pilot", starts, drawn.chosen, ends_on=starts + timedelta(41), draw=kept)
    _wave(programme, "Zweite Welle", programme.starts_on + timedelta(77), left[: len(left) // 2])
    _wave(programme, "Dritte Welle", programme.starts_on + timedelta(105), left[len(left) // 2 :])


def _wave(programme: Programme, title: str, day: date, tandems: Sequence[int], **more: object) -> None:
    wave = Wave.objects.create(programme=programme, title=title, starts_on=day, **more)
    found = Tandem.objects.filter(pk__in=tandems).order_by("pk")
    WaveTandem.objects.bulk_create(WaveTandem(programme=programme, wave=wave, tandem=one) for one in found)


def _review(stage: Stage, programme: Programme, planner: Employee) -> None:
    at = _morning(stage, programme.starts_on + timedelta(66))
    seen = [
        {"figure": "answered", "begun": 78, "others": 71, "least": 60},
        {"figure": "accepted", "begun": 69, "others": 64, "least": None},
        {"figure": "swaps", "begun": 17, "others": 0, "least": 10},
        {"figure": "goals", "begun": 100, "others": 100, "least": None},
    ]
    decided = {"seen": seen, "note": NOTE, "decision": "adjust", "decided_by": planner, "decided_at": at}
    Review.objects.create(programme=programme, days=30, **decided)
    Review.objects.bulk_create(Review(programme=programme, days=days) for days in (90, 180))
    data = {"days": 30, "decision": "adjust", "broken": []}
    stage.diary.tell("programme.reviewed", at, programme, by=planner, data=data)


def _check(stage: Stage, planner: Employee, day: date) -> None:
    at, dice = _morning(stage, day), stage.dice("readiness")
    check = ReadinessCheck.objects.create(
        opens_on=day, closes_on=day + timedelta(9), group_size=GROUP_LEAST, opened_by=planner, opened_at=at
    )
    asked = [one for one in employees_here(day).order_by("name_key", "pk") if one.half]
    took = [one for one in asked if dice.random() < 0.85]
    ReadinessPart.objects.bulk_create(
        ReadinessPart(check_of=check, employee=one, half=one.half, took_part=one in took) for one in asked
    )
    rows = [
        ReadinessAnswer(check_of=check, half=one.half, marks=[dice.choice(area) for area in MARKS for _n in (1, 2)])
        for one in took
    ]
    dice.shuffle(rows)
    ReadinessAnswer.objects.bulk_create(rows)
    data = {"asked": len(asked), "from": day.isoformat(), "to": check.closes_on.isoformat()}
    stage.diary.tell("readiness.opened", at, check, by=planner, data=data)


def _morning(stage: Stage, day: date) -> datetime:
    return stage.calendar.at_time(stage.calendar.workday_to(day), time(9))
