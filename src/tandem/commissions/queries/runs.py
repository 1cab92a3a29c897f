"""A run's page: sums for all, people as far as the reader may see them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Sum

from tandem.commissions.currencies import Sums, sums_by
from tandem.commissions.models import LedgerHead, Run, RunPerson, RunStatus
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
    earned: Sums
    before: Sums
    payable: Sums
    held: Sums
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

    @property
    def compared(self) -> list[tuple[str, int, int]]:
        """By currency what is earned, beside the month before."""
        before = dict(self.before)
        return [(currency, cents, before.get(currency, 0)) for currency, cents in self.earned]


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
        count=len({person.employee_id for person in people}),
        outliers=len({person.employee_id for person in people if person.outlier}),
        earned=sums_by((person.currency, person.earned_cents) for person in people),
        before=sums_by((person.currency, person.before_cents or 0) for person in people),
        payable=sums_by((person.currency, person.payable_cents) for person in people),
        held=sums_by((person.currency, person.held_cents) for person in people),
        holds=any(person.held_cents for person in seen),
        hidden=len({person.employee_id for person in people} - {person.employee_id for person in seen}),
        waiting=run.snapshot.get("waiting", []),
        goals=goals_told(run.snapshot.get("goals", []), actor),
        goals_missing=goals_told(run.snapshot.get("goals_missing", []), actor),
        owing=owing_of(run, lambda employee: _sees(actor, employee)),
        may_approve=preview and run.period.end <= actor.today and allows(can_approve_run, actor, run),
        may_lock=state == RunStatus.APPROVED,
        may_release=state == RunStatus.LOCKED,
        may_discard=state in (RunStatus.WAITING, RunStatus.PREVIEW, RunStatus.APPROVED),
    )


def earned_by(runs: Sequence[Run]) -> dict[int, Sums]:
    """What each of these runs brings in each currency; one statement."""
    rows = RunPerson.objects.filter(run__in=runs).order_by().values_list("run", "currency")
    found: dict[int, list[tuple[str, int]]] = defaultdict(list)
    for run, currency, cents in rows.annotate(sum=Sum("earned_cents")):
        found[run].append((currency, cents))
    return {run: sums_by(amounts) for run, amounts in found.items()}


def ledger_head() -> LedgerHead | None:
    """Where the books end; None while they are empty."""
    return LedgerHead.objects.filter(number__gt=0).first()


def _sees(actor: Actor, employee: Employee) -> bool:
    if has_role(actor, Role.PAYROLL):
        return True
    return employee.team_id in scope_of(actor).led_team_ids and may_evaluate(actor)
