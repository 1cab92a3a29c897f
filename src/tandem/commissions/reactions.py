"""What follows from events: today's figures follow orders, invoices and payments, and every night."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db.models import Q

from tandem.core.events import without_lock
from tandem.core.models import Event
from tandem.orders.models import Order
from tandem.tandems.models import Seat, Tandem

from .accruing import accrue, is_fresh
from .agreed import asks_for_goals
from .happened import SETTLED
from .models import OVERLAY, PlanMember, PlanVersion


@without_lock
def accrue_order(event: Event, at: datetime) -> None:
    """The plans of an order's people. Of many events in a row the first one counts for those before it."""
    orders = event.subjects.filter(kind=Order.ref_kind).values("object_id")
    rows = Order.objects.filter(pk__in=orders).values_list("tandem", "seller")
    tandems = {tandem for tandem, _seller in rows if tandem}
    people = {seller for tandem, seller in rows if seller and not tandem}
    plans = _plans_of(tandems, people)
    if plans and not is_fresh(plans, event.recorded_at, at):
        accrue(plans=plans, at=at)


def _plans_of(tandems: Collection[int], people: Collection[int] = ()) -> set[int]:
    """By which the people of these tandems are paid, and who helps them."""
    everybody = {*people, *Seat.objects.filter(tandem__in=tandems).values_list("employee", flat=True)}
    helped = Q(role=OVERLAY, tandems__in=tandems)  # who names none helps the tandems of plans that are found anyway
    return set(PlanMember.objects.filter(Q(employee__in=everybody) | helped).values_list("plan", flat=True))


@without_lock
def accrue_goal(event: Event, at: datetime) -> None:
    """What a tandem is measured against has changed; plans that ask for no goals have nothing to add."""
    tandems = set(event.subjects.filter(kind=Tandem.ref_kind).values_list("object_id", flat=True))
    versions = PlanVersion.objects.filter(plan__in=_plans_of(tandems), status__in=SETTLED) if tandems else ()
    asking = {one.plan_id for one in versions if asks_for_goals(one.document)}
    if asking and not is_fresh(asking, event.recorded_at, at):
        accrue(plans=asking, at=at)


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
