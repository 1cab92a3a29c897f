"""Amounts that a person posts by hand: adjustments with four eyes, and accepted disputes as pairs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from .case import Book
from .entries import Entry, Inputs
from .facts import ADJUSTMENT, BESIDE, DISPUTE, Fact
from .numbers import Number, half_up, plain, read_share
from .words import money, share


@dataclass(frozen=True, slots=True)
class Attempt:
    """Somebody's approval, and whether it counts."""

    by: str
    counts: bool


@dataclass(frozen=True, slots=True)
class Approved:
    """What an adjustment posts, with every attempt for the audit."""

    cents: int
    attempts: tuple[Attempt, ...]


def approve(cents: int, *, author: str, limit: int | None, by: Sequence[str], beside: int = 0) -> Approved:
    """Up to the limit an adjustment needs nobody; above it another person than its author.

    `beside` are the magnitudes of what stands beside it without anybody's approval: small parts add up to the limit.

    >>> approve(50_000, author="eva", limit=25_000, by=["eva"]).cents
    0
    >>> approve(50_000, author="eva", limit=25_000, by=["eva", "tom"]).cents
    50000
    >>> approve(10_000, author="eva", limit=25_000, by=[], beside=20_000).cents
    0
    """
    attempts = tuple(Attempt(person, person != author) for person in by)
    free = limit is not None and abs(cents) + beside <= limit
    return Approved(cents if free or any(attempt.counts for attempt in attempts) else 0, attempts)


def moved(cents: Number, share: Fraction) -> tuple[int, int]:
    """An accepted dispute: what one loses and the other gets; the pair sums to zero.

    >>> moved(123457, Fraction(30, 100))
    (-37037, 37037)
    """
    part = half_up(cents * share)
    return -part, part


@dataclass(frozen=True, slots=True)
class ByHand:
    """An adjustment, told."""

    fact: Fact
    approved: Approved
    currency: str
    asked: int
    beside: int = 0

    def inputs(self, person: str) -> Inputs:
        return {
            "fact": self.fact.id,
            "asked_cents": self.asked,
            **({BESIDE: self.beside} if self.beside else {}),
            "author": self.fact.labels.get("author", ""),
            "attempts": [{"by": attempt.by, "counts": attempt.counts} for attempt in self.approved.attempts],
            "reason": self.fact.reason,
        }

    def why(self, person: str, amount_cents: int, language: str) -> str:
        asked, paid = (money(cents, self.currency, language) for cents in (self.asked, amount_cents))
        reason = f" ({self.fact.reason})" if self.fact.reason else ""
        if language == "de":
            return f"Korrektur {self.fact.id}{reason}: beantragt {asked}, freigegeben {paid}."
        return f"Adjustment {self.fact.id}{reason}: asked for {asked}, approved {paid}."


@dataclass(frozen=True, slots=True)
class Moved:
    """An accepted dispute, told."""

    fact: Fact
    loser: str
    share: Fraction
    currency: str

    def inputs(self, person: str) -> Inputs:
        return {
            "fact": self.fact.id,
            "of": self.fact.of,
            "of_cents": plain(self.fact.amount),
            "share": plain(self.share),
            "from": self.loser,
            "to": self.fact.person,
            "reason": self.fact.reason,
        }

    def why(self, person: str, amount_cents: int, language: str) -> str:
        whole, part = money(self.fact.amount, self.currency, language), share(self.share, language)
        if language == "de":
            return f"Einwand {self.fact.id} anerkannt: {part} von {whole} gehen von {self.loser} an {self.fact.person}."
        return f"Dispute {self.fact.id} accepted: {part} of {whole} go from {self.loser} to {self.fact.person}."


def by_hand(book: Book) -> Iterator[Entry]:
    """Facts of kind `adjustment` and `dispute`, which name people and amounts of pay."""
    yield from adjustments(book)
    for fact in book.facts:
        if fact.kind == DISPUTE and book.wanted(fact.day):
            part = read_share(fact.labels.get("part") or "100 %")
            basis = Moved(fact, fact.labels.get("from_person", ""), part, book.plan.currency)
            for person, cents in zip((basis.loser, fact.person), moved(fact.amount, part), strict=True):
                yield Entry(person, fact.day, cents, book.plan.currency, "dispute", basis, fact.id)


def adjustments(book: Book) -> Iterator[Entry]:
    """Facts of kind `adjustment`: posted up to the limit, above it once a second person has approved."""
    limit = None if book.plan.adjustment_limit is None else half_up(book.plan.adjustment_limit)
    for fact in book.facts:
        if fact.kind == ADJUSTMENT and book.wanted(fact.day):
            by = [name for name in fact.labels.get("approved_by", "").replace(",", " ").split() if name]
            asked = half_up(fact.amount)
            author, beside = fact.labels.get("author", ""), int(fact.labels.get(BESIDE) or 0)
            if book.plan.adjustment_limit is None and not author:
                approved = Approved(asked, ())
            else:
                approved = approve(asked, author=author, limit=limit, by=by, beside=beside)
            basis = ByHand(fact, approved, book.plan.currency, asked, beside)
            currency = book.plan.currency
            yield Entry(fact.person, fact.day, approved.cents, currency, "adjustment", basis, fact.id)
