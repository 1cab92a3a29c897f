"""Three files into a case."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

from engines.commission.case import Case
from engines.commission.plan import Plan
from engines.commission.windows import Window, read_window, window_of

from .cells import Moments, day_of
from .checking import check_facts, check_quotas
from .facts_file import read_facts
from .members_file import read_members
from .naming import check_roles
from .plan_file import read_plan_file
from .tables import FileProblem


@dataclass(frozen=True, slots=True)
class Source:
    """A file as it was read: its name as people know it, and its bytes."""

    name: str
    data: bytes


def load_case(
    plan: Source,
    facts: Source,
    members: Source,
    *,
    period: str,
    as_of: str = "",
    posted: Mapping[tuple[str, str], int] | None = None,
) -> tuple[Case | None, list[FileProblem]]:
    """A case, or everything that is wrong with the files and with what was asked for."""
    problems: list[FileProblem] = []
    window = _period(period, problems)
    read, found = read_plan_file(plan.name, plan.data)
    problems += found
    seats, balances, found = read_members(members.name, members.data)
    problems += found
    if read is None:
        return None, problems
    if window is not None:
        problems += _too_short(window, read)
    moment = _as_of(as_of, read.zone, problems)
    happened, found = read_facts(facts.name, facts.data, read)
    problems += found
    problems += check_quotas(plan.name, plan.data, read, seats)
    problems += check_roles(members.name, seats, read)
    if seats:
        problems += check_facts(facts.name, happened, seats, whole=not found)
    if problems or window is None:
        return None, sorted(problems, key=lambda problem: (problem.file, problem.line, problem.field))
    return Case(read, happened, seats, window, moment, posted, balances), []


def _period(text: str, problems: list[FileProblem]) -> Window | None:
    try:
        return read_window(text)
    except ValueError:
        message = f'"{text}" is not a period: write 2026-03, 2026-Q1 or 2026'
        problems.append(FileProblem("", 0, "period", message))
        return None


def _too_short(window: Window, plan: Plan) -> list[FileProblem]:
    """What is computed at the end of each of the plan's periods cannot be asked for in the middle of one."""
    at_the_end = plan.draws or any(part.kind != "commission" or part.allocate == "period" for part in plan.components)
    if not at_the_end or window.days >= window_of(window.start, plan.period).days:
        return []
    return [FileProblem("", 0, "period", f'"{window.name}" is shorter than the plan settles: per {plan.period}')]


def _as_of(text: str, zone: str, problems: list[FileProblem]) -> datetime | None:
    """A moment; a day alone stands for its end."""
    if not text:
        return None
    try:
        moments = Moments(zone)
        if len(text) <= 10:
            end = datetime.combine(day_of(text) + timedelta(days=1), time(), moments.zone)
            return end.astimezone(UTC) - timedelta(microseconds=1)
        return moments.read(text)[1]
    except (ValueError, OverflowError) as error:
        problems.append(FileProblem("", 0, "as_of", str(error)))
        return None
