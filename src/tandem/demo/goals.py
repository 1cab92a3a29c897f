"""Goals of all tandems: last year's with what came of them, this year's, the running quarter's; one with an objection,
one late, one that waits."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.utils import timezone

from engines.money import allocate
from tandem.goals.models import MONTHS, Goal, GoalAnswer, GoalVersion, Metric, Scope, Span
from tandem.goals.spans import moved, period_of
from tandem.people.models import Employee
from tandem.tandems.models import Tandem

from .deals import Deal
from .files import table
from .rota import Rota
from .stage import Stage

OBJECTED, LATE, WAITS = 1, 2, 3  # which of the tandems
GROWTH = (103, 106, 109)  # per cent of the year before
ROUND = 1_000_000  # cents: nobody agrees on odd thousands
SEASON = (7, 8, 9, 8, 8, 9, 7, 6, 10, 10, 10, 8)


def write_goals(stage: Stage, rota: Rota, tandems: Sequence[Tandem], deals: Sequence[Deal]) -> None:
    """Goals with their versions and answers."""
    sold = _by_month(deals)
    year = period_of(Span.YEAR, stage.calendar.today).start
    quarter = period_of(Span.QUARTER, stage.calendar.today).start
    teams: dict[tuple[int, str, date], int] = {}
    for number, tandem in enumerate(tandems):
        dice = stage.dice(f"goals {tandem.name}")
        for span, start in ((Span.YEAR, moved(year, -12)), (Span.YEAR, year), (Span.QUARTER, quarter)):
            months = [moved(start, place - 12) for place in range(MONTHS[span])]
            before = sum(sold.get((tandem.pk, month), 0) for month in months)
            target = max(before * dice.choice(GROWTH) // 100 // ROUND, 5) * ROUND
            story = number if span == Span.QUARTER and number in (OBJECTED, LATE) else 0
            _agree(stage, rota, _goal(tandem, Metric.REVENUE, span, start), target, story=story)
            team = (tandem.team_id, str(span), start)
            teams[team] = teams.get(team, 0) + target
        visits = _goal(tandem, Metric.VISITS, Span.QUARTER, quarter)
        _agree(stage, rota, visits, dice.randrange(6, 20) * 5, story=WAITS if number == WAITS else 0)
        _agree(stage, rota, _goal(tandem, Metric.ANSWERED, Span.QUARTER, quarter), 900_000, story=0)
    for (team_id, kind, start), target in teams.items():
        goal = Goal(scope=Scope.TEAM, team_id=team_id, **_period(kind, start))
        _set(stage, goal, target * 102 // 100 // ROUND * ROUND)
    for span, start in ((Span.YEAR, year), (Span.QUARTER, quarter)):
        total = sum(target for (_team, kind, begin), target in teams.items() if (kind, begin) == (span, start))
        _set(stage, Goal(scope=Scope.COMPANY, **_period(span, start)), total * 103 // 100 // ROUND * ROUND)


def _by_month(deals: Sequence[Deal]) -> dict[tuple[int | None, date], int]:
    found: dict[tuple[int | None, date], int] = {}
    for deal in deals:
        if deal.confirmed and not deal.cancelled:
            key = (deal.order.tandem_id, deal.order.ordered_on.replace(day=1))
            found[key] = found.get(key, 0) + deal.order.net_cents
    return found


def _period(span: str, start: date) -> dict[str, object]:
    period = period_of(span, start)
    return {"metric": Metric.REVENUE, "currency": "EUR", "span": span, "start": period.start, "end": period.end}


def _goal(tandem: Tandem, metric: Metric, span: str, start: date) -> Goal:
    given = _period(span, start) | {"metric": metric}
    return Goal(scope=Scope.TANDEM, tandem=tandem, **given | ({} if metric == Metric.REVENUE else {"currency": ""}))


def _weights(goal: Goal) -> list[int]:
    if goal.is_share or goal.span == Span.MONTH:
        return []
    months = 12 if goal.span == Span.YEAR else 3
    return allocate(100, [SEASON[(goal.start.month - 1 + place) % 12] for place in range(months)])


def _agree(stage: Stage, rota: Rota, goal: Goal, target: int, *, story: int) -> None:
    """Proposed by the manager, accepted by both; or as the story goes."""
    assert goal.tandem is not None  # noqa: S101  a tandem's goal
    tandem, dice, words = goal.tandem, stage.dice(f"agreeing {goal.tandem.name} {goal}"), table("goals")
    day = stage.calendar.workday_to(goal.start + timedelta(days=9 if story == LATE else -dice.randrange(8, 25)))
    at = stage.calendar.moment(max(day, stage.calendar.start), dice)
    pair = [rota.sitter(tandem.pk, role, max(day, stage.calendar.start)) for role in ("inside", "field")]
    people = [person for person in pair if person is not None]
    if tandem.founded_on > day or len(people) < 2:
        return
    goal.save()
    boss = tandem.team.manager
    version = GoalVersion(goal=goal, number=1, target=target, weights=_weights(goal), proposed_by=boss, proposed_at=at)
    version.note = dice.choice(words["notes"])
    moments = [min(stage.calendar.later(at, dice, dice.randrange(2, 40)), stage.calendar.at) for _person in people]
    if story == WAITS:
        people, moments = people[:1], moments[:1]
    else:
        version.in_force_at = max(moments)
    version.set_by = boss if story == OBJECTED else None
    version.save()
    stage.diary.tell("goal.proposed", at, goal, version, tandem, by=boss, data=_told(version))
    for place, (person, when) in enumerate(zip(people, moments, strict=True)):
        _say(stage, version, person, when, objection=words["objection"] if story == OBJECTED and place == 1 else "")
    if version.in_force_at:
        verb, by = ("goal.set", boss) if story == OBJECTED else ("goal.agreed", people[moments.index(max(moments))])
        stage.diary.tell(verb, version.in_force_at, goal, version, tandem, by=by, data=_told(version))


def _say(stage: Stage, version: GoalVersion, person: Employee, at: datetime, *, objection: str) -> None:
    row = {"version": version, "employee": person, "at": at, "reason": objection, "accepted": not objection}
    GoalAnswer.objects.create(**row)
    verb = "goal.objected" if objection else "goal.accepted"
    stage.diary.tell(verb, at, version.goal, version, version.goal.tandem, by=person, data=_told(version))


def _set(stage: Stage, goal: Goal, target: int) -> None:
    goal.save()
    day = stage.calendar.workday_to(max(goal.start - timedelta(days=30), stage.calendar.start))
    at = stage.calendar.moment(day, stage.dice(f"setting {goal.team or goal.scope} {goal}"))
    by = goal.team.manager if goal.team else None
    who = {"proposed_by": by, "proposed_at": at, "set_by": by, "in_force_at": at}
    version = GoalVersion.objects.create(goal=goal, number=1, target=target, weights=_weights(goal), **who)
    stage.diary.tell("goal.set", at, goal, version, goal.team, by=by, data=_told(version))


def _told(version: GoalVersion) -> dict[str, object]:
    goal = version.goal
    told = {"name": goal.label, "goal": goal.pk, "number": version.number, "target": version.target}
    late = version.in_force_at is not None and timezone.localdate(version.in_force_at) >= goal.start
    return {**told, "start": goal.start.isoformat(), "late": late}
