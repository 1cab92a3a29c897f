"""The job: best plan first, then the others one by one; kept is only what any manager may read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from engines.pairing import Alternative, Pair, Plan, Problem, Result, other_plans, solve
from tandem.core.errors import Refused
from tandem.core.events import record
from tandem.core.jobs import Work
from tandem.core.locking import lock
from tandem.core.rules import require

from .models import Proposal
from .problem import problem_of
from .rules import can_change_proposal

JOB = "pairing.solve"
PER_CENT = 100


def solve_proposal(work: Work) -> Mapping[str, Any]:
    """The runner. What was changed meanwhile makes the answer worthless: it is not kept then."""
    proposal = Proposal.objects.select_related("team").get(pk=work.params["proposal"])
    require(can_change_proposal, work.actor, proposal)
    work.progress(0, 3, _("Collecting what is known"))
    problem = problem_of(proposal, work.actor.today)
    work.progress(1, 3, _("Looking for the best pairs"))
    result = solve(problem)
    if result.plan is None:
        raise Refused("no_plan", trouble_text(result.trouble))

    def stop() -> bool:
        work.progress(2, 3, _("Looking for other plans"))
        return False

    others = other_plans(problem, result, stop=stop)
    keep_plans(proposal, told_plans(problem, result, others), version=work.params["version"], work=work)
    return {"text": _("The proposal is ready."), "url": proposal.get_absolute_url()}


@transaction.atomic
def keep_plans(proposal: Proposal, plans: Sequence[Mapping[str, Any]], *, version: int, work: Work) -> None:
    """Put the answer to the proposal it was asked for."""
    proposal = lock(proposal)
    if proposal.version != version:
        raise Refused("moved_on", _("The proposal was changed meanwhile. Solve it again."))
    proposal.plans, proposal.solved_at = list(plans), work.at
    proposal.save(update_fields=["plans", "solved_at"])
    data = {"team": str(proposal.team)}
    record("pairing.solved", proposal, proposal.team, actor=work.actor, at=work.at, data=data)


def told_plans(problem: Problem, result: Result, others: Sequence[Alternative]) -> list[dict[str, Any]]:
    """Without values that ratings went into, and in an order that they did not make."""
    assert result.plan is not None  # noqa: S101  asked by the caller
    best = result.plan
    ordered = sorted(others, key=lambda other: (len(other.plan.pairs - best.pairs), sorted(other.plan.pairs)))
    return [told(best, problem, 0)] + [told(other.plan, problem, _short(other)) for other in ordered]


def told(plan: Plan, problem: Problem, short: int) -> dict[str, Any]:
    """One plan as it is kept: `short` is by how many per cent at most it is behind what is possible for its kind."""
    return {
        "short": short,
        "lowest": plan.worst_open,
        "alone": list(plan.alone),
        "pairs": [
            {
                "pair": list(match.pair),
                "known": match.open,
                "locked": match.locked,
                "stays": match.pair in problem.existing,
                "reasons": [_reason(reason) for reason in match.reasons if not reason.private],
            }
            for match in plan.matches
        ],
    }


def _reason(reason: Any) -> dict[str, Any]:
    return {
        "kind": str(reason.kind),
        "amount": reason.amount,
        "of": reason.of,
        "adds": reason.adds,
        "words": list(reason.words),
    }


def _short(other: Alternative) -> int:
    return -(-other.gap * PER_CENT // other.bound) if other.gap > 0 < other.bound else 0


def available(problem: Problem, pair: Pair) -> bool:
    """Whether two people could be a pair at all, as far as anybody is told."""
    from engines.pairing.values import values_of  # noqa: PLC0415  NumPy only for who asks

    values = values_of(problem)
    rows = [person.key for person in problem.inside]
    columns = [person.key for person in problem.field]
    if pair[0] not in rows or pair[1] not in columns:
        return False
    return bool(values.possible[rows.index(pair[0]), columns.index(pair[1])])


def trouble_text(code: str) -> str:
    """Why there is no plan, in words that give nobody away."""
    if code == "unavailable":
        return _("A pair that is kept is not available. Let it go and solve again.")
    if code == "locked_seats":
        return _("Somebody is kept in more tandems than one person may have.")
    if code == "too_many":
        return _("These are too many people for one proposal.")
    return _("Nothing can be proposed from this.")
