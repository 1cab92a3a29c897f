"""What changed in periods that are closed: one difference per person and period, posted into the open one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from .case import Book
from .entries import Entry, Inputs
from .windows import read_window
from .words import money

Posted = Mapping[tuple[str, str], int]  # cents by person and period


@dataclass(frozen=True, slots=True)
class Difference:
    """post = Σ recomputed(closed) − Σ posted(closed)."""

    period: str
    recomputed: int
    posted: int
    currency: str

    def inputs(self, person: str) -> Inputs:
        return {"concerns": self.period, "recomputed_cents": self.recomputed, "posted_cents": self.posted}

    def why(self, person: str, amount_cents: int, language: str) -> str:
        new, old, made = (
            money(cents, self.currency, language) for cents in (self.recomputed, self.posted, amount_cents)
        )
        if language == "de":
            return f"{self.period} war mit {old} abgerechnet, neu gerechnet sind es {new}: Unterschied {made}."
        return f"{self.period} was settled with {old}, recomputed it is {new}: difference {made}."


def against_posted(book: Book, entries: list[Entry], posted: Posted) -> list[Entry]:
    """The entries of the open period, none where it has been posted itself, and the differences of closed ones."""
    closed = {period for _person, period in posted}
    fresh = [] if book.period.name in closed else [entry for entry in entries if entry.day in book.period]
    return [*fresh, *(made for period in sorted(closed) for made in _differences(book, entries, posted, period))]


def _differences(book: Book, entries: list[Entry], posted: Posted, period: str) -> Iterator[Entry]:
    window = read_window(period)
    if window.end > book.period.end:
        return
    sums: dict[str, int] = defaultdict(int)
    for entry in entries:
        if entry.day in window:
            sums[entry.person] += entry.amount_cents
    people = {*sums, *(person for person, name in posted if name == period and person)}
    for person in sorted(people):
        new, old = sums[person], posted.get((person, period), 0)
        if new != old:
            basis = Difference(period, new, old, book.plan.currency)
            yield Entry(person, book.period.start, new - old, book.plan.currency, f"difference.{period}", basis)
