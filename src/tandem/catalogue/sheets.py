"""Products, price lists and their prices as files; what products cost us only for those who may see it."""

from __future__ import annotations

from datetime import date, timedelta

from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from tandem.core.actor import Actor
from tandem.core.exports import DAY, PRICE, QUANTITY, WHOLE, Field, Sheet, of
from tandem.core.exports.sheets import Rows

from .models import Price, TaxClass
from .rules import can_see_cost


def _day_before(end: date | None) -> date | None:
    """The last day, as people say it."""
    return end - timedelta(1) if end else None


def _prices(rows: Rows, actor: Actor, params: QueryDict) -> Rows:
    """The prices that these products have in the list, tier by tier, in one statement."""
    prices = Price.objects.filter(product__in=rows.values("pk"), price_list__number=params.get("about", ""))
    product, head = ("number", "name", "unit", "list_price"), ("number", "name", "currency", "valid_from", "valid_to")
    found: Rows = prices.order_by("from_quantity").values_list(
        *("product_id", "from_quantity", "unit_price"),
        *(f"product__{name}" for name in product),
        *(f"price_list__{name}" for name in head),
        named=True,
    )
    return found


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
        Field(_("Tax class"), of("tax_class"), words=TaxClass.choices),
        Field(_("Currency"), of("currency")),
        Field(_("Weight in grams"), of("weight_grams"), WHOLE),
        Field(_("Sold from"), of("sold_from"), DAY),
        Field(_("Last day of sale"), lambda row: _day_before(row.sold_to), DAY),
    ),
)

PRICE_LISTS = Sheet(
    key="price_lists",
    label=_("Price lists"),
    fields=(
        Field(_("List number"), of("price_list.number")),
        Field(_("Name"), of("price_list.name")),
        Field(_("Currency"), of("price_list.currency")),
        Field(_("Valid from"), of("price_list.valid_from"), DAY),
        Field(_("Last day"), lambda row: _day_before(row.price_list.valid_to), DAY),
        Field(_("Products"), of("products"), WHOLE),
        Field(_("Note"), of("price_list.note")),
    ),
)

PRICES = Sheet(
    key="prices",
    label=_("Prices"),
    fields=(
        Field(_("List number"), of("price_list__number")),
        Field(_("Price list"), of("price_list__name")),
        Field(_("Product number"), of("product__number")),
        Field(_("Product"), of("product__name")),
        Field(_("Unit"), of("product__unit")),
        Field(_("From quantity"), of("from_quantity"), QUANTITY),
        Field(_("Price in this list"), of("unit_price"), PRICE),
        Field(_("List price"), of("product__list_price"), PRICE),
        Field(_("Currency"), of("price_list__currency")),
        Field(_("Valid from"), of("price_list__valid_from"), DAY),
        Field(_("Last day"), lambda row: _day_before(row.price_list__valid_to), DAY),
    ),
    read=_prices,
    row_key="product_id",
    counted=lambda rows: Price.objects.filter(product__in=rows.order_by().values("pk")),
    batch=500,
)
