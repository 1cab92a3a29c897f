"""Making one customer, or one contact, of two."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TypeVar

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from tandem.core.actor import Actor
from tandem.core.errors import Invalid, Refused
from tandem.core.events import record
from tandem.core.models import Event
from tandem.core.rules import require
from tandem.core.search import fold
from tandem.customers.merging.fields import chosen_values
from tandem.customers.merging.moving import move_contact, move_customer, refresh
from tandem.customers.merging.steps import Steps
from tandem.customers.models import Contact, Customer, Merge, PairKind
from tandem.customers.queries import owner_of
from tandem.customers.rules import can_merge_contacts, can_merge_customers
from tandem.people.queries import signed_in

from .standing import lock_standing

C = TypeVar("C", Customer, Contact)
Versions = tuple[int, int]  # of the survivor and of the other, as they were shown


@transaction.atomic
def merge_customers(
    survivor: Customer,
    loser: Customer,
    *,
    choices: Mapping[str, str],
    same: Mapping[int, int],
    versions: Versions,
    actor: Actor,
    at: datetime,
) -> tuple[Merge, Event]:
    """Everything of `loser` goes to `survivor`; the row of the one stays, hidden, and leads to the other.

    `choices` says by field what is kept (merging/fields.py); `same` which contacts of the loser are which of the
    survivor's. Assignments stay where they are: those of the survivor hold, those of the loser are history.
    """
    require(can_merge_customers, actor, (survivor, loser))
    survivor, loser = _lock_two(survivor, loser, versions)
    require(can_merge_customers, actor, (survivor, loser))  # again: one may have been given away meanwhile
    _check_same(same, survivor, loser)
    by, steps = signed_in(actor), Steps()
    key = by.pk if by else None
    merge = Merge.objects.create(kind=PairKind.CUSTOMER, survivor=survivor, loser=loser, at=at, by=by)
    changes = steps.change(survivor, _with_key(chosen_values(survivor, loser, choices)))
    move_customer(steps, loser, survivor, same, key, at)
    merge.steps = steps.done
    merge.save(update_fields=["steps"])
    refresh([survivor.pk, loser.pk], at)
    subjects = (survivor, loser, merge, owner_of(survivor, actor.today), owner_of(loser, actor.today))
    told = {"name": loser.name, "number": loser.number, "into": survivor.name, "merge": merge.pk}
    return merge, record("customer.merged", *subjects, actor=actor, at=at, changes=_plain(changes), data=told)


@transaction.atomic
def merge_contacts(
    survivor: Contact, loser: Contact, *, choices: Mapping[str, str], versions: Versions, actor: Actor, at: datetime
) -> tuple[Merge, Event]:
    """Notes, consents and orders of `loser` name `survivor` from now on; both are people of one customer."""
    require(can_merge_contacts, actor, survivor.customer)
    if survivor.customer_id != loser.customer_id:
        text = _("These two belong to different customers. Merge the customers first.")
        raise Refused("different_customers", text)
    customer = lock_standing(survivor.customer)
    require(can_merge_contacts, actor, customer)
    survivor, loser = _lock_two(survivor, loser, versions)
    by, steps = signed_in(actor), Steps()
    merge = Merge.objects.create(
        kind=PairKind.CONTACT,
        survivor=customer,
        loser=customer,
        surviving_contact=survivor,
        losing_contact=loser,
        at=at,
        by=by,
    )
    changes = move_contact(steps, loser, survivor, choices, by.pk if by else None, at)
    merge.steps = steps.done
    merge.save(update_fields=["steps"])
    refresh([customer.pk], at)
    subjects = (survivor, loser, merge, customer, owner_of(customer, actor.today))
    told = {"name": str(loser), "into": str(survivor), "merge": merge.pk}
    return merge, record("contact.merged", *subjects, actor=actor, at=at, changes=_plain(changes), data=told)


def _lock_two(survivor: C, loser: C, versions: Versions) -> tuple[C, C]:
    """Both locked, always the lower number first, so that two merges never wait for each other."""
    if survivor.pk == loser.pk:
        raise Refused("same_one", _("These two are one and the same already."))
    shown = {survivor.pk: versions[0], loser.pk: versions[1]}
    two = sorted((survivor, loser), key=lambda thing: int(thing.pk))
    locked = {thing.pk: lock_standing(thing, version=shown[thing.pk]) for thing in two}
    return locked[survivor.pk], locked[loser.pk]


def _check_same(same: Mapping[int, int], survivor: Customer, loser: Customer) -> None:
    """Only people of these two, and each of them once: under lock, since people may have come or gone."""
    theirs = {
        customer.pk: set(customer.contacts.filter(merged_into=None).values_list("pk", flat=True))
        for customer in (survivor, loser)
    }
    if not set(same) <= theirs[loser.pk] or not set(same.values()) <= theirs[survivor.pk]:
        raise Invalid("unknown_contact", _("One of the chosen people is not there any more. Compare again."))
    if len(set(same.values())) < len(same):
        raise Invalid("contact_twice", _("Two people cannot both become the same one here. Merge them afterwards."))


def _with_key(values: dict[str, object]) -> dict[str, object]:
    """The key that lists sort by follows the name."""
    return values | {"name_key": fold(str(values["name"]))[:200]} if "name" in values else values


def _plain(changes: Mapping[str, list[object]]) -> dict[str, list[object]]:
    """As an event keeps them; what only serves the house is left out."""
    return {
        name.removesuffix("_id"): [str(value) if hasattr(value, "isoformat") else value for value in pair]
        for name, pair in changes.items()
        if name != "name_key"
    }
