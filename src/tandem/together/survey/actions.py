"""Writing surveys and settings. An answer leaves no event, no key of a form and no time: none could be taken back."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tandem.core.actor import Actor
from tandem.core.errors import Invalid, Refused
from tandem.core.events import record
from tandem.core.locking import lock, lock_name, save_changes
from tandem.core.models import Event
from tandem.core.rules import require
from tandem.people.queries import employees_here, signed_in
from tandem.together.models import (
    GROUP_LEAST,
    HIGHEST,
    LOWEST,
    QUESTIONS,
    Split,
    Survey,
    SurveyAnswer,
    SurveyPart,
    TogetherSettings,
)
from tandem.together.pulse.rules import is_pulse_on

from .queries import path_of
from .release import kept_path
from .rules import can_answer_survey, can_open_survey, can_set_together

LONGEST = timedelta(days=90)


@transaction.atomic
def open_survey(
    *, opens_on: date, closes_on: date, split: str = Split.TEAM.value, actor: Actor, at: datetime
) -> Survey:
    """Ask everybody in inside and field sales who has a team. One survey at a time, and only with an agreement."""
    require(can_open_survey, actor)
    lock_name("together_survey")
    if not is_pulse_on(actor):
        raise Refused("no_agreement", _("Surveys are off until a works agreement about the pulse is recorded."))
    if opens_on < actor.today or closes_on < opens_on or closes_on > opens_on + LONGEST:
        text = _("Choose a span to come of at most ninety days.")
        raise Invalid("span", text, {"closes_on": text})
    if Survey.objects.filter(closes_on__gte=opens_on).exists():
        text = _("Another survey is still open then.")
        raise Invalid("open_already", text, {"opens_on": text})
    size = max(TogetherSettings.load().group_size, GROUP_LEAST)
    survey = Survey.objects.create(
        opens_on=opens_on,
        closes_on=closes_on,
        group_size=size,
        split=Split(split),
        opened_by=signed_in(actor),
        opened_at=at,
    )
    people = employees_here(opens_on).filter(Q(roles__contains="inside") | Q(roles__contains="field"))
    asked = list(people.exclude(team=None).select_related("team").order_by("name_key", "pk"))
    SurveyPart.objects.bulk_create(
        SurveyPart(survey=survey, employee=one, team=one.team, half=one.half) for one in asked if one.team is not None
    )
    data = {"asked": len(asked), "group_size": size, "from": opens_on.isoformat(), "to": closes_on.isoformat()}
    record("survey.opened", survey, actor=actor, at=at, data=data)
    return survey


@transaction.atomic
def answer_survey(survey: Survey, *, scores: Mapping[str, int], actor: Actor, at: datetime) -> None:
    """Five answers, once. What is kept of the person is only a group with enough people in it.

    Nothing ties the answers to who gave them: no event, no time beyond the week, and a key that is chance.
    """
    require(can_answer_survey, actor, survey)
    part = lock(SurveyPart.objects.get(survey=survey, employee=signed_in(actor)))
    if not survey.opens_on <= actor.today <= survey.closes_on:
        raise Refused("closed", _("This survey is not open today."))
    if part.took_part:
        raise Refused(
            "answered", _("You have taken part already. Answers cannot be changed: nobody knows which are yours.")
        )
    wrong = {name: _("Choose 1 to 5.") for name in QUESTIONS if not LOWEST <= scores.get(name, 0) <= HIGHEST}
    if wrong:
        raise Invalid("scores", _("Each question takes an answer from 1 to 5."), wrong)
    part.took_part = True
    part.save(update_fields=["took_part"])
    week = actor.today - timedelta(actor.today.weekday())
    kept = {name: scores[name] for name in QUESTIONS}
    SurveyAnswer.objects.create(survey=survey, week=week, **_groups(survey, part), **kept)


@transaction.atomic
def change_settings(*, values: Mapping[str, Any], version: int, actor: Actor, at: datetime) -> Event | None:
    """Swap days a year, days for newcomers, group size. None when nothing differs."""
    require(can_set_together, actor)
    if values["group_size"] < GROUP_LEAST:
        text = _("At least %d: fewer could be told apart.") % GROUP_LEAST
        raise Invalid("group_size", text, {"group_size": text})
    TogetherSettings.objects.get_or_create(pk=1)
    row = lock(TogetherSettings(pk=1), version=version)
    changes = save_changes(row, dict(values))
    return record("together_settings.changed", row, actor=actor, at=at, changes=changes) if changes else None


def _groups(survey: Survey, part: SurveyPart) -> dict[str, Any]:
    """Team and department of an answer, as far as enough people are asked there; one statement."""
    asked = [path_of(survey, team, half) for team, half in survey.parts.values_list("team", "half")]
    kept = kept_path(asked, path_of(survey, part.team_id, part.half), survey.group_size)
    return {
        "team_id": part.team_id if f"team:{part.team_id}" in kept else None,
        "half": part.half if part.half in kept else "",
    }
