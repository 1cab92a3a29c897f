"""Writing an order down, and correcting it until it is confirmed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from tandem.core import search
from tandem.core.actor import Actor
from tandem.core.errors import Conflict, Invalid, Refused, Text
from tandem.core.locking import save_changes
from tandem.core.models import Event
from tandem.core.rules import require
from tandem.core.undo import old_values
from tandem.customers.actions import lock_standing
from tandem.customers.merging.origin import customer_before
from tandem.customers.models import Contact, Customer
from tandem.customers.queries import owner_of
from tandem.orders.entries import order_entry
from tandem.orders.lines import LineInput, as_data, as_input, check_lines, from_data, line_rows, order_net
from tandem.orders.models import Order, OrderCancellation, OrderLine, OrderStatus
from tandem.orders.numbering import ORDER, take_numbers
from tandem.orders.rules import can_capture_order, can_edit_order
from tandem.people.models import Employee
from tandem.people.queries import signed_in
from tandem.quotes.models import Quote

from .common import lock_order, record_order

FURTHEST = timedelta(days=5 * 366)  # a typing error in the year, not a wish
OLDEST = timedelta(days=30 * 366)  # numbers bear two digits of the year: a century back they would meet today's


@transaction.atomic
def capture_order(
    customer: Customer,
    *,
    contact: Contact | None,
    lines: Sequence[LineInput],
    ordered_on: date,
    customer_reference: str = "",
    wanted_on: date | None = None,
    remark: str = "",
    quote: Quote | None = None,
    actor: Actor,
    at: datetime,
) -> Order:
    """Write down what the customer ordered. It belongs to the tandem that owned the customer on that day."""
    require(can_capture_order, actor, customer)
    customer = lock_standing(customer)
    _check_head(customer, contact, ordered_on, wanted_on, actor)
    currency = quote.currency if quote else customer.currency
    check_lines(lines, currency)
    order = Order(
        customer=customer,
        contact=contact,
        tandem=owner_of(customer, ordered_on),
        seller=_seller(actor),
        ordered_on=ordered_on,
        currency=currency,
        net_cents=order_net(lines),
        customer_reference=customer_reference,
        wanted_on=wanted_on,
        remark=remark,
        quote=quote,
    )
    [order.number] = take_numbers(ORDER, ordered_on)
    order.save()
    OrderLine.objects.bulk_create(line_rows(order, lines))
    search.put(order_entry(order))
    told: dict[str, Any] = {"quote": quote.number} if quote else {}
    record_order("order.captured", order, quote, actor=actor, at=at, lines=len(lines), **told)
    return order


@transaction.atomic
def edit_order(
    order: Order,
    *,
    values: Mapping[str, Any],
    lines: Sequence[LineInput],
    version: int,
    actor: Actor,
    at: datetime,
) -> Event | None:
    """Correct a captured order: contact, dates, reference, remark and all lines; None when nothing differs."""
    require(can_edit_order, actor, order)
    order = lock_order(order, OrderStatus.CAPTURED, version=version)
    new = {"contact": order.contact, "ordered_on": order.ordered_on, "wanted_on": order.wanted_on, **values}
    _check_head(order.customer, new["contact"], new["ordered_on"], new["wanted_on"], actor)
    check_lines(lines, order.currency)
    old = [as_input(line) for line in order.lines.all()]
    if order.quote_id and old != list(lines):
        raise Refused("of_a_quote", _("The lines of this order stand as the quote was accepted."))
    data = {} if old == list(lines) else {"lines": {"old": as_data(old), "new": as_data(lines)}}
    new["tandem"] = owner_of(customer_before(order, order.customer), new["ordered_on"])
    changes = _save(order, new, lines if data else None)
    if not changes and not data:
        return None
    return record_order("order.edited", order, actor=actor, at=at, changes=changes, **data)


def undo_capture(event: Event, actor: Actor, at: datetime) -> tuple[Order, Customer]:
    """Take back an order just captured: it stays, cancelled, so that its number leaves no gap."""
    order = _order_of(event)
    require(can_edit_order, actor, order)
    order = lock_order(order, OrderStatus.CAPTURED, version=1)
    save_changes(order, {"status": OrderStatus.CANCELLED})
    OrderCancellation.objects.create(order=order, at=at, by=signed_in(actor), reason=str(_("taken back")))
    return order, order.customer


def undo_edit(event: Event, actor: Actor, at: datetime) -> tuple[Order, Customer]:
    """Take back a correction, lines included."""
    order = _order_of(event)
    require(can_edit_order, actor, order)
    order = lock_order(order, OrderStatus.CAPTURED)
    kept = event.data.get("lines")
    if kept and as_data([as_input(line) for line in order.lines.all()]) != kept["new"]:
        raise Conflict("changed_since", _("This was changed again since, so it cannot be taken back."), current=order)
    values = old_values(order, event)
    values.pop("net_cents", None)
    _save(order, values, from_data(kept["old"]) if kept else None)
    return order, order.customer


def _save(order: Order, values: Mapping[str, Any], lines: Sequence[LineInput] | None) -> dict[str, list[object]]:
    """Head and, where given, all lines anew; the version counts up whatever of them has changed."""
    new = dict(values)
    if lines is not None:
        promised = {(line.position, line.product_id): line.promised_on for line in order.lines.all()}
        rows = line_rows(order, lines)
        for row in rows:
            row.promised_on = promised.get((row.position, row.product_id))
        order.lines.all().delete()
        OrderLine.objects.bulk_create(rows)
        new["net_cents"] = order_net(lines)
    changes = save_changes(order, new)
    if lines is not None and not changes:
        order.version += 1
        order.save(update_fields=["version"])
    search.put(order_entry(order))
    return changes


def _check_head(
    customer: Customer, contact: Contact | None, ordered_on: date, wanted_on: date | None, actor: Actor
) -> None:
    wrong: dict[str, Text] = {}
    if contact is not None and contact.customer_id != customer.pk:
        wrong["contact"] = _("This contact belongs to another customer.")
    if ordered_on > actor.today:
        wrong["ordered_on"] = _("This day has not come yet.")
    elif ordered_on < actor.today - OLDEST:
        wrong["ordered_on"] = _("Choose a later day.")
    if wanted_on is not None and not ordered_on <= wanted_on <= ordered_on + FURTHEST:
        wrong["wanted_on"] = _("Between the day of the order and five years later.")
    if wrong:
        raise Invalid("order_wrong", _("The order is not right yet."), wrong)


def _seller(actor: Actor) -> Employee | None:
    person = signed_in(actor)
    return person if person is not None and person.sells else None


def _order_of(event: Event) -> Order:
    key = event.subjects.get(kind=Order.ref_kind).object_id
    return Order.objects.select_related("customer").get(pk=key)
