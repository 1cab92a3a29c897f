"""What the builder shows: options with their rows, what they come to side by side, and what keeps it from going out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from tandem.catalogue.pricing import Priced
from tandem.core.actor import Actor
from tandem.core.rules import allows

from .actions.approvals import beyond, needed_ppm
from .builder_forms import LineForm
from .models import Option, Quote, Revision
from .reckoning import Content, OptionSum, Summed, content_of, sums_of
from .rules import can_see_margin


@dataclass(frozen=True)
class Row:
    """A line with its form; `why` tells where its price comes from."""

    summed: Summed
    form: LineForm
    why: str
    seen_below: int  # parts per million below the list, where there is something to say

    @property
    def pk(self) -> int:
        return self.summed.line.pk


@dataclass(frozen=True)
class Part:
    """One table of the builder: the lines of an option, or of all of them."""

    option: Option | None
    rows: Sequence[Row]
    blank: LineForm

    @property
    def key(self) -> str:
        """In ids and addresses."""
        return str(self.option.pk) if self.option else "all"

    @property
    def form_id(self) -> str:
        """Of the form that adds a line."""
        return f"add-{self.key}"


@dataclass(frozen=True)
class Sums:
    """What stands side by side under the options, live."""

    options: Sequence[OptionSum]
    may_see_margin: bool
    needed_ppm: int
    needs_approval: bool
    version: int  # of the quote, which sending has to know


@dataclass(frozen=True)
class Builder:
    """The page."""

    quote: Quote
    revision: Revision
    parts: Sequence[Part]
    sums: Sums

    @property
    def begins_in(self) -> str:
        """The part in which one types at once: the first option of a quote without lines."""
        if any(part.rows for part in self.parts):
            return ""
        return next((part.key for part in self.parts if part.option), "")


def builder_of(quote: Quote, revision: Revision, actor: Actor) -> Builder:
    """All rows of a draft; the number of statements does not depend on them."""
    content = content_of(revision)
    sums = sums_of(content)
    rows = {row.line.pk: row for one in sums for row in one.lines}
    parts = [_part(content, option, rows) for option in content.options]
    common = _part(content, None, rows)
    if common.rows or len(content.options) > 1:
        parts = [common, *parts]
    return Builder(quote, revision, parts, sums_for(quote, content, actor))


def sums_for(quote: Quote, content: Content, actor: Actor) -> Sums:
    """The totals, with what they need before the quote can go out."""
    needed = needed_ppm(content)
    return Sums(
        options=sums_of(content),
        may_see_margin=allows(can_see_margin, actor),
        needed_ppm=needed,
        needs_approval=beyond(content.revision.approvals.all(), actor, needed),
        version=quote.version,
    )


def row_of(content: Content, line_id: int, data: Any = None) -> Row | None:
    """One row as it stands now."""
    rows = {row.line.pk: row for one in sums_of(content) for row in one.lines}
    return _row(rows[line_id], data) if line_id in rows else None


def part_for(content: Content, option_id: int | None) -> Part:
    """The table that a line belongs to."""
    option = next((one for one in content.options if one.pk == option_id), None)
    rows = {row.line.pk: row for one in sums_of(content) for row in one.lines}
    return _part(content, option, rows)


def _part(content: Content, option: Option | None, rows: dict[int, Summed]) -> Part:
    key = option.pk if option else None
    found = [_row(rows[line.pk]) for line in content.lines if line.option_id == key and line.pk in rows]
    return Part(option, found, LineForm(key=f"new-{key or 'all'}"))


def _row(summed: Summed, data: Any = None) -> Row:
    line = summed.line
    told = line.price_from or {}
    why = ""
    if told:
        why = Priced.of_data(line.base_price, told).why
    return Row(summed, LineForm(data, line=line), why, summed.taken_off_ppm)
