"""Orders as the customer sees them: number, dates, lines and state; prices only with the right for them.

Remarks, reasons, credits and shares are ours and are not read here at all.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from tandem.orders.models import Order, OrderLine
from tandem.portal.models import Right
from tandem.portal.viewer import Viewer
from tandem.portal.wording import ORDER_STATES

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
class OrderPage:
    """An order with its lines."""

    row: OrderRow
    lines: Sequence[OrderLine]

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
    """One order; one statement more."""
    return OrderPage(OrderRow(order, viewer.may(Right.PRICES)), list(order.lines.select_related("product")))
