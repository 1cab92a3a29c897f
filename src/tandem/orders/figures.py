"""What customers bought, computed anew from their orders: the same expressions for one and for all."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any

from django.db.models import Count, F, Max, OuterRef, Q, Subquery, Sum
from django.db.models.functions import Coalesce

from tandem.customers.figures import store_figures

from .models import CreditNote, Order, OrderStatus

_OF_CUSTOMER = Order.objects.filter(customer=OuterRef("customer_id")).order_by().values("customer")
_STANDING = CreditNote.objects.filter(withdrawal=None)
_NOTES = _STANDING.filter(order__customer=OuterRef("customer_id")).order_by().values("order__customer")


def refresh_all_figures(day: date) -> int:
    """All customers anew, as of a day; for imports, the demo and the morning. Returns how many."""
    return store_figures(None, **_figures(day))


def refresh_some(customer_ids: Collection[int], day: date) -> int:
    """Some customers anew, as of a day."""
    return store_figures(customer_ids, **_figures(day))


def _figures(day: date) -> dict[str, Any]:
    """Expressions over `customer_id`.

    Revenue is what was ordered and confirmed in the twelve months up to and with the day, in the customer's
    currency, less all credit notes that stand on those orders: each takes back what its order brought, when it did.
    """
    year_ago, two_years_ago = years_before(day, 1), years_before(day, 2)
    placed = _OF_CUSTOMER.exclude(status=OrderStatus.CANCELLED)
    return {
        "revenue_cents": _revenue(year_ago, day),
        "last_year_cents": _revenue(two_years_ago, year_ago),
        "orders": _first(_OF_CUSTOMER.filter(status=OrderStatus.CONFIRMED).annotate(found=Count("pk"))),
        "open_orders": _first(_OF_CUSTOMER.filter(status=OrderStatus.CAPTURED).annotate(found=Count("pk"))),
        "last_order_on": Subquery(placed.annotate(found=Max("ordered_on")).values("found")),
    }


def years_before(day: date, years: int) -> date:
    """The same day some years before; the 28th for a 29 February."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)


def _revenue(after: date, up_to: date) -> Any:
    ordered = _OF_CUSTOMER.filter(_counts("", after, up_to)).annotate(found=Sum("net_cents"))
    credited = _NOTES.filter(_counts("order__", after, up_to)).annotate(found=Sum("net_cents"))
    return _first(ordered) - _first(credited)


def _counts(prefix: str, after: date, up_to: date) -> Q:
    return Q(
        **{
            f"{prefix}status": OrderStatus.CONFIRMED,
            f"{prefix}currency": F(f"{prefix}customer__currency"),
            f"{prefix}ordered_on__gt": after,
            f"{prefix}ordered_on__lte": up_to,
        }
    )


def _first(rows: Any) -> Coalesce:
    return Coalesce(Subquery(rows.values("found")), 0)
