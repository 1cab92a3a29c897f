"""Net and tax by rate, as typed or read from a file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from django.utils.translation import gettext_lazy as _

from engines.money import round_half_up
from tandem.core.errors import Text

WHOLE = 1_000_000
MOST_CENTS = 10**13
SLACK, MOST_SLACK = 2, 100  # cents by which a tax may differ from net by rate: others round line by line


@dataclass(frozen=True)
class Part:
    """What of an invoice bears one tax rate (parts per million)."""

    rate_ppm: int
    net_cents: int
    tax_cents: int


def tax_on(net_cents: int, rate_ppm: int) -> int:
    """Tax on a net, rounded half up.

    >>> tax_on(1001, 190_000)
    190
    """
    return round_half_up(Fraction(net_cents * rate_ppm, WHOLE))


def net_in(gross_cents: int, rate_ppm: int) -> int:
    """The net in a gross, rounded half up."""
    return round_half_up(Fraction(gross_cents * WHOLE, WHOLE + rate_ppm))


def rate_of(net_cents: int, tax_cents: int) -> int:
    """The rate that comes nearest, in tenths of a per cent."""
    return round_half_up(Fraction(tax_cents * 1000, net_cents)) * 1000 if net_cents else 0


def by_rate(parts: Sequence[Part]) -> list[Part]:
    """One part per rate, the highest first."""
    sums: dict[int, tuple[int, int]] = {}
    for part in parts:
        net, tax = sums.get(part.rate_ppm, (0, 0))
        sums[part.rate_ppm] = (net + part.net_cents, tax + part.tax_cents)
    return [Part(rate, *sums[rate]) for rate in sorted(sums, reverse=True)]


def parts_problem(parts: Sequence[Part]) -> Text:
    """What is wrong with the parts of an invoice; nothing where they are right."""
    if not parts or not 0 < sum(part.net_cents for part in parts) < MOST_CENTS:
        return _("Give the net of at least one tax rate.")
    if any(part.net_cents <= 0 or part.tax_cents < 0 or not fits(part) for part in parts):
        return _("Net, rate and tax do not fit.")
    return ""


def fits(part: Part) -> bool:
    """Whether the tax is what the rate makes of the net, but for rounding."""
    due = tax_on(part.net_cents, part.rate_ppm)
    return abs(part.tax_cents - due) <= min(SLACK + due // 100, MOST_SLACK)
