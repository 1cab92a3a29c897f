"""What comes next of a contract, on the one list: countersigning, and both partners' reminder before notice is over."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import override

from tandem.core.actor import Actor
from tandem.core.rules import allows
from tandem.core.spans import on_day
from tandem.customers.queries import owner_of
from tandem.people.models import Employee
from tandem.tandems.models import Seat
from tandem.work.actions.todos import add_todo, finish_todo
from tandem.work.days import end_of
from tandem.work.models import Todo
from tandem.work.rules import can_work_on

from .models import Contract

AHEAD = timedelta(days=30)  # before the last day on which notice can be given
STEP = "contract"


def plan_countersigning(contract: Contract, *, at: datetime) -> None:
    """A to-do for today: the customer has signed and waits."""
    today = timezone.localdate(at)
    people = _people(contract, today)
    holder = contract.created_by if contract.created_by in people else next(iter(people), contract.created_by)
    if holder is not None and holder.is_active and holder.sells:
        with override(holder.language):  # it was the customer who signed, in theirs
            title = _("Countersign contract %s") % contract.number
        _add(contract, title, today, holder, f"sign:{contract.pk}", at)


def end_countersigning(contract: Contract, *, actor: Actor, at: datetime) -> None:
    """It is done."""
    rows = Todo.objects.filter(source_key__startswith=f"sign:{contract.pk}:", done_at=None, removed_at=None)
    for todo in rows.select_related("customer", "tandem"):
        finish_todo(todo, actor=actor if allows(can_work_on, actor, todo) else Actor.system(at, "schedule"), at=at)


def plan_reminders(contract: Contract, *, at: datetime) -> None:
    """A to-do for each of the two people, once per term, a month before the last day for notice."""
    today, until = timezone.localdate(at), contract.notice_until
    if until is None or not until - AHEAD <= today <= until:
        return
    for person in _people(contract, today):
        with override(person.language):
            last = {"number": contract.number, "day": date_format(until, "SHORT_DATE_FORMAT")}
            title = _("Contract %(number)s: renew or give notice until %(day)s") % last
        _add(contract, title, until, person, f"term:{contract.pk}:{contract.ends_on}:{person.pk}", at)


def _add(contract: Contract, title: str, day: date, holder: Employee, key: str, at: datetime) -> None:
    key = f"{key}:{contract.version}" if key.startswith("sign:") else key
    if Todo.objects.filter(source_key=key).exists():
        return
    values = {"title": title, "text": contract.title, "due_at": end_of(day)}
    about = (contract.ref_kind, contract.pk)
    house = Actor.system(at, "schedule")
    add_todo(contract.customer, values=values, holder=holder, about=about, source_key=key, actor=house, at=at)


def _people(contract: Contract, day: date) -> list[Employee]:
    """Who sits in the tandem that owns the customer that day, inside first."""
    tandem = owner_of(contract.customer, day)
    seats = Seat.objects.filter(on_day(day), tandem=tandem).select_related("employee__team").order_by("-role")
    return [seat.employee for seat in seats if seat.employee.is_active and seat.employee.sells]
