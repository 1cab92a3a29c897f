"""The first page: what waits for the viewer's tandems, and what happened on their customers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tandem.commissions.models import Adjustment
from tandem.commissions.queries.adjustments import waiting_amounts
from tandem.commissions.queries.due import Waiting, waiting_answers
from tandem.core.actor import Actor
from tandem.customers.models import Customer
from tandem.customers.pairs import open_count
from tandem.customers.queries import unowned, visible_customers
from tandem.orders.models import Order, OrderStatus
from tandem.orders.queries import visible_orders
from tandem.tandems.queries import scope_of
from tandem.together.models import Meeting
from tandem.together.queries import next_meeting
from tandem.work.calendar import Ahead, next_appointments

from .timeline import TimelineEntry, tandems_timeline

MOST = 10
SHOWN = 5  # appointments


@dataclass(frozen=True)
class Home:
    """Open orders, customers that wait for a tandem, and the latest."""

    to_confirm: Sequence[Order]
    queue: Sequence[Customer]
    latest: Sequence[tuple[TimelineEntry, Customer]]
    has_tandem: bool
    tandem_id: int | None  # the one in the bar, whose goals stand beside
    ahead: Sequence[Ahead]  # appointments of today and tomorrow
    meeting: Meeting | None  # the next weekly one
    answers: Sequence[Waiting]  # to questions about pay
    amounts: Sequence[Adjustment]  # of pay, entered by somebody else, that wait for the viewer
    duplicates: int  # pairs on the viewer's own customers that somebody has to decide about


def home_of(actor: Actor) -> Home:
    """What the viewer's own, covered and led tandems have before them; twelve statements at most."""
    scope = scope_of(actor)
    orders = visible_orders(actor).filter(status=OrderStatus.CAPTURED)
    mine = orders.filter(tandem__in=scope.acting_ids)
    if not scope.acting_ids and scope.led_team_ids:
        mine = orders.filter(tandem__team__in=scope.led_team_ids)
    entries = tandems_timeline(sorted(scope.acting_ids)) if scope.acting_ids else []
    customers = visible_customers(actor).in_bulk([entry.customer_id for entry in entries if entry.customer_id])
    return Home(
        to_confirm=list(mine.select_related("customer", "tandem").order_by("ordered_on", "id")[:MOST]),
        queue=_queue(actor),
        latest=[(entry, customers[entry.customer_id]) for entry in entries if entry.customer_id in customers],
        has_tandem=bool(scope.acting_ids),
        tandem_id=scope.current_id,
        ahead=next_appointments(actor, scope.acting_ids, actor.at)[:SHOWN] if scope.acting_ids else [],
        meeting=next_meeting(actor),
        answers=waiting_answers(actor),
        amounts=waiting_amounts(actor),
        duplicates=open_count(actor),
    )


def _queue(actor: Actor) -> list[Customer]:
    """Customers of the viewer's teams that no tandem owns today."""
    waiting = visible_customers(actor).filter(team__in=scope_of(actor).team_ids)
    return list(unowned(waiting, actor.today).order_by("created_at", "id")[:MOST])
