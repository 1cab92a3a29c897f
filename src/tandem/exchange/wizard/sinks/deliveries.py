"""What has come of orders and for when the rest is promised, as the ERP tells it; by the actions of orders."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tandem.core.events import trail
from tandem.core.numbers import QUANTITY, format_decimal
from tandem.core.rules import allows
from tandem.exchange.models import ImportMode
from tandem.exchange.wizard.cells import Field, Parsed
from tandem.exchange.wizard.verdicts import Sink, State, Verdict, bad, held
from tandem.orders.actions import note_delivery, promise_delivery
from tandem.orders.actions.capture import FURTHEST
from tandem.orders.models import Order, OrderDelivery, OrderLine, OrderStatus
from tandem.orders.queries import visible_orders
from tandem.orders.rules import can_deliver_order

from .order_lines import pick_line

FAR = 10**15
LONGEST_NUMBER = 40  # of a delivery note: with the line behind it, it is the delivery's key
Noted = tuple[int, date, int]  # line, day, quantity


def _quantity(name: str, label: Any) -> Field:
    return Field(name, label, kind="number", places=3, least=-FAR, most=FAR)


@dataclass
class Known:
    """What has come: how much of each line, each delivery by itself, and by its key."""

    came: Counter[int] = field(default_factory=Counter)
    noted: set[Noted] = field(default_factory=set)
    by_key: dict[str, Noted] = field(default_factory=dict)

    def add(self, noted: Noted, key: str) -> None:
        """One more delivery."""
        self.came[noted[0]] += noted[2]
        self.noted.add(noted)
        self.by_key |= {key: noted} if key else {}


class DeliverySink(Sink):
    """Deliveries are added, never changed; a promised day replaces the one before."""

    modes = (ImportMode.BOTH,)
    fields = (
        Field("order", gettext_lazy("Order number"), needed=True),
        Field("position", gettext_lazy("Position"), kind="number", most=10**6),
        Field("product", gettext_lazy("Product number")),
        _quantity("quantity", gettext_lazy("Delivered quantity")),
        _quantity("total", gettext_lazy("Delivered in all")),
        Field("delivered_on", gettext_lazy("Delivered on"), kind="day"),
        Field("promised_on", gettext_lazy("Promised for"), kind="day"),
        Field("number", gettext_lazy("Delivery note number")),
        Field("note", gettext_lazy("Note"), model=OrderDelivery),
    )
    keys = (("number", gettext_lazy("delivery note number, or line, day and quantity")),)

    def tidy(self, row: Parsed) -> None:
        """A delivery note has a short number."""
        if len(row.values.get("number") or "") > LONGEST_NUMBER:
            row.problems.setdefault("number", _("is longer than %(most)s letters") % {"most": LONGEST_NUMBER})

    def identity(self, row: Parsed) -> Hashable:
        """A line of an order on a day: the second row about it meets what the first has noted."""
        return tuple(row.values.get(name) for name in ("order", "position", "product", "delivered_on", "number"))

    def judge(self, rows: Sequence[Parsed]) -> list[Verdict]:
        """Row by row, each after what the rows before it have brought."""
        orders = self._orders({row.values["order"] for row in rows if row.values.get("order")})
        lines: dict[int, list[OrderLine]] = {}
        keys = [order.pk for order in orders.values()]
        for line in OrderLine.objects.filter(order__in=keys).select_related("product").order_by("position"):
            lines.setdefault(line.order_id, []).append(line)
        known = self._known(keys, [line.pk for group in lines.values() for line in group])
        return [self._judge(row, orders.get(row.values.get("order", "")), lines, known) for row in rows]

    def write(self, verdicts: Sequence[Verdict]) -> None:
        """Order by order, day by day, by the actions that a page calls."""
        orders: dict[int, list[Verdict]] = {}
        for verdict in verdicts:
            orders.setdefault(verdict.found["order"].pk, []).append(verdict)
        with trail(self.ctx.trail):
            for group in orders.values():
                self._write(group[0].found["order"], group)

    def _write(self, order: Order, verdicts: Sequence[Verdict]) -> None:
        by: Any = {"actor": self.ctx.actor, "at": self.ctx.at}
        days = {one.found["line"].pk: one.found["promised"] for one in verdicts if "promised" in one.found}
        if days:
            promise_delivery(order, days=days, **by)
        notes: dict[tuple[date, str, str | None], list[Verdict]] = {}
        for one in verdicts:
            if one.found["more"]:
                key = (one.row.values["delivered_on"], _note(one.row), one.row.values.get("number"))
                notes.setdefault(key, []).append(one)
        for (day, note, _number), group in notes.items():
            for lot in _apart(group):
                more = {one.found["line"].pk: one.found["more"] for one in lot}
                keys = {one.found["line"].pk: one.found["key"] for one in lot if one.found["key"]}
                note_delivery(order, quantities=more, delivered_on=day, note=note, source_keys=keys, **by)

    def _orders(self, numbers: set[str]) -> dict[str, Order]:
        rows = visible_orders(self.ctx.actor).filter(number__in=numbers).select_related("customer", "tandem")
        return {order.number: order for order in held(rows, self.ctx)}

    def _known(self, orders: Sequence[int], lines: Sequence[int]) -> Known:
        """From the database; before anything is written, with what earlier lots would have brought."""
        known = Known() if self.ctx.lock else self.ctx.cache.setdefault("known", Known())
        read = set() if self.ctx.lock else self.ctx.cache.setdefault("read", set())
        rows = OrderDelivery.objects.filter(Q(line__in=lines), ~Q(line__order__in=read & set(orders)))
        for line, day, quantity, key in rows.values_list("line", "delivered_on", "quantity", "source_key"):
            known.add((line, day, quantity), key or "")
        read.update(orders)
        return known

    def _judge(self, row: Parsed, order: Order | None, lines: Mapping[int, list[OrderLine]], known: Known) -> Verdict:
        values = row.values
        if row.problems:
            return Verdict(row, State.BAD)
        if order is None:
            return bad(row, "order", _("there is no order “%(number)s”"), number=values["order"])
        if not allows(can_deliver_order, self.ctx.actor, order):
            return bad(row, "order", _("You may not do this. Nothing was changed."))
        if order.status == OrderStatus.CANCELLED:
            return bad(row, "order", _("is cancelled"))
        line = pick_line(row, lines.get(order.pk, []))
        if line is None:
            return Verdict(row, State.BAD)
        found: dict[str, Any] = {"order": order, "line": line, "key": _key(row, line)}
        found["more"] = self._more(row, order, line, known)
        found |= self._promised(row, order, line)
        if row.problems:
            return Verdict(row, State.BAD)
        if found["more"]:
            known.add((line.pk, values["delivered_on"], found["more"]), found["key"])
            return Verdict(row, State.NEW, found=found)
        return Verdict(row, State.CHANGE if "promised" in found else State.SAME, order, found)

    def _more(self, row: Parsed, order: Order, line: OrderLine, known: Known) -> int:
        """How much the row brings that is not here yet; 0 where it brings nothing, or something is wrong."""
        values, came = row.values, known.came[line.pk]
        quantity, total, day = (values.get(name) for name in ("quantity", "total", "delivered_on"))
        name = "total" if quantity is None else "quantity"
        if quantity is not None and total is not None:
            row.problems.setdefault("total", _("give what came that day or what came in all, not both"))
        elif min(quantity or 0, total or 0) < 0:
            row.problems.setdefault(name, _("is below zero; what comes back is credited on the order"))
        elif quantity is None and total is None:
            if day:
                row.problems.setdefault("quantity", _("is empty"))
            elif "promised_on" not in values:
                row.problems.setdefault("", _("says neither what came nor what is promised"))
        elif quantity == 0 or total == came:
            return 0
        elif day is None:
            row.problems.setdefault("delivered_on", _("is empty"))
        else:
            return _new(row, order, line, known, self.ctx.actor.today)
        return 0

    def _promised(self, row: Parsed, order: Order, line: OrderLine) -> dict[str, Any]:
        day: date | None = row.values.get("promised_on")
        if "promised_on" not in row.values or day == line.promised_on:
            return {}
        if day is not None and not order.ordered_on <= day <= order.ordered_on + FURTHEST:
            row.problems.setdefault("promised_on", _("lies before the order or too far ahead"))
        return {"promised": day}


def _new(row: Parsed, order: Order, line: OrderLine, known: Known, today: date) -> int:
    values, came, key = row.values, known.came[line.pk], _key(row, line)
    day: date = values["delivered_on"]
    name = "total" if values.get("quantity") is None else "quantity"
    more: int = values["quantity"] if name == "quantity" else values["total"] - came
    same = known.by_key.get(key) == (line.pk, day, more) if key else (line.pk, day, more) in known.noted
    if same and name == "quantity":
        return 0
    if key in known.by_key:
        row.problems.setdefault("number", _("is here already with another day or quantity; deliveries stand"))
    if order.status != OrderStatus.CONFIRMED:
        row.problems.setdefault("order", _("is not confirmed"))
    if not order.ordered_on <= day <= today:
        row.problems.setdefault("delivered_on", _("lies before the order or in the future"))
    if more < 0:
        row.problems.setdefault(name, _("%(came)s came already") % {"came": _shown(came)})
    elif more > line.quantity - came:
        told = _("of this line %(rest)s is still to come") % {"rest": _shown(line.quantity - came)}
        row.problems.setdefault(name, told)
    return more


def _shown(quantity: int) -> str:
    return format_decimal(quantity, QUANTITY)


def _key(row: Parsed, line: OrderLine) -> str:
    number = row.values.get("number")
    return f"{number}/{line.pk}" if number else ""


def _note(row: Parsed) -> str:
    return " · ".join(part for part in (row.values.get("number"), row.values.get("note")) if part)[:200]


def _apart(verdicts: Sequence[Verdict]) -> list[list[Verdict]]:
    """So that no line stands twice in a lot: one names it by its position, another by its product."""
    lots: list[list[Verdict]] = []
    for verdict in verdicts:
        line = verdict.found["line"].pk
        free = next((lot for lot in lots if all(one.found["line"].pk != line for one in lot)), None)
        if free is None:
            lots.append([verdict])
        else:
            free.append(verdict)
    return lots
