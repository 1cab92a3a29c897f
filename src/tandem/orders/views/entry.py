"""Capturing and correcting an order: one form with as many lines as it takes."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from tandem.core.errors import Conflict, Invalid
from tandem.core.http import Request, done
from tandem.core.models import Event
from tandem.core.once import event_of, once
from tandem.core.rules import require
from tandem.customers.finding import customer_or_404
from tandem.customers.models import Customer
from tandem.customers.queries import visible_customers
from tandem.orders.actions import capture_order, edit_order
from tandem.orders.conflicts import conflict_rows
from tandem.orders.forms import EntryForm, LineTable
from tandem.orders.lines import standing_lines
from tandem.orders.models import Order, OrderStatus
from tandem.orders.pickers import find_customers
from tandem.orders.rules import can_capture_order, can_edit_order
from tandem.people.rules import sells

from .orders import one_order


@require_http_methods(["GET", "POST"])
def new_order(request: Request) -> HttpResponse:
    """Choose a customer, then write down what it orders."""
    require(sells, request.actor)
    asked = request.GET.get("customer", "").strip()
    customer = visible_customers(request.actor).filter(number=asked).first() if asked else None
    if customer is None:
        found = find_customers(asked, request.actor) if asked else []
        if len(found) == 1:
            return redirect(f"{reverse('orders:new')}?customer={quote(found[0].number, safe='')}")
        words = {
            "title": _("New order"),
            "question": _("Whose order is it?"),
            "options_url": reverse("orders:customers"),
        }
        return render(request, "customers/choose.html", {"asked": asked, "customers": found, **words})
    require(can_capture_order, request.actor, customer)
    if request.method == "GET":
        return _page(request, EntryForm.blank(customer, request.actor.today), customer)
    entry = _typed(request, customer)
    order = _capture(request, entry, customer) if not _only_rows(request) and entry.is_valid() else None
    if order is None:
        return _page(request, entry, customer)
    return done(request, order, _("Order %s is captured.") % order.number, event_of("order.captured", order))


@require_http_methods(["GET", "POST"])
def edit(request: Request, number: str) -> HttpResponse:
    """Correct an order that is not confirmed yet."""
    order = one_order(request, number)
    require(can_edit_order, request.actor, order)
    if order.status != OrderStatus.CAPTURED:
        return done(request, order, _("A confirmed or cancelled order stays as it is."))
    if request.method == "GET":
        return _page(request, EntryForm.of(order), order.customer, order=order)
    entry = _typed(request, order.customer, order)
    if _only_rows(request) or not entry.is_valid():
        return _page(request, entry, order.customer, order=order)
    try:
        event = _edit(request, entry, order)
    except Invalid as error:
        entry.refuse(error)
        return _page(request, entry, order.customer, order=order)
    except Conflict as error:
        if error.current.status != OrderStatus.CAPTURED:
            raise
        return _page(request, entry, order.customer, order=order, **conflict_rows(entry, error))
    return done(request, order, _("Saved.") if event else _("Nothing was different."), event)


@require_POST
def line(request: Request) -> HttpResponse:
    """One more row, or what the product just typed into a row brings along; with it the sums."""
    customer = _customer(request)
    table = LineTable.typed(request.POST, customer)
    row = request.GET.get("row", "")
    form = table.fill(row) if row else table.add()
    template = "orders/_filled.html" if row else "orders/_added.html"
    return render(request, template, {"line": form, "table": table, "customer": customer})


@require_POST
def sums(request: Request) -> HttpResponse:
    """What the lines come to, by the function that the action uses."""
    customer = _customer(request)
    table = LineTable.typed(request.POST, customer, without=request.POST.get("remove", ""))
    return render(request, "orders/_sums.html", {"table": table, "customer": customer})


def _customer(request: Request) -> Customer:
    return customer_or_404(request.GET.get("customer", ""), request.actor)


def _typed(request: Request, customer: Customer, order: Order | None = None) -> EntryForm:
    entry = EntryForm.typed(request.POST, customer, without=request.POST.get("remove", ""), order=order)
    if "add" in request.POST:
        entry.table.add()
    return entry


def _only_rows(request: Request) -> bool:
    """Without scripts a row more or less is a page of its own, and saves nothing."""
    return "add" in request.POST or "remove" in request.POST


def _capture(request: Request, entry: EntryForm, customer: Customer) -> Order | None:
    actor, lines = request.actor, entry.table.lines() or []
    try:
        return once(
            Order,
            entry.head.cleaned_data["once"],
            lambda: capture_order(customer, lines=lines, actor=actor, at=actor.at, **entry.head.values()),
            actor=actor,
            at=actor.at,
        )
    except Invalid as error:
        entry.refuse(error)
        return None


def _edit(request: Request, entry: EntryForm, order: Order) -> Event | None:
    return edit_order(
        order,
        values=entry.head.values(),
        lines=standing_lines(order) if order.quote_id else entry.table.lines() or [],
        version=entry.head.shown_version,
        actor=request.actor,
        at=request.actor.at,
    )


def _page(request: Request, entry: EntryForm, customer: Customer, **more: Any) -> HttpResponse:
    sent = request.method == "POST" and not _only_rows(request)
    status = 409 if more.get("conflict") else 422 if sent else 200
    context = {"entry": entry, "head": entry.head, "table": entry.table, "customer": customer, **more}
    return render(request, "orders/entry.html", context, status=status)
