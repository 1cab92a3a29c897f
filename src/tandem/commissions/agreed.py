"""Agreed goals as quotas: what a block with `quota_from = "goal"` is measured against, read as it was known.

For a window of the block (a month, a quarter, a year) counts the version of the goal that was in force when the window
began. One that came later counts only where somebody outside the tandem proposed or set it: the two may agree on a
goal, but not lower what they are paid by once the time runs. Where the window is part of a longer goal, its months
are that part of it, by the seasonal split.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time
from typing import Any

from django.utils import timezone

from engines.commission import Member, Plan, Window
from engines.commission.plan import Component, Quota
from engines.commission.windows import MONTHS, window_of
from engines.goals import month_parts, months_of
from tandem.goals.models import MONEY_METRICS, GoalVersion, Metric, Scope

from .names import OUTSIDE, key_of, tandem_id

COUNTS = {"order": Metric.ORDERS, "visit": Metric.VISITS}
Holder = tuple[int, str]  # a tandem, and which half of it; empty for both together


@dataclass(frozen=True)
class GoalRead:
    """A goal that a block was measured against: the receipt."""

    block: str
    tandem: int
    seat: str
    window: str
    goal: int
    number: int
    amount: int
    in_force_at: datetime


@dataclass(frozen=True)
class GoalMissing:
    """A goal that a block asks for and that is not there; `late` where there is one that came too late to count."""

    block: str
    metric: str
    tandem: int
    seat: str
    window: str
    late: bool


@dataclass(frozen=True)
class Agreed:
    """The plan with goals as quotas, which ones, and what is missing in the windows of the period."""

    plan: Plan
    read: Sequence[GoalRead] = ()
    missing: Sequence[GoalMissing] = ()


def with_goals(plan: Plan, members: Sequence[Member], period: Window, as_of: datetime | None) -> Agreed:
    """One statement; none where no block asks for goals."""
    asking = [part for part in plan.components if metric_of(part)]
    if not asking:
        return Agreed(plan)
    reading = _Reading(plan, members, period, _known(plan, asking, members, period, as_of))
    components = [
        replace(part, quotas=(*reading.quotas(part), *part.quotas)) if part in asking else part
        for part in plan.components
    ]
    return Agreed(replace(plan, components=tuple(components)), reading.read, reading.missing)


def asks_for_goals(document: Mapping[str, Any]) -> bool:
    """Whether a plan's document names goals as quotas."""
    return any(part.get("quota_from") == "goal" for part in document.get("components", []))


def metric_of(part: Component) -> str:
    """What a goal for the block counts; empty where the block asks for none, or no goal counts what it does."""
    measure, alone = part.measure, not part.measures or part.measures == (part.measure,)
    if part.quota_from != "goal" or not alone or part.accumulate not in MONTHS:
        return ""
    found = ""
    if measure.name in MONEY_METRICS:
        found = Metric(measure.name).value
    elif measure.name == "count" and len(measure.trigger) == 1:
        found = COUNTS.get(measure.trigger[0], "")
    return found if part.level == "tandem" or found == Metric.VISITS else ""


def _known(
    plan: Plan, asking: Sequence[Component], members: Sequence[Member], period: Window, as_of: datetime | None
) -> Mapping[tuple[Holder, str], list[GoalVersion]]:
    """Versions that have come into force by then, by holder and what they count."""
    rows = GoalVersion.objects.filter(
        goal__tandem__in={key_of(member.tandem) for member in members},
        goal__scope__in=[Scope.TANDEM, Scope.ROLE],
        goal__metric__in={metric_of(part) for part in asking},
        goal__currency__in=["", plan.currency],
        goal__end__gt=plan.start,
        goal__start__lt=period.end,
        in_force_at__isnull=False,
    )
    rows = rows.filter(in_force_at__lte=as_of) if as_of else rows
    found: dict[tuple[Holder, str], list[GoalVersion]] = defaultdict(list)
    for row in rows.select_related("goal").order_by("goal__start", "goal", "number"):
        found[(row.goal.tandem_id or 0, row.goal.seat), row.goal.metric].append(row)
    return found


@dataclass
class _Reading:
    """Goals on their way into quotas."""

    plan: Plan
    members: Sequence[Member]
    period: Window
    known: Mapping[tuple[Holder, str], list[GoalVersion]]
    read: list[GoalRead] = field(default_factory=list)
    missing: list[GoalMissing] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.insiders: dict[str, set[int]] = defaultdict(set)  # whoever sat in a tandem, on the plan or not
        for one in self.members:
            if not one.overlay:
                self.insiders[one.tandem].add(key_of(one.person.removeprefix(OUTSIDE)))

    def quotas(self, part: Component) -> Iterator[Quota]:
        """Of each window up to the end of the period."""
        window = window_of(self.plan.start, part.accumulate)
        while window.start < self.period.end:
            for member in self._holders(part, window):
                yield from self._quota(part, window, member)
            window = window_of(window.end, part.accumulate)

    def _holders(self, part: Component, window: Window) -> Iterator[Member]:
        """Whose quota is asked for: a tandem's once, a half's for each seat of somebody on the plan."""
        seen: set[str] = set()
        for member in self.members:
            start = max(window.start, member.start, self.plan.start)
            end = min(window.end, member.end, self.plan.end)
            if not key_of(member.person) or not member.tandem or member.overlay or start >= end:
                continue
            if part.level == "person":
                yield replace(member, start=start, end=end)
            elif member.tandem not in seen:
                seen.add(member.tandem)
                yield replace(member, person="", role="", start=window.start, end=window.end)

    def _quota(self, part: Component, window: Window, member: Member) -> Iterator[Quota]:
        tandem, metric = key_of(member.tandem), metric_of(part)
        versions = self.known.get(((tandem, member.role), metric), ())
        version, late = _version(versions, window, self.insiders[member.tandem])
        if version is None or version.in_force_at is None:
            if window.end > self.period.start:
                self.missing.append(GoalMissing(part.title, metric, tandem, member.role, window.name, late))
            return
        amount, told = _part(version, window), (version.goal_id, version.number)
        self.read.append(GoalRead(part.title, tandem, member.role, window.name, *told, amount, version.in_force_at))
        whose = {"person": member.person} if member.person else {"tandem": tandem_id(tandem)}
        yield Quota(amount, start=member.start, end=member.end, agreed=True, **whose)


def _version(versions: Sequence[GoalVersion], window: Window, insiders: set[int]) -> tuple[GoalVersion | None, bool]:
    """Of the shortest goal over the window the version that counts, and whether another one came too late."""
    over = [one for one in versions if one.goal.start <= window.start and one.goal.end >= window.end]
    late = False
    begun = _begin(window.start)
    for goal in sorted({one.goal_id: one.goal for one in over}.values(), key=lambda one: (one.end - one.start, one.pk)):
        found = None
        for one in over:
            in_time = one.in_force_at is not None and one.in_force_at <= begun
            by_others = bool(one.set_by_id) or one.proposed_by_id not in insiders
            if one.goal_id == goal.pk and (in_time or by_others):
                found = one
            late = late or (one.goal_id == goal.pk and not in_time and not by_others)
        if found is not None:
            return found, late
    return None, late


def _begin(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))


def _part(version: GoalVersion, window: Window) -> int:
    """The target, or of a longer goal the months of the window."""
    goal = version.goal
    parts = zip(months_of(goal.period), month_parts(version.target, version.weights, goal.period), strict=True)
    return sum(part for month, part in parts if month.start in window)
