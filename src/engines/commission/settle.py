"""The readable reference: a case in, explained entries out, the same whatever the order of the facts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from .adjustments import by_hand
from .case import Book, Case
from .commissions import Commission
from .draws import with_draws
from .entries import Entry, Result
from .plan import Component
from .spifs import Spif
from .targets import Target

Kind = Callable[[Component, Book], Iterable[Entry]]


def settle(case: Case) -> Result:
    """What each person earns in the period of the case, cent by cent."""
    book = Book(case)
    entries = [entry for component in case.plan.components for entry in _component(component, book)]
    return finish(book, entries)


def finish(book: Book, entries: list[Entry]) -> Result:
    """Adjustments, then draws, then the one order of entries."""
    entries.extend(by_hand(book))
    if book.plan.draws:
        entries = with_draws(book, entries)
    wanted = [entry for entry in entries if entry.day in book.period]
    wanted.sort(key=lambda entry: (entry.person, entry.day, entry.fact, entry.rule))
    return Result(book.period.name, tuple(wanted))


def _component(component: Component, book: Book) -> Iterator[Entry]:
    if component.kind == "commission":
        return Commission(component, book).entries()
    if component.kind == "target":
        return Target(component, book).entries()
    return Spif(component, book).entries()
