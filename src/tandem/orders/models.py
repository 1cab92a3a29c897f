"""Orders from capture to credit note."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tandem.catalogue.models import Product
from tandem.core.addresses import address
from tandem.core.fields import VALID_NUMBER, CentsField
from tandem.core.locking import Versioned
from tandem.customers.models import Contact, Customer, CustomerClass
from tandem.people.models import Employee
from tandem.quotes.models import Quote
from tandem.quotes.pricing import LineInput as Offered
from tandem.tandems.models import SeatRole, Tandem

from .billing.models import Invoice, InvoiceCancellation, InvoiceRate, Payment, PaymentKind

__all__ = [
    "Cause",
    "Credit",
    "CreditNote",
    "CreditNoteLine",
    "CreditNoteWithdrawal",
    "Invoice",
    "InvoiceCancellation",
    "InvoiceRate",
    "NumberRange",
    "Order",
    "OrderCancellation",
    "OrderConfirmation",
    "OrderLine",
    "OrderStatus",
    "Payment",
    "PaymentKind",
]


class OrderStatus(models.TextChoices):
    """Where an order stands; the rows below tell who made it so, when and why."""

    CAPTURED = "captured", _("Captured")
    CONFIRMED = "confirmed", _("Confirmed")
    CANCELLED = "cancelled", _("Cancelled")


class Cause(models.TextChoices):
    """Why something is taken back. The codes are those that plans of commission name as `spared_reasons`."""

    CUSTOMER = "customer_withdrew", _("The customer changed their mind")
    NOT_DELIVERED = "could_not_deliver", _("We could not deliver")
    OWN_FAILURE = "own_failure", _("Defect or our mistake")
    GOODWILL = "goodwill", _("Goodwill")
    OTHER = "other", _("Something else")


OURS = frozenset({Cause.NOT_DELIVERED.value, Cause.OWN_FAILURE.value})  # § 87a HGB: no commission is taken back


class TakenBack(models.Model):
    """What a cancellation and a credit note say of why; rows from before there were causes have none."""

    cause = models.CharField(_("cause"), max_length=20, choices=Cause.choices, blank=True)
    reason = models.CharField(_("reason"), max_length=200)

    class Meta:
        abstract = True

    @property
    def why(self) -> str:
        """The cause, and what was written to it."""
        return f"{self.get_cause_display()}: {self.reason}" if self.cause else self.reason


class Order(Versioned):
    """What a customer bought. It belongs to the tandem that owned the customer on its day."""

    ref_kind = "order"

    number = models.CharField(_("order number"), max_length=20, unique=True)
    customer = models.ForeignKey(Customer, models.PROTECT, related_name="orders", verbose_name=_("customer"))
    contact = models.ForeignKey(
        Contact, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("contact")
    )
    tandem = models.ForeignKey(
        Tandem, models.PROTECT, null=True, blank=True, related_name="orders", verbose_name=_("tandem")
    )
    seller = models.ForeignKey(
        Employee, models.PROTECT, null=True, blank=True, related_name="orders", verbose_name=_("seller")
    )
    ordered_on = models.DateField(_("ordered on"))
    status = models.CharField(_("status"), max_length=10, choices=OrderStatus.choices, default=OrderStatus.CAPTURED)
    currency = models.CharField(_("currency"), max_length=3)
    net_cents = CentsField(_("net"), default=0)
    customer_reference = models.CharField(_("customer's reference"), max_length=60, blank=True)
    wanted_on = models.DateField(_("wanted on"), null=True, blank=True)
    remark = models.TextField(_("remark"), blank=True)
    quote = models.ForeignKey(
        Quote, models.PROTECT, null=True, blank=True, related_name="orders", verbose_name=_("quote")
    )  # whose acceptance it is; its lines stand as they were accepted
    source_key = models.CharField(max_length=60, null=True, unique=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["quote"], condition=~Q(status="cancelled"), name="orders_one_of_quote"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["ordered_on", "id"], name="orders_by_day"),
            models.Index(fields=["customer", "ordered_on"], name="orders_of_customer"),
            models.Index(fields=["tandem", "ordered_on"], name="orders_of_tandem"),
            models.Index(fields=["net_cents", "id"], name="orders_by_net"),
            models.Index(fields=["status", "id"], name="orders_by_status"),
            models.Index(fields=["ordered_on"], condition=Q(status="captured"), name="orders_to_confirm"),
        ]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        """The order's page."""
        return address("orders:order", self.number)

    def as_offer(self) -> list[Offered]:
        """Its lines as a quote would offer them again: products at the prices of the day, free text at its own."""
        return [
            Offered(
                text=line.text,
                quantity=line.quantity,
                unit=line.unit,
                product_id=line.product_id,
                unit_price=None if line.product_id else line.unit_price,
            )
            for line in self.lines.all()
        ]


