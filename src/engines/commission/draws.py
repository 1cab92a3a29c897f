"""Draws and guarantees: pay brought up to a floor, and taken back later from what lies above it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from fractions import Fraction
from operator import attrgetter

from .case import Book, Case
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


@dataclass(slots=True)
class Debts:
    """What people owe of draws in cents, and by which draw it was given."""

    cents: dict[str, int]
    draws: dict[str, Draw]

    @property
    def open(self) -> dict[str, int]:
        """Of those who owe something."""
        return {person: cents for person, cents in sorted(self.cents.items()) if cents}


def debts_of(case: Case) -> Debts:
    """What was owed where the case begins."""
    return Debts(dict(case.draw_balances), dict(case.draw_rules))


def with_draws(book: Book, entries: Iterable[Entry], debts: Debts) -> Iterator[Entry]:
    """For each person and period what a draw advances or recovers; `debts` go from before to after.

    Where no draw holds any more, what is owed goes on being recovered by the one that gave it, as long as the person
    is on the plan: nothing is advanced, and pay is not pushed below its floor.
    """
    earned: dict[tuple[str, str], int] = defaultdict(int)
    for entry in entries:
        earned[entry.person, window_of(entry.day, book.plan.period).name] += entry.amount_cents
    for person in sorted(book.seats.of_person):
        yield from _of_person(book, person, earned, debts)


def _of_person(book: Book, person: str, earned: Mapping[tuple[str, str], int], debts: Debts) -> Iterator[Entry]:
    draws = [(_first(book, draw.start, person), draw) for draw in sorted(book.plan.draws, key=attrgetter("start"))]
    firsts = [first for first, _draw in draws]
    if debts.cents.get(person):
        firsts.append(_first(book, date.min, person))
    if not firsts:
        return
    period = window_of(min(firsts), book.plan.period)
    while period.end <= book.period.end:
        held = False
        for first, draw in draws:
            floor = _floor(book, draw, person, period) if first < period.end else None
            if floor is not None:
                held = True
                yield from _made(book, draw, person, period, earned[person, period.name], floor, debts)
        rest = debts.draws.get(person)
        if not held and rest is not None and debts.cents.get(person):
            floor = _floor(book, replace(rest, roles=(), start=date.min, end=date.max), person, period)
            if floor is not None and earned[person, period.name] > floor:
                yield from _made(book, rest, person, period, earned[person, period.name], floor, debts)
        period = window_of(period.end, book.plan.period)


def _made(
    book: Book, draw: Draw, person: str, period: Window, earned: int, floor: int, debts: Debts
) -> Iterator[Entry]:
    """What one draw makes of one period."""
    step = draw_step(draw, earned, debts.cents.get(person, 0), floor)
    if draw.recoverable or step.made < 0:
        debts.cents[person] = step.balance
    if draw.recoverable:
        debts.draws[person] = draw
    if step.made:
        word = "guarantee" if not draw.recoverable else "advance" if step.made > 0 else "recovery"
        basis = DrawBasis(draw, step, period.name, book.plan.currency)
        last = period.end - timedelta(days=1)
        yield Entry(person, last, step.made, book.plan.currency, f"{draw.id}.{word}", basis)


def _first(book: Book, start: date, person: str) -> date:
    """The first day on which a draw that begins then may hold."""
    begins = [start, book.plan.start, min(seat.start for seat in book.seats.of_person[person])]
    known = [day for day in begins if day > date.min]
    return max(known) if known else min([book.period.start, *(fact.day for fact in book.facts[:1])])


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
