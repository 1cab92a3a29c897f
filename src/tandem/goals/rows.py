"""The rows behind a figure: those of customers that the viewer may see."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from tandem.core.actor import Actor
from tandem.core.templatetags.tandem import money
from tandem.customers.models import Assignment
from tandem.orders.models import Order, OrderStatus
from tandem.orders.queries import visible_orders
from tandem.work.queries import visible_reports, visible_requests

from .metrics import earlier_orders
from .models import Goal, Metric, Scope
from .spans import moved

MOST = 50


@dataclass(frozen=True)
class Counted:
    """One thing that counts: when, of whom, its page, and its amount where it has one."""

    day: date
    title: str
    customer: str
    url: str
    amount: str = ""


def rows_of(goal: Goal, actor: Actor) -> Sequence[Counted]:
    """The newest that count; one statement. Rows of customers that are hidden from the viewer are left out."""
    if goal.metric == Metric.OWN:
        return []
    if goal.metric == Metric.VISITS:
        return _visits(goal, actor)
    if goal.metric == Metric.ANSWERED:
        return _requests(goal, actor)
    return _orders(goal, actor)


def _orders(goal: Goal, actor: Actor) -> list[Counted]:
    rows = _narrow(visible_orders(actor), goal).filter(ordered_on__gte=goal.start, ordered_on__lt=goal.end)
    counted = Order.objects.filter(status=OrderStatus.CONFIRMED)
    if goal.metric in (Metric.NEW, Metric.RETAINED):
        rows = rows.filter(status=OrderStatus.CONFIRMED)
    else:
        rows = rows.filter(confirmation__isnull=False)
    if goal.currency:
        rows = rows.filter(currency=goal.currency)
    if goal.metric == Metric.NEW:
        rows = rows.exclude(Exists(earlier_orders(counted)))
    if goal.metric == Metric.RETAINED:
        within = counted.filter(ordered_on__gte=goal.start, ordered_on__lt=goal.end)
        known = counted.filter(customer=OuterRef("customer"), ordered_on__lt=goal.start)
        known = known.filter(ordered_on__gte=moved(goal.start, -12))
        rows = rows.filter(Exists(known)).exclude(Exists(earlier_orders(within)))
    found = rows.select_related("customer").order_by("-ordered_on", "-pk")[:MOST]
    return [
        Counted(
            order.ordered_on,
            f"{order.number} ({order.get_status_display()})",
            order.customer.label,
            order.get_absolute_url(),
            money(order.net_cents, order.currency),
        )
        for order in found
    ]


def _visits(goal: Goal, actor: Actor) -> list[Counted]:
    rows = visible_reports(actor).filter(_at(goal, "at"))
    if goal.scope != Scope.COMPANY:
        day = OuterRef("at__date")
        held = Assignment.objects.filter(Q(end=None) | Q(end__gt=day), customer=OuterRef("customer"), start__lte=day)
        held = held.filter(tandem=goal.tandem_id) if goal.tandem_id else held.filter(tandem__team=goal.team_id)
        rows = rows.filter(Exists(held))
    if goal.scope == Scope.ROLE:
        rows = rows.filter(author__in=goal.__dict__.get("sitters", ()))
    found = rows.select_related("customer", "author").order_by("-at", "-pk")[:MOST]
    return [
        Counted(timezone.localdate(row.at), str(row) or "–", row.customer.label, row.get_absolute_url())
        for row in found
    ]


def _requests(goal: Goal, actor: Actor) -> list[Counted]:
    rows = _narrow(visible_requests(actor), goal).filter(_at(goal, "received_at"), merged_into=None)
    if goal.scope == Scope.ROLE:
        rows = rows.filter(holder__in=goal.__dict__.get("sitters", ()))
    found = rows.select_related("customer").order_by("-received_at", "-pk")[:MOST]
    return [
        Counted(
            timezone.localdate(row.received_at),
            str(row),
            row.customer.label if row.customer else "",
            row.get_absolute_url(),
        )
        for row in found
    ]


def _narrow(rows: QuerySet[Any], goal: Goal) -> QuerySet[Any]:
    if goal.scope == Scope.COMPANY:
        return rows
    return rows.filter(tandem__team=goal.team_id) if goal.scope == Scope.TEAM else rows.filter(tandem=goal.tandem_id)


def _at(goal: Goal, column: str) -> Q:
    first, last = (timezone.make_aware(datetime.combine(day, time.min)) for day in (goal.start, goal.end))
    return Q(**{f"{column}__gte": first, f"{column}__lt": last})