class OrderLine(models.Model):
    """One position. Quantity in thousandths, unit price in ten-thousandths, discount in parts per million."""

    order = models.ForeignKey(Order, models.CASCADE, related_name="lines")
    position = models.PositiveIntegerField(_("position"))
    product = models.ForeignKey(
        Product, models.PROTECT, null=True, blank=True, related_name="order_lines", verbose_name=_("product")
    )
    text = models.CharField(_("text"), max_length=200)
    quantity = models.BigIntegerField(_("quantity"))
    unit = models.CharField(_("unit"), max_length=10, default="pc")
    unit_price = models.BigIntegerField(_("unit price"))
    discount_ppm = models.PositiveIntegerField(_("discount"), default=0)
    discount_cents = CentsField(_("part of the discount on all"), default=0)
    net_cents = CentsField(_("net"))
    promised_on = models.DateField(_("promised for"), null=True, blank=True)
    cost = models.BigIntegerField(_("cost"), null=True, editable=False)  # of a piece, as it was confirmed
    source_key = models.CharField(max_length=60, null=True, unique=True)

    class Meta:
        ordering: ClassVar = ["position"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["order", "position"], name="orders_line_position"),
            models.CheckConstraint(condition=Q(quantity__gt=0), name="orders_line_quantity"),
            models.CheckConstraint(condition=Q(unit_price__gte=0), name="orders_line_price"),
            models.CheckConstraint(condition=Q(discount_ppm__lte=1_000_000), name="orders_line_discount"),
        ]

    def __str__(self) -> str:
        return f"{self.position} {self.text}"


