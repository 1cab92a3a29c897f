"""What freezes an order or takes it back, and the papers of it: confirmation, cancellation, credit note."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tandem.core.errors import Invalid
from tandem.core.http import Request, attempt, done
from tandem.core.listing import build_page
from tandem.core.models import Document, Event
from tandem.core.once import FIELD, new_key, once
from tandem.core.rules import require
from tandem.orders.actions import cancel_order, confirm_order, issue_credit_note, withdraw_credit_note
from tandem.orders.credit_listing import CREDIT_NOTES
from tandem.orders.forms import CreditNoteForm, ReasonForm, SeenForm, WithdrawalForm
from tandem.orders.models import CreditNote, Order
from tandem.orders.printing import print_confirmation
from tandem.orders.queries import OrderPage, order_page, visible_credit_notes
from tandem.orders.rules import can_cancel_order, can_confirm_order, can_credit_order, can_withdraw_credit_note
from tandem.people.rules import sells

from .orders import one_order

METHODS = ["GET", "POST"]


@require_GET
def list_credit_notes(request: Request) -> HttpResponse:
    """All credit notes, narrowed as the URL asks."""
    require(sells, request.actor)
    page = build_page(CREDIT_NOTES, visible_credit_notes(request.actor), request.GET, request.actor)
    links = [("orders:orders", "package", _("Orders")), ("orders:invoices", "file-invoice", _("Invoices"))]
    return render(request, "core/listing.html", {"page": page, "links": links})


@require_http_methods(METHODS)
def confirmation(request: Request, number: str) -> HttpResponse:
    """Freeze prices and credits."""
    order, actor = one_order(request, number), request.actor
    require(can_confirm_order, actor, order)
    form = SeenForm(request.POST or None, initial={"version": order.version, FIELD: new_key()})

    def confirm() -> Event:
        return confirm_order(order, version=form.seen, actor=actor, at=actor.at)

    if attempt(form, lambda: once(Event, form.cleaned_data[FIELD], confirm, actor=actor, at=actor.at)):
        return done(request, order, _("Order %s is confirmed.") % order.number)
    return _page(request, "orders/confirmation.html", order, form)


@require_http_methods(METHODS)
def cancellation(request: Request, number: str) -> HttpResponse:
    """Take the order out of the books, with a reason."""
    order, actor = one_order(request, number), request.actor
    require(can_cancel_order, actor, order)
    form = ReasonForm(request.POST or None, initial={"version": order.version, FIELD: new_key()})

    def cancel() -> Event:
        data = form.cleaned_data
        values = {"reason": data["reason"], "cause": data["cause"], "version": form.seen}
        return cancel_order(order, actor=actor, at=actor.at, **values)

    if attempt(form, lambda: once(Event, form.cleaned_data[FIELD], cancel, actor=actor, at=actor.at)):
        return done(request, order, _("Order %s is cancelled.") % order.number)
    return _page(request, "orders/cancellation.html", order, form)


@require_http_methods(METHODS)
def credit_note(request: Request, number: str) -> HttpResponse:
    """Give money back on some lines."""
    order, actor = one_order(request, number), request.actor
    require(can_credit_order, actor, order)
    page = order_page(order, actor, short=True)
    rests = {place.line.pk: (place.line.position, place.rest) for place in page.positions if place.rest}
    initial = {"version": order.version, "issued_on": actor.today, FIELD: new_key()}
    form = CreditNoteForm(request.POST or None, rests=rests, initial=initial)
    note = _issue(request, order, form) if form.is_bound and form.is_valid() else None
    if note:
        return done(request, order, _("Credit note %s is issued.") % note.number)
    return _page(request, "orders/credit_note.html", order, form, page)


@require_http_methods(METHODS)
def withdrawal(request: Request, pk: int) -> HttpResponse:
    """Take a credit note back, with a reason."""
    actor, note = request.actor, get_object_or_404(visible_credit_notes(request.actor), pk=pk)
    order = one_order(request, note.order.number)
    note.order = order
    require(can_withdraw_credit_note, actor, order)
    form = WithdrawalForm(request.POST or None, initial={"version": order.version, FIELD: new_key()})

    def withdraw() -> Event:
        reason = form.cleaned_data["reason"]
        return withdraw_credit_note(note, reason=reason, version=form.seen, actor=actor, at=actor.at)

    if attempt(form, lambda: once(Event, form.cleaned_data[FIELD], withdraw, actor=actor, at=actor.at)):
        return done(request, order, _("Credit note %s is withdrawn.") % note.number)
    context = {"order": order, "form": form, "note": note}
    return render(request, "orders/withdrawal.html", context, status=422 if form.is_bound else 200)


@require_POST
def print_order(request: Request, number: str) -> HttpResponse:
    """Make the confirmation as PDF, or hand out the one that was made; `anew` makes a further edition."""
    order, actor = one_order(request, number), request.actor
    key = request.POST.get(FIELD, "")[:60]

    def make() -> Document:
        return print_confirmation(order, anew="anew" in request.POST, actor=actor, at=actor.at)

    document = once(Document, key, make, actor=actor, at=actor.at) if "anew" in request.POST else make()
    return done(request, order, _("%s lies with the documents.") % document.name)


def _issue(request: Request, order: Order, form: CreditNoteForm) -> CreditNote | None:
    actor, data = request.actor, form.cleaned_data

    def issue() -> CreditNote:
        values = {name: data[name] for name in ("cause", "reason", "issued_on", "number")} | {"version": form.seen}
        return issue_credit_note(order, quantities=form.quantities(), actor=actor, at=actor.at, **values)

    try:
        return once(CreditNote, data[FIELD], issue, actor=actor, at=actor.at)
    except Invalid as error:
        form.refuse(error)
        return None


def _page(request: Request, template: str, order: Order, form: SeenForm, page: OrderPage | None = None) -> HttpResponse:
    context = {"order": order, "form": form, "page": page or order_page(order, request.actor, short=True)}
    return render(request, template, context, status=422 if form.is_bound else 200)
