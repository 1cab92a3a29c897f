"""A case by the columnar way: what it covers is computed in tables, the rest by the reference; one result."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from math import lcm

import duckdb

from engines.commission.accounts import Credit
from engines.commission.case import Book, Case, counts
from engines.commission.collector import no_collection
from engines.commission.entries import Entry, Result
from engines.commission.facts import Fact
from engines.commission.plan import Component
from engines.commission.quotas import in_force
from engines.commission.reasons import Earned
from engines.commission.running import Terms, terms_of
from engines.commission.settle import earn, finish
from engines.commission.splits import Part, Seats, Split
from engines.commission.windows import window_of

from . import expressions
from .backend import Backend, duck, fill, table

FACTS = {"place": "int64", "id": "string", "moment": "timestamp", "day": "date", "tandem": "string", "cents": "int64"}
LIMIT = 10**15  # cents in one account, so that rates and weights stay inside 64 bits


def settle_columnar(case: Case) -> Result:
    """The same entries as `settle(case)`, cent by cent and word by word."""
    with no_collection():
        return _settle(case)


def _settle(case: Case) -> Result:
    book = Book(case)
    entries: list[Entry] = []
    released: list[Entry] = []
    for component in case.plan.components:
        if covered(component):
            fast, slow = _parted(book, component)
            made, freed = _both(book, component, fast, slow)
        else:
            made, freed = earn(component, book)
        entries.extend(made)
        released.extend(freed)
    return finish(book, entries, released)


def _both(
    book: Book, component: Component, fast: Sequence[Fact], slow: Sequence[Fact]
) -> tuple[list[Entry], list[Entry]]:
    """Tables for the plain, the reference for the rest; for all where a number does not fit into 64 bits."""
    try:
        found = list(_entries(book, component, fast)) if fast else []
    except duckdb.OutOfRangeException:
        return earn(component, book)
    made, _freed = earn(component, Book(replace(book.case, facts=slow)))
    return [*made, *found], [*made, *found]


def covered(component: Component) -> bool:
    """Pools of tandems through tiers in amounts, with gate and cap; the rest is for the reference."""
    scaled = component.tiers_of_quota or (component.gate is not None and component.gate.of_quota)
    special = component.on_payment or component.instalments > 1 or component.hold or component.release != "earning"
    caps = any(cap.per != "tandem" for cap in component.caps)
    per_event = component.mode == "per_event" and (component.gate is not None or bool(component.caps))
    return (
        component.kind == "commission"
        and component.level == "tandem"
        and component.credit == "split"
        and component.allocate == "deal"
        and component.measure.name in ("revenue", "margin")
        and component.margin_floor != "pool"
        and not (component.multipliers or component.roles)
        and not (scaled or special or caps or per_event)
    )


def _parted(book: Book, component: Component) -> tuple[list[Fact], list[Fact]]:
    """Facts that the tables cover, and those of tandems in which something else happens."""
    special = {fact.tandem for fact in book.facts if not _plain(book, component, fact)}
    special |= {book.root(fact).tandem for fact in book.facts if fact.of}
    special |= {seat.tandem for seat in book.seats.members if seat.overlay}
    known = book.seats.of_tandem
    fast = [fact for fact in book.facts if fact.tandem in known and fact.tandem not in special]
    taken = {fact.id for fact in fast}
    wanted = [fact for fact in fast if counts(fact, component.measure) and in_force(component, book.plan, fact.day)]
    return wanted, [fact for fact in book.facts if fact.id not in taken]


def _plain(book: Book, component: Component, fact: Fact) -> bool:
    """A sale of a tandem in whole cents, with nothing said about whose it is."""
    if fact.of or fact.split or fact.overlay or not fact.tandem:
        return False
    value = book.value(fact, component.measure) if counts(fact, component.measure) else 0
    return isinstance(value, int) and abs(value) < LIMIT


def _entries(book: Book, component: Component, facts: Sequence[Fact]) -> Iterator[Entry]:
    """Lines of the tables, told like those of the reference."""
    pieces, parts, whole = _pieces(book.seats, sorted({fact.tandem for fact in facts}))
    schema = {"tandem": "string", "start": "date", "end": "date"}
    for number in range(1, parts + 1):
        schema |= {f"person_{number}": "string", f"weight_{number}": "int64"}
    terms = terms_of(component, None)
    with duck() as connection:
        fill(connection, "facts", FACTS, _rows(book, component, facts))
        fill(connection, "pieces", schema, (row for row, _split in pieces))
        backend = Backend("duckdb", lambda sql: connection.execute(sql).fetchall())
        vacant = any(sum(part.weight for part in split.parts) != split.whole for _row, split in pieces)
        found = expressions.lines(
            table("facts", FACTS), table("pieces", schema), terms,
            accumulate=component.accumulate, parts=parts, whole=whole, vacant=vacant,
        )  # fmt: skip
        rows = backend.rows(found.select("id", "before", "line", *(f"cents_{n}" for n in range(1, parts + 1))))
    by_id = {fact.id: fact for fact in facts}
    for name, before, line, *cents in rows:
        fact = by_id[name]
        if book.wanted(fact.day):
            yield from _told(book, component, terms, fact, before, line, cents)


def _told(
    book: Book, component: Component, terms: Terms, fact: Fact, before: int, line: int, cents: Sequence[int]
) -> Iterator[Entry]:
    value = _value(book, component, fact)
    split = book.seats.split(fact.tandem, fact.day)
    credit = Credit(fact, split, value, 1, window_of(fact.day, book.plan.period).name, before=before, line=line)
    basis = Earned(component, book.plan.currency, terms, credit, fact, value, before, line, 1)
    for part, amount in zip(split.parts, cents, strict=False):
        yield Entry(part.person, fact.day, amount, book.plan.currency, component.id, basis, fact.id)


def _value(book: Book, component: Component, fact: Fact) -> int:
    value = int(book.value(fact, component.measure))
    return 0 if component.margin_floor == "line" and value < 0 else value


def _rows(book: Book, component: Component, facts: Sequence[Fact]) -> Iterator[tuple[object, ...]]:
    for place, fact in enumerate(facts):
        moment = fact.moment.replace(tzinfo=None).isoformat(sep=" ")
        yield place, fact.id, moment, fact.day, fact.tandem, _value(book, component, fact)


def _pieces(seats: Seats, tandems: Sequence[str]) -> tuple[list[tuple[tuple[object, ...], Split]], int, int]:
    """The time of each tandem in rows, the most parts of any, and one whole for all."""
    cut = [(tandem, start, end, split) for tandem in tandems for start, end, split in seats.pieces(tandem)]
    whole = lcm(*(split.whole for *_span, split in cut))
    most = max((len(split.parts) for *_span, split in cut), default=1) or 1
    found: list[tuple[tuple[object, ...], Split]] = []
    for tandem, start, end, split in cut:
        scaled = [Part(part.person, part.role, part.weight * (whole // split.whole)) for part in split.parts]
        scaled += [Part("", "", 0)] * (most - len(scaled))
        row: tuple[object, ...] = (
            tandem,
            start,
            end,
            *(cell for part in scaled for cell in (part.person, part.weight)),
        )
        found.append((row, split))
    return found, most, whole
