"""What a file may change of an order that is here: what its pages let the same person change by hand, and no more.

Captured: day, reference, wish, remark, lines. Captured and confirmed: promised days. Else a confirmed one stands.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from tandem.catalogue.models import Product
from tandem.core.errors import Invalid
from tandem.core.events import trail
from tandem.core.rules import allows
from tandem.customers.models import Customer
from tandem.exchange.wizard.cells import Parsed
from tandem.exchange.wizard.verdicts import Ctx, State, Verdict, bad, differing, held
from tandem.orders.actions import edit_order, promise_delivery
from tandem.orders.actions.capture import FURTHEST, OLDEST
from tandem.orders.lines import MOST_LINES, LineInput, as_input, check_lines, standing_lines
from tandem.orders.models import Order, OrderLine, OrderStatus
from tandem.orders.queries import visible_orders
from tandem.orders.rules import can_edit_order

if TYPE_CHECKING:
    from .orders import OrderSink

HEAD = ("ordered_on", "customer_reference", "wanted_on", "remark")
OF_LINE = ("product", "text", "quantity", "unit", "unit_price", "discount", "net")
COMPARED = ("quantity", "unit_price", "discount_ppm", "text", "unit", "product_id")
CELLS = {"discount_ppm": "discount", "product_id": "product"}  # what a column is called in the file
CUSTOMER = ("customer", "customer_name", "customer_external_id")


@dataclass(frozen=True)
class Change:
    """What is to be different: fields of the head, all lines or none, promised days by position."""

    order: Order
    values: Mapping[str, Any]
    lines: Sequence[LineInput] | None
    promises: Mapping[int, date | None]

    def __bool__(self) -> bool:
        return bool(self.values or self.promises) or self.lines is not None


def known_orders(numbers: Collection[str], ctx: Ctx) -> dict[str, Order]:
    """Orders that may be seen, with their lines, by number."""
    rows = visible_orders(ctx.actor).filter(number__in=numbers).select_related("customer", "tandem")
    return {order.number: order for order in held(rows.prefetch_related("lines__product"), ctx)}


def check_ahead(rows: Sequence[Parsed], ordered_on: date) -> None:
    """What is wished and promised lies within five years from the day of the order."""
    for row in rows:
        for name in ("wanted_on", "promised_on"):
            day: date | None = row.values.get(name)
            if day is not None and not ordered_on <= day <= ordered_on + FURTHEST:
                row.problems.setdefault(name, _("lies before the order or too far ahead"))


def judge_known(
    sink: OrderSink,
    rows: list[Parsed],
    order: Order | None,
    customers: Mapping[int, Customer | str],
    products: Mapping[str, Product],
) -> list[Verdict]:
    """An order that is here: the rows' change of it, nothing new, or what is wrong with them."""
    if order is None or not allows(can_edit_order, sink.ctx.actor, order):
        return [bad(row, "number", _("You may not do this. Nothing was changed.")) for row in rows]
    if order.status == OrderStatus.CANCELLED:
        return [bad(row, "number", _("is cancelled")) for row in rows]
    change = _change(sink, rows, order, products)
    _check_whose(rows, order, customers)
    _check_status(rows[0], order)
    _check_days(rows, order, change, sink.ctx.actor.today)
    if order.status == OrderStatus.CONFIRMED:
        _check_frozen(rows, order, change)
    elif change.lines is not None:
        _check_lines(rows, order, change.lines)
    wrong = next((row for row in rows if row.problems), None)
    if wrong is not None:
        told = _("its order was refused because of line %(line)s") % {"line": wrong.line}
        return [Verdict(row, State.BAD) if row.problems else bad(row, "", told) for row in rows]
    state = State.CHANGE if change else State.SAME
    verdicts = [Verdict(row, state, order) for row in rows]
    verdicts[0].found = {"change": change} if change else {}
    return verdicts


def apply_changes(changes: Sequence[Change], ctx: Ctx) -> None:
    """By the actions that the pages call, so that each is told and can be taken back like theirs."""
    by: Any = {"actor": ctx.actor, "at": ctx.at}
    with trail(ctx.trail):
        for change in changes:
            order = change.order
            if change.values or change.lines is not None:
                lines = standing_lines(order) if change.lines is None else change.lines
                edit_order(order, values=change.values, lines=lines, version=order.version, **by)
            if change.promises:
                positions = dict(OrderLine.objects.filter(order=order).values_list("position", "pk"))
                days = {positions[place]: day for place, day in change.promises.items()}
                promise_delivery(order, days=days, **by)