class OrderDelivery(models.Model):
    """So much of a line reached the customer on a day, as somebody of us wrote it down."""

    line = models.ForeignKey(OrderLine, models.CASCADE, related_name="deliveries")
    quantity = models.BigIntegerField(_("quantity"))
    delivered_on = models.DateField(_("delivered on"))
    note = models.CharField(_("note"), max_length=200, blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(Employee, models.PROTECT, null=True, related_name="+")
    source_key = models.CharField(max_length=60, null=True, unique=True)

    class Meta:
        ordering: ClassVar = ["delivered_on", "id"]
        constraints: ClassVar = [models.CheckConstraint(condition=Q(quantity__gt=0), name="orders_delivered_some")]

    def __str__(self) -> str:
        return f"{self.line_id} {self.quantity}"


class OrderConfirmation(models.Model):
    """Who confirmed an order and when; from then on its prices and credits stand."""

    order = models.OneToOneField(Order, models.CASCADE, related_name="confirmation")
    at = models.DateTimeField()
    by = models.ForeignKey(Employee, models.PROTECT, null=True, related_name="+")
    customer_class = models.CharField(max_length=1, choices=CustomerClass.choices, blank=True)  # that of the day

    def __str__(self) -> str:
        return f"{self.order_id} confirmed"


class OrderCancellation(TakenBack):
    """Who cancelled an order, when and why."""

    order = models.OneToOneField(Order, models.CASCADE, related_name="cancellation")
    at = models.DateTimeField()
    by = models.ForeignKey(Employee, models.PROTECT, null=True, related_name="+")

    def __str__(self) -> str:
        return f"{self.order_id} cancelled"


class Credit(models.Model):
    """The share of an order that counts for one seat of its tandem, frozen at confirmation.

    The shares of an order sum to its net. A vacant seat keeps its share without a person.
    """

    order = models.ForeignKey(Order, models.CASCADE, related_name="credits")
    tandem = models.ForeignKey(Tandem, models.PROTECT, related_name="credits")
    seat = models.CharField(max_length=6, choices=SeatRole.choices)
    employee = models.ForeignKey(Employee, models.PROTECT, null=True, related_name="credits")
    weight = models.PositiveIntegerField()
    net_cents = CentsField()

    class Meta:
        ordering: ClassVar = ["-seat"]  # inside, then field
        constraints: ClassVar = [models.UniqueConstraint(fields=["order", "seat"], name="orders_credit_once")]

    def __str__(self) -> str:
        return f"{self.order_id} {self.seat} {self.net_cents}"


class CreditNote(TakenBack):
    """Money given back on a confirmed order; those that stand never give back more than its net in all.

    The number may be that of the ERP. It comes again only where the one that had it went with its import: the next
    `edition` of it.
    """

    ref_kind = "credit_note"

    number = models.CharField(_("credit note number"), max_length=40, validators=[VALID_NUMBER])
    edition = models.PositiveSmallIntegerField(default=1, editable=False)
    order = models.ForeignKey(Order, models.PROTECT, related_name="credit_notes")
    issued_on = models.DateField(_("issued on"))
    net_cents = CentsField(_("net"))
    at = models.DateTimeField()
    by = models.ForeignKey(Employee, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering: ClassVar = ["issued_on", "id"]
        indexes: ClassVar = [
            models.Index(fields=["issued_on", "id"], name="orders_note_by_day"),
            models.Index(fields=["net_cents", "id"], name="orders_note_by_net"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(net_cents__gt=0), name="orders_note_positive"),
            models.UniqueConstraint(fields=["number", "edition"], name="orders_note_number"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def is_withdrawn(self) -> bool:
        """Whether it does not count any more."""
        return hasattr(self, "withdrawal")


class CreditNoteWithdrawal(models.Model):
    """Who took a credit note back, when and why. From that day on the order counts again what it had taken."""

    note = models.OneToOneField(CreditNote, models.CASCADE, related_name="withdrawal")
    at = models.DateTimeField()
    by = models.ForeignKey(Employee, models.PROTECT, null=True, related_name="+")
    reason = models.CharField(_("reason"), max_length=200)
    frees_number = models.BooleanField(default=False)  # its import was taken back: the next one brings the number again

    class Meta:
        indexes: ClassVar = [models.Index(fields=["at"], name="orders_note_withdrawn")]

    def __str__(self) -> str:
        return f"{self.note_id} withdrawn"


class CreditNoteLine(models.Model):
    """What of which order line was credited; net in cents, positive."""

    note = models.ForeignKey(CreditNote, models.CASCADE, related_name="lines")
    line = models.ForeignKey(OrderLine, models.PROTECT, related_name="credited")
    quantity = models.BigIntegerField(_("quantity"))
    net_cents = CentsField(_("net"))

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["note", "line"], name="orders_note_line_once"),
            models.CheckConstraint(condition=Q(quantity__gt=0, net_cents__gte=0), name="orders_note_line_positive"),
        ]

    def __str__(self) -> str:
        return f"{self.note_id}/{self.line_id}"


class NumberRange(models.Model):
    """The next free number of orders and credit notes, without gaps; taken under lock."""

    name = models.CharField(max_length=30, unique=True)
    next = models.PositiveIntegerField(default=1)

    def __str__(self) -> str:
        return f"{self.name} {self.next}"
