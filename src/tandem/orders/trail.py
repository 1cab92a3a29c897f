"""How one order ran through the house, told from its events."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from itertools import zip_longest
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tandem.core.actor import Actor
from tandem.core.models import Delivery, Event
from tandem.core.rules import allows
from tandem.core.templatetags.tandem import day, money, percent, quantity, unit_price
from tandem.customers.models import Contact
from tandem.people.models import Employee
from tandem.tandems.models import Tandem

from .models import Cause, Order, OrderStatus
from .rules import can_see_credits

DONE, WAITING, PARKED = "done", "waiting", "parked"
LATE = timedelta(days=1)  # from here on it matters that we knew it later than it was
Text = Any
TITLES: dict[str, Text] = {
    "order.captured": gettext_lazy("Captured"),
    "order.imported": gettext_lazy("Taken over"),
    "order.edited": gettext_lazy("Corrected"),
    "order.confirmed": gettext_lazy("Confirmed: prices and credits are frozen"),
    "order.cancelled": gettext_lazy("Cancelled"),
    "order.credited": gettext_lazy("Credit note issued"),
    "credit_note.withdrawn": gettext_lazy("Credit note withdrawn"),
    "order.printed": gettext_lazy("Confirmation printed"),
    "order.promised": gettext_lazy("Delivery promised"),
    "order.delivered": gettext_lazy("Delivery noted"),
    "order.captured.undone": gettext_lazy("Capture taken back"),
    "order.edited.undone": gettext_lazy("Correction taken back"),
    "order.promised.undone": gettext_lazy("Promise of delivery taken back"),
    "order.delivered.undone": gettext_lazy("Delivery taken back"),
}
REACTIONS: dict[str, Text] = {
    "orders.refresh_figures": gettext_lazy("The customer's figures are computed anew"),
}


@dataclass(frozen=True)
class Change:
    """A field, a line or a share, before and after; both in words."""

    label: Text
    old: str
    new: str


@dataclass(frozen=True)
class Frozen:
    """A share as the confirmation froze it."""

    seat: str
    name: str
    weight: int
    net: str


@dataclass(frozen=True)
class Reaction:
    """What followed of itself, and how far it is."""

    label: Text
    state: str
    at: datetime | None


@dataclass(frozen=True)
class Step:
    """One event of the order."""

    id: int
    verb: str
    title: Text
    who: str
    half: str
    at: datetime
    known_at: datetime | None  # when we knew it, where that was later
    net: str
    note: str
    reason: str
    changes: Sequence[Change] = ()
    shares: Sequence[Frozen] = ()
    reactions: Sequence[Reaction] = ()
    taken_back: bool = False


@dataclass
class _Names:
    """Names behind the ids that events keep."""

    people: Mapping[int, Employee] = field(default_factory=dict)
    tandems: Mapping[int, Tandem] = field(default_factory=dict)
    contacts: Mapping[int, Contact] = field(default_factory=dict)


def trail_of(order: Order, actor: Actor) -> list[Step]:
    """All steps, oldest first; at most five statements, however many steps and lines."""
    rows = Event.objects.filter(subjects__kind=Order.ref_kind, subjects__object_id=order.pk)
    events = list(rows.select_related("undo").prefetch_related("deliveries").order_by("id"))
    names = _names(events)
    steps = [_step(event, order, names) for event in events]
    own = any(row["employee"] == actor.id for event in events for row in event.data.get("credits", ()))
    if own or allows(can_see_credits, actor, order):
        return steps
    return [replace(step, shares=[]) for step in steps]


def _step(event: Event, order: Order, names: _Names) -> Step:
    data, currency = event.data, order.currency
    return Step(
        id=event.pk,
        verb=event.verb,
        title=TITLES.get(event.verb, event.verb),
        who=event.who,
        half=event.half,
        at=event.at,
        known_at=event.recorded_at if event.recorded_at - event.at > LATE else None,
        net=money(data["net_cents"], currency) if "net_cents" in data else "",
        note=data.get("note", ""),
        reason=_reason(data),
        changes=[*_fields(event, currency, names), *_lines(data.get("lines"), currency)],
        shares=[_frozen(row, currency, names) for row in data.get("credits", ())],
        reactions=[_reaction(delivery) for delivery in event.deliveries.all()],
        taken_back=hasattr(event, "undo"),
    )


def _reason(data: Mapping[str, Any]) -> str:
    """Cause and text, as far as there are any."""
    labels = {str(key): str(label) for key, label in Cause.choices}
    return ": ".join(part for part in (labels.get(data.get("cause", ""), ""), data.get("reason", "")) if part)


def _fields(event: Event, currency: str, names: _Names) -> list[Change]:
    return [
        Change(Order._meta.get_field(name).verbose_name, *(_shown(name, value, currency, names) for value in pair))  # type: ignore[union-attr]
        for name, pair in event.changes.items()
    ]


def _shown(name: str, value: Any, currency: str, names: _Names) -> str:
    """A kept value in words."""
    if value in (None, ""):
        return "–"
    if name == "net_cents":
        return money(value, currency)
    if name.endswith("_on"):
        return day(date.fromisoformat(value))
    if name == "status":
        return str(OrderStatus(value).label)
    if name in ("tandem", "contact"):
        return str((names.tandems if name == "tandem" else names.contacts).get(value, "–"))
    return str(value)


def _lines(kept: Any, currency: str) -> list[Change]:
    """Lines that differ; a captured event only keeps how many there were."""
    if not isinstance(kept, dict):
        return []
    pairs = zip_longest(kept["old"], kept["new"])
    return [
        Change(_("Line %d") % position, *(_line(row, currency) if row else "–" for row in (old, new)))
        for position, (old, new) in enumerate(pairs, 1)
        if old != new
    ]


def _line(row: Mapping[str, Any], currency: str) -> str:
    """3 pc Motor × 1.99 € − 5 % = 5.67 €."""
    less = f" − {percent(row['discount_ppm'])}" if row["discount_ppm"] else ""
    price, net = unit_price(row["unit_price"], currency), money(row["net_cents"], currency)
    return f"{quantity(row['quantity'])} {row['unit']} {row['text']} × {price}{less} = {net}"


def _frozen(row: Mapping[str, Any], currency: str, names: _Names) -> Frozen:
    person = names.people.get(row["employee"] or 0)
    return Frozen(row["seat"], str(person) if person else "", row["weight"], money(row["net_cents"], currency))


def _reaction(delivery: Delivery) -> Reaction:
    label = REACTIONS.get(delivery.handler, delivery.handler)
    if delivery.done_at:
        return Reaction(label, DONE, delivery.done_at)
    return Reaction(label, PARKED, delivery.parked_at) if delivery.parked_at else Reaction(label, WAITING, None)


def _names(events: Sequence[Event]) -> _Names:
    """One statement per kind that occurs."""
    people = {row["employee"] for event in events for row in event.data.get("credits", ())}
    ids = {
        name: {value for event in events for value in event.changes.get(name, ()) if value}
        for name in ("tandem", "contact")
    }
    return _Names(
        people=Employee.objects.in_bulk(people - {None}),
        tandems=Tandem.objects.in_bulk(ids["tandem"]),
        contacts=Contact.objects.in_bulk(ids["contact"]),
    )