def _change(sink: OrderSink, rows: Sequence[Parsed], order: Order, products: Mapping[str, Product]) -> Change:
    first, old = rows[0].values, list(order.lines.all())
    values = differing(order, first, HEAD)
    lines: list[LineInput] | None = None
    if any(row.values.get(name) is not None for row in rows for name in OF_LINE):
        made = [_line(sink, row, place, old, order, products) for place, row in enumerate(rows)]
        lines = [line for line in made if line is not None]
        lines = None if lines == [as_input(line) for line in old] else lines
    elif len(rows) != len(old) and (len(rows) > 1 or "promised_on" in first):
        rows[0].problems.setdefault("", _("the order has %(count)s lines, one row each") % {"count": len(old)})
    was = {place: line.promised_on for place, line in enumerate(old)}
    promises = {
        place + 1: row.values["promised_on"]
        for place, row in enumerate(rows)
        if "promised_on" in row.values and row.values["promised_on"] != was.get(place)
    }
    return Change(order, values, lines, promises)


def _line(
    sink: OrderSink,
    row: Parsed,
    place: int,
    old: Sequence[OrderLine],
    order: Order,
    products: Mapping[str, Product],
) -> LineInput | None:
    """The row's line; what it does not say stays as it is, as long as it is the same product."""
    was = old[place] if place < len(old) else None
    number = was.product.number if was and was.product else None
    if was is not None and row.values.get("product") not in (None, number):
        was = None
    known = products
    if was is not None and was.product is not None:
        known = {**products, was.product.number: was.product}
    merged = {**_said(was, number), **{name: row.values[name] for name in OF_LINE if row.values.get(name) is not None}}
    if was is not None and was.discount_cents:
        merged.pop("net", None)  # its part of the discount on all is off that, and no file says it
    probe = Parsed(row.line, row.cells, merged, row.problems)
    made = sink.line(probe, place + 1, order.customer, known)
    if made is None:
        return None
    return replace(as_input(made), discount_cents=was.discount_cents if was else 0)


def _said(line: OrderLine | None, product: str | None) -> dict[str, Any]:
    if line is None:
        return {}
    said = {"text": line.text, "quantity": line.quantity, "unit": line.unit, "unit_price": line.unit_price}
    return {**said, "discount": line.discount_ppm, **({"product": product} if product else {})}


def _check_whose(rows: Sequence[Parsed], order: Order, customers: Mapping[int, Customer | str]) -> None:
    for row in rows:
        name = next((name for name in CUSTOMER if row.values.get(name)), None)
        found = customers.get(row.line)
        if name and (not isinstance(found, Customer) or found.pk != order.customer_id):
            told = found if isinstance(found, str) else _("is another one than that of the order")
            row.problems.setdefault(name, told)


def _check_status(row: Parsed, order: Order) -> None:
    status = row.values.get("status")
    if status in (None, "", order.status):
        return
    if status == OrderStatus.CONFIRMED:
        told = _("is confirmed on its page, where prices and credits are frozen")
    else:
        told = _("has been confirmed; that stands")
    row.problems.setdefault("status", told)


def _check_days(rows: Sequence[Parsed], order: Order, change: Change, today: date) -> None:
    day: date | None = change.values.get("ordered_on", order.ordered_on)
    if len({row.values["ordered_on"] for row in rows if row.values.get("ordered_on")}) > 1:
        rows[0].problems.setdefault("ordered_on", _("the rows of this order name several days"))
    if day is None or not today - OLDEST <= day <= today:
        rows[0].problems.setdefault("ordered_on", _("lies in the future or too far back"))
    else:
        check_ahead(rows, day)
    if len(rows) > MOST_LINES:
        rows[0].problems.setdefault("", _("An order has at most %d lines.") % MOST_LINES)


def _check_lines(rows: Sequence[Parsed], order: Order, lines: Sequence[LineInput]) -> None:
    if order.quote_id:
        rows[0].problems.setdefault("", _("The lines of this order stand as the quote was accepted."))
    try:
        check_lines(lines, order.currency)
    except Invalid as error:
        rows[0].problems.setdefault("", "; ".join(str(text) for text in error.fields.values()) or str(error.text))


def _check_frozen(rows: Sequence[Parsed], order: Order, change: Change) -> None:
    """Nothing but promised days; each cell that says otherwise is named."""
    told = _("stands: the order is confirmed")
    for name in change.values:
        rows[0].problems.setdefault(name, told)
    if change.lines is None:
        return
    old = [as_input(line) for line in order.lines.all()]
    if len(change.lines) != len(old):
        rows[0].problems.setdefault("", _("the order has %(count)s lines, one row each") % {"count": len(old)})
    for row, new, was in zip(rows, change.lines, old, strict=False):
        for name in COMPARED:
            if getattr(new, name) != getattr(was, name):
                row.problems.setdefault(CELLS.get(name, name), told)
