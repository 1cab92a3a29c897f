"""Cases for tests: the example folders, and short ways to make plans, facts and members."""

from __future__ import annotations

import csv
from collections import defaultdict
from pathlib import Path

from engines.commission import Case, Plan, Result, settle
from engines.commission.files.loading import Source, load_case
from engines.commission.files.plan_file import read_plan_file
from engines.commission.files.tables import FileProblem

EXAMPLES = Path(__file__).resolve().parents[4] / "docs/examples/settle"


def example(number: int, period: str) -> Result:
    """The settlement of a documented example."""
    return settle(loaded(folder_of(number), period))


def folder_of(number: int) -> Path:
    (found,) = EXAMPLES.glob(f"{number:02d}-*")
    return found


def expected(folder: Path) -> dict[str, dict[str, int]]:
    """Cents per person by period, as `expected.csv` has them."""
    found: dict[str, dict[str, int]] = defaultdict(dict)
    with (folder / "expected.csv").open() as file:
        for row in csv.DictReader(file):
            found[row["period"]][row["person"]] = int(row["amount_cents"])
    return found


def settled(
    plan: str, facts: str, members: str = "person,tandem\nanna,A\n", period: str = "2026-03", as_of: str = ""
) -> Result:
    """A settlement of texts; the plan's first line may be left out."""
    result, problems = tried(plan, facts, members, period, as_of)
    assert result is not None, problems
    return result


def tried(
    plan: str, facts: str, members: str = "person,tandem\nanna,A\n", period: str = "2026-03", as_of: str = ""
) -> tuple[Result | None, list[FileProblem]]:
    """The same, or the problems."""
    sources = (
        Source("plan.toml", plan.encode()),
        Source("facts.csv", facts.encode()),
        Source("members.csv", members.encode()),
    )
    case, problems = load_case(*sources, period=period, as_of=as_of)
    return (None if case is None else settle(case)), problems


def by_rule(result: Result) -> dict[str, int]:
    sums: dict[str, int] = defaultdict(int)
    for entry in result.entries:
        sums[entry.rule] += entry.amount_cents
    return dict(sums)


def plan_of(number: int) -> Plan:
    plan, problems = read_plan_file("plan.toml", (folder_of(number) / "plan.toml").read_bytes())
    assert plan is not None, problems
    return plan


def loaded(folder: Path, period: str) -> Case:
    """The case of a documented example."""
    plan, facts, members = (
        Source(name, (folder / name).read_bytes()) for name in ("plan.toml", "facts.csv", "members.csv")
    )
    case, problems = load_case(plan, facts, members, period=period)
    assert case is not None, problems
    return case
