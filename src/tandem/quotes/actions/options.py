"""The options of a draft that exclude each other, and what they are compared by."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from tandem.core.actor import Actor
from tandem.core.errors import Conflict, Invalid, Refused
from tandem.core.locking import lock, save_changes
from tandem.core.models import Event
from tandem.core.rules import require
from tandem.quotes.models import Line, Option, Quote, Revision
from tandem.quotes.rules import can_edit_quote

from .common import lock_draft, record_quote, refresh

MOST_OPTIONS = 5
MOST_ATTRIBUTES = 30


@transaction.atomic
def add_option(quote: Quote, *, name: str, copy_of: int | None = None, actor: Actor, at: datetime) -> Option:
    """One more alternative, empty or with the lines of another one."""
    require(can_edit_quote, actor, quote)
    quote, revision = lock_draft(quote)
    count = revision.options.count()
    if count >= MOST_OPTIONS:
        raise Refused("too_many_options", _("More than %d options are no help to anybody.") % MOST_OPTIONS)
    option = Option.objects.create(revision=revision, position=count + 1, name=_named(name))
    if copy_of is not None:
        source = _option(revision, copy_of)
        option.values = dict(source.values)
        option.save(update_fields=["values"])
        copy_lines(list(source.lines.all()), revision, option_of=lambda line: option)
    refresh(quote, revision)
    record_quote("quote.option_added", quote, actor=actor, at=at, option=option.pk, name=option.name)
    return option


@transaction.atomic
def edit_option(
    quote: Quote,
    option_id: int,
    *,
    values: Mapping[str, Any],
    version: int | None = None,
    actor: Actor,
    at: datetime,
) -> Event | None:
    """Rename it, recommend it and say why; one at most is recommended. None when nothing differs."""
    require(can_edit_quote, actor, quote)
    quote, revision = lock_draft(quote)
    option = lock(_option(revision, option_id), version=version)
    new = dict(values)
    if "name" in new:
        new["name"] = _named(new["name"])
    if new.get("recommended"):
        revision.options.exclude(pk=option.pk).filter(recommended=True).update(recommended=False)
    changes = save_changes(option, new)
    if not changes:
        return None
    refresh(quote, revision)
    return record_quote("quote.option_edited", quote, actor=actor, at=at, changes=changes, name=option.name)


@transaction.atomic
def remove_option(quote: Quote, option_id: int, *, actor: Actor, at: datetime) -> Event:
    """Take an alternative out with its lines; the last one stays."""
    require(can_edit_quote, actor, quote)
    quote, revision = lock_draft(quote)
    option = _option(revision, option_id)
    if revision.options.count() < 2:
        raise Refused("last_option", _("A quote has at least one option."))
    lines = option.lines.count()
    option.delete()
    refresh(quote, revision)
    return record_quote("quote.option_removed", quote, actor=actor, at=at, name=option.name, lines=lines)


@transaction.atomic
def set_attributes(quote: Quote, *, names: Sequence[str], actor: Actor, at: datetime) -> Event | None:
    """By what the options are compared, in this order; None when nothing differs."""
    require(can_edit_quote, actor, quote)
    quote, revision = lock_draft(quote)
    clean = list(dict.fromkeys(name.strip()[:80] for name in names if name.strip()))
    if len(clean) > MOST_ATTRIBUTES:
        raise Invalid("too_many_attributes", _("At most %d rows.") % MOST_ATTRIBUTES)
    changes = save_changes(revision, {"attributes": clean})
    if not changes:
        return None
    refresh(quote, revision)
    return record_quote("quote.compared", quote, actor=actor, at=at, changes=changes)


@transaction.atomic
def set_value(quote: Quote, option_id: int, *, attribute: str, value: str, actor: Actor, at: datetime) -> Event | None:
    """What an option says to one attribute; each cell stands for itself, so that two may fill a table."""
    require(can_edit_quote, actor, quote)
    quote, revision = lock_draft(quote)
    option = lock(_option(revision, option_id))
    if attribute not in revision.attributes:
        raise Conflict("attribute_gone", _("Somebody else removed this meanwhile."))
    new = {**option.values, attribute: value.strip()[:200]}
    changes = save_changes(option, {"values": {key: text for key, text in new.items() if text}})
    if not changes:
        return None
    refresh(quote, revision)
    return record_quote("quote.compared", quote, actor=actor, at=at, changes=changes, name=option.name)


def copy_lines(lines: Sequence[Line], revision: Revision, *, option_of: Callable[[Line], Option | None]) -> None:
    """The same lines once more, behind the others; each goes to the option that `option_of` says."""
    start = revision.lines.count()
    for place, line in enumerate(lines, 1):
        option = option_of(line)
        line.pk, line.version, line.option, line.revision, line.position = None, 1, option, revision, start + place
        line._state.adding = True
    Line.objects.bulk_create(lines)


def _option(revision: Revision, option_id: int) -> Option:
    found = revision.options.filter(pk=option_id).first()
    if found is None:
        raise Conflict("option_gone", _("This option has been removed meanwhile."))
    return found


def _named(name: str) -> str:
    if not name.strip():
        raise Invalid("no_name", _("Give it a name."), {"name": _("Give it a name.")})
    return name.strip()[:80]
