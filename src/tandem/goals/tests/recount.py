"""Goals counted again, row by row in plain Python: slow, and by other means than the product."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from fractions import Fraction

from tandem.goals.models import Goal
from tandem.orders.models import CreditNote, Order, OrderStatus
from tandem.tandems.models import Tandem

Found = tuple[Fraction, int]


def recount(goal: Goal) -> Found:
    """What counts, and for a margin the net of unknown cost."""
    return COUNTS[goal.metric](goal)


def inside(goal: Goal, day: date) -> bool:
    return goal.start <= day < goal.end


def of(goal: Goal, tandem: Tandem | None) -> bool:
    if goal.scope == "company" or tandem is None:
        return goal.scope == "company"
    return tandem == goal.tandem if goal.scope == "tandem" else tandem.team == goal.team


def orders() -> list[Order]:
    return list(Order.objects.select_related("tandem__team", "customer").order_by("ordered_on", "pk"))


def times(goal: Goal, order: Order) -> int:
    """How often the order counts: 1, 0, or -1 where only its cancellation falls into the period."""
    if not hasattr(order, "confirmation") or not of(goal, order.tandem):
        return 0
    taken = hasattr(order, "cancellation") and inside(goal, order.cancellation.at.date())
    return int(inside(goal, order.ordered_on)) - int(taken)


def notes(goal: Goal) -> list[CreditNote]:
    rows = CreditNote.objects.select_related("order__tandem__team")
    return [note for note in rows if of(goal, note.order.tandem) and inside(goal, note.issued_on)]


def withdrawn(goal: Goal) -> list[CreditNote]:
    rows = CreditNote.objects.filter(withdrawal__isnull=False).select_related("order__tandem__team", "withdrawal")
    return [note for note in rows if of(goal, note.order.tandem) and inside(goal, note.withdrawal.at.date())]


def revenue(goal: Goal) -> Found:
    placed = sum(times(goal, order) * order.net_cents for order in orders())
    given = sum(note.net_cents for note in notes(goal)) - sum(note.net_cents for note in withdrawn(goal))
    return Fraction(placed - given), 0


def count(goal: Goal) -> Found:
    return Fraction(sum(times(goal, order) for order in orders())), 0


def margin(goal: Goal) -> Found:
    parts = [
        (times(goal, order), line, line.quantity, line.net_cents) for order in orders() for line in order.lines.all()
    ]
    parts += [(-1, part.line, part.quantity, part.net_cents) for note in notes(goal) for part in note.lines.all()]
    parts += [(1, part.line, part.quantity, part.net_cents) for note in withdrawn(goal) for part in note.lines.all()]
    earned, unknown = Fraction(0), 0
    for sign, line, quantity, net in parts:
        cost = line.cost if line.cost is not None else line.product.cost if line.product else None
        if cost is None:
            unknown += sign * net
        else:
            earned += sign * (net - Fraction(cost * quantity * 100, 10_000 * 1000))
    return earned, unknown


def by_customer() -> list[list[Order]]:
    found: dict[int, list[Order]] = {}
    for order in orders():
        if order.status == OrderStatus.CONFIRMED:
            found.setdefault(order.customer_id, []).append(order)
    return list(found.values())


def new(goal: Goal) -> Found:
    firsts = [mine[0] for mine in by_customer()]
    return Fraction(sum(inside(goal, one.ordered_on) and of(goal, one.tandem) for one in firsts)), 0


def retained(goal: Goal) -> Found:
    total, year_ago = 0, goal.start.replace(year=goal.start.year - 1)
    for mine in by_customer():
        within = [order for order in mine if inside(goal, order.ordered_on)]
        known = any(year_ago <= order.ordered_on < goal.start for order in mine)
        total += bool(within and known and of(goal, within[0].tandem))
    return Fraction(total), 0


COUNTS: dict[str, Callable[[Goal], Found]] = {
    "revenue": revenue,
    "orders": count,
    "margin": margin,
    "new": new,
    "retained": retained,
}
