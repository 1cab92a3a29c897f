"""Writing customers: creating, editing, assigning to tandems."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import BigIntegerField, Max
from django.db.models.functions import Cast
from django.utils.translation import gettext_lazy as _

from tandem.core import search
from tandem.core.actor import Actor
from tandem.core.errors import Invalid
from tandem.core.events import record
from tandem.core.locking import lock, lock_name, save_changes
from tandem.core.models import Event
from tandem.core.rules import require
from tandem.core.spans import overlapping
from tandem.core.undo import old_values
from tandem.customers.entries import contact_entry, customer_entry
from tandem.customers.matching.keys import keep_match_keys
from tandem.customers.merging.origin import told_about
from tandem.customers.models import Assignment, Customer, CustomerFigures, CustomerGroup, Site
from tandem.customers.queries import about, assignment_on
from tandem.customers.rules import can_assign_customer, can_create_customer, can_own_customer
from tandem.people.models import Team
from tandem.tandems.models import Tandem

from .freezing import refuse_frozen
from .groups import keep_group
from .standing import lock_standing

FIRST_NUMBER = 10001


@transaction.atomic
def create_customer(
    *,
    values: Mapping[str, Any],
    team: Team,
    tandem: Tandem | None,
    actor: Actor,
    at: datetime,
    site: Mapping[str, Any] | None = None,
) -> Customer:
    """Add a customer to a team's book, owned by a tandem from today or waiting in the queue."""
    require(can_create_customer, actor, team)
    lock_name("customers.number")
    number = values.get("number") or next_number()
    if Customer.objects.filter(number=number).exists():
        raise Invalid("number_taken", _("This customer number is taken."), {"number": _("This number is taken.")})
    keep_group(values.get("group"))
    fields = {**values, "number": number, "name_key": search.fold(values["name"])[:200]}
    if site:
        fields.update(town=site["town"], country=site["country"])
    customer = Customer.objects.create(team=team, created_at=at, **fields)
    if site:
        Site.objects.create(customer=customer, is_main=True, **site)
    CustomerFigures.objects.create(customer=customer)
    search.put(customer_entry(customer))
    keep_match_keys([customer.pk])
    record("customer.created", customer, tandem, actor=actor, at=at, data={"name": customer.name})
    if tandem:
        _check_tandem(tandem, team, actor.today)
        Assignment.objects.create(customer=customer, tandem=tandem, start=actor.today)
        record("customer.assigned", customer, tandem, actor=actor, at=at, data={"tandem": tandem.name})
    return customer


@transaction.atomic
def edit_customer(
    customer: Customer, *, values: Mapping[str, Any], version: int, actor: Actor, at: datetime
) -> Event | None:
    """Change master data; None when nothing differs."""
    require(can_own_customer, actor, customer)
    customer = lock_standing(customer, version=version)
    new = dict(values)
    if "name" in new:
        new["name_key"] = search.fold(new["name"])[:200]
    keep_group(new.get("group"))
    changes = save_changes(customer, new)
    changes.pop("name_key", None)
    if not changes:
        return None
    _make_findable(customer, changes)
    return record("customer.edited", *about(customer, actor), actor=actor, at=at, changes=changes)


def undo_edit(event: Event, actor: Actor, at: datetime) -> tuple[Customer, ...]:
    """Take back an edit of master data."""
    key = told_about(event, Customer.ref_kind)
    customer = lock_standing(Customer.objects.get(pk=key))
    require(can_own_customer, actor, customer)
    values = old_values(customer, event)
    if values.get("group_id"):
        keep_group(CustomerGroup(pk=int(str(values["group_id"]))))
    if "name" in values:
        values["name_key"] = search.fold(str(values["name"]))[:200]
    save_changes(customer, values)
    _make_findable(customer, values)
    return (customer,)


@transaction.atomic
def assign_customer(
    customer: Customer, *, tandem: Tandem | None, start: date, reason: str, actor: Actor, at: datetime
) -> Event:
    """Give the customer to a tandem from a day on, or back into its team's queue (tandem None).

    What is planned after that day is replaced; what was before stays as it was.
    """
    require(can_assign_customer, actor, customer)
    customer = lock_standing(customer)
    require(can_assign_customer, actor, customer)  # again: somebody may have taken it out of the queue meanwhile
    if start < actor.today and not actor.is_system:
        text = _("What was before today stays as it was.")
        raise Invalid("in_the_past", text, {"start": _("Choose today or a later day.")})
    if tandem:
        _check_tandem(tandem, customer.team, start)
    current = assignment_on(customer, start)
    if (current.tandem_id if current else None) == (tandem.pk if tandem else None):
        raise Invalid("same_tandem", _("That is how it is already."), {"tandem": _("This tandem has it already.")})
    if current is not None and not actor.is_system:
        refuse_frozen(start)
    Assignment.objects.filter(customer=customer, start__gte=start).delete()
    Assignment.objects.filter(overlapping(start, None), customer=customer).update(end=start)
    if tandem:
        Assignment.objects.create(customer=customer, tandem=tandem, start=start, reason=reason[:200])
    former = current.tandem if current else None
    return record(
        "customer.assigned" if tandem else "customer.queued",
        customer,
        tandem,
        former,
        actor=actor,
        at=at,
        changes={"tandem": [former.name if former else None, tandem.name if tandem else None]},
        data={"tandem": tandem.name if tandem else "", "from": start.isoformat(), "reason": reason},
    )


def next_number() -> str:
    """The next free customer number: one above the highest that is a plain number."""
    rows = Customer.objects.filter(number__regex=r"^[0-9]{1,12}$")
    highest = rows.aggregate(highest=Max(Cast("number", BigIntegerField())))["highest"]
    return str(max(FIRST_NUMBER, (highest or 0) + 1))


def _make_findable(customer: Customer, changed: Collection[str]) -> None:
    """Search and match keys follow the customer's new words; its contacts carry the customer's name."""
    search.put(customer_entry(customer))
    keep_match_keys([customer.pk])
    if {"name", "short_name"} & set(changed):
        for contact in customer.contacts.filter(left_at=None):
            search.put(contact_entry(contact))


def _check_tandem(tandem: Tandem, team: Team, start: date) -> None:
    """The tandem must sell for this team and still exist on that day: as it stands now, not when a page was shown."""
    tandem = lock(tandem)
    if tandem.team_id != team.pk:
        raise Invalid(
            "other_team",
            _("This tandem sells for another team."),
            {"tandem": _("Choose a tandem of the customer's team.")},
        )
    if start < tandem.founded_on or (tandem.closed_on and tandem.closed_on <= start):
        raise Invalid(
            "tandem_closed", _("This tandem does not exist on that day."), {"start": _("Choose another day.")}
        )
