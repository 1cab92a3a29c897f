"""Products, price lists, tax rates, and how much discount each role may give by itself."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from tandem.core.addresses import address
from tandem.core.fields import VALID_NUMBER
from tandem.core.locking import Versioned
from tandem.core.spans import Spanned, span_check


class TaxClass(models.TextChoices):
    """What kind of goods it is for the tax office; the rate comes from the country and the day."""

    STANDARD = "standard", _("Full rate")
    REDUCED = "reduced", _("Reduced rate")
    EXEMPT = "exempt", _("Free of tax")


class Product(Versioned):
    """Something we sell. Prices are ten-thousandths of a unit of the currency: up to four decimals."""

    ref_kind = "product"

    number = models.CharField(_("product number"), max_length=40, unique=True, validators=[VALID_NUMBER])
    name = models.CharField(_("name"), max_length=160)
    name_key = models.CharField(max_length=200)
    group = models.CharField(_("product group"), max_length=80, blank=True)
    description = models.TextField(_("description"), blank=True)
    unit = models.CharField(_("unit"), max_length=10, default="pc")
    list_price = models.BigIntegerField(_("list price"), default=0)
    cost = models.BigIntegerField(_("cost"), null=True, blank=True)  # same scale; only for roles that may see it
    currency = models.CharField(_("currency"), max_length=3, default="EUR")
    tax_class = models.CharField(_("tax class"), max_length=8, choices=TaxClass.choices, default=TaxClass.STANDARD)
    weight_grams = models.PositiveIntegerField(_("weight in grams"), null=True, blank=True)
    sold_from = models.DateField(_("sold from"), null=True, blank=True)
    sold_to = models.DateField(_("sold to"), null=True, blank=True)  # first day on which it is no longer sold
    source_key = models.CharField(max_length=60, null=True, unique=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["name_key", "id"], name="catalogue_by_name"),
            models.Index(fields=["group", "id"], name="catalogue_by_group"),
            models.Index(fields=["list_price", "id"], name="catalogue_by_price"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """The product's page."""
        return address("catalogue:product", self.number)


class FormerGroup(models.Model):
    """The group of a product up to, not including, a day, back to where the one before ended; today's is its own."""

    product = models.ForeignKey(Product, models.CASCADE, related_name="former_groups", db_index=False)
    name = models.CharField(max_length=80, blank=True)
    until = models.DateField()

    class Meta:
        ordering: ClassVar = ["product", "until"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["product", "until"], name="catalogue_former_group_once"),
        ]

    def __str__(self) -> str:
        return f"{self.name} < {self.until}"


class PriceList(Versioned):
    """Prices for one circle of buyers in one currency, for a time: the list of the year, dealers, one customer's own.

    Several may hold on the same day; who buys by which list is for the apps above to say.
    """

    ref_kind = "price_list"

    number = models.CharField(_("list number"), max_length=40, unique=True, validators=[VALID_NUMBER])
    name = models.CharField(_("name"), max_length=160)
    name_key = models.CharField(max_length=200)
    currency = models.CharField(_("currency"), max_length=3, default="EUR")
    valid_from = models.DateField(_("valid from"), null=True, blank=True)
    valid_to = models.DateField(_("valid to"), null=True, blank=True)  # first day on which it no longer holds
    note = models.TextField(_("note"), blank=True)
    source_key = models.CharField(max_length=60, null=True, unique=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(valid_from=None) | Q(valid_to=None) | Q(valid_to__gt=F("valid_from")),
                name="catalogue_list_forward",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["name_key", "id"], name="catalogue_list_by_name"),
            models.Index(fields=["currency", "id"], name="catalogue_list_by_currency"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """The list's page."""
        return address("catalogue:price_list", self.number)


class Price(models.Model):
    """What a product costs in a list from a quantity on: thousandths, and ten-thousandths of the list's currency."""

    price_list = models.ForeignKey(PriceList, models.CASCADE, related_name="prices", db_index=False)
    product = models.ForeignKey(Product, models.PROTECT, related_name="prices", db_index=False)
    from_quantity = models.BigIntegerField(_("from quantity"), default=0)
    unit_price = models.BigIntegerField(_("unit price"))

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["price_list", "product", "from_quantity"], name="catalogue_price_once"),
            models.CheckConstraint(condition=Q(from_quantity__gte=0), name="catalogue_price_quantity"),
            models.CheckConstraint(condition=Q(unit_price__gte=0), name="catalogue_price_not_negative"),
        ]
        indexes: ClassVar = [models.Index(fields=["product", "price_list"], name="catalogue_price_of_product")]

    def __str__(self) -> str:
        return f"{self.from_quantity}: {self.unit_price}"


class TaxRate(Spanned):
    """What a country takes of a class of goods, in parts per million, from a day on. Goods free of tax need no row."""

    ref_kind = "tax_rate"

    country = models.CharField(_("country"), max_length=2)
    tax_class = models.CharField(_("tax class"), max_length=8, choices=TaxClass.choices)
    ppm = models.PositiveIntegerField(_("rate"))

    class Meta:
        ordering: ClassVar = ["country", "-tax_class", "start"]
        constraints: ClassVar = [
            span_check("catalogue_tax_forward"),
            models.UniqueConstraint(fields=["country", "tax_class", "start"], name="catalogue_tax_once"),
            models.CheckConstraint(condition=Q(ppm__lte=1_000_000), name="catalogue_tax_rate"),
        ]

    def __str__(self) -> str:
        return f"{self.country} {self.tax_class} {self.ppm}"


class DiscountLimit(Versioned):
    """How far below the list a role may go by itself, in parts per million; beyond it somebody else has to approve."""

    ref_kind = "discount_limit"

    role = models.CharField(_("role"), max_length=10, unique=True)
    ppm = models.PositiveIntegerField(_("discount"))

    class Meta:
        ordering: ClassVar = ["ppm", "role"]
        constraints: ClassVar = [models.CheckConstraint(condition=Q(ppm__lte=1_000_000), name="catalogue_limit_whole")]

    def __str__(self) -> str:
        return f"{self.role} {self.ppm}"
