"""A run's page: sums for all, people as far as the reader may see them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tandem.commissions.models import Run, RunPerson, RunStatus
from tandem.commissions.months import month_label
from tandem.commissions.outliers import WORDS
from tandem.commissions.rules import can_approve_run
from tandem.core.actor import Actor
from tandem.core.rules import allows
from tandem.goals.rules import may_evaluate
from tandem.people.models import Employee, Role
from tandem.people.rules import has_role
from tandem.tandems.queries import scope_of

from .goals import GoalTold, goals_told
from .owing import Owing, owing_of


@dataclass(frozen=True)
class Row:
    """What the run brings somebody, beside the month before."""

    person: RunPerson
    outlier: str

    @property
    def change(self) -> int | None:
        """More, or less, than the month before."""
        return None if self.person.before_cents is None else self.person.earned_cents - self.person.before_cents


@dataclass(frozen=True)
class RunPage:
    """The page."""

    run: Run
    label: str
    rows: Sequence[Row]
    count: int
    outliers: int
    before: int
    payable: int
    held: int
    holds: bool  # something of somebody in the list
    hidden: int
    waiting: Sequence[dict[str, str]]  # orders without an exchange rate
    owing: Sequence[Owing]
    goals: Sequence[GoalTold]  # that stood for quotas
    goals_missing: Sequence[GoalTold]
    may_approve: bool
    may_lock: bool
    may_release: bool
    may_discard: bool


def run_page(run: Run, actor: Actor) -> RunPage:
    """Payroll sees everybody; a manager the team, where a works agreement lets them; all see the sums."""
    people = list(run.people.select_related("employee"))
    seen = [person for person in people if _sees(actor, person.employee)]
    rows = [Row(person, str(WORDS[person.outlier]) if person.outlier else "") for person in seen]
    rows.sort(key=lambda row: not row.outlier)  # what somebody should look at stands first
    preview, state = run.status == RunStatus.PREVIEW, run.status
    return RunPage(
        run=run,
        label=month_label(run.period.name),
        rows=rows,
        count=len(people),
        outliers=sum(bool(person.outlier) for person in people),
        before=sum(person.before_cents or 0 for person in people),
        payable=sum(person.payable_cents for person in people),
        held=sum(person.held_cents for person in people),
        holds=any(person.held_cents for person in seen),
        hidden=len(people) - len(seen),
        waiting=run.snapshot.get("waiting", []),
        goals=goals_told(run.snapshot.get("goals", []), actor),
        goals_missing=goals_told(run.snapshot.get("goals_missing", []), actor),
        owing=owing_of(run, lambda employee: _sees(actor, employee)),
        may_approve=preview and run.period.end <= actor.today and allows(can_approve_run, actor, run),
        may_lock=state == RunStatus.APPROVED,
        may_release=state == RunStatus.LOCKED,
        may_discard=state in (RunStatus.WAITING, RunStatus.PREVIEW, RunStatus.APPROVED),
    )


def _sees(actor: Actor, employee: Employee) -> bool:
    if has_role(actor, Role.PAYROLL):
        return True
    return employee.team_id in scope_of(actor).led_team_ids and may_evaluate(actor)
