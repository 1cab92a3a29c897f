"""Which fields two customers or contacts are compared by, and which value is kept unless somebody says otherwise."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from django.db import models
from django.db.models import Max
from django.utils.formats import localize
from django.utils.translation import gettext as _

from tandem.core.models import EventSubject
from tandem.customers.models import Contact, Customer

KEEP, TAKE, BOTH = "keep", "take", "both"
M = TypeVar("M", Customer, Contact)
# What follows from other rows, or tells the one from the other for ever. All other fields are asked, new ones too.
NOT_ASKED = {
    Customer: {
        *("id", "version", "number", "name_key", "town", "group_key", "team", "created_at", "merged_into", "source_key")
    },
    Contact: {"id", "version", "customer", "left_at", "merged_into", "source_key"},
}


@dataclass(frozen=True)
class Row:
    """One field of the two side by side, as people read it."""

    name: str
    label: str
    kept: str  # of the survivor
    taken: str  # of the other
    choice: str  # keep, take or both
    may_have_both: bool = False

    @property
    def differs(self) -> bool:
        """Whether there is anything to choose."""
        return self.kept != self.taken


def asked_fields(model: type[models.Model]) -> list[Any]:
    """The fields that a merge asks for, in the order of the model."""
    left_out = NOT_ASKED[model]  # type: ignore[index]
    return [field for field in model._meta.concrete_fields if field.name not in left_out]


def compare(survivor: M, other: M) -> list[Row]:
    """All asked fields that have a value on either side, each with the value that is kept unless somebody chooses."""
    newer = is_newer(other, survivor)
    rows = []
    for field in asked_fields(type(survivor)):
        kept, taken = _told(survivor, field), _told(other, field)
        if kept or taken:
            both = isinstance(field, models.TextField) and bool(kept and taken)
            label = str(field.verbose_name)
            choice = _default(survivor, other, field, newer)
            rows.append(Row(field.name, label[:1].upper() + label[1:], kept, taken, choice, both))
    return rows


def is_newer(one: M, two: M) -> bool:
    """Whether what `one` says has been written down later than what `two` says; one statement."""
    kind = one.ref_kind
    verbs = [f"{kind}.{deed}" for deed in ("created", "added", "imported", "edited")]
    rows = EventSubject.objects.filter(kind=kind, object_id__in=[one.pk, two.pk], event__verb__in=verbs)
    latest: dict[int, int] = dict(
        rows.order_by().values_list("object_id").annotate(latest=Max("event"))
    )  # numbered in their order
    return latest.get(one.pk, 0) > latest.get(two.pk, 0)


def _default(survivor: M, other: M, field: Any, newer: bool) -> str:
    """Filled over empty; the careful answer where there is one; texts together; else what was written later."""
    kept, taken = getattr(survivor, field.attname), getattr(other, field.attname)
    if kept == taken or taken in (None, ""):
        return KEEP
    if kept in (None, ""):
        return TAKE
    if field.name in _CAREFUL:
        return TAKE if _CAREFUL[field.name](taken) < _CAREFUL[field.name](kept) else KEEP
    if isinstance(field, models.TextField):
        return BOTH
    return TAKE if newer else KEEP


_LIVELY = ["active", "dormant", "prospect", "lost"]
# Whatever is smaller by these is kept: secrecy, the earlier day, the livelier state; and their own first contact.
_CAREFUL: dict[str, Callable[[Any], Any]] = {
    "restricted": lambda value: not value,
    "since": lambda value: value,
    "lifecycle": _LIVELY.index,
    "is_first": lambda value: not value,
}


def chosen_values(survivor: M, other: M, choices: Mapping[str, str]) -> dict[str, Any]:
    """The values, by column, that the survivor gets by these choices; keeping is no choice."""
    values: dict[str, Any] = {}
    for field in asked_fields(type(survivor)):
        choice = choices.get(field.name, KEEP)
        if choice == TAKE:
            values[field.attname] = getattr(other, field.attname)
        elif choice == BOTH and isinstance(field, models.TextField):
            values[field.attname] = _together(getattr(survivor, field.attname), getattr(other, field.attname))
    return values


def default_choices(survivor: M, other: M) -> dict[str, str]:
    """What is chosen where nobody chooses: for people who come along with their customer."""
    newer = is_newer(other, survivor)
    return {field.name: _default(survivor, other, field, newer) for field in asked_fields(type(survivor))}


def _together(one: str, two: str) -> str:
    """Both texts, line by line, none twice."""
    return "\n".join(dict.fromkeys(line for line in (*one.splitlines(), *two.splitlines()) if line.strip()))


def _told(thing: models.Model, field: Any) -> str:
    value = getattr(thing, field.attname)
    if value in (None, ""):
        return ""
    if isinstance(field, models.BooleanField):
        return _("yes") if value else _("no")
    if field.choices:
        return str(getattr(thing, f"get_{field.name}_display")())
    return str(getattr(thing, field.name) if field.is_relation else localize(value))
