"""The list of orders, one order, its trail."""

from __future__ import annotations

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from tandem.core.actor import Actor
from tandem.core.http import Request, one_or_404
from tandem.core.listing import build_page
from tandem.core.prepared import prepared
from tandem.core.rules import require
from tandem.orders.listing import ORDERS
from tandem.orders.models import Order
from tandem.orders.queries import listed_orders, order_page, visible_orders, with_heads
from tandem.orders.trail import trail_of
from tandem.people.rules import sells


def one_order(request: Request, number: str) -> Order:
    """The order with all that its pages name, if this viewer may see it."""
    return one_or_404(_rows(request.actor, number))


@prepared
def _rows(actor: Actor, number: str) -> QuerySet[Order]:
    return with_heads(visible_orders(actor)).filter(number=number)


@require_GET
def list_orders(request: Request) -> HttpResponse:
    """All orders, narrowed as the URL asks."""
    require(sells, request.actor)
    url = reverse("orders:new")
    page = build_page(ORDERS, listed_orders, request.GET, request.actor, new_url=url, new_label=_("New order"))
    return render(request, "core/listing.html", {"page": page})


@require_GET
def show_order(request: Request, number: str) -> HttpResponse:
    """One order: how it stands, its lines, for whom it counts."""
    order = one_order(request, number)
    return render(request, "orders/order.html", {"order": order, "page": order_page(order, request.actor)})


@require_GET
def show_peek(request: Request, number: str) -> HttpResponse:
    """The same in short, beside a list."""
    order = one_order(request, number)
    return render(request, "orders/_peek.html", {"order": order, "page": order_page(order, request.actor, short=True)})


@require_GET
def show_trail(request: Request, number: str) -> HttpResponse:
    """What happened to the order, step by step."""
    order = one_order(request, number)
    return render(request, "orders/trail.html", {"order": order, "steps": trail_of(order, request.actor)})
