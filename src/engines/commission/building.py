"""Reading one component of a plan."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from fractions import Fraction

from .kinds import PAID, kind_problem
from .numbers import Number
from .plan import Cap, Component, Gate, Measure, Multiplier, Point, Quota
from .reading import Table
from .tiering import read_tiers

MEASURES = ("revenue", "margin", "quantity", "count")
MONEY = ("revenue", "margin")
KINDS = ("commission", "target", "spif")
MOST_MONTHS = 600
WINDOWS = ("month", "quarter", "year", "plan")


def read_component(row: Table, period: str) -> Component:
    """A building block; what is wrong with it is noted at its fields."""
    name, kind = row.text("id", needed=True), row.choice("kind", KINDS, "commission")
    start, end = row.day("from", date.min), row.day("to", date.max)
    if end <= start:
        row.wrong("to", "must lie after from: the span is half-open")
    trigger, on_payment = _trigger(row)
    measure = _measure(row, trigger, default="count" if kind == "spif" else "revenue")
    common = Component(
        id=name,
        kind=kind,
        title=row.text("title", name),
        measure=measure,
        level=row.choice("level", ("tandem", "person"), "tandem"),
        credit=row.choice("credit", ("split", "full"), "split"),
        roles=row.words("roles"),
        accumulate=row.choice("accumulate", WINDOWS, period),
        quotas=tuple(_quota(quota, measure.name) for quota in row.tables("quotas")),
        quota_from=row.choice("quota_from", ("plan", "goal"), "plan"),
        prorate=row.flag("prorate", True),
        on_payment=on_payment,
        start=start,
        end=end,
    )
    readers = {"commission": _commission, "target": _target, "spif": _spif}
    return readers[kind](row, common)


def _commission(row: Table, common: Component) -> Component:
    money = common.measure.name in MONEY
    tiers, of_quota, mode = read_tiers(row, money=money)
    gate = _gate(row.table("gate"), money)
    per_event = mode == "per_event" or (not mode and not row.has("tiers") and gate is None)
    component = replace(
        common,
        tiers=tiers,
        tiers_of_quota=of_quota,
        mode=mode or ("per_event" if per_event else "marginal"),
        gate=gate,
        multipliers=tuple(_multiplier(rule) for rule in row.tables("multipliers")),
        caps=tuple(_caps(row, common.level)),
        allocate=row.choice("allocate", ("deal", "period"), "deal"),
        margin_floor=row.choice("margin_floor", ("none", "line", "pool"), _floor(common)),
        instalments=row.whole("instalments", 1, 1, MOST_MONTHS),
        release=row.choice("release", ("earning", "payment"), "earning"),
        hold=row.share("hold", most=Fraction(1)) or Fraction(0),
        hold_months=row.whole("hold_months", 1, 1, MOST_MONTHS),
    )
    _check_commission(row, component)
    return component


def _check_commission(row: Table, component: Component) -> None:
    steps = any(rule.steps for rule in component.multipliers)
    of_quota = component.tiers_of_quota or steps or (component.gate is not None and component.gate.of_quota)
    if component.mode == "per_event" and component.gate and not component.gate.first_euro:
        row.wrong("gate.pays", "above needs a running sum: choose another mode than per_event")
    if component.mode == "retroactive" and component.gate and not component.gate.first_euro:
        row.wrong("gate.pays", "above does not go with retroactive tiers")
    if component.allocate == "period":
        _check_pool(row, component)
    if component.on_payment and component.instalments > 1:
        row.wrong("instalments", "do not go with trigger = payment: payments are the instalments")
    if of_quota and component.mode == "per_event" and component.tiers_of_quota:
        row.wrong("mode", "per_event does not go with tiers of a quota")


def _check_pool(row: Table, component: Component) -> None:
    """A pool that is split once per period, by days."""
    if component.level == "person":
        row.wrong("allocate", "period is for pools: it needs level = tandem")
    if component.credit == "full":
        row.wrong("allocate", "period splits a pool, which credit = full does not")
    if component.hold or component.release == "payment":
        row.wrong("allocate", "period does not go with hold or release = payment")
    if any(cap.per == "person" for cap in component.caps):
        row.wrong("allocate", "period does not go with a cap per person: a pool of days has no deal to cap")


def _floor(common: Component) -> str:
    return "line" if common.measure.name == "margin" else "none"


def _target(row: Table, common: Component) -> Component:
    weight = row.share("weight") if isinstance(row.values.get("weight"), str) else _percent(row, "weight")
    if weight is None:
        row.wrong("weight", 'is missing: which part of target pay hangs on this, such as "60 %" or 60')
    rows = row.tables("measures")
    measures = tuple(_weighted(item, common.measure.trigger) for item in rows) or (common.measure,)
    for place, measure in enumerate(measures):
        if measure.quota is not None and measure.quota <= 0:
            row.wrong(f"measures[{place}].quota" if rows else "quota", "must be more than 0")
    curve, steps = _curve(row, "curve"), _curve(row, "steps")
    if curve and steps:
        row.wrong("steps", "give curve or steps, not both")
    return replace(common, weight=weight or Fraction(0), measures=measures, curve=curve or steps, stepped=bool(steps))


def _percent(row: Table, key: str) -> Fraction | None:
    """60 stands for 60 %."""
    number = row.number(key)
    return None if number is None else Fraction(number) / 100


def _spif(row: Table, common: Component) -> Component:
    amount = row.cents("amount")
    if amount is None:
        row.wrong("amount", "is missing: what each event pays")
    mode = row.choice("pool_mode", ("first_come", "pro_rata"), "first_come")
    return replace(common, amount=amount or 0, pool=row.cents("pool"), pool_mode=mode)


def _trigger(row: Table) -> tuple[tuple[str, ...], bool]:
    words = row.words("trigger") or ("order",)
    for word in words:
        if problem := kind_problem(word):
            row.wrong("trigger", problem)
    if set(words) & {"payment", "cash"}:
        if other := sorted(set(words) - PAID):
            row.wrong("trigger", f'"{other[0]}" does not go with payment')
        return ("order", "invoice", "payment"), True
    return words, False


def _measure(row: Table, trigger: tuple[str, ...], *, default: str = "revenue") -> Measure:
    name = row.choice("measure", MEASURES, default)
    quota = row.cents("quota") if name in MONEY else row.number("quota")
    return Measure(name, trigger, _where(row), quota)


def _weighted(row: Table, trigger: tuple[str, ...]) -> Measure:
    own = row.words("trigger") or trigger
    measure = _measure(row, own)
    weight = row.number("weight")
    row.close()
    if weight is None or weight <= 0:
        row.wrong("weight", "must be more than 0")
        weight = 1
    return Measure(measure.name, own, measure.where, measure.quota, Fraction(weight))


def _where(row: Table) -> dict[str, tuple[str, ...]]:
    table = row.table("where")
    return {} if table is None else {name: table.words(name) for name in table.values}


def _gate(row: Table | None, money: bool) -> Gate | None:
    if row is None:
        return None
    of_quota = _is_percent(row.values, "at")
    at: Number | None = row.share("at") if of_quota else row.cents("at") if money else row.number("at")
    if at is None:
        row.wrong("at", 'is missing: an amount, or "80 %" of the quota')
    pays = row.choice("pays", ("first_euro", "above"), "first_euro")
    row.close()
    return Gate(at or 0, of_quota, pays == "first_euro")


def _is_percent(values: Mapping[str, object], key: str) -> bool:
    return str(values.get(key, "")).strip().endswith("%")


def _multiplier(row: Table) -> Multiplier:
    where, steps = _where(row), _curve(row, "steps")
    factor = row.number("factor")
    row.close()
    if not steps and (factor is None or not where):
        row.wrong("factor", "is missing: factor with where, or steps of attainment")
    if factor is not None and factor < 0:
        row.wrong("factor", "must not be negative")
    return Multiplier(Fraction(1 if factor is None else factor), where, steps)


def _curve(row: Table, key: str) -> tuple[Point, ...]:
    points: list[Point] = []
    for item in row.tables(key):
        at, pays = _loose(item, "at"), _loose(item, "pays")
        item.close()
        if at is None or pays is None:
            item.wrong("at" if at is None else "pays", 'is missing: a share such as "100 %"')
        elif points and at <= points[-1].at:
            item.wrong("at", "must be more than in the row before")
        else:
            points.append(Point(at, pays))
    return tuple(points)


def _loose(row: Table, key: str) -> Fraction | None:
    """A share that may well be above the whole: "125 %" or 1.25."""
    if _is_percent(row.values, key):
        return row.share(key)
    number = row.number(key)
    return None if number is None else Fraction(number)


def _caps(row: Table, level: str) -> list[Cap]:
    found = []
    if row.has("cap") or row.has("cap_cents"):
        amount = row.cents("cap")
        found += [Cap(level, amount)] if amount is not None else []
    else:
        row.asked.update(("cap", "cap_cents"))
    for item in row.tables("caps"):
        per, amount = item.choice("per", ("person", "tandem", "deal", "period"), level), item.cents("amount")
        item.close()
        if amount is None:
            item.wrong("amount", "is missing")
        elif per == "tandem" and level == "person":
            item.wrong("per", "a cap per tandem needs level = tandem")
        else:
            found.append(Cap(per, amount))
    return found


def _quota(row: Table, measure: str) -> Quota:
    amount = row.cents("amount") if measure in MONEY else row.number("amount")
    if amount is None:
        row.wrong("amount", "is missing")
    start, end = row.day("from", date.min), row.day("to", date.max)
    if end <= start:
        row.wrong("to", "must lie after from: the span is half-open")
    quota = Quota(amount or 0, row.text("tandem"), row.text("person"), row.text("role"), start, end)
    row.close()
    return quota
