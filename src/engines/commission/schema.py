"""The plan schema, version 1: tables of TOML or JSON into a `Plan`, or every problem with its field."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from .building import MOST_MONTHS, read_component
from .numbers import Number, plain
from .plan import Clawback, Component, Draw, Plan
from .reading import Problem, Table
from .windows import MONTHS

SCHEMA = 1
EMPLOYER_REASONS = ("could_not_deliver", "employer", "not_delivered", "own_failure")


class PlanErrors(ValueError):
    """All that is wrong with a plan."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("; ".join(f"{problem.path}: {problem.message}" for problem in problems))
        self.problems = problems


def read_plan(values: Mapping[str, object]) -> Plan:
    """A plan from parsed TOML or JSON; PlanErrors names each field that is wrong."""
    plan, problems, lacking = read_draft(values)
    if problems or lacking:
        raise PlanErrors([*problems, *lacking])
    return plan


def read_draft(values: Mapping[str, object]) -> tuple[Plan, list[Problem], list[Problem]]:
    """The plan as far as it can be read, what is wrong at its fields, and what only the whole of it still lacks."""
    problems: list[Problem] = []
    lacking: list[Problem] = []
    top = Table(values, "", problems)
    version = top.get("schema")
    if version != SCHEMA or isinstance(version, bool):
        top.wrong("schema", "is missing: write schema = 1" if version is None else f"{version} is not known; this is 1")
    plan = _plan(top)
    top.close()
    if not plan.components and not any(problem.path == "components" for problem in problems):
        lacking.append(Problem("components", "is missing: a plan has at least one component"))
    if not problems:
        _check_whole(plan, lacking)
    return plan, problems, lacking


def _plan(top: Table) -> Plan:
    period = top.choice("period", tuple(MONTHS), "month")
    start, end = top.day("from", date.min), top.day("to", date.max)
    if end <= start:
        top.wrong("to", "must lie after from: the span is half-open")
    rows = top.tables("components")
    targets, rates = _amounts(top, "targets"), _rates(top)
    return Plan(
        name=top.text("name", "Plan"),
        currency=_currency(top, top.text("currency", "EUR")),
        period=period,
        zone=_zone(top),
        start=start,
        end=end,
        components=tuple(_components(rows, period)),
        draws=tuple(_draws(top)),
        clawback=_clawback(top.table("clawback")),
        targets=targets,
        target_per=top.choice("target_per", tuple(MONTHS), period),
        rates=rates,
        redistribute=top.choice("vacant", ("keep", "redistribute"), "keep") == "redistribute",
        adjustment_limit=top.cents("adjustment_limit"),
    )


def _components(rows: list[Table], period: str) -> list[Component]:
    found: list[Component] = []
    names: set[str] = set()
    for row in rows:
        component = read_component(row, period)
        if component.id in names:
            row.wrong("id", f'"{component.id}" is used twice')
        names.add(component.id)
        found.append(component)
        row.close()
    return found


def _currency(top: Table, code: str) -> str:
    if not (len(code) == 3 and code.isascii() and code.isalpha() and code.isupper()):
        top.wrong("currency", f'"{code}" is not a currency: three capital letters such as EUR')
    return code


def _zone(top: Table) -> str:
    name = top.text("zone", "Europe/Berlin")
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        top.wrong("zone", f'"{name}" is not a time zone such as Europe/Berlin')
        return "Europe/Berlin"
    return name


def _amounts(top: Table, key: str) -> dict[str, Number]:
    table = top.table(key)
    if table is None:
        return {}
    names = [name.removesuffix("_cents") for name in table.values]
    found = {name: table.cents(name) for name in names}
    table.close()
    return {name: amount for name, amount in found.items() if amount is not None}


def _rates(top: Table) -> dict[str, Fraction]:
    table = top.table("rates")
    if table is None:
        return {}
    found: dict[str, Fraction] = {}
    for code in table.values:
        rate = table.number(code)
        if rate is not None and rate <= 0:
            table.wrong(code, "must be more than 0")
        elif rate is not None:
            found[code] = Fraction(rate)
    return found


def _draws(top: Table) -> list[Draw]:
    single = top.table("draw")
    rows = [*([single] if single else []), *top.tables("draws")]
    return [_draw(row, number) for number, row in enumerate(rows)]


def _draw(row: Table, number: int) -> Draw:
    floor = row.cents("floor")
    if floor is None and not (row.has("floor") or row.has("floor_cents")):
        row.wrong("floor", "is missing")
    limit = row.share("recovery_limit", most=Fraction(1))
    draw = Draw(
        id=row.text("id", "draw" if not number else f"draw{number + 1}"),
        floor=floor or 0,
        recoverable=row.choice("kind", ("recoverable", "guarantee"), "recoverable") == "recoverable",
        recovery_limit=Fraction(1) if limit is None else limit,
        roles=row.words("roles"),
        prorate=row.flag("prorate", True),
        start=row.day("from", date.min),
        end=row.day("to", date.max),
    )
    row.close()
    return draw


def _clawback(row: Table | None) -> Clawback:
    if row is None:
        return Clawback(0, EMPLOYER_REASONS)
    spared = row.words("spared_reasons") if row.has("spared_reasons") else EMPLOYER_REASONS
    found = Clawback(row.whole("liability_months", 0, 0, MOST_MONTHS), spared)
    row.get("spared_reasons")
    row.close()
    return found


def _check_whole(plan: Plan, problems: list[Problem]) -> None:
    """What only all components together can get wrong: the parts of target pay add up to all of it, role by role."""
    targets = [(place, part) for place, part in enumerate(plan.components) if part.kind == "target"]
    if not targets:
        return
    roles = {role for _place, part in targets for role in part.roles} or {""}
    for role in sorted(roles):
        parts = [(place, part) for place, part in targets if not part.roles or role in part.roles]
        whole = sum((part.weight for _place, part in parts), Fraction(0))
        if whole != 1:
            of = f" of role {role}" if role else ""
            text = f"the parts of target pay{of} add up to {plain(whole * 100)} %, not 100 %"
            problems.append(Problem(f"components[{parts[-1][0]}].weight", text))
