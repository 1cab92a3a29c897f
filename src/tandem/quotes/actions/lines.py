"""The lines of a draft. Each is a row with a version of its own, so that two people write side by side."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F, Max
from django.utils.translation import gettext_lazy as _

from tandem.core.actor import Actor
from tandem.core.errors import Conflict, Invalid
from tandem.core.locking import lock, save_changes
from tandem.core.models import Event
from tandem.core.rules import require
from tandem.quotes.models import Line, Option, Quote, Revision, Section
from tandem.quotes.pricing import MOST_LINES, LineInput, terms_of
from tandem.quotes.rules import can_edit_quote

from .common import lock_draft, record_quote, refresh


@transaction.atomic
def add_line(quote: Quote, line: LineInput, *, actor: Actor, at: datetime) -> Line:
    """One more position, at the end."""
    require(can_edit_quote, actor, quote)
    quote, revision = lock_draft(quote)
    if revision.lines.count() >= MOST_LINES:
        raise Invalid("too_many_lines", _("A quote has at most %d lines.") % MOST_LINES)
    last = revision.lines.aggregate(last=Max("position"))["last"] or 0
    row = Line(revision=revision, position=last + 1, **_values(quote, revision, line, actor))
    row.save()
    refresh(quote, revision)
    record_quote("quote.line_added", quote, actor=actor, at=at, line=row.pk, name=row.text)
    return row


@transaction.atomic
def edit_line(
    quote: Quote, line_id: int, line: LineInput, *, version: int | None = None, actor: Actor, at: datetime
) -> Event | None:
    """Change a position; a Conflict where somebody else changed the same one. None when nothing differs."""
    require(can_edit_quote, actor, quote)
    quote, revision = lock_draft(quote)
    row = _lock(revision, line_id, version)
    values = _values(quote, revision, line, actor)
    plain = {name: value for name, value in values.items() if name not in ("cost", "price_from")}
    changes = save_changes(row, values)
    told = {name: changes[name] for name in plain if name in changes}
    if not changes:
        return None
    refresh(quote, revision)
    return record_quote("quote.line_edited", quote, actor=actor, at=at, changes=told, line=row.pk, name=row.text)


@transaction.atomic
def remove_line(quote: Quote, line_id: int, *, version: int | None = None, actor: Actor, at: datetime) -> Event:
    """Take a position out; it can be brought back."""
    require(can_edit_quote, actor, quote)
    quote, revision = lock_draft(quote)
    row = _lock(revision, line_id, version)
    kept = asdict(input_of(row))
    row.delete()
    refresh(quote, revision)
    return record_quote(
        "quote.line_removed", quote, actor=actor, at=at, name=row.text, removed=kept, position=row.position
    )


@transaction.atomic
def move_line(quote: Quote, line_id: int, *, by: int, actor: Actor, at: datetime) -> Event | None:
    """Move a position up (-1) or down (1) among those of its option; None when it is the first or last of them."""
    require(can_edit_quote, actor, quote)
    quote, revision = lock_draft(quote)
    rows: Sequence[Line] = list(revision.lines.order_by("position", "pk"))
    moved = next((row for row in rows if row.pk == line_id), None)
    if moved is None:
        raise Conflict("removed_meanwhile", _("Somebody else removed this meanwhile."))
    beside = [row for row in rows if row.option_id == moved.option_id]
    place = beside.index(moved) + by
    if not 0 <= place < len(beside):
        return None
    rest = [row for row in rows if row is not moved]
    rest.insert(rest.index(beside[place]) + (by > 0), moved)
    for position, row in enumerate(rest, 1):
        row.position = position
    Line.objects.bulk_update(rest, ["position"])
    refresh(quote, revision)
    return record_quote("quote.line_moved", quote, actor=actor, at=at, line=line_id, name=moved.text)


def undo_removed(event: Event, actor: Actor, at: datetime) -> tuple[Any, ...]:
    """Bring a position back to its place."""
    quote = Quote.objects.select_related("customer", "tandem").get(pk=event.subjects.get(kind=Quote.ref_kind).object_id)
    require(can_edit_quote, actor, quote)
    quote, revision = lock_draft(quote)
    line, place = LineInput(**event.data["removed"]), event.data["position"]
    revision.lines.filter(position__gte=place).update(position=F("position") + 1)
    Line.objects.create(revision=revision, position=place, **_values(quote, revision, line, actor))
    refresh(quote, revision)
    return quote, quote.customer


def input_of(line: Line) -> LineInput:
    """A stored line as it could have been typed."""
    return LineInput(
        text=line.text,
        quantity=line.quantity,
        unit_price=line.unit_price,
        discount_ppm=line.discount_ppm,
        unit=line.unit,
        product_id=line.product_id,
        detail=line.detail,
        optional=line.optional,
        section=line.section.title if line.section else "",
        option_id=line.option_id,
        tax_class=line.tax_class,
    )


def _lock(revision: Revision, line_id: int, version: int | None) -> Line:
    row = revision.lines.select_related("section").filter(pk=line_id).first()
    if row is None:
        raise Conflict("removed_meanwhile", _("Somebody else removed this meanwhile."))
    section = row.section
    row = lock(row, version=version)
    row.section = section
    return row


def _values(quote: Quote, revision: Revision, line: LineInput, actor: Actor) -> dict[str, Any]:
    """All columns, with option and section of this revision."""
    values = terms_of(quote, [line], actor.today).values(line)
    option = Option.objects.filter(revision=revision, pk=line.option_id).first() if line.option_id else None
    if line.option_id and option is None:
        raise Conflict("option_gone", _("This option has been removed meanwhile."))
    return {**values, "option": option, "section": section_named(revision, line.section)}


def section_named(revision: Revision, title: str) -> Section | None:
    """The heading by its words; a new one comes last."""
    title = title.strip()[:120]
    if not title:
        return None
    found = revision.sections.filter(title=title).first()
    return found or Section.objects.create(revision=revision, title=title, position=revision.sections.count() + 1)
