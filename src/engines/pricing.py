"""Prices, discounts, taxes and totals, exact to the cent. Quantities are thousandths, unit prices ten-thousandths.

One rounding per line, one per document discount, one per tax rate; everything else is a sum or an allocation.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from .money import allocate, round_half_up

WHOLE = 1_000_000  # parts per million
SCALE = 10**11  # thousandths × ten-thousandths × parts per million, in cents


@dataclass(frozen=True)
class Candidate:
    """A price that might hold: `rank` 0 is the list nearest to the buyer, `source` whatever tells it apart."""

    rank: int
    from_quantity: int
    unit_price: int
    source: int | None = None


@dataclass(frozen=True)
class Position:
    """One line before it is summed. An optional line counts only where it is chosen."""

    quantity: int
    unit_price: int
    discount_ppm: int = 0
    tax_ppm: int = 0
    optional: bool = False

    @property
    def net_cents(self) -> int:
        """Quantity × unit price, less the line's own discount, rounded half up once."""
        return line_net(self.quantity, self.unit_price, self.discount_ppm)


@dataclass(frozen=True)
class Rate:
    """What falls under one tax rate."""

    tax_ppm: int
    net_cents: int
    tax_cents: int

    @property
    def gross_cents(self) -> int:
        return self.net_cents + self.tax_cents


@dataclass(frozen=True)
class Totals:
    """Sum of the lines, less the document discount; tax by rate, highest rate first."""

    lines_cents: int
    discount_cents: int
    rates: tuple[Rate, ...]

    @property
    def net_cents(self) -> int:
        return self.lines_cents - self.discount_cents

    @property
    def tax_cents(self) -> int:
        return sum(rate.tax_cents for rate in self.rates)

    @property
    def gross_cents(self) -> int:
        return self.net_cents + self.tax_cents


def line_net(quantity: int, unit_price: int, discount_ppm: int = 0) -> int:
    """Cents of a line; the one place where a line is rounded, for quotes, orders, pages and tests."""
    return round_half_up(Fraction(quantity * unit_price * (WHOLE - discount_ppm), SCALE))


def choose_price(quantity: int, candidates: Iterable[Candidate]) -> Candidate | None:
    """The price that holds at a quantity: nearest list first, in it the tier that begins last, then the cheapest.

    Of two lists equally near the cheaper one holds. None where no tier begins at or below the quantity.
    """
    tiers: dict[tuple[int, int | None], Candidate] = {}
    for one in candidates:
        key = (one.rank, one.source)
        if one.from_quantity <= quantity and (key not in tiers or tiers[key].from_quantity <= one.from_quantity):
            tiers[key] = one
    return min(tiers.values(), key=lambda one: (one.rank, one.unit_price, one.source or 0), default=None)


def discount_of(lines_cents: int, discount_ppm: int, discount_cents: int) -> int:
    """What a document discount takes off: a share of the sum or an amount, never more than the sum."""
    share = round_half_up(Fraction(lines_cents * discount_ppm, WHOLE))
    return min(share + discount_cents, lines_cents)


def final_cents(positions: Sequence[Position], discount_ppm: int = 0, discount_cents: int = 0) -> list[int]:
    """What each line comes to after the document discount, in the order of the lines.

    The discount on the firm lines is split by their nets with the largest remainder, so that their finals sum to what
    the document says. An optional line bears the share of its own net, and no part of an amount: it costs the same
    whichever others are chosen.
    """
    nets = [position.net_cents for position in positions]
    firm = [at for at, position in enumerate(positions) if not position.optional]
    whole = sum(nets[at] for at in firm)
    finals = [net - discount_of(net, discount_ppm, 0) for net in nets]
    if whole:
        parts = allocate(discount_of(whole, discount_ppm, discount_cents), [nets[at] for at in firm])
        for at, part in zip(firm, parts, strict=True):
            finals[at] = nets[at] - part
    return finals


def totals_of(rows: Iterable[tuple[int, int, int]]) -> Totals:
    """The totals of lines as (net, final, tax rate): sums, and one rounding per rate."""
    lines, nets, by_rate = 0, 0, dict[int, int]()
    for net, final, tax_ppm in rows:
        lines, nets = lines + net, nets + final
        by_rate[tax_ppm] = by_rate.get(tax_ppm, 0) + final
    rates = [Rate(ppm, net, tax_on(net, ppm)) for ppm, net in sorted(by_rate.items(), reverse=True)]
    return Totals(lines, lines - nets, tuple(rates))


def tax_on(net_cents: int, tax_ppm: int) -> int:
    """Tax on a net amount, rounded once."""
    return round_half_up(Fraction(net_cents * tax_ppm, WHOLE))


def taken_off_ppm(reference_cents: int, final: int) -> int:
    """By how much less than the reference a final price is, in ppm rounded up; 0 where it is not less."""
    if reference_cents <= 0 or final >= reference_cents:
        return 0
    return -(-(reference_cents - final) * WHOLE // reference_cents)
