"""Reading goals."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db.models import Prefetch, Q, QuerySet

from tandem.core.actor import Actor
from tandem.core.rules import allows
from tandem.people.models import Purpose, Role
from tandem.people.queries import agreed
from tandem.people.rules import has_role, sells
from tandem.tandems.models import Seat
from tandem.tandems.queries import scope_of

from .metrics import Cell
from .models import Goal, GoalAnswer, GoalValue, GoalVersion, Metric, Scope
from .progress import Progress, progress_of
from .rules import can_see_progress


def visible_goals(actor: Actor) -> QuerySet[Goal]:
    """The company's and teams' for whoever sells or administers; a tandem's for the two, who covers, their manager.

    The goal of one half is about one person: its manager sees it only under a works agreement.
    """
    rows = Goal.objects.select_related("tandem__team", "team")
    if actor.is_system:
        return rows
    scope = scope_of(actor)
    found = Q(scope=Scope.COMPANY)
    if has_role(actor, Role.ADMIN):
        found |= Q(scope=Scope.TEAM)
    elif not sells(actor):
        return rows.none()
    found |= Q(scope=Scope.TEAM, team__in=scope.team_ids) | Q(scope=Scope.TANDEM, tandem__in=scope.acting_ids)
    found |= Q(scope=Scope.ROLE, tandem__in=scope.tandem_ids)
    if scope.led_team_ids:
        found |= Q(scope=Scope.TANDEM, tandem__team__in=scope.led_team_ids)
        found |= Q(scope=Scope.ROLE, tandem__team__in=scope.led_team_ids) & results_agreed(actor)
    return rows.filter(found)


def results_agreed(actor: Actor) -> Q:
    """That a works agreement lets managers see results, as a condition; see `may_evaluate`."""
    if not has_role(actor, Role.MANAGER):
        return Q(pk__in=[])
    return agreed(Purpose.RESULTS, role=Role.MANAGER, on=actor.today)


def versions_of(goals: QuerySet[Goal]) -> list[GoalVersion]:
    """What holds or waits of these goals, with what the two said; two statements."""
    rows = _versions(Q(goal__in=goals, ended_at=None))
    rows = rows.prefetch_related(Prefetch("answers", GoalAnswer.objects.select_related("employee")))
    return list(rows.order_by("goal__tandem__name", "goal__start", "goal__metric", "goal__seat", "-number"))


def _versions(which: Q) -> QuerySet[GoalVersion]:
    rows = GoalVersion.objects.filter(which, withdrawn_at=None)
    return rows.select_related("goal__tandem__team", "goal__team", "proposed_by", "set_by")


def shown_progress(versions: Sequence[GoalVersion], actor: Actor) -> dict[int, Progress]:
    """By version, how far those are that hold and that the viewer may read about; at most three statements."""
    wanted = [one for one in versions if one.holds and allows(can_see_progress, actor, one.goal)]
    with_sitters([one.goal for one in wanted])
    own = own_cells([one.goal for one in wanted if one.goal.metric == Metric.OWN])
    return {one.version.pk: one for one in progress_of(wanted, actor.at, own)}


def own_cells(goals: Sequence[Goal]) -> dict[int, list[Cell]]:
    """Own figures: of each month the newest; one statement, none without such goals."""
    if not goals:
        return {}
    newest: dict[tuple[int, date], int] = {}
    for row in GoalValue.objects.filter(goal__in=goals).order_by("pk"):
        newest[row.goal_id, row.month] = row.value
    found: dict[int, list[Cell]] = {}
    for (goal, month), value in newest.items():
        found.setdefault(goal, []).append(Cell(month, value, 0))
    return found


def with_sitters(goals: Sequence[Goal]) -> None:
    """Goals of one half, with who sat in it during the period; one statement, none without such goals."""
    halves = [goal for goal in goals if goal.scope == Scope.ROLE]
    if not halves:
        return
    seats = list(Seat.objects.filter(tandem__in=[goal.tandem_id for goal in halves]))
    for goal in halves:
        goal.__dict__["sitters"] = {
            seat.employee_id
            for seat in seats
            if seat.tandem_id == goal.tandem_id
            and seat.role == goal.seat
            and seat.start < goal.end
            and (seat.end is None or seat.end > goal.start)
        }


def joint_progress(tandem_id: int, actor: Actor, *, most: int = 4) -> list[Progress]:
    """How far the running joint goals of a tandem are, the shortest period first; three statements at most."""
    return _progress(list(_versions(_running(tandem_id, actor))), actor)[:most]


def joint_goals(tandem_id: int, actor: Actor, *, most: int = 4) -> tuple[list[GoalVersion], list[Progress]]:
    """Proposals of a tandem that wait for the two, and the same; three statements at most."""
    rows = list(_versions(Q(goal__tandem=tandem_id, in_force_at=None) | _running(tandem_id, actor)))
    waiting = sorted((one for one in rows if one.in_force_at is None), key=lambda one: (one.goal.start, one.pk))
    return waiting, _progress([one for one in rows if one.in_force_at is not None], actor)[:most]


def _running(tandem_id: int, actor: Actor) -> Q:
    goals = visible_goals(actor).filter(scope=Scope.TANDEM, tandem=tandem_id)
    goals = goals.filter(start__lte=actor.today, end__gt=actor.today)
    return Q(goal__in=goals, in_force_at__isnull=False, ended_at=None)


def _progress(versions: list[GoalVersion], actor: Actor) -> list[Progress]:
    found = shown_progress(versions, actor)
    versions = sorted(versions, key=lambda one: (one.goal.end, one.goal.pk))
    return [found[one.pk] for one in versions if one.pk in found]
