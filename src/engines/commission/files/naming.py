"""Words that files take from a closed list, and what looks like one of them but is none."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

from engines.commission.facts import Member
from engines.commission.kinds import KNOWN
from engines.commission.plan import Component, Measure, Plan

from .tables import FileProblem

FAULTS = ("employer", "customer")
REASONS = ("could_not_deliver", "employer", "not_delivered", "own_failure", "customer_withdrew", "goodwill", "other")
ROLES = ("inside", "field", "overlay")
ALIKE = 0.8


def kinds_of(plan: Plan) -> tuple[str, ...]:
    """Kinds of facts that mean something: known ones, and own ones that a block names."""
    named = {kind for measure in _measures(plan) for kind in (*measure.trigger, *measure.where.get("kind", ()))}
    return (*KNOWN, *sorted(named - {*KNOWN}))


def reason_problem(reason: str, plan: Plan) -> str:
    """Any reason is right that is not nearly one of those that decide."""
    known = {*REASONS, *plan.clawback.spared}
    near = [] if not reason or reason in known else get_close_matches(reason.lower(), sorted(known), 1, ALIKE)
    return f'"{reason}" is no reason code; did you mean {near[0]}?' if near else ""


def check_roles(file: str, members: Iterable[Member], plan: Plan) -> list[FileProblem]:
    """Any role is right that is not nearly one that the plan pays by."""
    known = {*ROLES, *_roles(plan)} - {"*", ""}
    problems = []
    for member in members:
        if not member.role or member.role in known:
            continue
        if near := get_close_matches(member.role.lower(), sorted(known), 1, ALIKE):
            text = f'"{member.role}" is no role of the plan; did you mean {near[0]}?'
            problems.append(FileProblem(file, member.line, "role", text))
    return problems


def _roles(plan: Plan) -> Iterable[str]:
    yield from plan.targets
    for part in plan.components:
        yield from part.roles
        yield from (quota.role for quota in part.quotas)
    for draw in plan.draws:
        yield from draw.roles


def _measures(plan: Plan) -> Iterable[Measure]:
    for part in plan.components:
        yield from _of(part)


def _of(part: Component) -> Iterable[Measure]:
    return part.measures or (part.measure,)
