"""Orders with lines, confirmation and frozen credits."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.db import transaction

from tandem.core.events import Draft, record_many
from tandem.core.search import put_many
from tandem.customers.models import Assignment, Customer
from tandem.exchange.mapping import Record
from tandem.orders.credits import credit_rows, credits_as_data
from tandem.orders.entries import order_entry
from tandem.orders.figures import refresh_some
from tandem.orders.freezing import freeze_terms
from tandem.orders.models import Credit, Order, OrderConfirmation, OrderLine, OrderStatus

from .context import BATCH, Context, assigned, chunks, count_created, count_unchanged, noon, some
from .seating import Seating

CHUNK = 400
Credits = Sequence[list[Credit]]
Owned = dict[int, list[Assignment]]


def write_orders(context: Context) -> None:
    """Day by day, some hundred orders per transaction; an order goes in with all its lines."""
    orders = sorted(context.records("order"), key=lambda order: (order.values["ordered_on"], order.values["rank"]))
    for chunk in chunks(orders, CHUNK):
        missing = context.split(chunk)
        new = {record.key for record in missing}
        for record in chunk:
            for line in record.values["lines"]:
                (count_created if record.key in new else count_unchanged)(line)
        if missing:
            with transaction.atomic():
                _write_chunk(context, missing)
        context.progress(len(chunk))


def _write_chunk(context: Context, records: Sequence[Record]) -> None:
    owned = _owned({context.keys["customer"][record.values["customer"]] for record in records})
    rows = [_order(context, record, owned) for record in records]
    context.add(records, rows)
    lines = (line for record, row in zip(records, rows, strict=True) for line in _lines(context, record, row))
    OrderLine.objects.bulk_create(lines, BATCH)
    OrderConfirmation.objects.bulk_create([OrderConfirmation(order=row, at=noon(row.ordered_on)) for row in rows])
    freeze_terms(Order.objects.filter(pk__in=[row.pk for row in rows]))
    seating = Seating.load({row.tandem_id for row in rows})
    shares = [credit_rows(row, seating.halves(row.tandem_id, row.ordered_on)) for row in rows]
    Credit.objects.bulk_create([credit for group in shares for credit in group])
    put_many([order_entry(row) for row in _with_customers(rows)])
    record_many(_drafts(context, records, rows, shares, owned), actor=context.actor, deliver=False)
    refresh_some({row.customer_id for row in rows}, context.actor.today)


def _with_customers(orders: Sequence[Order]) -> Sequence[Order]:
    """The orders with their customers at hand; one statement."""
    customers = Customer.objects.in_bulk({order.customer_id for order in orders})
    for order in orders:
        order.customer = customers[order.customer_id]
    return orders


def _owned(customers: Iterable[int]) -> Owned:
    """The assignments of customers in the order of time."""
    owned: Owned = {}
    for row in Assignment.objects.filter(customer__in=customers).order_by("start"):
        owned.setdefault(row.customer_id, []).append(row)
    return owned


def _order(context: Context, record: Record, owned: Owned) -> Order:
    values = record.values
    customer, day = context.keys["customer"][values["customer"]], values["ordered_on"]
    owner = next((row for row in owned.get(customer, ()) if row.holds_on(day)), None)
    return Order(
        number=values["number"],
        customer_id=customer,
        contact_id=context.id_of("contact", values.get("contact")),
        tandem_id=owner.tandem_id if owner else None,
        seller_id=context.keys["employee"][values["seller"]],
        ordered_on=day,
        status=OrderStatus.CONFIRMED,
        currency=context.profile.currency,
        net_cents=values["net"],
        source_key=context.stamp(record.key),
        **some(values, "customer_reference"),
    )


def _lines(context: Context, record: Record, order: Order) -> Iterable[OrderLine]:
    products = context.plan.records["product"]
    for position, line in enumerate(record.values["lines"], start=1):
        values = line.values
        yield OrderLine(
            order=order,
            position=position,
            product_id=context.keys["product"][values["product"]],
            text=products[values["product"]].values["name"],
            quantity=values["quantity"],
            unit_price=values["unit_price"],
            net_cents=values["net"],
            source_key=context.stamp(line.key),
            **some(values, "discount_ppm"),
        )


def _drafts(
    context: Context, records: Sequence[Record], orders: Sequence[Order], shares: Credits, owned: Owned
) -> Iterable[Draft]:
    """Events in the order in which things happened: a new owner, then the order that brought it."""
    for record, order, credited in zip(records, orders, shares, strict=True):
        if context.is_first_of_day(record):
            changes = owned.get(order.customer_id, [])[1:]
            yield from (assigned(context, row) for row in changes if row.start == order.ordered_on)
        yield from _told(order, len(record.values["lines"]), credited)


def _told(order: Order, lines: int, credited: list[Credit]) -> Iterable[Draft]:
    """That it was captured and confirmed, as the actions tell it."""
    at = noon(order.ordered_on)
    subjects = [("order", order.pk), ("customer", order.customer_id)]
    if order.tandem_id:
        subjects.append(("tandem", order.tandem_id))
    data = {"number": order.number, "net_cents": order.net_cents, "currency": order.currency}
    yield Draft("order.captured", at, subjects, {**data, "lines": lines})
    status = [str(OrderStatus.CAPTURED), str(OrderStatus.CONFIRMED)]
    frozen = {**data, "changes": {"status": status}, "credits": credits_as_data(credited)}
    yield Draft("order.confirmed", at, subjects, frozen)
