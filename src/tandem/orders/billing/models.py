"""Invoices and payments: facts of the ERP that commissions and goals may wait for."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from tandem.core.fields import VALID_NUMBER, CentsField
from tandem.customers.models import Customer
from tandem.people.models import Employee


class Invoice(models.Model):
    """What a customer was billed, mostly for one order. Gross is net and tax; `open_cents` is what is still owed.

    A cancelled invoice owes nothing. What was paid is gross less open.
    """

    ref_kind = "invoice"

    number = models.CharField(_("invoice number"), max_length=40, unique=True, validators=[VALID_NUMBER])
    customer = models.ForeignKey(Customer, models.PROTECT, related_name="invoices", verbose_name=_("customer"))
    order = models.ForeignKey(
        "orders.Order", models.PROTECT, null=True, blank=True, related_name="invoices", verbose_name=_("order")
    )
    issued_on = models.DateField(_("issued on"))
    due_on = models.DateField(_("due on"))
    currency = models.CharField(_("currency"), max_length=3)
    net_cents = CentsField(_("net"))
    tax_cents = CentsField(_("tax"))
    gross_cents = CentsField(_("gross"))
    open_cents = CentsField(_("open"))
    source_key = models.CharField(max_length=60, null=True, unique=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["issued_on", "id"], name="orders_invoice_by_day"),
            models.Index(fields=["due_on", "id"], name="orders_invoice_by_due"),
            models.Index(fields=["gross_cents", "id"], name="orders_invoice_by_gross"),
            models.Index(fields=["customer", "due_on"], condition=Q(open_cents__gt=0), name="orders_invoice_owed"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(gross_cents=F("net_cents") + F("tax_cents")), name="orders_invoice_gross"
            ),
            models.CheckConstraint(condition=Q(net_cents__gt=0, tax_cents__gte=0), name="orders_invoice_positive"),
            models.CheckConstraint(
                condition=Q(open_cents__gte=0, open_cents__lte=F("gross_cents")), name="orders_invoice_open"
            ),
            models.CheckConstraint(condition=Q(due_on__gte=F("issued_on")), name="orders_invoice_due"),
        ]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        """The invoice's page."""
        return reverse("orders:invoice", args=[self.number])

    @property
    def is_cancelled(self) -> bool:
        """Whether it does not count any more."""
        return hasattr(self, "cancellation")

    def is_overdue(self, day: date) -> bool:
        """Whether something of it should have been paid by that day."""
        return self.open_cents > 0 and self.due_on < day


class InvoiceRate(models.Model):
    """Net and tax of an invoice at one tax rate, in parts per million."""

    invoice = models.ForeignKey(Invoice, models.CASCADE, related_name="rates")
    rate_ppm = models.PositiveIntegerField(_("tax rate"))
    net_cents = CentsField(_("net"))
    tax_cents = CentsField(_("tax"))

    class Meta:
        ordering: ClassVar = ["-rate_ppm"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["invoice", "rate_ppm"], name="orders_rate_once"),
            models.CheckConstraint(condition=Q(rate_ppm__lte=1_000_000), name="orders_rate_bound"),
            models.CheckConstraint(condition=Q(net_cents__gt=0, tax_cents__gte=0), name="orders_rate_positive"),
        ]

    def __str__(self) -> str:
        return f"{self.invoice_id} {self.rate_ppm}"


class InvoiceCancellation(models.Model):
    """Who took an invoice out of the books, when and why."""

    invoice = models.OneToOneField(Invoice, models.CASCADE, related_name="cancellation")
    at = models.DateTimeField()
    by = models.ForeignKey(Employee, models.PROTECT, null=True, related_name="+")
    reason = models.CharField(_("reason"), max_length=200)

    def __str__(self) -> str:
        return f"{self.invoice_id} cancelled"


class PaymentKind(models.TextChoices):
    """How an invoice was settled. Only money counts where something waits for cash."""

    MONEY = "money", _("Payment")
    CREDIT = "credit", _("Set off against a credit note")
    LOSS = "loss", _("Written off")


class Payment(models.Model):
    """What settled a part of an invoice, in its currency; below zero where money went back."""

    ref_kind = "payment"

    invoice = models.ForeignKey(Invoice, models.PROTECT, related_name="payments")
    kind = models.CharField(_("how"), max_length=6, choices=PaymentKind.choices, default=PaymentKind.MONEY)
    received_on = models.DateField(_("received on"))
    amount_cents = CentsField(_("amount"))
    source_key = models.CharField(_("payment number"), max_length=60, null=True, unique=True)
    at = models.DateTimeField()
    by = models.ForeignKey(Employee, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering: ClassVar = ["received_on", "id"]
        indexes: ClassVar = [models.Index(fields=["received_on", "id"], name="orders_payment_by_day")]
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(amount_cents=0), name="orders_payment_some"),
        ]

    def __str__(self) -> str:
        return f"{self.invoice_id} {self.amount_cents}"
