"""What of an order has reached the customer, and what is promised for when; by hand or from elsewhere."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from django.db import transaction
from django.db.models import Sum
from django.utils.translation import gettext_lazy as _

from tandem.core.actor import Actor
from tandem.core.errors import Conflict, Invalid, Text
from tandem.core.locking import save_changes
from tandem.core.models import Event
from tandem.core.rules import require
from tandem.orders.models import Order, OrderDelivery, OrderStatus
from tandem.orders.rules import can_deliver_order
from tandem.people.queries import signed_in

from .capture import FURTHEST
from .common import lock_order, record_order


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
    changes = {}
    for line in order.lines.filter(pk__in=days):
        saved = save_changes(line, {"promised_on": days[line.pk]})
        if saved:
            changes[line.text] = saved["promised_on"]
    if not changes:
        return None
    return record_order("order.promised", order, actor=actor, at=at, days=changes)


@transaction.atomic
def note_delivery(
    order: Order, *, quantities: Mapping[int, int], delivered_on: date, note: str = "", actor: Actor, at: datetime
) -> Event:
    """So much of these lines has arrived; never more than was ordered in all."""
    require(can_deliver_order, actor, order)
    order = lock_order(order, OrderStatus.CONFIRMED)
    wanted = {key: quantity for key, quantity in quantities.items() if quantity}
    _check(order, wanted, delivered_on, actor)
    OrderDelivery.objects.bulk_create(
        OrderDelivery(
            line_id=key,
            quantity=quantity,
            delivered_on=delivered_on,
            note=note.strip()[:200],
            at=at,
            by=signed_in(actor),
        )
        for key, quantity in wanted.items()
    )
    day = delivered_on.isoformat()
    return record_order("order.delivered", order, actor=actor, at=at, day=day, lines=len(wanted), reason=note[:200])


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
