"""A worked example: what a plan would pay for an invented period of one tandem, with the engine's own sentences."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time
from fractions import Fraction

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from engines.commission import Case, Entry, Fact, Member, Window, settle
from engines.commission import Plan as Rules
from engines.commission.plan import Component, Measure, Quota
from engines.commission.windows import window_of
from tandem.commissions.settling import component_of, draw_word

GOAL_CENTS, GOAL_COUNT = 100_000_00, 10  # what the invented two have agreed on
MONEY_KINDS = ("order", "line", "invoice", "payment")


@dataclass(frozen=True)
class Tried:
    """What the example is made from."""

    cents: int
    margin: int = 30  # per cent of the sum
    events: int = 1  # of each other kind, by each person


@dataclass(frozen=True)
class Line:
    """What one of the two gets for one block, and why."""

    who: str
    title: str
    cents: int
    why: str


@dataclass(frozen=True)
class Example:
    """The example worked out; `sums` by person."""

    lines: Sequence[Line]
    sums: Sequence[tuple[str, int]]
    total: int
    currency: str


def language_of_reader() -> str:
    """Of the two that the engine speaks."""
    return "de" if (get_language() or "de").startswith("de") else "en"


def work_out(rules: Rules, tried: Tried) -> Example:
    """All blocks for one period; zeros say why nothing is paid."""
    names = people_of(rules)
    result = settle(case_of(rules, tried, names))
    places = {part.id: place for place, part in enumerate(rules.components)}
    order = list(names.values())
    titles = {part.id: part.title for part in rules.components}
    blocks = {entry.rule: component_of(entry.rule, rules) for entry in result.entries}
    language = language_of_reader()

    def place(entry: Entry) -> tuple[int, int]:
        return places.get(blocks[entry.rule], len(places)), order.index(entry.person)

    lines = [
        Line(
            entry.person, titles.get(blocks[entry.rule]) or draw_word(entry.rule), entry.amount_cents,
            entry.why(language),
        )
        for entry in sorted(result.entries, key=place)
    ]  # fmt: skip
    sums = [(name, sum(line.cents for line in lines if line.who == name)) for name in names.values()]
    return Example(lines, sums, sum(cents for _name, cents in sums), rules.currency)


def total_at(rules: Rules, tried: Tried, cents: int) -> int:
    """Pay of both together for another sum of orders."""
    result = settle(case_of(rules, replace(tried, cents=cents), people_of(rules)))
    return sum(entry.amount_cents for entry in result.entries)


def people_of(rules: Rules) -> dict[str, str]:
    """Who sits in the invented tandem, by role."""
    roles = {role for part in rules.components for role in part.roles} - {"inside", "field"}
    return {"inside": _("Inside sales"), "field": _("Field sales")} | {role: role for role in sorted(roles)}


def case_of(rules: Rules, tried: Tried, names: dict[str, str]) -> Case:
    """One order with what follows from it, on the first day of a whole period."""
    period = whole_period(rules)
    weight = {"inside": Fraction(1), "field": Fraction(1)}
    members = [
        Member(name, _("Tandem"), role, weight.get(role, Fraction(0)), overlay=Fraction(role not in weight))
        for role, name in names.items()
    ]
    facts = [*_deal(rules, tried, period.start), *_events(rules, tried, names, period.start)]
    parts = tuple(replace(part, quotas=_own_quotas(part)) for part in rules.components)
    return Case(replace(rules, components=parts), facts, members, period)


def _own_quotas(part: Component) -> tuple[Quota, ...]:
    """Quotas of single tandems and people stand for that of the invented one: of each role the middle of the newest."""
    if part.quota_from == "goal" and part.measure.quota is None:  # no goal of anybody stands for that of the two
        return (Quota(GOAL_CENTS if part.measure.name in ("revenue", "margin") else GOAL_COUNT),)
    if part.measure.quota is not None or not all(one.tandem or one.person for one in part.quotas):
        return part.quotas
    roles = {one.role: max(each.start for each in part.quotas if each.role == one.role) for one in part.quotas}
    newest = {
        role: sorted(one.amount for one in part.quotas if (one.role, one.start) == (role, start))
        for role, start in roles.items()
    }
    return tuple(Quota(amounts[len(amounts) // 2], role=role) for role, amounts in newest.items())


def whole_period(rules: Rules) -> Window:
    """The first period that lies wholly in the plan, as far as there is one."""
    start = rules.start if rules.start.year > 1 else date(2026, 1, 1)
    window = window_of(start, rules.period)
    return window if window.start == start else window_of(window.end, rules.period)


def _deal(rules: Rules, tried: Tried, day: date) -> list[Fact]:
    labels = _labels(rules)
    moment = datetime.combine(day, time(9), UTC)
    margin = Fraction(tried.cents * tried.margin, 100)
    order = Fact("A-1", "order", day, moment, _("Tandem"), amount=tried.cents, margin=margin, labels=labels)
    invoice = replace(order, id="R-1", kind="invoice", of=order.id, gross=tried.cents)
    payment = replace(order, id="Z-1", kind="payment", of=invoice.id, gross=None)
    wanted = _triggers(rules)
    paid = any(part.on_payment or part.release == "payment" for part in rules.components)
    more = [invoice] if paid or "invoice" in wanted else []
    more += [replace(order, id="A-1/1", kind="line")] if "line" in wanted else []
    return [order, *more, *([payment] if paid else [])] if tried.cents else []


def _events(rules: Rules, tried: Tried, names: dict[str, str], day: date) -> list[Fact]:
    moment, labels = datetime.combine(day, time(10), UTC), _labels(rules)
    return [
        Fact(f"{kind} {number + 1} {name}", kind, day, moment, _("Tandem"), name, labels=labels)
        for kind in sorted(_triggers(rules) - set(MONEY_KINDS))
        for name in list(names.values())[:2]
        for number in range(tried.events)
    ]


def _triggers(rules: Rules) -> set[str]:
    return {kind for part in rules.components for measure in _measures(part) for kind in measure.trigger}


def _measures(part: Component) -> Sequence[Measure]:
    return (part.measure, *part.measures)


def _labels(rules: Rules) -> dict[str, str]:
    """So that every block counts it, as far as one order can be all that they ask for."""
    found: dict[str, str] = {}
    for part in rules.components:
        for measure in _measures(part):
            for name, words in measure.where.items():
                found.setdefault(name, words[0] if words else "")
    return found
