"""How far the delivery of an order is, line by line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from .models import Order, OrderDelivery, OrderLine, OrderStatus


@dataclass(frozen=True)
class Delivered:
    """A line with what has arrived of it, and when last."""

    line: OrderLine
    quantity: int
    last_on: date | None
    today: date

    @property
    def rest(self) -> int:
        """What is still to come."""
        return self.line.quantity - self.quantity

    @property
    def state(self) -> str:
        """done, late, part or open."""
        if self.rest <= 0:
            return "done"
        if self.line.promised_on is not None and self.line.promised_on < self.today:
            return "late"
        return "part" if self.quantity else "open"


def deliveries_of(order: Order, lines: Sequence[OrderLine], today: date) -> list[Delivered]:
    """Every line with what came of it; one statement, none for an order that is not confirmed yet."""
    nothing: tuple[int, date | None] = (0, None)
    came: dict[int, tuple[int, date | None]] = {}
    if order.status == OrderStatus.CAPTURED:
        return [Delivered(line, *nothing, today) for line in lines]
    rows = OrderDelivery.objects.filter(line__order=order).order_by("delivered_on", "pk")
    for key, quantity, day in rows.values_list("line_id", "quantity", "delivered_on"):
        came[key] = (came.get(key, nothing)[0] + quantity, day)
    return [Delivered(line, *came.get(line.pk, nothing), today) for line in lines]
