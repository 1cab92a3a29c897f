"""Sums of measures per holder and window, as they grow over time; told at the end of each period of the plan."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction

from .case import Book, counts
from .counted import Counted, Log
from .facts import Fact
from .numbers import Number
from .plan import Component, Measure
from .quotas import in_force
from .splits import alone
from .takings import Left, gives_back, spared, takes_back, withdrawn
from .windows import Window, window_of

Key = tuple[int, str, Window]  # number of the measure, holder, window


@dataclass
class Sums:
    """What has been credited so far, and in which windows something has changed since last asked."""

    component: Component
    book: Book
    measures: tuple[Measure, ...]
    sums: dict[Key, Number] = field(default_factory=lambda: defaultdict(int))
    touched: set[Window] = field(default_factory=set)
    credited: dict[str, list[tuple[Key, Fraction, Number]]] = field(default_factory=lambda: defaultdict(list))
    logs: dict[tuple[str, Window], Log] = field(default_factory=lambda: defaultdict(Log))
    left: Left = field(default_factory=Left)

    def periods(self) -> Iterator[Window]:
        """Each period of the plan once everything that happened in it is counted."""
        book, length = self.book, self.book.plan.period
        current: Window | None = None
        for fact in book.facts:
            period = window_of(fact.day, length)
            while current is not None and current != period:
                yield current
                current = window_of(current.end, length)
            current = period
            self._count(fact)
        current = current or window_of(book.period.start, length)
        while current.start < book.period.end:
            yield current
            current = window_of(current.end, length)

    def _count(self, fact: Fact) -> None:
        if takes_back(fact):
            self._take_back(fact)
            return
        if gives_back(fact):
            self._give_back(fact)
            return
        deal = self.book.root(fact)
        for number, measure in enumerate(self.measures):
            if counts(fact, measure) and in_force(self.component, self.book.plan, deal.day):
                value = self.book.value(fact, measure)
                for holder, share in self._holders(fact, deal.day):
                    key = (number, holder, window_of(fact.day, self.component.accumulate))
                    self.credited[fact.id].append((key, share, value * share))
                    self._add(key, Counted(fact, fact, number, value, share, value * share))

    def _holders(self, fact: Fact, day: date) -> Iterator[tuple[str, Fraction]]:
        if self.component.level == "tandem":
            yield fact.tandem or fact.person, Fraction(1)
            return
        split = alone(fact.person) if fact.person and not fact.split else self.book.seats.of_fact(fact, day)
        full = self.component.credit == "full"
        for part in split.parts:
            yield part.person, Fraction(1) if full else Fraction(part.weight, split.whole)
        for person, _role, share in split.overlays:
            yield person, share

    def _take_back(self, fact: Fact) -> None:
        original = self._original(fact)
        if original is not None and not spared(fact, self.book.plan.clawback):
            self.left.take(original, fact)
            self._count_anew(original, fact)

    def _give_back(self, fact: Fact) -> None:
        original, correction = self._original(fact), withdrawn(fact, self.book)
        if original is not None and correction is not None:
            self.left.give(original, correction)
            self._count_anew(original, fact)

    def _original(self, fact: Fact) -> Fact | None:
        return next((earlier for earlier in self.book.chain(fact) if earlier.id in self.credited), None)

    def _count_anew(self, original: Fact, cause: Fact) -> None:
        part = self.left.part(original)
        rows = self.credited[original.id]
        for place, (key, share, counted) in enumerate(rows):
            value = self.book.value(original, self.measures[key[0]], part) * share
            lost = value - counted
            self._add(key, Counted(original, cause, key[0], lost / share if share else None, share, lost))
            rows[place] = (key, share, value)

    def _add(self, key: Key, row: Counted) -> None:
        _number, holder, window = key
        self.sums[key] += row.counts
        if row.counts or row.cause is row.fact:
            self.logs[holder, window].rows.append(row)
        self.touched.add(window)
