"""The pages of goals, ready for their templates."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from engines.goals import Forecast
from tandem.core.actor import Actor
from tandem.core.rules import allows
from tandem.core.templatetags.tandem import percent as percent_of
from tandem.tandems.queries import scope_of

from .chart import Chart, chart_of
from .models import Goal, GoalAnswer, GoalValue, GoalVersion, Metric, Scope, Span
from .progress import Progress, forecast_of
from .queries import shown_progress, versions_of, visible_goals, with_sitters
from .rows import Counted, rows_of
from .rules import (
    can_answer_goal,
    can_change_goal,
    can_enter_value,
    can_see_progress,
    can_set_goal,
    is_of,
)
from .spans import span_label
from .words import figure, method_words, percent, unit_figure, whose

TABS = (Scope.TANDEM, Scope.TEAM, Scope.COMPANY)


@dataclass(frozen=True)
class Line:
    """One goal in a list, with its figures in words."""

    goal: Goal
    version: GoalVersion
    whose: str
    target: str
    progress: Progress | None
    achieved: str
    expected: str
    share: str
    objections: int
    waits_for_me: bool


@dataclass(frozen=True)
class RollUp:
    """What the tandems' goals sum to beside their team's."""

    team: str
    label: str
    tandems: int
    sum: str
    target: str
    difference: str
    short: bool


@dataclass(frozen=True)
class GoalList:
    """The goals of one period."""

    lines: Sequence[Line]
    roll_ups: Sequence[RollUp]
    hidden: bool  # results of single tandems are not shown for want of an agreement


def goal_list(actor: Actor, *, of: str, span: str, start: date) -> GoalList:
    """The goals that begin with a period; five statements, however many there are."""
    rows = visible_goals(actor).filter(span=span, start=start)
    scopes = {Scope.TANDEM: [Scope.TANDEM, Scope.ROLE], Scope.TEAM: [Scope.TEAM, Scope.TANDEM, Scope.ROLE]}
    rows = rows.filter(scope__in=scopes.get(Scope(of), [of]))
    versions = versions_of(rows)
    if of == Scope.TANDEM:
        versions = [one for one in versions if is_of(actor, one.goal) or not _led(one.goal, actor)]
    progress = shown_progress(versions, actor)
    lines = [line_of(one, progress.get(one.pk), actor) for one in versions]
    agreed = any(one.holds and one.goal.is_agreed and one.pk not in progress for one in versions)
    return GoalList(lines, _roll_ups(versions) if of == Scope.TEAM else [], hidden=agreed)


def _led(goal: Goal, actor: Actor) -> bool:
    """Whether it is there only because the viewer leads the team."""
    return goal.tandem_id not in scope_of(actor).acting_ids


def line_of(version: GoalVersion, progress: Progress | None, actor: Actor) -> Line:
    """One line; figures are empty where nothing is counted yet or may be read."""
    goal = version.goal
    said = {row.employee_id: row.accepted for row in version.answers.all()}
    return Line(
        goal=goal,
        version=version,
        whose=whose(goal),
        target=figure(goal, progress.target) if progress else unit_figure(goal, version.target),
        progress=progress,
        achieved=figure(goal, progress.achieved) if progress else "",
        expected=figure(goal, progress.expected) if progress else "",
        share=percent(progress.attainment) if progress else "",
        objections=sum(not accepted for accepted in said.values()),
        waits_for_me=version.is_open and is_of(actor, goal) and not said.get(actor.id or 0, False),
    )


def _roll_ups(versions: Sequence[GoalVersion]) -> list[RollUp]:
    found = []
    for one in versions:
        goal = one.goal
        if goal.scope != Scope.TEAM or not one.holds or goal.is_share:
            continue
        parts = [
            other.target
            for other in versions
            if other.holds
            and other.goal.scope == Scope.TANDEM
            and other.goal.tandem is not None
            and other.goal.tandem.team_id == goal.team_id
            and (other.goal.metric, other.goal.name, other.goal.currency) == (goal.metric, goal.name, goal.currency)
        ]
        gap = sum(parts) - one.target
        found.append(
            RollUp(
                str(goal.team),
                goal.label,
                len(parts),
                unit_figure(goal, sum(parts)),
                unit_figure(goal, one.target),
                unit_figure(goal, gap),
                short=gap < 0,
            )
        )
    return found


@dataclass(frozen=True)
class MonthLine:
    """A month of the table behind the chart."""

    label: str
    part: str
    achieved: str
    sum_part: str
    sum_achieved: str
    over: bool


@dataclass(frozen=True)
class GoalPage:
    """A goal with its versions, figures, and what the viewer may do."""

    goal: Goal
    whose: str
    period: str
    line: Line | None  # what holds
    waiting: Line | None  # what is proposed
    versions: Sequence[tuple[GoalVersion, str, Sequence[GoalAnswer]]]
    months: Sequence[MonthLine]
    chart: Chart | None
    forecast: Forecast | None
    forecast_words: Sequence[str]  # middle, low, high, method
    exact: str
    unknown: str
    rows: Sequence[Counted]
    values: Sequence[tuple[GoalValue, str]]
    hidden: bool
    may_change: bool
    may_withdraw: bool
    may_answer: bool
    may_object: bool
    may_set: bool
    may_enter: bool


def goal_page(goal: Goal, actor: Actor) -> GoalPage:
    """All about one goal; six statements, one more for own figures and for one half."""
    versions = list(
        goal.versions.select_related("proposed_by", "set_by").prefetch_related("answers__employee").order_by("-number")
    )
    for one in versions:
        one.goal = goal
    holding = next((one for one in versions if one.holds), None)
    waiting = next((one for one in versions if one.is_open), None)
    progress = shown_progress([holding], actor).get(holding.pk) if holding else None
    seen = allows(can_see_progress, actor, goal)
    found = forecast_of(progress, actor.at) if progress else None
    said = {row.employee_id: row.accepted for row in (waiting or holding or versions[0]).answers.all()}
    may_answer = allows(can_answer_goal, actor, goal)
    with_sitters([goal] if progress is None and seen else [])
    open_to_words = waiting or (holding if holding and holding.set_by_id and goal.is_agreed else None)
    may_change = allows(can_change_goal, actor, goal)
    return GoalPage(
        goal=goal,
        whose=whose(goal),
        period=span_label(goal.span, goal.start),
        line=line_of(holding, progress, actor) if holding else None,
        waiting=line_of(waiting, None, actor) if waiting else None,
        versions=[(one, unit_figure(goal, one.target), list(one.answers.all())) for one in versions],
        months=_months(progress) if progress else [],
        chart=chart_of(progress, actor.today) if progress and len(progress.months) > 1 else None,
        forecast=found,
        forecast_words=_forecast(goal, found),
        exact=_exact(progress),
        unknown=_unknown(progress),
        rows=rows_of(goal, actor) if seen else [],
        values=_values(goal) if seen and goal.metric == Metric.OWN else [],
        hidden=holding is not None and not seen,
        may_change=may_change and waiting is None,
        may_withdraw=may_change and waiting is not None,
        may_answer=may_answer and waiting is not None and not said.get(actor.id or 0, False),
        may_object=may_answer and open_to_words is not None and said.get(actor.id or 0, True),
        may_set=waiting is not None and allows(can_set_goal, actor, goal),
        may_enter=goal.metric == Metric.OWN and allows(can_enter_value, actor, goal),
    )


def _exact(progress: Progress | None) -> str:
    """Attainment in per cent, cut off behind the fourth decimal, and as the fraction that decides."""
    if progress is None or progress.attainment is None:
        return ""
    share = progress.attainment
    told = percent_of(int(share * 1_000_000))
    return f"{told} ({share.numerator}/{share.denominator})" if len(str(share.denominator)) < 16 else told


def _unknown(progress: Progress | None) -> str:
    """Net of lines whose cost is not known, which a margin leaves out."""
    if progress is None or progress.goal.metric != Metric.MARGIN or not progress.of:
        return ""
    return figure(progress.goal, progress.of, exact=True)


def _forecast(goal: Goal, found: Forecast | None) -> Sequence[str]:
    if found is None:
        return ()
    values = [figure(goal, value) if value is not None else "" for value in (found.middle, found.low, found.high)]
    return [*values, method_words(found)]


def _months(progress: Progress) -> list[MonthLine]:
    goal, found, part, achieved = progress.goal, [], 0, 0
    for month in progress.months:
        part, achieved = part + month.part, achieved + month.achieved
        adds = not goal.is_share
        found.append(
            MonthLine(
                span_label(Span.MONTH, month.start),
                unit_figure(goal, month.part),
                unit_figure(goal, month.achieved) if month.over else "",
                unit_figure(goal, part) if adds else "",
                unit_figure(goal, achieved) if month.over and adds else "",
                month.over,
            )
        )
    return found


def _values(goal: Goal) -> list[tuple[GoalValue, str]]:
    rows = goal.values.select_related("by").order_by("-month", "-pk")
    return [(row, span_label(Span.MONTH, row.month)) for row in rows]


def tabs(of: str) -> list[tuple[str, str, bool]]:
    """Mine, team, company."""
    labels = {Scope.TANDEM: _("My tandems"), Scope.TEAM: _("Team"), Scope.COMPANY: _("Company")}
    return [(str(key), labels[key], key == of) for key in TABS]
