"""What is promised of an order, what has come, and the order that an accepted quote becomes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from tandem.core.errors import Invalid
from tandem.core.http import Request, done
from tandem.core.models import Event
from tandem.core.once import FIELD, event_of, new_key, once
from tandem.core.rules import require
from tandem.orders.actions import note_delivery, order_from_quote, promise_delivery
from tandem.orders.deliveries import Delivered, deliveries_of
from tandem.orders.forms.deliveries import DeliveryForm, PromisesForm
from tandem.orders.models import Order
from tandem.orders.rules import can_capture_order, can_deliver_order
from tandem.quotes.queries import visible_quotes, with_heads

from .orders import one_order

METHODS = ["GET", "POST"]


@require_POST
def from_quote(request: Request, number: str) -> HttpResponse:
    """Make the order of an accepted quote, at exactly its prices."""
    actor = request.actor
    quote = get_object_or_404(with_heads(visible_quotes(actor)), number=number)
    require(can_capture_order, actor, quote.customer)
    key = request.POST.get(FIELD, "")
    order = once(Order, key, lambda: order_from_quote(quote, actor=actor, at=actor.at), actor=actor, at=actor.at)
    return done(request, order, _("Order %s is captured.") % order.number, event_of("order.captured", order))


@require_http_methods(METHODS)
def promises(request: Request, number: str) -> HttpResponse:
    """Say for when each line is promised."""
    order, actor, rows = _order(request, number)
    form = PromisesForm(request.POST or None, rows=rows, initial={FIELD: new_key()})
    if form.is_bound and form.is_valid():
        saved = _try(form, lambda: promise_delivery(order, days=form.days(), actor=actor, at=actor.at))
        if not form.errors:
            return done(request, order, _("Saved.") if saved else _("Nothing was different."), saved)
    return _page(request, "orders/promises.html", order, form)


@require_http_methods(METHODS)
def deliveries(request: Request, number: str) -> HttpResponse:
    """Write down what has come."""
    order, actor, rows = _order(request, number)
    form = DeliveryForm(request.POST or None, rows=rows, initial={FIELD: new_key(), "delivered_on": actor.today})

    def note() -> Event:
        data = form.cleaned_data
        day, told = data["delivered_on"], data["note"]
        return note_delivery(order, quantities=form.quantities(), delivered_on=day, note=told, actor=actor, at=actor.at)

    if form.is_bound and form.is_valid():
        event = _try(form, lambda: once(Event, form.cleaned_data[FIELD], note, actor=actor, at=actor.at))
        if not form.errors:
            return done(request, order, _("The delivery is noted."), event)
    return _page(request, "orders/deliveries.html", order, form)


def _order(request: Request, number: str) -> tuple[Order, Any, Sequence[Delivered]]:
    order, actor = one_order(request, number), request.actor
    require(can_deliver_order, actor, order)
    return order, actor, deliveries_of(order, list(order.lines.select_related("product")), actor.today)


def _try(form: Any, act: Callable[[], Any]) -> Any:
    try:
        return act()
    except Invalid as error:
        form.refuse(error)
        return None


def _page(request: Request, template: str, order: Order, form: Any) -> HttpResponse:
    return render(request, template, {"order": order, "form": form}, status=422 if form.is_bound else 200)
