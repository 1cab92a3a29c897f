"""What is to be reached: quotas and target pay, for the days that somebody sits there."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from fractions import Fraction

from .facts import Member
from .numbers import Number, simple
from .plan import Component, Measure, Plan, Quota
from .splits import Seats
from .windows import ALWAYS, MONTHS, Window


def quota_of(
    plan: Plan, component: Component, measure: Measure, seats: Seats, holder: tuple[str, str], window: Window
) -> Number | None:
    """The prorated quota of a tandem or a person (`holder`: level and id) in a window; None where none is set."""
    level, key = holder
    own = seats.of_tandem.get(key, []) if level == "tandem" else seats.of_person.get(key, [])
    rows = goals_of(component, key, window) or _rows(component.quotas, level, key, own)
    if rows:
        return _sum(plan, component, seats, own, rows, window)
    amount = measure.quota
    if amount is None and level == "person":
        amount = next((seat.quota for seat in own if seat.quota is not None), None)
    if amount is None:
        return None
    return _sum(plan, component, seats, own, [Quota(amount)], window)


def goals_of(component: Component, key: str, window: Window) -> list[Quota]:
    """What was agreed for this holder in this window; goals of other windows say nothing about it."""
    if component.quota_from != "goal":
        return []
    agreed = (row for row in component.quotas if row.agreed and key in (row.tandem, row.person))
    return [row for row in agreed if row.start < window.end and row.end > window.start]


def _rows(rows: Sequence[Quota], level: str, key: str, own: Sequence[Member]) -> list[Quota]:
    """The most particular that speak of this holder: by name, then by role, then for all."""
    quotas = [row for row in rows if not row.agreed]
    roles = {seat.role for seat in own}
    named = [row for row in quotas if key == (row.tandem if level == "tandem" else row.person)]
    by_role = [row for row in quotas if level == "person" and row.role and row.role in roles]
    general = [row for row in quotas if not (row.tandem or row.person or row.role)]
    return named or by_role or general


def _sum(
    plan: Plan,
    component: Component,
    seats: Seats,
    own: Sequence[Member],
    rows: Sequence[Quota],
    window: Window,
) -> Number:
    if window == ALWAYS or not component.prorate:
        return sum(row.amount for row in rows)
    total = Fraction(0)
    for row in rows:
        start = max(window.start, plan.start, component.start, row.start)
        end = min(window.end, plan.end, component.end, row.end)
        days = seats.days(own, start, end) if own else max((end - start).days, 0)
        total += Fraction(row.amount) * days / window.days
    return simple(total)


def target_pay(plan: Plan, component: Component, seats: Seats, seat: Member, window: Window) -> Fraction:
    """What one seat's part of target pay comes to in a window at a payout of 100 %, unrounded."""
    amount = seat.target if seat.target is not None else plan.targets.get(seat.role, plan.targets.get("*", 0))
    months = MONTHS[component.accumulate] if component.accumulate in MONTHS else MONTHS[plan.target_per]
    pay = Fraction(amount) * months / MONTHS[plan.target_per] * component.weight
    if window == ALWAYS or not component.prorate:
        return pay
    start, end = max(window.start, plan.start, component.start), min(window.end, plan.end, component.end)
    everywhere = sum(other.overlap(start, end) for other in seats.of_person[seat.person] if not other.overlay)
    return pay * seat.overlap(start, end) / max(window.days, everywhere)


def in_force(component: Component, plan: Plan, day: date) -> bool:
    """Whether the component holds on that day."""
    return max(plan.start, component.start) <= day < min(plan.end, component.end)
