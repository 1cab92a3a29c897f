"""What the actions on orders share."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from tandem.core.actor import Actor
from tandem.core.errors import Conflict, Invalid, Text
from tandem.core.events import record
from tandem.core.locking import lock
from tandem.core.models import Event
from tandem.orders.models import Cause, Order, OrderStatus

STANDS = {
    OrderStatus.CAPTURED: _("This order is captured and not confirmed yet."),
    OrderStatus.CONFIRMED: _("This order has been confirmed already."),
    OrderStatus.CANCELLED: _("This order has been cancelled already."),
}


def check_reason(cause: str, reason: str) -> None:
    """Both are asked for: the cause decides about commission, the text says it to people."""
    wrong: dict[str, Text] = {}
    if cause not in Cause.values:
        wrong["cause"] = _("Choose one of these.")
    if not reason.strip():
        wrong["reason"] = _("Say why.")
    if wrong:
        raise Invalid("no_reason", next(iter(wrong.values())), wrong)


def lock_order(order: Order, *expected: OrderStatus, version: int | None = None) -> Order:
    """The order locked, with its customer at hand; a Conflict when somebody took it out of the expected status."""
    try:
        current = lock(order, version=version)
    except Conflict as error:
        current = error.current
        if current.status in expected:
            raise
    if current.status not in expected:
        raise Conflict("order_moved_on", STANDS[OrderStatus(current.status)], current=current)
    if current.customer_id == order.customer_id:  # else it has gone to another one with its customer meanwhile
        current.customer = order.customer
    return current


def record_order(
    verb: str,
    order: Order,
    *others: models.Model | None,
    actor: Actor,
    at: datetime,
    changes: Mapping[str, list[Any]] | None = None,
    **data: Any,
) -> Event:
    """An event of the order, its customer and its tandem; number, net and currency always go with it."""
    kept = {"number": order.number, "net_cents": order.net_cents, "currency": order.currency, **data}
    subjects = (order, order.customer, order.tandem, *others)
    return record(verb, *subjects, actor=actor, at=at, changes=changes, data=kept)
