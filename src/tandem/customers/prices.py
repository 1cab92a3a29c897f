"""By which price lists a customer buys."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from django.db.models import Q

from tandem.catalogue.models import Product
from tandem.catalogue.pricing import CLASS, EVERYONE, GROUP, OWN, Buying, PriceBook, price_book
from tandem.core.spans import on_day

from .models import Customer, PriceListUse


def lists_of(customer: Customer, on: date, currency: str = "") -> list[Buying]:
    """The lists that hold for the customer on a day in its currency, and why; one statement."""
    whose = Q(customer=customer) | Q(customer=None, group=None, customer_class="")
    if customer.group_id:
        whose |= Q(group=customer.group_id)
    if customer.customer_class:
        whose |= Q(customer_class=customer.customer_class)
    holds = (Q(price_list__valid_from=None) | Q(price_list__valid_from__lte=on)) & (
        Q(price_list__valid_to=None) | Q(price_list__valid_to__gt=on)
    )
    rows = PriceListUse.objects.filter(on_day(on), whose, holds, price_list__currency=currency or customer.currency)
    found = rows.order_by("pk").values_list(
        "price_list_id", "price_list__name", "customer_id", "group__name", "customer_class"
    )
    return [
        Buying(key, name, OWN if owner else GROUP if group else CLASS if customer_class else EVERYONE, group or "")
        for key, name, owner, group, customer_class in found
    ]


def prices_for(customer: Customer, products: Collection[Product], on: date, currency: str = "") -> PriceBook:
    """What these products cost the customer on a day; two statements whatever their number."""
    lists = lists_of(customer, on, currency) if products else []
    ids = {product.pk for product in products}
    return price_book(ids, price_lists=lists, currency=currency or customer.currency)
