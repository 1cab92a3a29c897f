"""The products as a file; what they cost us only for those who may see it."""

from __future__ import annotations

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from tandem.core.exports import DAY, PRICE, WHOLE, Field, Sheet, of

from .models import Product
from .rules import can_see_cost


def _last_day(product: Product) -> object:
    return product.sold_to - timedelta(1) if product.sold_to else None


PRODUCTS = Sheet(
    key="products",
    label=_("Products"),
    fields=(
        Field(_("Product number"), of("number")),
        Field(_("Name"), of("name")),
        Field(_("Product group"), of("group")),
        Field(_("Description"), of("description")),
        Field(_("Unit"), of("unit")),
        Field(_("List price"), of("list_price"), PRICE),
        Field(_("Cost"), of("cost"), PRICE, may=can_see_cost),
        Field(_("Currency"), of("currency")),
        Field(_("Weight in grams"), of("weight_grams"), WHOLE),
        Field(_("Sold from"), of("sold_from"), DAY),
        Field(_("Last day of sale"), _last_day, DAY),
    ),
)
