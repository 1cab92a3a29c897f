"""Orders and how they stand."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render

from tandem.portal.door import contacts
from tandem.portal.models import Right
from tandem.portal.queries.orders import order_page, order_rows, orders_of
from tandem.portal.viewer import PortalRequest


@contacts("GET", right=Right.ORDERS)
def list_orders(request: PortalRequest) -> HttpResponse:
    """The latest first."""
    rows = order_rows(request.viewer)
    return render(request, "portal/orders.html", {"rows": rows, "prices": request.viewer.may(Right.PRICES)})


@contacts("GET", right=Right.ORDERS)
def show_order(request: PortalRequest, number: str) -> HttpResponse:
    """One order with its lines."""
    order = get_object_or_404(orders_of(request.viewer), number=number)
    return render(request, "portal/order.html", {"page": order_page(order, request.viewer), "order": order})
