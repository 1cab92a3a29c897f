"""What a review looks at: shares of whole groups since the first wave began, never of a person or one tandem."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone

from tandem.core.actor import Actor
from tandem.core.spans import on_day
from tandem.goals.models import Goal
from tandem.people.models import Purpose, WorksAgreement
from tandem.tandems.models import Tandem
from tandem.tandems.queries import open_tandems
from tandem.together.models import SwapDay, SwapStatus
from tandem.work.models import Handoff, HandoffState, Request

from .models import Figure, Programme, WaveTandem

LEAST_TANDEMS = 3  # six people: no group is smaller than the five that a survey needs
LEAST_CASES = 10  # fewer say little, and could be told apart
AGREED = (Figure.ANSWERED, Figure.ACCEPTED)


@dataclass(frozen=True)
class Seen:
    """One figure in per cent, of who has begun and of the others; None where it may not be told."""

    figure: str
    begun: int | None
    others: int | None
    least: int | None = None

    @property
    def label(self) -> str:
        return str(Figure(self.figure).label)

    @property
    def state(self) -> str:
        """Whether the criterion written down is kept; people decide what follows."""
        if self.least is None or self.begun is None:
            return ""
        return "kept" if self.begun >= self.least else "broken"


@dataclass(frozen=True)
class Figures:
    """All figures; `agreed` says whether a works agreement lets this reader see times."""

    rows: Sequence[Seen]
    agreed: bool
    begun: int
    others: int


def first_day(programme: Programme) -> date | None:
    """When the first wave began or will begin; one statement."""
    return programme.waves.order_by("starts_on").values_list("starts_on", flat=True).first()


def figures_of(programme: Programme, since: date, actor: Actor) -> Figures:
    """Five statements, however many tandems."""
    start = timezone.make_aware(datetime.combine(since, time.min))
    tandems = list(_tandems(programme, start, actor))
    begun = {one.pk for one in tandems if one.__dict__["begun"]}
    others = {one.pk for one in tandems} - begun
    rows = WorksAgreement.objects.filter(on_day(actor.today), purpose=Purpose.ANSWER_TIMES)
    agreed = actor.is_system or any(actor.roles & row.audience for row in rows)
    least = dict(programme.criteria.values_list("figure", "least"))
    seen = []
    for figure in Figure:
        if figure in AGREED:
            told = _of_cases(figure, begun, others, start, actor) if agreed else (None, None)
        else:
            have = {one.pk for one in tandems if one.__dict__[f"has_{figure.value}"]}
            told = _told([(len(have & group), len(group), LEAST_TANDEMS) for group in (begun, others)], begun, others)
        seen.append(Seen(figure.value, *told, least.get(figure.value)))
    return Figures(seen, agreed, len(begun), len(others))


def _tandems(programme: Programme, start: datetime, actor: Actor) -> QuerySet[Tandem]:
    """Those that have begun and the open others, with whether they lived a swap day and hold a goal."""
    began = WaveTandem.objects.filter(programme=programme, wave__starts_on__lte=actor.today, tandem=OuterRef("pk"))
    lived = SwapDay.objects.filter(status__in=(SwapStatus.LIVED, SwapStatus.CLOSED), start__gte=start.date())
    held = Q(versions__in_force_at__isnull=False, versions__ended_at=None)
    goals = Goal.objects.filter(held, start__lte=actor.today, end__gt=actor.today, tandem=OuterRef("pk"))
    swaps = lived.filter(tandem=OuterRef("pk"))
    rows = Tandem.objects.annotate(begun=Exists(began), has_swaps=Exists(swaps), has_goals=Exists(goals))
    return rows.filter(Q(begun=True) | Q(pk__in=open_tandems(actor.today).values("pk")))


def _of_cases(
    figure: Figure, begun: set[int], others: set[int], start: datetime, actor: Actor
) -> tuple[int | None, int | None]:
    rows, kept = _answers(start, actor) if figure == Figure.ANSWERED else _acceptances(start, actor)
    counted = rows.aggregate(
        **{
            f"{name}_{what}": Count("pk", filter=Q(tandem__in=group) & condition)
            for name, group in (("begun", begun), ("others", others))
            for what, condition in (("every", Q()), ("kept", kept))
        }
    )
    pairs = [(counted[f"{name}_kept"], counted[f"{name}_every"], LEAST_CASES) for name in ("begun", "others")]
    return _told(pairs, begun, others)


def _told(pairs: Sequence[tuple[int, int, int]], begun: set[int], others: set[int]) -> tuple[int | None, int | None]:
    """Of each group in per cent what is kept of how many; nothing of a group or of cases so few that they show."""
    first, second = (
        round(100 * kept / every) if every >= least and len(group) >= LEAST_TANDEMS else None
        for (kept, every, least), group in zip(pairs, (begun, others), strict=True)
    )
    return first, second


def _answers(start: datetime, actor: Actor) -> tuple[QuerySet[Any], Q]:
    owed = Q(answered_at__isnull=False) | Q(due_at__lte=actor.at, closed_at=None)
    return Request.objects.filter(owed, received_at__gte=start, merged_into=None), Q(answered_at__lte=F("due_at"))


def _acceptances(start: datetime, actor: Actor) -> tuple[QuerySet[Any], Q]:
    owed = Q(accepted_at__isnull=False) | Q(accept_by__lte=actor.at, state=HandoffState.OFFERED)
    return Handoff.objects.filter(owed, created_at__gte=start), Q(accepted_at__lte=F("accept_by"))
