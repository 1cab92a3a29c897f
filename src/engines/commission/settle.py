"""The readable reference: a case in, explained entries out, the same whatever the order of the facts."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from operator import attrgetter

from .adjustments import by_hand
from .case import Book, Case
from .collector import no_collection
from .commissions import Commission
from .draws import Debts, debts_of, with_draws
from .entries import Entry, Result
from .plan import Component
from .posted import against_posted
from .spifs import Spif
from .targets import Target

Entries = list[Entry]


def settle(case: Case) -> Result:
    """What each person earns in the period of the case, cent by cent."""
    with no_collection():
        return _settle(case)


def _settle(case: Case) -> Result:
    book = Book(case)
    entries: Entries = []
    released: Entries = []
    for component in case.plan.components:
        earned, freed = earn(component, book)
        entries.extend(earned)
        released.extend(freed)
    return finish(book, entries, released)


def owed(case: Case) -> Debts:
    """What of draws each person still owes at the end of the case's period, and by which draw."""
    debts = debts_of(case)
    if case.plan.draws or debts.draws:
        book = Book(case)
        entries = [entry for component in case.plan.components for entry in earn(component, book)[0]]
        deque(with_draws(book, [*entries, *by_hand(book)], debts), maxlen=0)
    return debts


def earn(component: Component, book: Book) -> tuple[Entries, Entries]:
    """What one component brings, and what of it is released: all of it where nothing is held back."""
    if component.kind == "commission":
        commission = Commission(component, book)
        earned = commission.entries()
        held = component.hold or component.release != "earning"
        return earned, commission.released if held else earned
    earned = list(Target(component, book).entries() if component.kind == "target" else Spif(component, book).entries())
    return earned, earned


def finish(book: Book, entries: Entries, released: Entries) -> Result:
    """What is posted by hand, then draws, then what changed in closed periods; in the one order of entries."""
    by_people = list(by_hand(book))
    entries += by_people
    debts = debts_of(book.case)
    advances = list(with_draws(book, entries, debts)) if book.plan.draws or debts.draws else []
    entries += advances
    posted = book.case.posted
    wanted = _wanted(book, entries) if posted is None else against_posted(book, entries, posted)
    freed = _wanted(book, [*released, *by_people, *advances]) if book.plan.releases else None
    return Result(book.period.name, _sorted(wanted), None if freed is None else _sorted(freed), debts.open)


def _wanted(book: Book, entries: Iterable[Entry]) -> Entries:
    return [entry for entry in entries if entry.day in book.period]


def _sorted(entries: Entries) -> tuple[Entry, ...]:
    return tuple(sorted(entries, key=attrgetter("person", "day", "fact", "rule")))
