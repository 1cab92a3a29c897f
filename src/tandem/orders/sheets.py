"""Orders as a file: one line per order, or one per order line with what its order says."""

from __future__ import annotations

from typing import Any

from django.db.models import OuterRef, Subquery, Sum
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from tandem.core.actor import Actor
from tandem.core.exports import DAY, MOMENT, MONEY, PERCENT, PRICE, QUANTITY, WHOLE, Field, Sheet, of
from tandem.core.exports.sheets import Rows, Value

from .models import Cause, CreditNote, OrderLine, OrderStatus

HEAD = [
    *("number", "ordered_on", "status", "currency", "customer_reference", "customer__number", "customer__name"),
    *("tandem__name", "seller__first_name", "seller__last_name"),
]
MORE = [
    *("contact__first_name", "contact__last_name", "wanted_on", "net_cents", "credited"),
    *("confirmation__at", "cancellation__at", "cancellation__cause", "cancellation__reason", "remark"),
]
LINE = [
    *("position", "product__number", "text", "quantity", "unit", "unit_price", "discount_ppm", "net_cents"),
    "order_id",
]


def _orders(rows: Rows, actor: Actor, params: QueryDict) -> Rows:
    """Each order with what was given back on it, in one statement."""
    notes = CreditNote.objects.filter(order=OuterRef("pk"), withdrawal=None).order_by().values("order")
    credited = Subquery(notes.annotate(found=Sum("net_cents")).values("found"))
    found: Rows = rows.annotate(credited=credited).values_list("pk", *HEAD, *MORE, named=True)
    return found


def _lines(rows: Rows, actor: Actor, params: QueryDict) -> Rows:
    """The lines of these orders, in one statement."""
    lines = OrderLine.objects.filter(order__in=rows.values("pk")).order_by("position")
    return lines.values_list(*LINE, *(f"order__{name}" for name in HEAD), named=True)


def _name(path: str) -> Value:
    """A person's name; empty where there is none."""
    first, last = of(f"{path}__first_name"), of(f"{path}__last_name")
    return lambda row: f"{first(row) or ''} {last(row) or ''}".strip()


def _credited(row: Any) -> int:
    return row.credited or 0


def _standing(row: Any) -> int:
    """What the order still brings."""
    return 0 if row.status == OrderStatus.CANCELLED else row.net_cents - (row.credited or 0)


def _heads(prefix: str = "") -> tuple[Field, ...]:
    """What both files say of an order."""
    return (
        Field(_("Order number"), of(f"{prefix}number")),
        Field(_("Ordered on"), of(f"{prefix}ordered_on"), DAY),
        Field(_("Status"), of(f"{prefix}status"), words=OrderStatus.choices),
        Field(_("Customer number"), of(f"{prefix}customer__number")),
        Field(_("Customer"), of(f"{prefix}customer__name")),
        Field(_("Tandem"), of(f"{prefix}tandem__name")),
        Field(_("Seller"), _name(f"{prefix}seller")),
        Field(_("Customer's reference"), of(f"{prefix}customer_reference")),
    )


def _notes(rows: Rows, actor: Actor, params: QueryDict) -> Rows:
    """Credit notes with their orders, in one statement."""
    head = ("number", "currency", "customer__number", "customer__name", "tandem__name")
    own = ("pk", "number", "issued_on", "net_cents", "cause", "reason", "withdrawal__at", "withdrawal__reason")
    found: Rows = rows.values_list(*own, *(f"order__{name}" for name in head), named=True)
    return found


CREDIT_NOTES_SHEET = Sheet(
    key="credit_notes",
    label=_("Credit notes"),
    fields=(
        Field(_("Credit note"), of("number")),
        Field(_("Order number"), of("order__number")),
        Field(_("Customer number"), of("order__customer__number")),
        Field(_("Customer"), of("order__customer__name")),
        Field(_("Tandem"), of("order__tandem__name")),
        Field(_("Issued on"), of("issued_on"), DAY),
        Field(_("Net"), of("net_cents"), MONEY),
        Field(_("Currency"), of("order__currency")),
        Field(_("Cause"), of("cause"), words=Cause.choices),
        Field(_("Reason"), of("reason")),
        Field(_("Withdrawn"), of("withdrawal__at"), MOMENT),
        Field(_("Withdrawn because"), of("withdrawal__reason")),
    ),
    read=_notes,
)

BY_ORDER = Sheet(
    key="orders",
    label=_("Orders"),
    fields=(
        *_heads(),
        Field(_("Contact"), _name("contact")),
        Field(_("Wanted on"), of("wanted_on"), DAY),
        Field(_("Net"), of("net_cents"), MONEY),
        Field(_("Credited"), _credited, MONEY),
        Field(_("Still counts"), _standing, MONEY),
        Field(_("Currency"), of("currency")),
        Field(_("Confirmed"), of("confirmation__at"), MOMENT),
        Field(_("Cancelled"), of("cancellation__at"), MOMENT),
        Field(_("Cause of the cancellation"), of("cancellation__cause"), words=Cause.choices),
        Field(_("Cancelled because"), of("cancellation__reason")),
        Field(_("Remark"), of("remark")),
    ),
    read=_orders,
)

BY_LINE = Sheet(
    key="lines",
    label=_("Orders with lines"),
    fields=(
        *_heads("order__"),
        Field(_("Position"), of("position"), WHOLE),
        Field(_("Product number"), of("product__number")),
        Field(_("Text"), of("text")),
        Field(_("Quantity"), of("quantity"), QUANTITY),
        Field(_("Unit"), of("unit")),
        Field(_("Unit price"), of("unit_price"), PRICE),
        Field(_("Discount in %"), of("discount_ppm"), PERCENT),
        Field(_("Net"), of("net_cents"), MONEY),
        Field(_("Currency"), of("order__currency")),
    ),
    read=_lines,
    row_key="order_id",
    counted=lambda rows: OrderLine.objects.filter(order__in=rows.order_by().values("pk")),
    batch=1000,
)
