"""What comes next of a quote, on the one list: following it up by the rules of play, and making its order."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from tandem.core.actor import Actor
from tandem.core.errors import Text
from tandem.core.rules import allows
from tandem.core.spans import on_day
from tandem.customers.queries import owner_of
from tandem.people.models import Employee
from tandem.people.queries import signed_in
from tandem.tandems.models import Seat
from tandem.tandems.terms import Terms, terms_of
from tandem.work.actions.todos import add_todo, finish_todo
from tandem.work.days import end_of, next_working, working_days
from tandem.work.models import Todo
from tandem.work.rules import can_add_work, can_work_on

from .models import Quote, QuoteStatus

FOLLOW_UP, ORDER = "follow-up", "order"  # steps of the playbook


def people_of(quote: Quote, day: date) -> dict[str, Employee | None]:
    """Who sits in the tandem that owns the customer on a day, by seat; both stand on every quote."""
    tandem = owner_of(quote.customer, day)
    seats = Seat.objects.filter(on_day(day), tandem=tandem).select_related("employee__team") if tandem else ()
    found: dict[str, Employee | None] = {"inside": None, "field": None}
    return found | {seat.role: seat.employee for seat in seats}


def plan_follow_up(quote: Quote, *, actor: Actor, at: datetime) -> Todo | None:
    """A to-do for whoever leads this step, so many days after the sending as the two have agreed."""
    day = timezone.localdate(at)
    terms = _terms(quote, at)
    due = next_working(day + timedelta(days=terms.follow_up_days), working_days(quote.customer.team.region, at))
    return _plan(quote, _("Follow up quote %s"), due, FOLLOW_UP, terms, actor=actor, at=at)


def plan_order(quote: Quote, *, actor: Actor, at: datetime) -> Todo | None:
    """A to-do for today: the customer has said yes and waits for the order."""
    title, today = _("Make the order of quote %s"), timezone.localdate(at)
    return _plan(quote, title, today, ORDER, _terms(quote, at), actor=actor, at=at)


def end_follow_up(quote: Quote, *, actor: Actor, at: datetime) -> None:
    """There is nothing to follow up any more."""
    _end(quote, FOLLOW_UP, actor=actor, at=at)


def end_follow_ups_of_ended(*, actor: Actor, at: datetime) -> None:
    """Nor of any quote that nobody waits for: what was left open once does not stay on the list for good."""
    waiting = Quote.objects.filter(status__in=(QuoteStatus.DRAFT, QuoteStatus.SENT))
    left = _open_todos(FOLLOW_UP).exclude(about_id__in=waiting.values("pk"))
    for todo in left.order_by("pk"):
        finish_todo(todo, actor=actor, at=at)


def end_order(quote: Quote, *, actor: Actor, at: datetime) -> None:
    """The order is there."""
    _end(quote, ORDER, actor=actor, at=at)


def _terms(quote: Quote, at: datetime) -> Terms:
    return terms_of([quote.tandem_id], at)[quote.tandem_id]


def _plan(quote: Quote, title: Text, day: date, step: str, terms: Terms, *, actor: Actor, at: datetime) -> Todo | None:
    holder = _holder(quote, terms.leads.get(step, "inside"), actor, at)
    if holder is None:
        return None
    with override(holder.language):  # not that of who sent or accepted it
        told = str(title) % quote.number
    values = {"title": told, "text": quote.subject, "due_at": end_of(day), "step": step}
    by = actor if allows(can_add_work, actor, quote.customer) else Actor.system(at, actor.label)
    return add_todo(quote.customer, values=values, holder=holder, about=("quote", quote.pk), actor=by, at=at)


def _holder(quote: Quote, lead: str, actor: Actor, at: datetime) -> Employee | None:
    """Who leads the step; with both leading whoever acts; in a queue whoever acts, or made the quote."""
    people, me = people_of(quote, timezone.localdate(at)), signed_in(actor)
    if lead == "both" and me is not None and me in people.values():
        return me
    order = (people.get(lead), people["inside"], people["field"], me, quote.created_by)
    return next((one for one in order if one is not None and one.sells and one.is_active), None)


def _end(quote: Quote, step: str, *, actor: Actor, at: datetime) -> None:
    for todo in _open_todos(step).filter(about_id=quote.pk):
        by = actor if allows(can_work_on, actor, todo) else Actor.system(at, actor.label)
        finish_todo(todo, actor=by, at=at)


def _open_todos(step: str) -> QuerySet[Todo]:
    found = Todo.objects.filter(about_kind="quote", step=step, done_at=None, removed_at=None)
    return found.select_related("customer", "tandem")
