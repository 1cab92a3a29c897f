"""What follows for customers when a tandem moves to another team or closes."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from tandem.core.actor import Actor
from tandem.core.events import Draft, record_many
from tandem.core.models import Event
from tandem.core.spans import on_day, overlapping
from tandem.tandems.models import Tandem

from .merging.origin import told_about
from .models import Assignment, Customer


def follow_team(event: Event, at: datetime) -> None:
    """A tandem that moves takes the customers it owns along: lists and queues go by the customer's team."""
    actor, tandem = Actor.system(at, event.actor_label), _tandem(event)
    now = Assignment.objects.filter(on_day(actor.today), tandem=tandem)
    rows = Customer.objects.filter(pk__in=now.values("customer")).exclude(team=tandem.team_id)
    drafts = [
        Draft("customer.moved", at, _about(customer.pk, tandem), _changed("team", customer.team_id, tandem.team_id))
        for customer in rows
    ]
    rows.update(team=tandem.team_id)
    record_many(drafts, actor=actor, deliver=True)


def queue_customers(event: Event, at: datetime) -> None:
    """A tandem that closes gives its customers into the team's queue on that day; what was planned falls away."""
    tandem, day = _tandem(event), date.fromisoformat(event.data["from"])
    if tandem.closed_on != day:  # taken back before this ran
        return
    rows = Assignment.objects.filter(overlapping(day, None), tandem=tandem)
    reason = _("The tandem %s was closed.") % tandem.name
    drafts = [
        Draft(
            "customer.queued",
            at,
            _about(row.customer_id, tandem),
            {
                **_changed("tandem", tandem.name, None),
                "from": day.isoformat(),
                "reason": reason,
                "closed_by": event.pk,
                "span": [row.start.isoformat(), row.end.isoformat() if row.end else None],
            },
        )
        for row in rows
    ]
    rows.filter(start__gte=day).delete()
    rows.update(end=day)
    record_many(drafts, actor=Actor.system(at, event.actor_label), deliver=True)


def own_again(event: Event, at: datetime) -> None:
    """Closing was taken back: the tandem owns its customers again, except those that another one has by now."""
    tandem = _tandem(event)
    drafts = []
    for queued in _queued(tandem, event.data["undoes"]):
        day, (start, end) = date.fromisoformat(queued.data["from"]), map(_day, queued.data["span"])
        key = told_about(queued, Customer.ref_kind)
        if start and _restore(key, tandem, day, start, end):
            data = {**_changed("tandem", None, tandem.name), "tandem": tandem.name, "from": day.isoformat()}
            drafts.append(Draft("customer.assigned", at, _about(key, tandem), data))
    record_many(drafts, actor=Actor.system(at, event.actor_label), deliver=True)


def _queued(tandem: Tandem, closed_by: int) -> Iterable[Event]:
    return Event.objects.filter(
        verb="customer.queued",
        subjects__kind=Tandem.ref_kind,
        subjects__object_id=tandem.pk,
        data__closed_by=closed_by,
    )


def _restore(customer_id: int, tandem: Tandem, day: date, start: date, end: date | None) -> bool:
    """Give the span back as it was; not where its days have another owner, or it is there already."""
    rows = Assignment.objects.filter(customer=customer_id)
    if rows.filter(overlapping(max(start, day), end)).exists():
        return False
    if start >= day:
        Assignment.objects.create(customer_id=customer_id, tandem=tandem, start=start, end=end)
        return True
    return bool(rows.filter(tandem=tandem, start=start, end=day).update(end=end))


def _tandem(event: Event) -> Tandem:
    return Tandem.objects.get(pk=event.subjects.get(kind=Tandem.ref_kind).object_id)


def _about(customer_id: int, tandem: Tandem) -> list[tuple[str, int]]:
    return [(Customer.ref_kind, customer_id), (Tandem.ref_kind, tandem.pk)]


def _changed(field: str, old: Any, new: Any) -> dict[str, Any]:
    return {"changes": {field: [old, new]}}


def _day(iso: str | None) -> date | None:
    return date.fromisoformat(iso) if iso else None
