"""Pools that are split once per period, by weight × days of the seats."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction

from .accounts import Credit
from .case import Book
from .counted import Counted
from .entries import Entry, Inputs
from .facts import Fact
from .plan import Component
from .splits import Split
from .windows import Window, window_of
from .words import money, share


@dataclass(frozen=True, slots=True)
class PoolPart:
    """What a person has of the pool of a tandem."""

    tandem: str
    period: str
    pool: int
    before: int
    split: Split
    currency: str
    title: str
    made: Sequence[tuple[date, Counted]] = field(default=(), compare=False, repr=False)
    until: date = date.max

    def counted(self) -> Sequence[Counted]:
        """What has come into the pool by then, in cents of pay."""
        return [row for day, row in self.made if day < self.until]

    def _weight(self, person: str) -> int:
        return sum(part.weight for part in self.split.parts if part.person == person)

    def inputs(self, person: str) -> Inputs:
        return {
            "tandem": self.tandem,
            "pool_period": self.period,
            "pool_cents": self.pool,
            "pool_before_cents": self.before,
            "weight_days": self._weight(person),
            "weight_days_of_all": self.split.whole,
        }

    def why(self, person: str, amount_cents: int, language: str) -> str:
        pool = money(self.pool, self.currency, language)
        part = share(Fraction(self._weight(person), self.split.whole), language)
        amount = money(amount_cents, self.currency, language)
        head = f"{self.title} {self.period}"
        if language == "de":
            text = f"{head}: Topf des Tandems {self.tandem} {pool}, Anteil nach Gewicht × Tagen {part}"
            return text + (f"; seit der letzten Buchung {amount}." if self.before else f": {amount}.")
        text = f"{head}: pool of tandem {self.tandem} {pool}, share by weight × days {part}"
        return text + (f"; since it was last posted {amount}." if self.before else f": {amount}.")


class PoolShares:
    """Collects what comes into the pools, then splits each sum; a later difference goes to those who were paid."""

    def __init__(self, component: Component, book: Book) -> None:
        self.component, self.book = component, book
        self.made: dict[tuple[str, Window], list[tuple[date, Counted]]] = defaultdict(list)

    def add(self, tandem: str, earned_on: date, posted_on: date, cents: int, credit: Credit, cause: Fact) -> None:
        """Cents that a fact brings into, or takes out of, the pool of the period it belongs to."""
        row = Counted(credit.fact, cause, 0, credit.value if cause is credit.fact else None, None, cents)
        self.made[tandem, window_of(earned_on, self.book.plan.period)].append((posted_on, row))

    def entries(self) -> Iterator[Entry]:
        """One entry per person, pool and posting period."""
        for (tandem, origin), made in sorted(self.made.items(), key=lambda item: (item[0][1].start, item[0][0])):
            split = self.book.seats.by_days(tandem, origin.start, origin.end).only(self.component.roles)
            pools: dict[Window, int] = defaultdict(int)
            for day, row in made:
                pools[window_of(day, self.book.plan.period)] += int(row.counts)
            before, parts = 0, [0] * len(split.parts)
            for posted, cents in sorted(pools.items(), key=lambda item: item[0].start):
                pool = before + cents
                now = split.allocate(pool)
                yield from self._entries(tandem, origin, posted, pool, before, split, now, parts)
                before, parts = pool, now

    def _entries(
        self, tandem: str, origin: Window, posted: Window, pool: int, before: int, split: Split,
        now: list[int], earlier: list[int],
    ) -> Iterator[Entry]:  # fmt: skip
        component, plan = self.component, self.book.plan
        made = self.made[tandem, origin]
        last = max(day for day, _row in made if day in posted)
        basis = PoolPart(tandem, origin.name, pool, before, split, plan.currency, component.title, made, posted.end)
        for part, cents, old in zip(split.parts, now, earlier, strict=True):
            if self.book.wanted(last):
                yield Entry(part.person, last, cents - old, plan.currency, f"{component.id}.pool", basis)
