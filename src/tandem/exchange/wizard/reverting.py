"""Taking back a whole import: changes get their old values, what was made goes, unless somebody worked on it since."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import models, transaction
from django.db.models import F, Q
from django.db.models.deletion import ProtectedError, RestrictedError
from django.utils.translation import gettext as _

from tandem.catalogue.models import PriceList, Product
from tandem.core import search
from tandem.core.actor import Actor
from tandem.core.errors import Refused, TandemError
from tandem.core.jobs import Cancelled, Work
from tandem.core.locking import lock, save_changes
from tandem.core.models import Event, EventSubject, EventUndo, SearchRow
from tandem.core.rules import Rule, allows, require
from tandem.core.undo import old_values, undoers
from tandem.customers.entries import customer_entry
from tandem.customers.models import Contact, Customer, Merge, PriceListUse, Site
from tandem.customers.queries import remember_owner, with_owner
from tandem.customers.rules import can_own_customer, can_see_customer, can_serve_customer
from tandem.exchange.models import Import, ImportRefusal, ImportState
from tandem.orders.actions import withdraw_credit_note
from tandem.orders.billing.balance import refresh_open
from tandem.orders.billing.rules import can_enter_invoice, can_enter_payment
from tandem.orders.figures import refresh_some
from tandem.orders.models import CreditNote, Invoice, Order, Payment
from tandem.people.models import Employee
from tandem.pipeline.models import Lead, LeadPerson, Opportunity
from tandem.pipeline.rules import can_work_on_lead

from .running import refuse_barred

LOT = 300
MADE: dict[str, type[models.Model]] = {
    "customer.imported": Customer,
    "site.added": Site,
    "contact.added": Contact,
    "lead.created": Lead,
    "opportunity.created": Opportunity,
    "product.added": Product,
    "price_list.created": PriceList,
    "order.captured": Order,
    "invoice.entered": Invoice,
    "payment.entered": Payment,
    "employee.hired": Employee,
}


def _always(actor: Actor, thing: Any) -> bool:
    return True


def _seen(actor: Actor, thing: Any) -> bool:
    return can_see_customer(actor, thing.customer)


# What belongs to a customer goes only while who put it in may still do such a thing there.
MAY_GO: dict[type[models.Model], Rule] = {
    Site: can_own_customer,
    Contact: can_serve_customer,
    Opportunity: _seen,
    Order: _seen,
    Invoice: lambda actor, thing: can_enter_invoice(actor, thing.customer),
    Payment: lambda actor, thing: can_enter_payment(actor, thing.invoice.customer),
    Lead: can_work_on_lead,
}


@dataclass(frozen=True)
class Kept:
    """What was not taken back, and why."""

    line: int
    reason: str


def revert_import(work: Work) -> dict[str, Any]:
    """Runner: newest deed first, some hundred per transaction; cut off it goes on where it was."""
    one = Import.objects.get(pk=work.params["import"])
    if one.state != ImportState.REVERTING:
        raise Refused("import_not_reverting", _("This import is not being taken back any more."))
    refuse_barred(one, work.actor)
    undone_by = Event.objects.get(pk=work.params["event"])
    deeds = Event.objects.filter(trail=one.trail).exclude(pk=undone_by.pk)
    total, done = deeds.count(), deeds.filter(pk__gte=one.undone_to).count() if one.undone_to else 0
    try:
        while lot := list(deeds.filter(pk__lt=one.undone_to or undone_by.pk).order_by("-pk")[:LOT]):
            one.undone_to = _take_back(one, lot, undone_by, work)
            done += len(lot)
            work.progress(done, total, _("Taking back"))
    except Cancelled:
        Import.objects.filter(pk=one.pk).update(state=ImportState.STOPPED)
        raise
    Import.objects.filter(pk=one.pk).update(state=ImportState.REVERTED, reverted_at=work.at)
    one.refresh_from_db()
    return {"text": told(one), "url": one.get_absolute_url()}


def told(one: Import) -> str:
    """What taking back did, in a sentence."""
    counts = {"removed": one.removed, "restored": one.restored, "kept": one.kept}
    return _("%(removed)s removed, %(restored)s given their old values, %(kept)s kept.") % counts


@transaction.atomic
def _take_back(one: Import, lot: Sequence[Event], undone_by: Event, work: Work) -> int:
    lock(one)
    removed, restored = 0, 0
    kept: list[Kept] = []
    runs: list[tuple[str, list[Event]]] = []
    for event in lot:  # neighbours of one verb together, the order of deeds kept
        if not runs or runs[-1][0] != event.verb:
            runs.append((event.verb, []))
        runs[-1][1].append(event)
    for verb, events in runs:
        if verb in MADE:
            gone, left = _remove(MADE[verb], events, one, work.actor)
            removed, kept = removed + gone, [*kept, *left]
        elif verb == "lead.person_added":
            removed += _remove_people(events, work.actor)
        elif verb in ("order.delivered", "order.credited"):
            gone, left = _withdraw(events, work) if verb == "order.credited" else _restore(events, work)
            removed, kept = removed + gone, [*kept, *left]
        elif ("changes" in events[0].data or verb in ("order.promised", "order.edited")) and verb != "order.confirmed":
            back, left = _restore(events, work)
            restored, kept = restored + back, [*kept, *left]
    EventUndo.objects.bulk_create([EventUndo(event=event, undone_by=undone_by) for event in lot], ignore_conflicts=True)
    ImportRefusal.objects.bulk_create(
        ImportRefusal(of=one, stage=ImportRefusal.REVERT, line=item.line, reason=item.reason[:400]) for item in kept
    )
    Import.objects.filter(pk=one.pk).update(
        undone_to=lot[-1].pk,
        removed=F("removed") + removed,
        restored=F("restored") + restored,
        kept=F("kept") + len(kept),
    )
    return lot[-1].pk


def _remove(model: type[models.Model], events: Sequence[Event], one: Import, actor: Actor) -> tuple[int, list[Kept]]:
    kind: str = model.ref_kind  # type: ignore[attr-defined]
    made = EventSubject.objects.filter(event__in=[event.pk for event in events], kind=kind)
    keys = set(made.values_list("object_id", flat=True))
    others = EventSubject.objects.filter(kind=kind, object_id__in=keys).exclude(event__trail=one.trail)
    lasting = others.filter(event__undo=None, event__undoes=None)  # what was taken back again does not count
    touched = set(lasting.values_list("object_id", flat=True))
    rows = _with_customers(model._default_manager.filter(pk__in=keys), actor)
    kept = [Kept(row.pk, _("“%s” stays: somebody worked on it since") % row) for row in rows if row.pk in touched]
    rows = [row for row in rows if row.pk not in touched]
    free = [row for row in rows if allows(MAY_GO.get(model, _always), actor, row)]
    kept += [Kept(row.pk, _("“%s” stays: you may not change it any more") % row) for row in rows if row not in free]
    if model is Customer:
        _forget_undone_merges([row.pk for row in free])
    if model is PriceList:  # nobody else gave it to anybody, or it were touched
        PriceListUse.objects.filter(price_list__in=[row.pk for row in free]).delete()
    gone, blocked = _delete(model, free)
    kept += [Kept(row.pk, _("“%s” stays: something else needs it") % row) for row in blocked]
    SearchRow.objects.filter(kind=kind, object_id__in=gone).delete()
    if model is Site:
        _put_places_back(events)
    if model is Payment:
        refresh_open({row.invoice_id for row in free})
    if model is Order:
        refresh_some({row.customer_id for row in free}, one.created_at.date())
    return len(gone), kept


def _with_customers(rows: models.QuerySet[Any], actor: Actor) -> list[Any]:
    """The rows; their customers with their owners of today, so that rules ask nothing row by row."""
    found = list(rows.select_related("invoice__customer") if rows.model is Payment else rows)
    keys = {row.customer_id for row in found if getattr(row, "customer_id", None)}
    customers = {one.pk: one for one in with_owner(Customer.objects.filter(pk__in=keys), actor.today)} if keys else {}
    for customer in customers.values():
        remember_owner(customer, actor.today)
    for row in found:
        if customers and row.customer_id in customers:
            row.customer = customers[row.customer_id]
    return found


def _remove_people(events: Sequence[Event], actor: Actor) -> int:
    """People who came to a lead that was here before; one that was converted has them as contacts by now."""
    people = LeadPerson.objects.filter(pk__in=[event.data["person_id"] for event in events], lead__ended_at=None)
    mine = [one.pk for one in people.select_related("lead") if allows(can_work_on_lead, actor, one.lead)]
    rows = LeadPerson.objects.filter(pk__in=mine)
    return rows.delete()[1].get(LeadPerson._meta.label, 0)


def _put_places_back(events: Sequence[Event]) -> None:
    """A customer whose only site goes has the town again that it had before."""
    for event in events:
        if was := event.data.get("place_was"):
            key = event.subjects.get(kind=Customer.ref_kind).object_id
            customer = lock(Customer.objects.get(pk=key))
            if not customer.sites.exists() and save_changes(customer, was):
                search.replace_many([customer_entry(customer)])


def _forget_undone_merges(keys: Sequence[int]) -> None:
    """A merge that was taken back keeps nobody here; its events still tell of it."""
    Merge.objects.filter(Q(survivor__in=keys) | Q(loser__in=keys), undone_at__isnull=False).delete()


def _delete(model: type[models.Model], rows: Sequence[models.Model]) -> tuple[set[int], list[models.Model]]:
    """All at once; where something protects one of them, each by itself."""
    keys = {int(row.pk) for row in rows}
    try:
        with transaction.atomic():
            model._default_manager.filter(pk__in=keys).delete()
    except (ProtectedError, RestrictedError):
        blocked = [row for row in rows if not _delete_alone(model, row)]
        return keys - {int(row.pk) for row in blocked}, blocked
    return keys, []


def _delete_alone(model: type[models.Model], row: models.Model) -> bool:
    try:
        with transaction.atomic():
            model._default_manager.filter(pk=row.pk).delete()
    except (ProtectedError, RestrictedError):
        return False
    return True


def _restore(events: Sequence[Event], work: Work) -> tuple[int, list[Kept]]:
    """By the same undoers as the button beside a change."""
    restored, kept = 0, []
    for event in events:
        undo = _UNDO.get(event.verb) or undoers()[event.verb]
        try:
            with transaction.atomic():
                undo(event, work.actor, work.at)
            restored += 1
        except TandemError as error:
            name = event.data.get("name") or event.data.get("number") or event.verb
            kept.append(Kept(event.pk, f"{name}: {error.text}"))
    return restored, kept


def _withdraw(events: Sequence[Event], work: Work) -> tuple[int, list[Kept]]:
    """Credit notes are never deleted: pay may have followed them. They count no more, and their numbers are free."""
    made = EventSubject.objects.filter(event__in=[event.pk for event in events], kind=CreditNote.ref_kind)
    notes = CreditNote.objects.filter(pk__in=made.values("object_id"), withdrawal=None).order_by("-pk")
    gone, kept = 0, []
    for note in notes.select_related("order__customer", "order__tandem"):
        try:
            with transaction.atomic():
                reason = str(_("Its import was taken back"))
                withdraw_credit_note(note, reason=reason, frees_number=True, actor=work.actor, at=work.at)
            gone += 1
        except TandemError as error:
            kept.append(Kept(note.pk, f"{note.number}: {error.text}"))
    return gone, kept


def _undo_site(event: Event, actor: Any, at: Any) -> None:
    """An address as it was, with the town of its customer where it is the main one."""
    found = Site.objects.select_related("customer").get(pk=event.subjects.get(kind=Site.ref_kind).object_id)
    require(can_own_customer, actor, found)
    site = lock(found)
    save_changes(site, old_values(site, event))
    if main := event.data.get("main_was"):
        Site.objects.filter(pk=main, customer=site.customer_id).update(is_main=True)
    shown = Site.objects.filter(customer=site.customer_id, is_main=True).first()
    customer = lock(Customer.objects.get(pk=site.customer_id))
    if shown and save_changes(customer, {"town": shown.town, "country": shown.country}):
        search.replace_many([customer_entry(customer)])


_UNDO: dict[str, Callable[[Event, Any, Any], object]] = {"site.edited": _undo_site, "site.made_main": _undo_site}
