"""Who buys by which price list."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tandem.catalogue.models import PriceList
from tandem.core.spans import Spanned, span_check

from .book import Customer, CustomerClass
from .groups import CustomerGroup


class PriceListUse(Spanned):
    """A list that holds for one customer, a group or a class of them, or, with none, for everyone; for some days."""

    ref_kind = "price_list_use"

    price_list = models.ForeignKey(PriceList, models.PROTECT, related_name="uses")
    customer = models.ForeignKey(
        Customer, models.CASCADE, null=True, blank=True, related_name="price_lists", verbose_name=_("customer")
    )
    customer_class = models.CharField(_("class"), max_length=1, choices=CustomerClass.choices, blank=True)
    group = models.ForeignKey(
        CustomerGroup,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="price_lists",
        verbose_name=_("customer group"),
    )

    class Meta:
        ordering: ClassVar = ["-start", "-id"]
        constraints: ClassVar = [
            span_check("customers_list_use_forward"),
            models.CheckConstraint(
                condition=(Q(customer=None) & Q(group=None))
                | (Q(customer=None) & Q(customer_class=""))
                | (Q(group=None) & Q(customer_class="")),
                name="customers_list_use_of_one",
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["customer_class", "start"], condition=Q(customer__isnull=True), name="customers_lists_of_many"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.price_list_id} → {self.customer_id or self.group_id or self.customer_class or '*'}"
