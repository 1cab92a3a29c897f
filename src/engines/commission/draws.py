"""Draws and guarantees: pay brought up to a floor, and taken back later from what lies above it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from operator import attrgetter

from .case import Book
from .entries import Entry, Inputs
from .numbers import Number, half_up
from .plan import Draw
from .windows import Window, window_of
from .words import money


@dataclass(frozen=True, slots=True)
class Step:
    """One period of a draw: what was earned, what was advanced (or, negative, recovered), what is still owed."""

    earned: int
    floor: int
    made: int
    balance: int


def draw_step(draw: Draw, earned: int, balance: int, floor: int) -> Step:
    """Bring pay up to the floor, or recover from what lies above it; recovery never pushes pay below the floor.

    >>> draw = Draw(floor=200_000)
    >>> draw_step(draw, 150_000, 0, 200_000)
    Step(earned=150000, floor=200000, made=50000, balance=50000)
    >>> draw_step(draw, 260_000, 50_000, 200_000)
    Step(earned=260000, floor=200000, made=-50000, balance=0)
    """
    if earned <= floor:
        made = floor - earned
        return Step(earned, floor, made, balance + made if draw.recoverable else 0)
    most = half_up(Fraction(earned - floor) * draw.recovery_limit)
    taken = min(balance, most, earned - floor)
    return Step(earned, floor, -taken, balance - taken)


@dataclass(frozen=True, slots=True)
class DrawBasis:
    """A step of a draw, told."""

    draw: Draw
    step: Step
    period: str
    currency: str

    def inputs(self, person: str) -> Inputs:
        step = self.step
        return {
            "earned_cents": step.earned,
            "floor_cents": step.floor,
            "balance_before_cents": step.balance - step.made if self.draw.recoverable else 0,
            "balance_cents": step.balance,
        }

    def why(self, person: str, amount_cents: int, language: str) -> str:
        earned, floor = (money(cents, self.currency, language) for cents in (self.step.earned, self.step.floor))
        made = money(abs(amount_cents), self.currency, language)
        balance = money(self.step.balance, self.currency, language)
        german = language == "de"
        if amount_cents < 0:
            if german:
                return f"{self.period}: verdient {earned}, Vorschuss {made} zurückgeholt, Rest {balance}."
            return f"{self.period}: earned {earned}, {made} of the draw recovered, balance {balance}."
        if not self.draw.recoverable:
            if german:
                return f"{self.period}: verdient {earned}, Garantie {floor}: {made} dazu."
            return f"{self.period}: earned {earned}, guaranteed {floor}: {made} added."
        if german:
            return f"{self.period}: verdient {earned}, Untergrenze {floor}: {made} Vorschuss, Rest {balance}."
        return f"{self.period}: earned {earned}, floor {floor}: {made} advanced, balance {balance}."


def with_draws(book: Book, entries: list[Entry], owed: dict[str, int]) -> Iterator[Entry]:
    """For each period and person under a draw, what it advances or recovers; `owed` goes from before to after."""
    earned: dict[tuple[str, str], int] = defaultdict(int)
    for entry in entries:
        earned[entry.person, window_of(entry.day, book.plan.period).name] += entry.amount_cents
    for draw in sorted(book.plan.draws, key=attrgetter("start")):  # what is owed of one goes over into the next
        yield from _draw(book, draw, earned, owed)


def _draw(book: Book, draw: Draw, earned: dict[tuple[str, str], int], owed: dict[str, int]) -> Iterator[Entry]:
    for person in sorted(book.seats.of_person):
        for period in _periods(book, draw, person):
            floor = _floor(book, draw, person, period)
            if floor is None:
                continue
            before = owed.get(person, 0)
            step = draw_step(draw, earned[person, period.name], before, floor)
            if draw.recoverable or step.made < 0:
                owed[person] = step.balance
            if step.made:
                basis = DrawBasis(draw, step, period.name, book.plan.currency)
                rule = (
                    f"{draw.id}.{'guarantee' if not draw.recoverable else 'advance' if step.made > 0 else 'recovery'}"
                )
                last = period.end - timedelta(days=1)
                yield Entry(person, last, step.made, book.plan.currency, rule, basis)


def _periods(book: Book, draw: Draw, person: str) -> Iterator[Window]:
    """From the first period under the draw to the one that is settled."""
    first_fact = min([book.period.start, *(fact.day for fact in book.facts[:1])])
    begins = [draw.start, book.plan.start, min(seat.start for seat in book.seats.of_person[person])]
    known = [day for day in begins if day > date.min]
    period = window_of(max(known) if known else first_fact, book.plan.period)
    while period.end <= book.period.end:
        yield period
        period = window_of(period.end, book.plan.period)


def _floor(book: Book, draw: Draw, person: str, period: Window) -> int | None:
    """The floor for the days under the draw; None where it does not hold at all."""
    seats = [
        seat
        for seat in book.seats.of_person[person]
        if (not draw.roles or seat.role in draw.roles) and not seat.overlay
    ]
    start, end = max(period.start, draw.start, book.plan.start), min(period.end, draw.end, book.plan.end)
    days = book.seats.days(seats, start, end)
    if not days:
        return None
    floor: Number = draw.floor if not draw.prorate else Fraction(draw.floor) * days / period.days
    return half_up(floor)
