"""Lines before they are rows: what was typed, what the list says, what is wrong with it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from engines.pricing import WHOLE, line_net
from tandem.catalogue.models import Product, TaxClass
from tandem.catalogue.pricing import PriceBook, sold_on_day
from tandem.catalogue.taxes import TaxBook, tax_book
from tandem.core.errors import Invalid, Text
from tandem.customers.models import Customer
from tandem.customers.prices import prices_for

from .models import Quote

MOST = 10**15
MOST_CENTS = 10**13
MOST_LINES = 500


@dataclass(frozen=True)
class LineInput:
    """One position as an action takes it; without `unit_price` it costs what the list says.

    Quantity in thousandths, price in ten-thousandths, discount in parts per million. `option_id` empty: of all options.
    """

    text: str = ""
    quantity: int = 1000
    unit_price: int | None = None
    discount_ppm: int = 0
    unit: str = "pc"
    product_id: int | None = None
    detail: str = ""
    optional: bool = False
    section: str = ""
    option_id: int | None = None
    tax_class: str = ""


@dataclass(frozen=True)
class Terms:
    """All that lines of one quote are priced by: products, the customer's prices and taxes of the day."""

    products: dict[int, Product]
    prices: PriceBook
    taxes: TaxBook
    today: date

    def values(self, line: LineInput) -> dict[str, Any]:
        """The columns of a row; Invalid names the fields that are wrong."""
        product = self.products.get(line.product_id or 0)
        known = self.prices.price(product, line.quantity) if product else None
        price = line.unit_price if line.unit_price is not None else known.unit_price if known else None
        wrong = _faults(line, product, price, self.today)
        if wrong or price is None:
            raise Invalid("line_wrong", _("This line is not right yet."), wrong)
        tax_class = line.tax_class or (product.tax_class if product else TaxClass.STANDARD)
        return {
            "product": product,
            "text": line.text.strip() or (product.name[:200] if product else ""),
            "detail": line.detail,
            "quantity": line.quantity,
            "unit": product.unit if product else line.unit,
            "unit_price": price,
            "base_price": known.unit_price if known else price,
            "price_from": known.as_data() if known else {},
            "discount_ppm": line.discount_ppm,
            "tax_class": tax_class,
            "tax_ppm": self.taxes.rate(tax_class),
            "optional": line.optional,
            "cost": product.cost if product and product.currency == self.prices.currency else None,
        }


def terms_for(customer: Customer, currency: str, product_ids: Collection[int | None], today: date) -> Terms:
    """Prices and taxes for these products; four statements at most, whatever their number."""
    products = Product.objects.in_bulk({key for key in product_ids if key})
    prices = prices_for(customer, products.values(), today, currency)
    return Terms(products, prices, tax_book(customer.country, customer.vat_id, today), today)


def terms_of(quote: Quote, lines: Sequence[LineInput], today: date) -> Terms:
    """The same for what somebody typed into a quote."""
    return terms_for(quote.customer, quote.currency, [line.product_id for line in lines], today)


def _faults(line: LineInput, product: Product | None, price: int | None, today: date) -> dict[str, Text]:
    wrong = _nothing_offered(line, product, today)
    if not 0 < line.quantity <= MOST:
        wrong["quantity"] = _("The quantity must be above zero.")
    if price is None and not wrong:
        wrong["unit_price"] = _("No list has a price in this currency. Type one.")
    elif price is not None and not 0 <= price <= MOST:
        wrong["unit_price"] = _("The price must not be negative.")
    if not 0 <= line.discount_ppm <= WHOLE:
        wrong["discount"] = _("A discount lies between 0 and 100 per cent.")
    if not wrong and line_net(line.quantity, price or 0) > MOST_CENTS:
        wrong["quantity"] = _("This amount is too large.")
    return wrong


def _nothing_offered(line: LineInput, product: Product | None, today: date) -> dict[str, Text]:
    if line.product_id and product is None:
        return {"product": _("There is no such product.")}
    if not line.text.strip() and product is None:
        return {"text": _("Say what is offered.")}
    if product is not None and not sold_on_day(product, today):
        return {"product": _("This product is not sold today.")}
    return {}
