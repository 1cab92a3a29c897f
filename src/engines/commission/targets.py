"""Components of kind `target`: a part of target pay, by how far a quota is reached."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from fractions import Fraction

from .case import Book
from .counted import NOTHING, Counted, Until
from .curves import interpolate, step
from .entries import Entry, Inputs
from .facts import Member
from .measured import Sums
from .numbers import Number, half_up, plain
from .plan import Component, Point
from .quotas import goals_of, quota_of, target_pay
from .windows import Window, window_of
from .words import amount, money, share


@dataclass(frozen=True, slots=True)
class TargetPart:
    """Target pay × payout, and how the payout came about."""

    component: Component
    currency: str
    window: Window
    holder: str
    target: Fraction
    attained: Fraction
    payout: Fraction
    measured: tuple[tuple[str, Number, Number], ...]
    total: int
    before: int
    log: Until = field(default=NOTHING, compare=False, repr=False)
    by_goal: bool = False  # the quota is a goal that was agreed

    def counted(self) -> Sequence[Counted]:
        """What the sums are made of."""
        return self.log.counted()

    def inputs(self, person: str) -> Inputs:
        return {
            "window": self.window.name,
            "holder": self.holder,
            "target_cents": plain(self.target),
            "attainment": plain(self.attained),
            "payout": plain(self.payout),
            "measures": [
                {"measure": name, "reached": plain(reached), "quota": plain(quota)}
                for name, reached, quota in self.measured
            ],
            "earned_cents": self.total,
            "earned_before_cents": self.before,
            **({"quota_from": "goal"} if self.by_goal else {}),
        }

    def why(self, person: str, amount_cents: int, language: str) -> str:
        german = language == "de"
        reached = ", ".join(
            f"{amount(number, name, self.currency, language)} {'von' if german else 'of'} "
            f"{amount(quota, name, self.currency, language)}"
            for name, number, quota in self.measured
        )
        if self.by_goal:
            reached += ", dem vereinbarten Ziel" if german else ", the goal agreed"
        target, total = money(self.target, self.currency, language), money(self.total, self.currency, language)
        attained, payout = share(self.attained, language), share(self.payout, language)
        if points := _beside(self.component, self.attained):
            told = [
                f"{share(one.at, language)} {'zahlt' if german else 'pays'} {share(one.pays, language)}"
                for one in points
            ]
            attained = f"{attained}; {', '.join(told)}"
        title = f"{self.component.title} {self.window.name}".strip()
        if german:
            text = f"{title}: {self.holder} erreicht {reached} ({attained}), Auszahlung {payout} von {target} = {total}"
            return text + self._since(amount_cents, "davon schon gebucht", language)
        text = f"{title}: {self.holder} reached {reached} ({attained}), which pays {payout} of {target} = {total}"
        return text + self._since(amount_cents, "of it posted before", language)

    def _since(self, cents: int, words: str, language: str) -> str:
        if not self.before:
            return "."
        now = money(cents, self.currency, language)
        return f", {words} {money(self.before, self.currency, language)}: {now}."


def _beside(component: Component, attained: Fraction) -> tuple[Point, ...]:
    """The points of the curve that the attainment lies between; of jumps the last one that is reached."""
    below = [point for point in component.curve if point.at <= attained][-1:]
    above = [] if component.stepped else [point for point in component.curve if point.at > attained][:1]
    return (*below, *above)


class Target:
    """One component over the facts of a case. What a window brings is recomputed at the end of each period."""

    def __init__(self, component: Component, book: Book) -> None:
        self.component, self.book = component, book
        self.sums = Sums(component, book, component.measures)
        self.posted: dict[tuple[str, str, str], int] = {}

    def entries(self) -> Iterator[Entry]:
        for period in self.sums.periods():
            current = window_of(period.start, self.component.accumulate)
            windows = sorted({*self.sums.touched, current}, key=lambda window: window.start)
            self.sums.touched.clear()
            for window in windows:
                yield from self._window(window, period)

    def _window(self, window: Window, period: Window) -> Iterator[Entry]:
        """What everybody has of it by the end of that period, less what has been posted."""
        posted_on = min(period.end, self.book.period.end) - timedelta(days=1)
        for seat in self._seats(window, posted_on):
            basis = self._part(seat, window)
            key = (seat.person, f"{seat.tandem}/{seat.role}/{seat.start}", window.name)
            made = basis.total - self.posted.get(key, 0)
            if (made or key not in self.posted) and self.book.wanted(posted_on):
                yield Entry(seat.person, posted_on, made, self.book.plan.currency, self.component.id, basis)
            self.posted[key] = basis.total

    def _seats(self, window: Window, until: date) -> list[Member]:
        roles, plan = self.component.roles, self.book.plan
        start, end = max(window.start, plan.start), min(window.end, plan.end)
        return [
            seat
            for seat in self.book.seats.members
            if seat.person and not seat.overlay and (not roles or seat.role in roles)
            if seat.overlap(start, end) and seat.start <= until
        ]

    def _part(self, seat: Member, window: Window) -> TargetPart:
        component, book = self.component, self.book
        holder = seat.tandem if component.level == "tandem" else seat.person
        attained, measured = self._attained(holder, window)
        payout = self._payout(attained)
        target = target_pay(book.plan, component, book.seats, seat, window)
        key = (seat.person, f"{seat.tandem}/{seat.role}/{seat.start}", window.name)
        total, before = half_up(target * payout), self.posted.get(key, 0)
        log = self.sums.logs[holder, window].until_now()
        by_goal = bool(goals_of(component, holder, window))
        return TargetPart(
            component, book.plan.currency, window, holder, target, attained, payout, measured, total, before,
            log=log, by_goal=by_goal,
        )  # fmt: skip

    def _payout(self, attained: Fraction) -> Fraction:
        curve = self.component.curve
        if not curve:
            return attained
        return step(curve, attained, 0) if self.component.stepped else interpolate(curve, attained)

    def _attained(self, holder: str, window: Window) -> tuple[Fraction, tuple[tuple[str, Number, Number], ...]]:
        """Attainment of all measures by their weights, exactly."""
        component, book = self.component, self.book
        attained, measured = Fraction(0), []
        whole = sum((measure.weight for measure in component.measures), Fraction(0))
        for number, measure in enumerate(component.measures):
            reached = self.sums.sums.get((number, holder, window), 0)
            quota = quota_of(book.plan, component, measure, book.seats, (component.level, holder), window) or 0
            if quota:
                attained += Fraction(reached) / quota * measure.weight / whole
            measured.append((measure.name, reached, quota))
        return attained, tuple(measured)
