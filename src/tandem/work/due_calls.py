"""Whom to call: suggestions with their reasons. Nothing of it is a row until somebody takes it up."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time

from django.db.models import DateField, Exists, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext as _

from tandem.core.actor import Actor
from tandem.core.spans import on_day
from tandem.customers.models import Assignment, Customer, Lifecycle
from tandem.customers.queries import visible_customers

from .days import local
from .models import Call, CallLease, Pace, Todo
from .pace import beginning


@dataclass(frozen=True)
class DueCall:
    """A customer whom somebody should call, and why."""

    customer: Customer
    due_on: date | None  # None: nobody has talked to them yet
    talked_at: datetime | None
    today: date

    @property
    def key(self) -> str:
        """Of the suggestion, so that it is taken up once."""
        return suggestion_key(self.customer.pk, self.due_on)

    @property
    def reason(self) -> str:
        """Class A: every 14 days; today is day 15."""
        if self.due_on is None:
            return _("New customer; nobody has talked to them yet.")
        last = timezone.localdate(self.talked_at) if self.talked_at else self._begin
        name = self.customer.customer_class or _("none")
        counted = {"name": name, "days": (self.due_on - last).days, "day": (self.today - last).days}
        return _("Class %(name)s: every %(days)d days; today is day %(day)d.") % counted

    @property
    def _begin(self) -> date:
        return beginning(self.customer.since, self.customer.created_at)


def suggestion_key(customer_id: int, due_on: date | None) -> str:
    """The same until the customer has been talked to again."""
    return f"call:{customer_id}:{due_on.isoformat() if due_on else 'first'}"


def calls_due(actor: Actor, tandem_ids: Collection[int]) -> QuerySet[Customer]:
    """Visible customers of these tandems whose call is due, or who are new, the longest overdue first.

    Left out: who was called today, what was put off, what is a to-do already, taken up from the suggestion.
    """
    today = actor.today
    now = Assignment.objects.filter(on_day(today), tandem__in=tandem_ids)
    due = Q(pace__call_due_on__lte=today)
    fresh = Q(lifecycle=Lifecycle.PROSPECT, pace__talked_at=None)
    rows = visible_customers(actor).filter(due | fresh, pk__in=now.values("customer"))
    rows = rows.filter(Q(pace__put_off_until=None) | Q(pace__put_off_until__lte=today))
    taken = Todo.objects.filter(customer=OuterRef("pk"), source_key__startswith="call:", done_at=None, removed_at=None)
    called = Call.objects.filter(customer=OuterRef("pk"), at__gte=local(today, time()), removed_at=None)
    first = Coalesce("pace__call_due_on", Value(today, DateField()))
    return (
        rows.exclude(Exists(taken))
        .exclude(Exists(called))
        .select_related("pace")
        .annotate(first=first)
        .order_by("first", "pk")
    )


def due_calls(actor: Actor, tandem_ids: Collection[int], limit: int = 20) -> list[DueCall]:
    """The first of them with their reasons; one statement."""
    return [due_call(customer, actor) for customer in calls_due(actor, tandem_ids)[:limit]]


def due_call(customer: Customer, actor: Actor) -> DueCall:
    """The suggestion for one customer, as it stands."""
    pace: Pace | None = getattr(customer, "pace", None)
    talked_at = pace.talked_at if pace else None
    new = talked_at is None and customer.lifecycle == Lifecycle.PROSPECT
    due_on = pace.call_due_on if pace and not new else None
    return DueCall(customer, due_on, talked_at, actor.today)


def not_leased(customers: QuerySet[Customer], actor: Actor, at: datetime) -> QuerySet[Customer]:
    """Without those whom a colleague has on the screen right now."""
    held = CallLease.objects.filter(customer=OuterRef("pk"), until__gt=at).exclude(employee=actor.id or 0)
    return customers.exclude(Exists(held))
