"""Taking a merge back, exactly."""

from __future__ import annotations

from datetime import datetime

from django.db import models, transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tandem.core.actor import Actor
from tandem.core.errors import Refused
from tandem.core.events import record
from tandem.core.locking import lock
from tandem.core.models import Event, EventUndo
from tandem.core.rules import require
from tandem.core.undo import KEPT
from tandem.customers.merging.moving import refresh
from tandem.customers.merging.steps import undo_steps
from tandem.customers.models import Customer, Merge, PairKind, Site
from tandem.customers.rules import can_undo_merge
from tandem.people.queries import signed_in


@transaction.atomic
def undo_merge(merge: Merge, *, actor: Actor, at: datetime) -> Event:
    """Both are there again, each with its own; what was written down since stays with the survivor.

    A field that somebody has changed since stays as it is and is told on the page of the merge.
    """
    subjects = _restore(merge, actor, at)
    verb = f"{merge.kind}.merged"
    done = Event.objects.get(verb=verb, subjects__kind=Merge.ref_kind, subjects__object_id=merge.pk)
    undone = record(f"{verb}.undone", *subjects, actor=actor, at=at, data={"undoes": done.pk, "merge": merge.pk})
    EventUndo.objects.create(event=done, undone_by=undone)
    return undone


def take_back_merge(event: Event, actor: Actor, at: datetime) -> tuple[models.Model, ...]:
    """The same from the toast; `undo_event` records it."""
    return _restore(Merge.objects.get(pk=event.data["merge"]), actor, at)


def _restore(merge: Merge, actor: Actor, at: datetime) -> tuple[models.Model, ...]:
    require(can_undo_merge, actor, merge)
    customers = [lock(Customer(pk=key)) for key in sorted({merge.survivor_id, merge.loser_id})]
    merge = lock(merge)
    require(can_undo_merge, actor, merge)
    _check(merge, at)
    _make_room(merge)
    merge.kept = undo_steps(merge.steps)
    merge.undone_at, merge.undone_by = at, signed_in(actor)
    merge.save(update_fields=["kept", "undone_at", "undone_by"])
    for customer in customers:
        _have_main_site(customer)
    refresh([customer.pk for customer in customers], at)
    people = [contact for contact in (merge.surviving_contact, merge.losing_contact) if contact]
    return (merge, *customers, *people)


def _check(merge: Merge, at: datetime) -> None:
    if merge.undone_at:
        raise Refused("undone_already", _("This has been taken back already."))
    if merge.at <= at - KEPT:
        raise Refused("too_late", _("A merge can be taken back for thirty days, and these are over."))
    later = _later(merge)
    if later is not None:
        text = _("%(one)s was merged into %(two)s after that. Take that back first.")
        raise Refused("merged_since", text % {"one": later.merged, "two": later.winner})


def _later(merge: Merge) -> Merge | None:
    """The latest merge that stands and builds on this one: of the same customer, or for contacts of the same people."""
    later = Merge.objects.filter(pk__gt=merge.pk, undone_at=None).order_by("-pk")
    here = Q(survivor=merge.survivor_id) | Q(loser=merge.survivor_id)
    if merge.kind == PairKind.CONTACT:
        people = [merge.surviving_contact_id, merge.losing_contact_id]
        of_people = Q(surviving_contact__in=people) | Q(losing_contact__in=people)
        here = of_people | (here & Q(kind=PairKind.CUSTOMER))
    return later.filter(here).first()


def _make_room(merge: Merge) -> None:
    """A site that became the main one after going over goes back without: there is one main site each."""
    moved = {step["field"]: step["ids"] for step in merge.steps if step["model"] == Site._meta.label_lower}
    if "is_main" in moved or Site.objects.filter(customer=merge.loser_id, is_main=True).exists():
        Site.objects.filter(pk__in=moved.get("customer_id", ()), customer=merge.survivor_id).update(is_main=False)


def _have_main_site(customer: Customer) -> None:
    """Where the main site went back to the other, the next one is it."""
    if not customer.sites.filter(is_main=True).exists():
        first = customer.sites.order_by("pk").first()
        if first is not None:
            Site.objects.filter(pk=first.pk).update(is_main=True)
            Customer.objects.filter(pk=customer.pk).update(town=first.town, country=first.country)
