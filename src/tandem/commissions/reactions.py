"""What follows from events: today's figures follow orders, invoices and payments, and every night."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q

from tandem.core.events import without_lock
from tandem.core.models import Event
from tandem.orders.models import Order
from tandem.tandems.models import Seat

from .accruing import accrue, is_fresh
from .models import OVERLAY, PlanMember


@without_lock
def accrue_order(event: Event, at: datetime) -> None:
    """The plans of an order's people. Of many events in a row the first one counts for those before it."""
    orders = event.subjects.filter(kind=Order.ref_kind).values("object_id")
    rows = Order.objects.filter(pk__in=orders).values_list("tandem", "seller")
    tandems = {tandem for tandem, _seller in rows if tandem}
    people = {seller for tandem, seller in rows if seller and not tandem}
    people |= set(Seat.objects.filter(tandem__in=tandems).values_list("employee", flat=True))
    helped = Q(role=OVERLAY, tandems__in=tandems)  # who names none helps the tandems of plans that are found anyway
    plans = set(PlanMember.objects.filter(Q(employee__in=people) | helped).values_list("plan", flat=True))
    if plans and not is_fresh(plans, event.recorded_at, at):
        accrue(plans=plans, at=at)


@without_lock
def accrue_daily(event: Event, at: datetime) -> None:
    """Every morning: all plans, for time alone changes what is due."""
    accrue(at=at)


@without_lock
def accrue_after_rate(event: Event, at: datetime) -> None:
    """Orders that waited for an exchange rate count now."""
    accrue(at=at)


@without_lock
def accrue_after_run(event: Event, at: datetime) -> None:
    """A month has been closed: what is late in it shows in the open one."""
    accrue(at=at)
