"""What of an order has reached the customer, and what is promised for when; by hand or from elsewhere."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Sum
from django.utils.translation import gettext_lazy as _

from tandem.core.actor import Actor
from tandem.core.errors import Conflict, Invalid, Text
from tandem.core.locking import save_changes
from tandem.core.models import Event
from tandem.core.rules import require
from tandem.customers.models import Customer
from tandem.orders.models import Order, OrderDelivery, OrderStatus
from tandem.orders.rules import can_deliver_order
from tandem.people.queries import signed_in
from tandem.tandems.models import Tandem

from .capture import FURTHEST
from .common import lock_order, record_order

_CHANGED = _("This was changed again since, so it cannot be taken back.")


@transaction.atomic
def promise_delivery(order: Order, *, days: Mapping[int, date | None], actor: Actor, at: datetime) -> Event | None:
    """Say for when each line is promised, by line id; None when nothing differs."""
    require(can_deliver_order, actor, order)
    order = lock_order(order, OrderStatus.CAPTURED, OrderStatus.CONFIRMED)
    wrong: dict[str, Text] = {
        f"promised-{key}": _("Between the day of the order and five years later.")
        for key, day in days.items()
        if day is not None and not order.ordered_on <= day <= order.ordered_on + FURTHEST
    }
    if wrong:
        raise Invalid("days_wrong", _("Some days are not right yet."), wrong)
    changes, promises = {}, {}
    for line in order.lines.filter(pk__in=days):
        saved = save_changes(line, {"promised_on": days[line.pk]})
        if saved:
            changes[line.text] = promises[line.pk] = saved["promised_on"]
    if not changes:
        return None
    return record_order("order.promised", order, actor=actor, at=at, days=changes, promises=promises)


@transaction.atomic
def note_delivery(
    order: Order,
    *,
    quantities: Mapping[int, int],
    delivered_on: date,
    note: str = "",
    source_keys: Mapping[int, str] | None = None,
    actor: Actor,
    at: datetime,
) -> Event:
    """So much of these lines has arrived; never more than was ordered in all.

    `source_keys` say by line id how another system calls the delivery, each once.
    """
    require(can_deliver_order, actor, order)
    order = lock_order(order, OrderStatus.CONFIRMED)
    wanted = {key: quantity for key, quantity in quantities.items() if quantity}
    _check(order, wanted, delivered_on, actor)
    rows = OrderDelivery.objects.bulk_create(
        OrderDelivery(
            line_id=key,
            quantity=quantity,
            delivered_on=delivered_on,
            note=note.strip()[:200],
            at=at,
            by=signed_in(actor),
            source_key=(source_keys or {}).get(key),
        )
        for key, quantity in wanted.items()
    )
    told: dict[str, Any] = {"day": delivered_on.isoformat(), "lines": len(wanted), "reason": note[:200]}
    return record_order("order.delivered", order, actor=actor, at=at, **told, deliveries=[row.pk for row in rows])


def undo_promise(event: Event, actor: Actor, at: datetime) -> tuple[Order, Customer, Tandem | None]:
    """The days that were promised before; a Conflict where another one was promised since."""
    order = _order_of(event, actor)
    promises: dict[str, list[str | None]] = event.data.get("promises") or {}
    lines = list(order.lines.filter(pk__in=promises))
    days = {line.pk: [_day(text) for text in promises[str(line.pk)]] for line in lines}
    if not promises or len(lines) < len(promises) or any(line.promised_on != days[line.pk][1] for line in lines):
        raise Conflict("changed_since", _CHANGED, current=order)
    for line in lines:
        save_changes(line, {"promised_on": days[line.pk][0]})
    return order, order.customer, order.tandem


def undo_delivery(event: Event, actor: Actor, at: datetime) -> tuple[Order, Customer, Tandem | None]:
    """It did not come after all."""
    order, keys = _order_of(event, actor), event.data.get("deliveries") or []
    rows = OrderDelivery.objects.filter(pk__in=keys, line__order=order)
    if not keys or rows.count() < len(keys):
        raise Conflict("changed_since", _CHANGED, current=order)
    rows.delete()
    return order, order.customer, order.tandem


def _order_of(event: Event, actor: Actor) -> Order:
    key = event.subjects.get(kind=Order.ref_kind).object_id
    order = Order.objects.select_related("customer").get(pk=key)
    require(can_deliver_order, actor, order)
    return lock_order(order, *OrderStatus)


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _check(order: Order, wanted: Mapping[int, int], delivered_on: date, actor: Actor) -> None:
    lines = {line.pk: line for line in order.lines.all()}
    there = OrderDelivery.objects.filter(line__order=order).values_list("line").annotate(sum=Sum("quantity"))
    came = dict(there.values_list("line", "sum"))
    wrong: dict[str, Text] = {}
    if not order.ordered_on <= delivered_on <= actor.today:
        wrong["delivered_on"] = _("Between the day of the order and today.")
    if not wanted:
        wrong["lines"] = _("Say how much of which line.")
    for key, quantity in wanted.items():
        if key not in lines:
            raise Conflict("removed_meanwhile", _("Somebody else removed this meanwhile."), current=order)
        if quantity < 0 or quantity + came.get(key, 0) > lines[key].quantity:
            wrong[f"line-{key}"] = _("There is less than that still to come.")
    if wrong:
        raise Invalid("delivery_wrong", _("The delivery is not right yet."), wrong)
