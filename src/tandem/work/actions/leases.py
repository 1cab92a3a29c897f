"""Who has which customer on the screen of a call session: taken for a while, so that nobody is rung twice."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from tandem.core.actor import Actor
from tandem.core.errors import Refused
from tandem.core.locking import lock_name
from tandem.core.rules import require
from tandem.customers.models import Customer
from tandem.people.models import Employee
from tandem.people.queries import signed_in
from tandem.tandems.queries import scope_of
from tandem.work.due_calls import calls_due, not_leased
from tandem.work.models import CallLease
from tandem.work.rules import can_add_work

LEASE = timedelta(minutes=15)
TRIES = 5  # customers to try before somebody else in the same queue has had them all


@transaction.atomic
def lease_call(customer: Customer, *, actor: Actor, at: datetime) -> CallLease:
    """Have this customer on the screen; Refused while a colleague has. One has one customer at a time."""
    require(can_add_work, actor, customer)
    person = _person(actor)
    lock_name(f"call:{customer.pk}")
    held = CallLease.objects.filter(customer=customer, until__gt=at).exclude(employee=person)
    other = held.select_related("employee").first()
    if other is not None:
        raise Refused("on_a_screen", _("%s is calling this customer right now.") % other.employee)
    CallLease.objects.filter(employee=person).exclude(customer=customer).delete()
    values = {"employee": person, "until": at + LEASE}
    lease, _made = CallLease.objects.update_or_create(customer=customer, defaults=values)
    return lease


def lease_next(*, without: Collection[int] = (), actor: Actor, at: datetime) -> Customer | None:
    """Take the next customer of the queue that nobody else has on the screen; None where the queue is empty."""
    queue = not_leased(calls_due(actor, scope_of(actor).acting_ids).exclude(pk__in=without), actor, at)
    for customer in queue[:TRIES]:
        try:
            lease_call(customer, actor=actor, at=at)
        except Refused:  # taken between looking and locking
            continue
        return customer
    return None


@transaction.atomic
def end_lease(*, actor: Actor) -> None:
    """Nobody is on this person's screen any more."""
    CallLease.objects.filter(employee=_person(actor)).delete()


def _person(actor: Actor) -> Employee:
    person = signed_in(actor)
    if person is None:
        raise Refused("nobody", _("Only a person can call."))
    return person
