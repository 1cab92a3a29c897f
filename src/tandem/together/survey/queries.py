"""Reading surveys: that there is one, whether one has taken part, and what may be told of the answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from tandem.core.actor import Actor
from tandem.people.models import Team
from tandem.people.queries import signed_in
from tandem.tandems.models import SeatRole
from tandem.together.models import QUESTIONS, Split, Survey, SurveyAnswer, SurveyPart

from .release import Cell, Given, released


def visible_surveys(actor: Actor) -> QuerySet[Survey]:
    """Everybody in the company may know that a survey is held."""
    return Survey.objects.all() if actor.is_system or signed_in(actor) else Survey.objects.none()


def own_part(survey: Survey, actor: Actor) -> SurveyPart | None:
    """Whether the viewer is asked, and has taken part; one statement."""
    person = signed_in(actor)
    return SurveyPart.objects.filter(survey=survey, employee=person).first() if person else None


def open_survey_for(actor: Actor) -> Survey | None:
    """The one that waits for the viewer's answers; one statement."""
    person = signed_in(actor)
    if person is None:
        return None
    waits = Q(parts__employee=person, parts__took_part=False)
    return Survey.objects.filter(waits, opens_on__lte=actor.today, closes_on__gte=actor.today).first()


@dataclass(frozen=True)
class Shown:
    """One group of the results in words; `depth` 0 is everybody."""

    label: str
    depth: int
    cell: Cell


@dataclass(frozen=True)
class Results:
    """What may be told. `asked` is of the whole company; `took_part` is None while it is too few to be told."""

    asked: int
    took_part: int | None
    batches: Sequence[Sequence[Shown]]


def results_of(survey: Survey, actor: Actor) -> Results:
    """Three statements, however many answers."""
    counts = survey.parts.aggregate(asked=Count("pk"), took=Count("pk", filter=Q(took_part=True)))
    names = _names(Team.objects.all())
    by_week: dict[object, list[Shown]] = {}
    for cell in released(given(survey), least=survey.group_size, until=actor.today):
        label = names.get(cell.path[-1], "–") if cell.path else ""
        by_week.setdefault(cell.first, []).append(Shown(label, len(cell.path), cell))
    took = counts["took"] if counts["took"] >= survey.group_size else None
    return Results(counts["asked"], took, list(by_week.values()))


def given(survey: Survey) -> list[Given]:
    """All answers as the release reads them; one statement."""
    rows = SurveyAnswer.objects.filter(survey=survey)
    return [Given(row.week, path_of(survey, row.team_id, row.half), [*row.scores.values()]) for row in rows]


def path_of(survey: Survey, team_id: int | None, half: str) -> tuple[str, ...]:
    """The groups of an answer in the order of the survey's split; "" where it was not kept."""
    team = f"team:{team_id}" if team_id else ""
    return (team, half) if survey.split == Split.TEAM else (half, team)


def questions() -> Sequence[str]:
    """The order of the figures."""
    return QUESTIONS


def _names(teams: QuerySet[Team]) -> Mapping[str, str]:
    names = {f"team:{team.pk}": team.name for team in teams}
    return {**names, **{role.value: str(role.label) for role in SeatRole}}
