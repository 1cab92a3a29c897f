"""Keeping the groups of customers that buy by the same prices."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tandem.catalogue.rules import can_edit_price_list
from tandem.core.actor import Actor
from tandem.core.errors import Conflict, Invalid, Refused
from tandem.core.events import record
from tandem.core.locking import lock, lock_name, save_changes
from tandem.core.models import Event
from tandem.core.rules import require
from tandem.core.search import fold
from tandem.core.undo import old_values
from tandem.customers.models import Customer, CustomerGroup


@transaction.atomic
def create_group(*, values: Mapping[str, Any], actor: Actor, at: datetime) -> CustomerGroup:
    """Begin a group, empty at first; its key is its alone."""
    require(can_edit_price_list, actor)
    _check_number(values["number"])
    group = CustomerGroup.objects.create(name_key=fold(values["name"])[:100], **values)
    told = {"name": group.name, "number": group.number, "note": group.note}
    record("customer_group.created", group, actor=actor, at=at, data=told)
    return group


@transaction.atomic
def edit_group(
    group: CustomerGroup, *, values: Mapping[str, Any], version: int, actor: Actor, at: datetime
) -> Event | None:
    """Change key, name or note; None when nothing differs."""
    require(can_edit_price_list, actor, group)
    group = lock(group, version=version)
    changes = _save(group, values)
    return record("customer_group.edited", group, actor=actor, at=at, changes=changes) if changes else None


def undo_group_edit(event: Event, actor: Actor, at: datetime) -> tuple[CustomerGroup, ...]:
    """Take back an edit of a group."""
    group = lock(CustomerGroup(pk=event.subjects.get(kind=CustomerGroup.ref_kind).object_id))
    require(can_edit_price_list, actor, group)
    _save(group, old_values(group, event))
    return (group,)


@transaction.atomic
def remove_group(group: CustomerGroup, *, version: int | None = None, actor: Actor, at: datetime) -> Event:
    """Remove a group that nobody is in and no list holds for; what lists held for it before, the events tell."""
    require(can_edit_price_list, actor, group)
    group = lock(group, version=version)
    _check_unused(group, actor)
    event = record(
        "customer_group.removed",
        group,
        actor=actor,
        at=at,
        changes={name: [getattr(group, name), None] for name in ("number", "name", "note")},
        data={"name": group.name},
    )
    group.price_lists.all().delete()
    group.customers.exclude(merged_into=None).update(group=None)  # signs only of where a customer has gone
    group.delete()
    return event


def keep_group(group: CustomerGroup | None) -> CustomerGroup | None:
    """Hold the group while something is about to name it; Invalid once it has gone."""
    try:
        return lock(group) if group is not None else None
    except Conflict as error:
        text = _("This customer group was removed meanwhile. Choose another one.")
        raise Invalid("group_gone", text, {"group": text}) from error


def _check_unused(group: CustomerGroup, actor: Actor) -> None:
    members = Customer.objects.filter(group=group, merged_into=None).count()
    if members:
        text = ngettext(
            "%(count)d customer is in this group. Move it to another one first.",
            "%(count)d customers are in this group. Move them to another one first.",
            members,
        )
        raise Refused("group_in_use", text % {"count": members})
    holding = group.price_lists.filter(Q(end=None) | Q(end__gt=actor.today)).select_related("price_list")
    names = sorted({use.price_list.name for use in holding})
    if names:
        text = _("This group still buys by: %(lists)s. End that first.")
        raise Refused("group_has_lists", text % {"lists": ", ".join(names)})


def _save(group: CustomerGroup, values: Mapping[str, Any]) -> dict[str, list[Any]]:
    if "number" in values:
        _check_number(values["number"], group)
    key = {"name_key": fold(str(values["name"]))[:100]} if "name" in values else {}
    changes = save_changes(group, {**values, **key})
    changes.pop("name_key", None)
    return changes


def _check_number(number: str, group: CustomerGroup | None = None) -> None:
    lock_name("customers.group")
    if CustomerGroup.objects.filter(number=number).exclude(pk=group.pk if group else 0).exists():
        raise Invalid("number_taken", _("This key is taken."), {"number": _("This key is taken.")})
