"""The history of one object: every event that concerns it, with old and new values."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache, reduce
from operator import or_
from typing import Any

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.db.models import Q
from django.http import Http404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tandem.core.actor import Actor
from tandem.core.kinds import Kind, kinds
from tandem.core.models import Event
from tandem.core.templatetags.tandem import day, money, percent, quantity, unit_price
from tandem.tandems.models import SeatRole

from .deeds import deed

PAGE = 50


@dataclass(frozen=True)
class Change:
    """One field of an event."""

    label: str
    old: str
    new: str


@dataclass(frozen=True)
class HistoryEntry:
    """One event with its changes."""

    event: Event
    changes: Sequence[Change]
    undone: bool

    @property
    def deed(self) -> str:
        """What happened, in words."""
        return deed(self.event.verb)


@dataclass(frozen=True)
class History:
    """What happened to an object, newest first."""

    kind: Kind
    thing: Any
    url: str
    entries: Sequence[HistoryEntry]
    more_before: int | None


def history_of(kind: str, pk: int, actor: Actor, *, before: int | None = None) -> History:
    """The history of an object this viewer may see, else 404; constant statements."""
    known = kinds().get(kind)
    thing = known.visible(actor).filter(pk=pk).first() if known else None
    if known is None or thing is None:
        raise Http404
    rows = Event.objects.filter(subjects__kind=kind, subjects__object_id=pk).select_related("undo")
    if verbs := known.verbs(actor, thing):  # a tandem's customers, a person's absences: not for all who see the thing
        rows = rows.filter(reduce(or_, (Q(verb__startswith=verb) for verb in verbs)))
    if before:
        rows = rows.filter(pk__lt=before)
    events = list(rows.order_by("-pk")[: PAGE + 1])
    shown = events[:PAGE]
    names, hidden = _names(thing, shown), known.hidden(actor, thing)
    return History(
        kind=known,
        thing=thing,
        url=known.url(thing),
        entries=[HistoryEntry(event, _changes(event, thing, names, hidden), hasattr(event, "undo")) for event in shown],
        more_before=shown[-1].pk if len(events) > PAGE else None,
    )


def price_tiers(tiers: Sequence[tuple[int, int]], currency: str) -> str:
    """What something costs, from which quantity on."""
    shown = [(begin, quantity(begin), unit_price(price, currency)) for begin, price in tiers]
    return "; ".join(
        _("from %(quantity)s: %(price)s") % {"quantity": text, "price": price} if begin else price
        for begin, text, price in shown
    )


def _percent(ppm: int, currency: str) -> str:
    """A probability; the currency has nothing to say about it."""
    return percent(ppm)


AMOUNTS: Mapping[str, Callable[[Any, str], str]] = {
    "net_cents": money,
    "value_cents": money,
    "weighted_cents": money,
    "own_chance_ppm": _percent,
    "chance_ppm": _percent,
    "discount_ppm": _percent,
    "list_price": unit_price,
    "cost": unit_price,
    "prices": price_tiers,
}
OTHER = {"price_list": "product", "product": "price_list"}  # of an event about two: where the other one's name stands
DAYS = frozenset({"end", "left_on"})  # days that are no field of the model
WORDS = {  # what a change is of, where it is no field of the model
    "attributes": gettext_lazy("Compared by"),
    "end": gettext_lazy("End"),
    "inside": SeatRole.INSIDE.label,
    "field": SeatRole.FIELD.label,
    "discount_ppm": gettext_lazy("Discount in %"),
    "left_on": gettext_lazy("left on"),
    "prices": gettext_lazy("Price"),
    "reason": gettext_lazy("Reason"),
    "recommended": gettext_lazy("Recommended"),
    "tandem": gettext_lazy("Tandem"),
    "values": gettext_lazy("Comparison"),
    "weights": gettext_lazy("Weights"),
    "working_times": gettext_lazy("Working time"),
}
Model = type[models.Model]
Names = dict[tuple[Model, str, Any], str]


@cache
def _models() -> dict[str, Model]:
    """What the first half of a verb is about: order.confirmed changes an order, whosever history tells it."""
    return {model.ref_kind: model for model in apps.get_models() if hasattr(model, "ref_kind")}


def _model(event: Event, thing: models.Model) -> Model:
    return _models().get(event.verb.partition(".")[0], type(thing))


def _changes(event: Event, thing: models.Model, names: Names, hidden: frozenset[str]) -> list[Change]:
    model, other = _model(event, thing), event.data.get(OTHER.get(thing.ref_kind, ""))  # type: ignore[attr-defined]
    currency = event.data.get("currency") or getattr(thing, "currency", "EUR")

    def shown(name: str, value: Any) -> str:
        if name in AMOUNTS and isinstance(value, int | list) and value != []:
            return AMOUNTS[name](value, currency)
        return _shown(model, name, value, names)

    return [
        Change(": ".join(filter(None, [other, _label(model, name)])), shown(name, old), shown(name, new))
        for name, (old, new) in event.changes.items()
        if name not in hidden
    ]


def _field(model: Model, name: str) -> models.Field[Any, Any] | None:
    try:
        found = model._meta.get_field(name)
    except FieldDoesNotExist:
        return None
    return found if isinstance(found, models.Field) else None


def _label(model: Model, name: str) -> str:
    field = _field(model, name)
    return str(field.verbose_name if field else WORDS.get(name, name.replace("_", " ")))


def _names(thing: models.Model, events: Sequence[Event]) -> Names:
    """What references of the changes are called; one statement per kind of thing that is referred to."""
    wanted: dict[Model, set[int]] = {}
    refs: set[tuple[Model, str, int, Model]] = set()
    for event in events:
        model = _model(event, thing)
        for name, values in event.changes.items():
            field = _field(model, name)
            if field is not None and field.is_relation:
                related: Model = field.related_model  # type: ignore[assignment]
                keys = {value for value in values if isinstance(value, int)}
                wanted.setdefault(related, set()).update(keys)
                refs |= {(model, name, key, related) for key in keys}
    found = {related: related._default_manager.in_bulk(keys) for related, keys in wanted.items() if keys}
    return {
        (model, name, key): str(found[related][key])
        for model, name, key, related in refs
        if key in found.get(related, {})
    }


def _shown(model: Model, name: str, value: Any, names: Names) -> str:
    if value in (None, "", [], {}):
        return "–"
    if isinstance(value, dict):
        return ", ".join(f"{key}: {told}" for key, told in value.items())
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if (model, name, value if isinstance(value, int) else None) in names:
        return names[model, name, value]
    field = _field(model, name)
    if isinstance(field, models.DateField) or (field is None and name in DAYS):
        return day(date.fromisoformat(value[:10]))
    choices = dict(field.flatchoices) if field is not None and field.choices else {}
    if isinstance(value, list):
        return ", ".join(str(choices.get(item, item)) for item in value)
    return str(choices.get(value, value))
