"""Reading invoices and payments."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Min, OuterRef, QuerySet, Subquery, Sum

from tandem.core.actor import Actor
from tandem.core.rules import allows
from tandem.customers.models import Customer
from tandem.customers.queries import hidden_customers
from tandem.people.rules import sells

from .models import Invoice, InvoiceRate, Payment
from .rules import can_cancel_invoice, can_enter_payment


def visible_invoices(actor: Actor) -> QuerySet[Invoice]:
    """Invoices of the customers that the viewer may see."""
    rows = Invoice.objects.select_related("customer")
    if actor.is_system:
        return rows
    if not sells(actor):
        return rows.none()
    return rows.exclude(customer__in=hidden_customers(actor))


def visible_payments(actor: Actor) -> QuerySet[Payment]:
    """Payments on invoices of the customers that the viewer may see."""
    rows = Payment.objects.select_related("invoice__customer")
    if actor.is_system:
        return rows
    return rows.exclude(invoice__customer__in=hidden_customers(actor)) if sells(actor) else rows.none()


def with_heads(invoices: QuerySet[Invoice]) -> QuerySet[Invoice]:
    """Invoices with all that their pages name."""
    return invoices.select_related("customer", "order__tandem", "cancellation__by")


@dataclass(frozen=True)
class InvoicePage:
    """An invoice as its page shows it."""

    invoice: Invoice
    rates: Sequence[InvoiceRate]
    payments: Sequence[Payment]
    days_over: int  # since when something is overdue; 0: it is not
    may_pay: bool
    may_cancel: bool

    @property
    def paid_cents(self) -> int:
        """What was settled so far."""
        return sum(payment.amount_cents for payment in self.payments)


def invoice_page(invoice: Invoice, actor: Actor) -> InvoicePage:
    """All about one invoice; two statements."""
    rates, payments = list(invoice.rates.all()), list(invoice.payments.select_related("by"))
    stands = not invoice.is_cancelled
    return InvoicePage(
        invoice,
        rates,
        payments,
        (actor.today - invoice.due_on).days if invoice.is_overdue(actor.today) else 0,
        may_pay=stands and allows(can_enter_payment, actor, invoice.customer),
        may_cancel=stands and not payments and allows(can_cancel_invoice, actor, invoice.customer),
    )


@dataclass(frozen=True)
class Owed:
    """What is still owed, and of it what is overdue since when."""

    open_cents: int = 0
    overdue_cents: int = 0
    since: date | None = None


def with_owed(customers: QuerySet[Customer], day: date) -> QuerySet[Customer]:
    """Customers annotated with what they owe in their currency, in the same statement, by the index of open ones."""
    owed = Invoice.objects.filter(customer=OuterRef("pk"), currency=OuterRef("currency"), open_cents__gt=0)
    rows = owed.order_by().values("customer")
    late = rows.filter(due_on__lt=day)
    return customers.annotate(
        owed_cents=Subquery(rows.annotate(found=Sum("open_cents")).values("found")),
        overdue_cents=Subquery(late.annotate(found=Sum("open_cents")).values("found")),
        overdue_since=Subquery(late.annotate(found=Min("due_on")).values("found")),
    )


def owed_of(customer: Customer) -> Owed:
    """What `with_owed` has found."""
    row = customer.__dict__
    return Owed(row["owed_cents"] or 0, row["overdue_cents"] or 0, row["overdue_since"])
