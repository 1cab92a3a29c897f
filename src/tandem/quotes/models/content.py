"""What is offered: revisions with sections, options and lines. Once sent, a revision stands as its snapshot says."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tandem.catalogue.models import Product, TaxClass
from tandem.core.fields import CentsField
from tandem.core.locking import Versioned
from tandem.people.models import Employee

from .head import Quote


class Revision(Versioned):
    """One state of a quote. A draft until it is sent; then `snapshot` holds all that the customer reads.

    Document discount: parts per million of the sum, an amount, or both. `attributes` are the rows of its comparison.
    """

    ref_kind = "quote_revision"

    quote = models.ForeignKey(Quote, models.CASCADE, related_name="revisions")
    number = models.PositiveSmallIntegerField(_("revision"))
    valid_until = models.DateField(_("valid until"), null=True, blank=True)
    delivery_terms = models.CharField(_("delivery terms"), max_length=200, blank=True)
    payment_terms = models.CharField(_("payment terms"), max_length=200, blank=True)
    intro = models.TextField(_("opening text"), blank=True)
    closing = models.TextField(_("closing text"), blank=True)
    discount_ppm = models.PositiveIntegerField(_("document discount"), default=0)
    discount_cents = CentsField(_("document discount as an amount"), default=0)
    tax_case = models.CharField(max_length=16, default="domestic")  # domestic, reverse_charge or export
    attributes = models.JSONField(default=list)  # names of what the options are compared by
    created_at = models.DateTimeField(_("made"))
    created_by = models.ForeignKey(Employee, models.PROTECT, null=True, related_name="+")
    sent_at = models.DateTimeField(_("sent"), null=True)
    sent_by = models.ForeignKey(Employee, models.PROTECT, null=True, related_name="+")
    snapshot = models.JSONField(null=True)

    class Meta:
        ordering: ClassVar = ["number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["quote", "number"], name="quotes_revision_once"),
            models.CheckConstraint(
                condition=Q(discount_ppm__lte=1_000_000, discount_cents__gte=0), name="quotes_discount_range"
            ),
            models.CheckConstraint(
                condition=Q(sent_at=None, snapshot=None) | Q(sent_at__isnull=False, snapshot__isnull=False),
                name="quotes_sent_is_frozen",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.quote_id}/{self.number}"


class Section(models.Model):
    """A heading over some lines."""

    revision = models.ForeignKey(Revision, models.CASCADE, related_name="sections")
    position = models.PositiveSmallIntegerField(default=1)
    title = models.CharField(_("heading"), max_length=120)

    class Meta:
        ordering: ClassVar = ["position", "id"]

    def __str__(self) -> str:
        return self.title


class Option(Versioned):
    """One of several alternatives that exclude each other; a plain quote has one. `values` answer the attributes."""

    revision = models.ForeignKey(Revision, models.CASCADE, related_name="options")
    position = models.PositiveSmallIntegerField(default=1)
    name = models.CharField(_("name"), max_length=80)
    recommended = models.BooleanField(_("recommended"), default=False)
    reason = models.CharField(_("why we recommend it"), max_length=300, blank=True)
    values = models.JSONField(default=dict)

    class Meta:
        ordering: ClassVar = ["position", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["revision"], condition=Q(recommended=True), name="quotes_one_recommendation"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Line(Versioned):
    """One position of an option, or of all of them where `option` is empty.

    Quantity in thousandths, prices in ten-thousandths, rates in parts per million. `base_price` is what the pricing
    function said, `price_from` why; a price below it counts as a discount. `cost` is for those who may see it.
    """

    revision = models.ForeignKey(Revision, models.CASCADE, related_name="lines")
    option = models.ForeignKey(Option, models.CASCADE, null=True, blank=True, related_name="lines")
    section = models.ForeignKey(Section, models.SET_NULL, null=True, blank=True, related_name="lines")
    position = models.PositiveIntegerField(_("position"), default=1)
    product = models.ForeignKey(
        Product, models.PROTECT, null=True, blank=True, related_name="quote_lines", verbose_name=_("product")
    )
    text = models.CharField(_("text"), max_length=200)
    detail = models.TextField(_("details"), blank=True)
    quantity = models.BigIntegerField(_("quantity"))
    unit = models.CharField(_("unit"), max_length=10, default="pc")
    unit_price = models.BigIntegerField(_("unit price"))
    base_price = models.BigIntegerField(_("price by the list"))
    price_from = models.JSONField(default=dict)
    discount_ppm = models.PositiveIntegerField(_("discount"), default=0)
    tax_class = models.CharField(_("tax class"), max_length=8, choices=TaxClass.choices, default=TaxClass.STANDARD)
    tax_ppm = models.PositiveIntegerField(_("tax"), default=0)
    optional = models.BooleanField(_("on request only"), default=False)
    cost = models.BigIntegerField(_("cost"), null=True)

    class Meta:
        ordering: ClassVar = ["position", "id"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(quantity__gt=0), name="quotes_line_quantity"),
            models.CheckConstraint(condition=Q(unit_price__gte=0, base_price__gte=0), name="quotes_line_price"),
            models.CheckConstraint(
                condition=Q(discount_ppm__lte=1_000_000, tax_ppm__lte=1_000_000), name="quotes_line_rates"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.position} {self.text}"
