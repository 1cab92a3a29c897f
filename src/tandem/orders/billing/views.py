"""The list of invoices, one invoice, entering and cancelling."""

from __future__ import annotations

from datetime import timedelta

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from tandem.core.http import Request
from tandem.core.listing import build_page
from tandem.core.models import Event
from tandem.core.once import event_of, once
from tandem.core.pages import form_page, sent
from tandem.core.rules import require
from tandem.customers.finding import customer_or_404
from tandem.customers.models import Customer
from tandem.orders.models import Order
from tandem.orders.queries import visible_orders
from tandem.people.rules import sells

from .actions import cancel_invoice, enter_invoice, enter_payment
from .forms import CancelInvoiceForm, InvoiceForm, PaymentForm
from .listing import INVOICES
from .models import Invoice, Payment
from .payment_listing import PAYMENTS
from .queries import invoice_page, visible_invoices, visible_payments, with_heads
from .rules import can_cancel_invoice, can_enter_invoice, can_enter_payment

FORM = ["GET", "POST"]


def one_invoice(request: Request, number: str) -> Invoice:
    """The invoice with all that its pages name, if this viewer may see it."""
    return get_object_or_404(with_heads(visible_invoices(request.actor)), number=number)


@require_GET
def list_invoices(request: Request) -> HttpResponse:
    """All invoices, narrowed as the URL asks."""
    require(sells, request.actor)
    rows = visible_invoices(request.actor).select_related("customer", "cancellation")
    page = build_page(INVOICES, rows, request.GET, request.actor)
    return render(request, "core/listing.html", {"page": page, "links": _links()})


@require_GET
def list_payments(request: Request) -> HttpResponse:
    """All payments, narrowed as the URL asks."""
    require(sells, request.actor)
    page = build_page(PAYMENTS, visible_payments(request.actor), request.GET, request.actor)
    return render(request, "core/listing.html", {"page": page, "links": _links()})


def _links() -> list[tuple[str, str, str]]:
    return [
        ("orders:invoices", "file-invoice", _("Invoices")),
        ("orders:payments", "coins", _("Payments")),
        ("orders:credit_notes", "receipt-refund", _("Credit notes")),
    ]


@require_GET
def show_invoice(request: Request, number: str) -> HttpResponse:
    """One invoice: what is paid and what is open."""
    invoice = one_invoice(request, number)
    return render(request, "orders/invoice.html", {"invoice": invoice, "page": invoice_page(invoice, request.actor)})


@require_GET
def show_invoice_peek(request: Request, number: str) -> HttpResponse:
    """The same in short, beside a list."""
    invoice = one_invoice(request, number)
    page = invoice_page(invoice, request.actor)
    return render(request, "orders/_invoice_peek.html", {"invoice": invoice, "page": page})


@require_http_methods(FORM)
def new_invoice(request: Request) -> HttpResponse:
    """Write down an invoice of the ERP, of `?order=` or else of `?customer=`."""
    actor, (customer, order) = request.actor, _whose(request)
    require(can_enter_invoice, actor, customer)
    due = actor.today + timedelta(days=customer.payment_days)
    form = InvoiceForm(sent(request), initial={"issued_on": actor.today, "due_on": due})

    def enter() -> Event | None:
        make = lambda: enter_invoice(customer, order=order, actor=actor, at=actor.at, **form.values())  # noqa: E731
        return event_of("invoice.entered", once(Invoice, form.once_key, make, actor=actor, at=actor.at))

    to = order.get_absolute_url() if order else customer.get_absolute_url()
    context = {"customer": customer, "order": order, "cancel_url": to}
    text = _("The invoice is entered.")
    return form_page(request, "orders/invoice_new.html", form, enter, to=to, text=text, context=context)


@require_http_methods(FORM)
def new_payment(request: Request, number: str) -> HttpResponse:
    """Write down what was paid."""
    actor, invoice = request.actor, one_invoice(request, number)
    require(can_enter_payment, actor, invoice.customer)
    form = PaymentForm(sent(request), initial={"amount": invoice.open_cents, "received_on": actor.today})

    def enter() -> Event | None:
        make = lambda: enter_payment(invoice, actor=actor, at=actor.at, **form.values())  # noqa: E731
        return event_of("payment.entered", once(Payment, form.once_key, make, actor=actor, at=actor.at))

    to, context = invoice.get_absolute_url(), {"invoice": invoice}
    text = _("The payment is entered.")
    return form_page(request, "orders/payment_new.html", form, enter, to=to, text=text, context=context)


@require_http_methods(FORM)
def invoice_cancellation(request: Request, number: str) -> HttpResponse:
    """Take an invoice out of the books, with a reason."""
    actor, invoice = request.actor, one_invoice(request, number)
    require(can_cancel_invoice, actor, invoice.customer)
    form = CancelInvoiceForm(sent(request))

    def cancel() -> Event:
        reason = form.cleaned_data["reason"]
        act = lambda: cancel_invoice(invoice, reason=reason, actor=actor, at=actor.at)  # noqa: E731
        return once(Event, form.once_key, act, actor=actor, at=actor.at)

    to, context = invoice.get_absolute_url(), {"invoice": invoice}
    text = _("Invoice %s is cancelled.") % invoice.number
    return form_page(request, "orders/invoice_cancellation.html", form, cancel, to=to, text=text, context=context)


def _whose(request: Request) -> tuple[Customer, Order | None]:
    asked = request.GET.get("order", "")
    if asked:
        rows = visible_orders(request.actor).select_related("customer", "tandem")
        order = get_object_or_404(rows, number=asked)
        return order.customer, order
    return customer_or_404(request.GET.get("customer", ""), request.actor), None
