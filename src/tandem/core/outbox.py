"""The worker's half of the outbox: take open deliveries, retry with back-off, park after five."""

from __future__ import annotations

import logging
import traceback
from contextlib import AbstractContextManager, nullcontext
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import F, QuerySet
from django.utils.translation import gettext_lazy as _

from .actor import Actor
from .errors import Refused
from .events import Handler, handler_name, reactions, trail, without_lock
from .models import Delivery
from .rules import Rule, require

log = logging.getLogger("tandem.outbox")
MOST_ATTEMPTS = 5
MOMENT = timedelta(seconds=2)
LEASE = timedelta(minutes=10)  # for a handler outside the transaction: afterwards it is taken to have been cut off


class Postponed(Exception):
    """A handler that could not run now through no fault of its own, or is to run again: due after that time."""

    def __init__(self, after: timedelta = MOMENT) -> None:
        super().__init__()
        self.after = after


def alone(handler: Handler) -> Handler:
    """Mark a handler that may run for hours: outside a transaction, and in a process beside the others."""
    handler.__dict__["alone"] = True
    return without_lock(handler)


def deliver_due(*, at: datetime, limit: int = 100, long: bool = False) -> int:
    """Deliver what is due at `at`; returns how many deliveries were tried. `long` for those that run alone."""
    tried = 0
    for key in list(_due(at, long=long).order_by("next_at", "id").values_list("pk", flat=True)[:limit]):
        tried += _deliver(key, at=at)
    return tried


def long_is_due(*, at: datetime) -> bool:
    """Whether something waits that runs alone."""
    return _due(at, long=True).exists()


def take_back_long(*, at: datetime) -> int:
    """The process that ran them has died: what it held is due again, or parked when that keeps happening."""
    held = Delivery.objects.filter(handler__in=_long_handlers(), done_at__isnull=True, parked_at__isnull=True)
    held = held.filter(next_at__gt=at)
    worn = held.filter(attempts__gte=MOST_ATTEMPTS - 1)
    parked = worn.update(parked_at=at, attempts=MOST_ATTEMPTS, error="Its process was killed five times.")
    return parked + held.update(next_at=at, attempts=F("attempts") + 1)


def _due(at: datetime, *, long: bool) -> QuerySet[Delivery]:
    rows = Delivery.objects.filter(done_at__isnull=True, parked_at__isnull=True, next_at__lte=at)
    names = _long_handlers()
    return rows.filter(handler__in=names) if long else rows.exclude(handler__in=names)


def _long_handlers() -> list[str]:
    found = {handler_name(handler) for handlers in reactions().values() for handler in handlers if _is_alone(handler)}
    return sorted(found)


def _is_alone(handler: Handler) -> bool:
    return hasattr(handler, "alone")


def retry_parked(delivery: Delivery, *, actor: Actor, at: datetime, rule: Rule) -> None:
    """Put a parked delivery back into the queue."""
    require(rule, actor, delivery)
    changed = Delivery.objects.filter(pk=delivery.pk, parked_at__isnull=False).update(
        parked_at=None, attempts=0, next_at=at, error=""
    )
    if not changed:
        raise Refused("not_parked", _("This delivery is not parked any more."))


def _deliver(key: int, *, at: datetime) -> bool:
    """One delivery in one transaction with the handler's writes, or with the memory of its failure."""
    try:
        with transaction.atomic():
            delivery = _take(key, at=at)
            if delivery is None:
                return False
            apart = hasattr(_handler(delivery.handler), "without_lock")
            if apart:
                Delivery.objects.filter(pk=key).update(next_at=at + LEASE)
            else:
                _try(delivery, at=at)
    except Exception:  # noqa: BLE001  a deferred constraint, or the database itself: the transaction is lost
        error = traceback.format_exc(limit=-4)
        with transaction.atomic():
            if delivery := _take(key, at=at):
                _remember_failure(delivery, at=at, error=error)
    else:
        if apart:
            _try(delivery, at=at)
    return True


def _take(key: int, *, at: datetime) -> Delivery | None:
    """The delivery under lock; None when another worker has it, has done it or has put it off."""
    rows = Delivery.objects.select_related("event")
    if connection.vendor == "postgresql":
        rows = rows.select_for_update(skip_locked=True, of=("self",))
    return rows.filter(pk=key, done_at__isnull=True, parked_at__isnull=True, next_at__lte=at).first()


def _try(delivery: Delivery, *, at: datetime) -> None:
    """Run the handler; where it fails, its writes are taken back and the lock is kept to say so."""
    try:
        handler = _handler(delivery.handler)
        scope: AbstractContextManager[Any] = nullcontext() if hasattr(handler, "without_lock") else transaction.atomic()
        with scope, trail(delivery.event.trail):
            handler(delivery.event, at)
    except Postponed as error:
        delivery.next_at = at + error.after
        delivery.save(update_fields=["next_at"])
    except Exception:  # noqa: BLE001  a handler may fail in any way; the worker must go on and remember why
        _remember_failure(delivery, at=at, error=traceback.format_exc(limit=-4))
    else:
        delivery.done_at, delivery.error = at, ""
        delivery.save(update_fields=["done_at", "error"])


def _remember_failure(delivery: Delivery, *, at: datetime, error: str) -> None:
    delivery.attempts += 1
    delivery.error = error[-2000:]
    delivery.next_at = at + timedelta(seconds=5 * 4 ** (delivery.attempts - 1))
    if delivery.attempts >= MOST_ATTEMPTS:
        delivery.parked_at = at
        log.error("parked %s after %s attempts: %s", delivery, delivery.attempts, error)
    delivery.save(update_fields=["attempts", "error", "next_at", "parked_at"])


def _handler(name: str) -> Handler:
    for handlers in reactions().values():
        for handler in handlers:
            if handler_name(handler) == name:
                return handler
    raise LookupError(f"no handler is called {name}; was it renamed while deliveries were open?")
