"""Freezing an order, and taking it out of the books."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from tandem.core.actor import Actor
from tandem.core.errors import Refused
from tandem.core.locking import save_changes
from tandem.core.models import Event
from tandem.core.rules import require
from tandem.customers.merging.origin import customer_before
from tandem.customers.queries import owner_of
from tandem.orders.credits import credit_rows, credits_as_data, halves_of
from tandem.orders.freezing import freeze_terms
from tandem.orders.models import Cause, Credit, Order, OrderCancellation, OrderConfirmation, OrderStatus
from tandem.orders.rules import can_cancel_order, can_confirm_order
from tandem.people.queries import signed_in

from .common import check_reason, lock_order, record_order


@transaction.atomic
def confirm_order(order: Order, *, version: int | None = None, actor: Actor, at: datetime) -> Event:
    """Freeze prices and credits: from now on lines stand, and each seat's share with who sat there that day."""
    require(can_confirm_order, actor, order)
    order = lock_order(order, OrderStatus.CAPTURED, version=version)
    owner = owner_of(
        customer_before(order, order.customer), order.ordered_on
    )  # an assignment may have been put right since the capture
    changes = save_changes(order, {"tandem": owner, "status": OrderStatus.CONFIRMED})
    OrderConfirmation.objects.create(order=order, at=at, by=signed_in(actor))
    freeze_terms(Order.objects.filter(pk=order.pk))
    shares = Credit.objects.bulk_create(credit_rows(order, halves_of(order)))
    kept = credits_as_data(shares)
    return record_order("order.confirmed", order, actor=actor, at=at, changes=changes, credits=kept)


@transaction.atomic
def cancel_order(
    order: Order, *, reason: str, cause: str = Cause.OTHER, version: int | None = None, actor: Actor, at: datetime
) -> Event:
    """Nothing of it counts any more; after a credit note it is too late for that."""
    require(can_cancel_order, actor, order)
    order = lock_order(order, OrderStatus.CAPTURED, OrderStatus.CONFIRMED, version=version)
    check_reason(cause, reason)
    if order.credit_notes.filter(withdrawal=None).exists():
        raise Refused("has_credit_notes", _("There is a credit note on this order: credit the rest instead."))
    if order.invoices.filter(cancellation=None).exists():
        raise Refused("has_invoices", _("There is an invoice on this order: credit it instead, or cancel the invoice."))
    changes = save_changes(order, {"status": OrderStatus.CANCELLED})
    kept = {"cause": str(cause), "reason": reason.strip()[:200]}
    OrderCancellation.objects.create(order=order, at=at, by=signed_in(actor), **kept)
    return record_order("order.cancelled", order, actor=actor, at=at, changes=changes, **kept)
