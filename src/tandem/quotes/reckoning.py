"""What a revision comes to, option by option: one place for page, action, snapshot and tests."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from engines.pricing import Position, Totals, final_cents, line_net, taken_off_ppm, totals_of

from .models import Line, Option, Revision

TENTH = 1000  # of a per cent, in parts per million


@dataclass(frozen=True)
class Content:
    """All rows of a revision."""

    revision: Revision
    options: Sequence[Option]
    lines: Sequence[Line]

    def of_option(self, option: Option) -> list[Line]:
        """The lines of an option, those of all options included, in their order."""
        return [line for line in self.lines if line.option_id in (None, option.pk)]


@dataclass(frozen=True)
class Summed:
    """A line with what it comes to by itself and after the document discount."""

    line: Line
    net_cents: int
    final_cents: int

    @property
    def taken_off_ppm(self) -> int:
        """How far below the list it is sold, all in all: up to the next tenth of a per cent.

        A cent is not counted, for rounding and splitting may move as much: 5 % off a small part is not 5.03 %.
        """
        exact = taken_off_ppm(line_net(self.line.quantity, self.line.base_price), self.final_cents + 1)
        return -(-exact // TENTH) * TENTH

    @property
    def cost_cents(self) -> int | None:
        """What it costs us; None where that is not known."""
        return None if self.line.cost is None else line_net(self.line.quantity, self.line.cost)


@dataclass(frozen=True)
class OptionSum:
    """An option with its lines and totals; optional lines are shown and not counted."""

    option: Option
    lines: Sequence[Summed]
    totals: Totals

    @property
    def firm(self) -> list[Summed]:
        """The lines that count."""
        return [row for row in self.lines if not row.line.optional]

    @property
    def optional(self) -> list[Summed]:
        """The lines that the customer may add."""
        return [row for row in self.lines if row.line.optional]

    @property
    def deepest_ppm(self) -> int:
        """The deepest discount of any line."""
        return max((row.taken_off_ppm for row in self.lines), default=0)

    @property
    def margin_cents(self) -> int | None:
        """What is left after cost; None where the cost of a line is not known. Only for who may see it."""
        costs = [row.cost_cents for row in self.firm]
        if not costs or None in costs:
            return None
        return self.totals.net_cents - sum(cost for cost in costs if cost is not None)

    @property
    def margin_ppm(self) -> int | None:
        """The same as a share of the net."""
        margin, net = self.margin_cents, self.totals.net_cents
        return None if margin is None or not net else margin * 1_000_000 // net


def content_of(revision: Revision) -> Content:
    """The rows of a revision; two statements."""
    lines = revision.lines.select_related("product", "section").order_by("position", "pk")
    return Content(revision, list(revision.options.all()), list(lines))


def sums_of(content: Content) -> list[OptionSum]:
    """What each option comes to."""
    return [sum_of(content, option) for option in content.options]


def sum_of(content: Content, option: Option) -> OptionSum:
    """One option with its totals."""
    lines = content.of_option(option)
    places = [Position(row.quantity, row.unit_price, row.discount_ppm, row.tax_ppm, row.optional) for row in lines]
    finals = final_cents(places, content.revision.discount_ppm, content.revision.discount_cents)
    summed = [Summed(line, place.net_cents, final) for line, place, final in zip(lines, places, finals, strict=True)]
    firm = ((row.net_cents, row.final_cents, row.line.tax_ppm) for row in summed if not row.line.optional)
    return OptionSum(option, summed, totals_of(firm))


def leading(sums: Sequence[OptionSum]) -> OptionSum | None:
    """The option that stands for the quote in lists: the recommended one, else the first."""
    return next((one for one in sums if one.option.recommended), sums[0] if sums else None)


def deepest(sums: Sequence[OptionSum]) -> int:
    """The deepest discount of any line of any option, in parts per million."""
    return max((one.deepest_ppm for one in sums), default=0)
