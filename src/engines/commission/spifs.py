"""Components of kind `spif`: so much per event while a pool lasts, first come or pro rata."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from engines.money import allocate

from .case import Book, counts
from .entries import Entry, Inputs
from .facts import Fact
from .numbers import half_up
from .plan import Component
from .quotas import in_force
from .reasons import named
from .splits import Split, alone
from .takings import Left, gives_back, spared, takes_back, withdrawn
from .windows import Window, window_of
from .words import money


@dataclass(slots=True)
class Event:
    """An event that a SPIF pays."""

    fact: Fact
    split: Split
    wanted: int
    posted: list[int]


@dataclass(frozen=True, slots=True)
class SpifPart:
    """What an event got of the pool."""

    component: Component
    currency: str
    fact: Fact
    wanted: int
    got: int

    def inputs(self, person: str) -> Inputs:
        pool = self.component.pool
        return {
            "fact": self.fact.id,
            "date": self.fact.day.isoformat(),
            "amount_per_event_cents": self.wanted,
            "got_cents": self.got,
            "pool_cents": None if pool is None else half_up(pool),
            "mode": self.component.pool_mode,
        }

    def why(self, person: str, amount_cents: int, language: str) -> str:
        cents, got = money(amount_cents, self.currency, language), money(self.got, self.currency, language)
        wanted = money(self.wanted, self.currency, language)
        fact, title = named(self.fact, language), self.component.title
        if language == "de":
            return f"{title}: {fact} bringt {wanted} je Fall, aus dem Topf {got}; für {person} {cents}."
        return f"{title}: {fact} brings {wanted} per event, {got} out of the pool; for {person} {cents}."


class Spif:
    """One component over the facts of a case; what each event gets is looked at again at the end of each period."""

    def __init__(self, component: Component, book: Book) -> None:
        self.component, self.book = component, book
        self.events: dict[Window, list[Event]] = defaultdict(list)
        self.places: dict[str, tuple[Window, Event]] = {}
        self.left = Left()

    def entries(self) -> Iterator[Entry]:
        period: Window | None = None
        for fact in self.book.facts:
            now = window_of(fact.day, self.book.plan.period)
            if period is not None and now != period:
                yield from self._period(period)
            period = now
            self._count(fact)
        if period is not None:
            yield from self._period(period)

    def _count(self, fact: Fact) -> None:
        if takes_back(fact) or gives_back(fact):
            self._correct(fact)
            return
        deal = self.book.root(fact)
        if counts(fact, self.component.measure) and in_force(self.component, self.book.plan, deal.day):
            split = alone(fact.person) if fact.person else self.book.seats.of_fact(fact, deal.day)
            split = split.only(self.component.roles)
            event = Event(fact, split, half_up(self.component.amount), [0] * len(split.parts))
            window = window_of(fact.day, self.component.accumulate)
            self.events[window].append(event)
            self.places[fact.id] = (window, event)

    def _correct(self, fact: Fact) -> None:
        """An event counts as long as something is left of it."""
        original = next((earlier for earlier in self.book.chain(fact) if earlier.id in self.places), None)
        if original is None:
            return
        if gives_back(fact):
            if correction := withdrawn(fact, self.book):
                self.left.give(original, correction)
        elif not spared(fact, self.book.plan.clawback):
            self.left.take(original, fact)
        left = self.left.part(original)
        self.places[original.id][1].wanted = half_up(self.component.amount) if left else 0

    def _period(self, period: Window) -> Iterator[Entry]:
        """Differences of all windows at the end of a period, on the day of its last fact where the event is older."""
        last = max(fact.day for fact in self.book.facts if fact.day in period)
        for window in sorted(self.events, key=lambda window: window.start):
            events = self.events[window]
            for event, got in zip(events, self._spend([event.wanted for event in events]), strict=True):
                yield from self._post(event, got, period, last)

    def _spend(self, wanted: list[int]) -> list[int]:
        pool = self.component.pool
        if pool is None or sum(wanted) <= pool:
            return wanted
        if self.component.pool_mode == "pro_rata":
            return allocate(half_up(pool), wanted)
        spent, got = Fraction(0), []
        for amount in wanted:
            got.append(half_up(min(Fraction(amount), max(pool - spent, Fraction(0)))))
            spent += got[-1]
        return got

    def _post(self, event: Event, got: int, period: Window, last: date) -> Iterator[Entry]:
        should = event.split.allocate(got)
        fresh = event.fact.day in period
        day = event.fact.day if fresh else last
        basis = SpifPart(self.component, self.book.plan.currency, event.fact, event.wanted, got)
        for place, part in enumerate(event.split.parts):
            made = should[place] - event.posted[place]
            if (made or fresh) and self.book.wanted(day):
                yield Entry(part.person, day, made, basis.currency, self.component.id, basis, event.fact.id)
        event.posted = should
