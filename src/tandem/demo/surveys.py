"""A company survey that is over, with its results, and one that is open."""

from __future__ import annotations

from datetime import date, time, timedelta
from random import Random

from django.db.models import Q

from tandem.people.models import Employee
from tandem.people.queries import employees_here
from tandem.together.models import QUESTIONS, Split, Survey, SurveyAnswer, SurveyPart
from tandem.together.survey.queries import path_of
from tandem.together.survey.release import kept_path

from .stage import Stage

GROUP = 7
WEEKS = 2  # that one is open
SINCE = 9  # weeks ago that the first one opened
FIRST_PAIR = ("Demir", "Brandt")
SHARE = 0.85  # who takes part


def write_surveys(stage: Stage, admin: Employee) -> None:
    """By team first, as the company has it."""
    today = stage.calendar.today
    monday = today - timedelta(today.weekday())
    dice = stage.dice("surveys")
    former = _open(stage, admin, monday - timedelta(weeks=SINCE), Split.TEAM)
    _answer(former, dice, share=SHARE, until=former.closes_on)
    running = _open(stage, admin, monday, Split.HALF)
    _answer(running, dice, share=0.3, until=today)


def _open(stage: Stage, admin: Employee, day: date, split: Split) -> Survey:
    at = min(stage.calendar.at_time(day, time(9)), stage.calendar.at)
    survey = Survey.objects.create(
        opens_on=day,
        closes_on=day + timedelta(weeks=WEEKS, days=-1),
        group_size=GROUP,
        split=split,
        opened_by=admin,
        opened_at=at,
    )
    people = employees_here(day).filter(Q(roles__contains="inside") | Q(roles__contains="field")).exclude(team=None)
    SurveyPart.objects.bulk_create(
        SurveyPart(survey=survey, employee=one, team=one.team, half=one.half)
        for one in people.select_related("team").order_by("name_key", "pk")
        if one.team is not None
    )
    data = {"asked": survey.parts.count(), "group_size": GROUP, "from": day.isoformat()}
    stage.diary.tell("survey.opened", at, survey, by=admin, data={**data, "to": survey.closes_on.isoformat()})
    return survey


def _answer(survey: Survey, dice: Random, *, share: float, until: date) -> None:
    parts = list(survey.parts.select_related("employee").order_by("pk"))
    asked = [path_of(survey, part.team_id, part.half) for part in parts]
    weeks = max(1, min(WEEKS, (until - survey.opens_on).days // 7 + 1))
    took = [part for part in parts if dice.random() < share]
    if until < survey.closes_on:  # the two who show the demo are still asked
        took = [part for part in took if part.employee.last_name not in FIRST_PAIR]
    rows = []
    for part in took:
        part.took_part = True
        kept = kept_path(asked, path_of(survey, part.team_id, part.half), survey.group_size)
        rows.append(
            SurveyAnswer(
                survey=survey,
                week=survey.opens_on + timedelta(weeks=dice.randrange(weeks)),
                team_id=part.team_id if f"team:{part.team_id}" in kept else None,
                half=part.half if part.half in kept else "",
                **{name: dice.choice((2, 3, 3, 4, 4, 4, 5)) for name in QUESTIONS},
            )
        )
    SurveyPart.objects.bulk_update(took, ["took_part"])
    dice.shuffle(rows)
    SurveyAnswer.objects.bulk_create(rows)
