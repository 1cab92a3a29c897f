"""Writing calls in two clicks: what they gave, and what comes next."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from tandem.core.actor import Actor
from tandem.core.errors import Conflict, Invalid, Refused
from tandem.core.events import record
from tandem.core.locking import lock, lock_name, save_changes
from tandem.core.models import Event
from tandem.core.rules import require
from tandem.customers.actions import lock_standing
from tandem.customers.models import Contact, Customer
from tandem.customers.queries import about
from tandem.people.models import Employee
from tandem.people.queries import signed_in
from tandem.work.days import FURTHEST, end_of
from tandem.work.due_calls import due_call
from tandem.work.models import Call, Outcome, Pace, Todo
from tandem.work.rules import can_add_work, can_undo_call

from .todo_undo import drop_todo
from .todos import add_todo


@dataclass(frozen=True)
class NextTodo:
    """The next step as a to-do: what, by which day, and who does it."""

    title: str
    day: date
    holder: Employee

    def values(self) -> dict[str, Any]:
        """What a new to-do takes."""
        return {"title": self.title.strip()[:200], "due_at": end_of(self.day)}


@transaction.atomic
def log_call(
    customer: Customer,
    *,
    contact: Contact | None = None,
    outcome: str,
    text: str = "",
    following: NextTodo | None = None,
    actor: Actor,
    at: datetime,
) -> Call:
    """Keep that somebody called, with the to-do that follows from it."""
    require(can_add_work, actor, customer)
    customer = lock_standing(customer)
    check_talk(customer, contact, outcome)
    call = Call.objects.create(
        customer=customer, contact=contact, caller=signed_in(actor), at=at, outcome=outcome, text=text.strip()
    )
    if following is not None:
        call.next_todo = add_todo(
            customer, values=following.values(), holder=following.holder, about=("call", call.pk), actor=actor, at=at
        )
        call.save(update_fields=["next_todo"])
    kept = {"outcome": outcome, "text": call.text[:1000], "contact": str(contact or "")}
    record("call.logged", call, *about(customer, actor), contact, actor=actor, at=at, data=kept)
    return call


def undo_logged(event: Event, actor: Actor, at: datetime) -> tuple[Call, Customer]:
    """It was not so; the to-do that followed goes too, unless somebody has touched it."""
    key = event.subjects.get(kind=Call.ref_kind).object_id
    call = lock(Call.objects.select_related("customer").get(pk=key))
    require(can_undo_call, actor, call)
    if call.removed_at:
        raise Conflict("changed_since", _("This was changed again since, so it cannot be taken back."))
    save_changes(call, {"removed_at": at})
    following = Todo.objects.filter(pk=call.next_todo_id or 0).first()
    if following is not None and following.is_open and following.version == 1:
        drop_todo(lock(following), at)
    return call, call.customer


@transaction.atomic
def take_up_call(customer: Customer, *, holder: Employee, actor: Actor, at: datetime) -> Todo:
    """Make the suggested call a to-do of today; the second who wants to is told who was faster."""
    require(can_add_work, actor, customer)
    lock_name(f"call:{customer.pk}")
    customer = lock_standing(customer)
    suggestion = due_call(customer, actor)
    taken = Todo.objects.filter(source_key=suggestion.key).select_related("holder").first()
    if taken is not None and not taken.is_open:  # done without a talk: the suggestion stands, and may be taken up anew
        save_changes(lock(taken), {"source_key": None})
    elif taken is not None:
        raise Refused("taken_up", _("%s has taken this call up already.") % (taken.holder or ""))
    title = (_("Call %s") % customer.label)[:200]
    values = {"title": title, "text": suggestion.reason, "due_at": end_of(actor.today)}
    return add_todo(
        customer,
        values=values,
        holder=holder,
        about=(customer.ref_kind, customer.pk),
        source_key=suggestion.key,
        actor=actor,
        at=at,
    )


@transaction.atomic
def put_off_call(customer: Customer, *, until: date, actor: Actor, at: datetime) -> Event:
    """Not now: suggest the call again on that day."""
    require(can_add_work, actor, customer)
    customer = lock_standing(customer)
    if not actor.today < until <= actor.today + FURTHEST:
        raise Invalid("put_off_when", _("Choose a later day."), {"until": _("Choose a later day.")})
    pace, _new = Pace.objects.get_or_create(customer=customer)
    changes = save_changes(lock(pace), {"put_off_until": until})
    kept = {"until": until.isoformat()}
    return record("call.put_off", *about(customer, actor), actor=actor, at=at, changes=changes, data=kept)


def undo_put_off(event: Event, actor: Actor, at: datetime) -> tuple[Customer]:
    """Suggest it as before."""
    customer = Customer.objects.get(pk=event.subjects.get(kind=Customer.ref_kind).object_id)
    require(can_add_work, actor, customer)
    before, after = event.changes.get("put_off_until", [None, None])
    changed = Pace.objects.filter(customer=customer, put_off_until=after).update(put_off_until=before)
    if not changed:
        raise Conflict("changed_since", _("This was changed again since, so it cannot be taken back."))
    return (customer,)


def check_talk(customer: Customer, contact: Contact | None, outcome: str) -> None:
    """Invalid for another customer's contact, and for an outcome that nobody knows."""
    wrong: Mapping[str, str] = {
        **({"contact": _("Choose again.")} if contact is not None and contact.customer_id != customer.pk else {}),
        **({"outcome": _("Say what came of it.")} if outcome not in Outcome.values else {}),
    }
    if wrong:
        raise Invalid("talk_wrong", _("This is not right yet."), wrong)
