"""What follows from a source's rows and stands in none of them: cents of lines, owners over time, pairs."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from engines.money import round_half_up
from engines.periods import Period


def net_cents(total: Decimal) -> int:
    """An exact amount in cents, half up."""
    return round_half_up(Fraction(total) * 100)


def line_cents(net: int, totals: Sequence[Decimal]) -> list[int] | None:
    """Cents of lines that sum to the net: each floored, the missing cents one each to the largest fractions.

    Ties go to the earlier line. None when the lines do not make up the net: a cent or more is missing or
    too much, so a line is lost or wrong.
    """
    exact = [total * 100 for total in totals]
    cents: list[int] = [math.floor(amount) for amount in exact]
    missing = net - sum(cents)
    if abs(net - sum(exact, Decimal(0))) > 1 or not 0 <= missing <= len(cents):
        return None
    by_fraction = sorted(range(len(cents)), key=lambda i: (Decimal(cents[i]) - exact[i], i))
    for i in by_fraction[:missing]:
        cents[i] += 1
    return cents


@dataclass(frozen=True, slots=True)
class Sale:
    """Who sold to a customer on which day; `rank` orders the sales of one day."""

    day: date
    rank: int
    seller: str


def owners(sales: Iterable[Sale], begins: date, otherwise: str | None) -> list[tuple[Period, str]]:
    """Who owned a customer from when to when, by who sold to it: the last sale of a day decides.

    The first span begins on `begins` (or with the first sale, if that was earlier); without a sale the
    customer is with `otherwise` all along, or with nobody.
    """
    last_of_day = {sale.day: sale.seller for sale in sorted(sales, key=lambda sale: (sale.day, sale.rank))}
    changes: list[tuple[date, str]] = []
    for day, seller in last_of_day.items():
        if not changes or changes[-1][1] != seller:
            changes.append((day, seller))
    if not changes:
        return [(Period(begins), otherwise)] if otherwise else []
    changes[0] = (min(begins, changes[0][0]), changes[0][1])
    ends = [day for day, _seller in changes[1:]]
    return [(Period(day, end), seller) for (day, seller), end in zip(changes, [*ends, None], strict=True)]


def by_number(key: str) -> tuple[bool, int, str]:
    """Sorts keys as numbers where they are some, before all others."""
    return not key.isdecimal(), int(key) if key.isdecimal() else 0, key


def pairs(sellers: Iterable[tuple[date, str]], desk: Sequence[str]) -> list[tuple[str, str | None]]:
    """Sellers, by first day and then number, each with the next one of the desk; None when the desk runs out."""
    in_order = [key for _day, key in sorted(sellers, key=lambda seller: (seller[0], by_number(seller[1])))]
    partners: list[str | None] = [*desk, *([None] * len(in_order))]
    return list(zip(in_order, partners, strict=False))
