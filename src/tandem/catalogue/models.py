"""Products."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from tandem.core.fields import VALID_NUMBER
from tandem.core.locking import Versioned


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
        return reverse("catalogue:product", args=[self.number])
