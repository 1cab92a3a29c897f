"""What happened and who sat where: the input of a settlement."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from fractions import Fraction

from .numbers import Number

BACK = frozenset({"cancellation", "credit_note", "return"})  # kinds that take something back
WITHDRAWAL = "withdrawal"  # of such a fact: it counts as if it had never been, from that day on
ADJUSTMENT, DISPUTE = "adjustment", "dispute"
BESIDE = "beside_cents"  # label of an adjustment: what stands beside it without anybody's approval
PAYMENT = "payment"


@dataclass(frozen=True, slots=True)
class Fact:
    """Something that happened, once and for all; amounts are net, in cents of its own currency.

    `of` names the fact that this one pays, follows or takes back. `labels` holds every other column by its name.
    """

    id: str
    kind: str
    day: date
    moment: datetime
    tandem: str
    person: str = ""
    amount: Number = 0
    margin: Number = 0
    quantity: Number = 1
    gross: Number | None = None
    currency: str = ""
    rate: Fraction | None = None
    of: str = ""
    whole: bool = False  # a cancellation without an amount takes back all that is left
    fault: str = ""
    reason: str = ""
    known: datetime | None = None
    split: tuple[tuple[str, Fraction], ...] = ()
    overlay: tuple[tuple[str, Fraction], ...] = ()
    labels: Mapping[str, str] = field(default_factory=dict)
    line: int = 0


@dataclass(frozen=True, slots=True)
class Member:
    """A seat of a tandem for a span of days; no person means that it is vacant.

    An overlay seat is credited `overlay` of each fact on top of the shares, which it does not touch.
    """

    person: str
    tandem: str
    role: str = ""
    weight: Fraction = Fraction(1)
    start: date = date.min
    end: date = date.max
    overlay: Fraction = Fraction(0)
    target: Number | None = None
    quota: Number | None = None
    line: int = 0

    def overlap(self, start: date, end: date) -> int:
        """Days of the seat inside a half-open span."""
        return max((min(self.end, end) - max(self.start, start)).days, 0)
