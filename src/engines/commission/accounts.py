"""Credits of one holder in one window, in their order, and what each of them has been paid so far."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from .facts import Fact
from .numbers import Number, half_up
from .running import Running, Terms
from .splits import Split


@dataclass(slots=True)
class Credit:
    """A fact as it counts for an account: whose it is, for how much, and what it pays."""

    fact: Fact
    split: Split
    value: Number
    factor: Fraction | int
    period: str
    share: Fraction | int = 1  # of the fact
    overlay: bool = False
    before: Number = 0
    line: int = 0  # cents it pays in full
    parts: Sequence[int] = ()  # of it each person's, within a cap per person
    kept: int = 0  # of what it no longer pays: not taken back, for liability has run out
    progress: Fraction | int = 1  # how much of it is due: payments, instalments
    posted: Sequence[int] = ()  # per part of the split
    paid: Fraction | int = 0  # how much of the deal is paid
    free: Fraction | int = 1  # how much of what is earned is not held back
    released: Sequence[int] = ()  # per part of the split


@dataclass(slots=True)
class Account:
    """The running sum of a holder. A changed credit replays all of them, and each difference comes out."""

    holder: str
    terms: Terms
    person_cap: int | None = None  # of a pool: the most that one person gets of it in the window
    credits: list[Credit] = field(default_factory=list)
    running: Running | None = None
    held: dict[str, int] = field(default_factory=dict)  # what each person would have without the cap

    def append(self, credit: Credit) -> None:
        """The next credit in order."""
        self.credits.append(credit)
        self._run(credit)

    def replay(self) -> Iterator[tuple[Credit, int]]:
        """Credits that pay otherwise than before, with what their line was."""
        self.running, self.held = None, {}
        for credit in self.credits:
            line, parts = credit.line, credit.parts
            self._run(credit)
            if credit.line != line or credit.parts != parts:
                yield credit, line

    def _run(self, credit: Credit) -> None:
        if self.running is None:
            self.running = Running(self.terms)
        credit.before = 0 if self.terms.per_event else self.running.base
        credit.line = self.running.add(credit.value, credit.factor, credit.period)
        if self.person_cap is not None:
            wanted = credit.split.allocate(credit.line)
            credit.parts = [
                self._within(part.person, cents, self.person_cap)
                for part, cents in zip(credit.split.parts, wanted, strict=True)
            ]

    def _within(self, person: str, cents: int, cap: int) -> int:
        before = self.held.get(person, 0)
        self.held[person] = before + cents
        return min(before + cents, cap) - min(before, cap)


def due(account: Account, credit: Credit) -> list[int]:
    """What each part should have by now."""
    if account.person_cap is not None and not credit.kept:
        return [half_up(cents * credit.progress) for cents in credit.parts]
    total = credit.line + credit.kept
    if credit.progress != 1:
        total = half_up(total * credit.progress)
    return credit.split.allocate(total)
