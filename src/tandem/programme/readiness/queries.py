"""Reading checks: that there is one, whether one has taken part, and what may be told of the answers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tandem.core.actor import Actor
from tandem.people.queries import signed_in
from tandem.programme.models import ReadinessCheck, ReadinessPart
from tandem.tandems.models import SeatRole
from tandem.together.survey.release import Cell, Given, released

from .areas import AREAS, HIGHEST, WEAK, Area


def visible_checks(actor: Actor) -> QuerySet[ReadinessCheck]:
    """Everybody in the company may know that one is held."""
    return ReadinessCheck.objects.all() if actor.is_system or signed_in(actor) else ReadinessCheck.objects.none()


def own_part(check: ReadinessCheck, actor: Actor) -> ReadinessPart | None:
    """Whether the viewer is asked, and has taken part; one statement."""
    person = signed_in(actor)
    return ReadinessPart.objects.filter(check_of=check, employee=person).first() if person else None


def check_that_waits(actor: Actor) -> ReadinessCheck | None:
    """The one that waits for the viewer's answers; one statement."""
    person = signed_in(actor)
    if person is None:
        return None
    waits = Q(parts__employee=person, parts__took_part=False)
    return ReadinessCheck.objects.filter(waits, opens_on__lte=actor.today, closes_on__gte=actor.today).first()


@dataclass(frozen=True)
class Shown:
    """One area of one group: mean from 1 to 5, and how much of a bar that is."""

    group: str | Promise
    mean: float

    @property
    def percent(self) -> int:
        return round(100 * self.mean / HIGHEST)

    @property
    def is_weak(self) -> bool:
        return self.mean < WEAK


@dataclass(frozen=True)
class Row:
    """An area with all groups that may be told."""

    area: Area
    groups: Sequence[Shown]

    @property
    def is_weak(self) -> bool:
        return any(one.is_weak for one in self.groups)


@dataclass(frozen=True)
class Results:
    """What may be told. `took_part` is None while it is too few to be told, `rows` are empty then."""

    asked: int
    took_part: int | None
    is_over: bool
    rows: Sequence[Row]


def results_of(check: ReadinessCheck, actor: Actor) -> Results:
    """Two statements, however many answers."""
    counts = check.parts.aggregate(asked=Count("pk"), took=Count("pk", filter=Q(took_part=True)))
    is_over = actor.today > check.closes_on
    took = counts["took"] if is_over and counts["took"] >= check.group_size else None
    return Results(counts["asked"], took, is_over, _rows(check) if is_over else [])


def _rows(check: ReadinessCheck) -> list[Row]:
    """All answers are told as one batch, through the guard of the company's survey."""
    given = [Given(check.opens_on, (row.half, ""), row.marks) for row in check.answers.all()]
    cells = [cell for cell in released(given, least=check.group_size, until=date.max) if len(cell.path) < 2]
    return [Row(area, [_shown(cell, place) for cell in cells]) for place, area in enumerate(AREAS)] if cells else []


def _shown(cell: Cell, place: int) -> Shown:
    names = {role.value: role.label for role in SeatRole}
    label = names[cell.path[0]] if cell.path else _("Both departments")
    return Shown(label, round(sum(cell.means[2 * place : 2 * place + 2]) / 2, 1))
