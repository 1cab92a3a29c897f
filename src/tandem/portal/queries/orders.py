"""Orders as the customer sees them: number, dates, lines and state; prices only with the right for them.

Remarks, reasons, credits and shares are ours and are not read here at all.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from tandem.orders.deliveries import Delivered, deliveries_of
from tandem.orders.models import Order, OrderLine, OrderStatus
from tandem.portal.models import Right
from tandem.portal.viewer import Viewer
from tandem.portal.wording import DELIVERY_STATES, ORDER_STATES

MOST = 100


@dataclass(frozen=True)
class OrderRow:
    """One order in a list."""

    order: Order
    prices: bool

    @property
    def state(self) -> tuple[object, str, str]:
        """(words, icon, tone)."""
        return ORDER_STATES[self.order.status]


@dataclass(frozen=True)
class Part:
    """One line with what has come of it."""

    delivered: Delivered

    @property
    def line(self) -> OrderLine:
        return self.delivered.line

    @property
    def state(self) -> tuple[object, str, str]:
        """(words, icon, tone)."""
        return DELIVERY_STATES[self.delivered.state]


@dataclass(frozen=True)
class OrderPage:
    """An order with its lines and how far each has come; `delivering` once there is anything to say of that."""

    row: OrderRow
    lines: Sequence[OrderLine]
    parts: Sequence[Part]
    delivering: bool

    @property
    def order(self) -> Order:
        return self.row.order


def orders_of(viewer: Viewer) -> QuerySet[Order]:
    """All orders of the contact's company, without what only we write about them."""
    rows = Order.objects.filter(customer=viewer.customer).defer("remark").select_related("confirmation")
    return rows.order_by("-ordered_on", "-id")


def order_rows(viewer: Viewer) -> list[OrderRow]:
    """The latest; one statement."""
    prices = viewer.may(Right.PRICES)
    return [OrderRow(order, prices) for order in orders_of(viewer)[:MOST]]


def order_page(order: Order, viewer: Viewer) -> OrderPage:
    """One order; two statements more."""
    lines = list(order.lines.select_related("product"))
    parts = [Part(one) for one in deliveries_of(order, lines, viewer.today)]
    told = order.status == OrderStatus.CONFIRMED or any(line.promised_on for line in lines)
    return OrderPage(OrderRow(order, viewer.may(Right.PRICES)), lines, parts, told)
