"""The books of commission: postings whose lines sum to zero, numbered without a gap, each sealed with the one before.

Accounts, debit positive: expense (what it costs), earned (owed to people), held (owed, not yet released), advance (owed
by people), payable (released), paid (handed to payroll). A correction is a reversal and a new posting, never an edit.
People are pseudonymous ids here: the chain stays provable when a name must go. Storing is for others; this says what is
right.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

ACCOUNTS = ("expense", "earned", "held", "advance", "payable", "paid")
MOVES = {  # debit, credit
    "earn": ("expense", "earned"),
    "hold": ("earned", "held"),
    "free": ("held", "earned"),
    "release": ("earned", "payable"),
    "advance": ("advance", "payable"),
    "recover": ("payable", "advance"),
    "guarantee": ("expense", "payable"),
    "pay": ("payable", "paid"),
}
START = "0" * 64
_spelled = json.JSONEncoder(ensure_ascii=True, separators=(",", ":")).encode


@dataclass(frozen=True, slots=True)
class Line:
    """Cents on an account, of one person."""

    account: str
    person: str
    cents: int
    currency: str


@dataclass(frozen=True, slots=True)
class Posting:
    """One move. `before` is the seal of the posting before, `seal` its own over everything else."""

    number: int
    day: date
    period: str
    kind: str
    about: str  # plan, person and fact: earned once
    lines: tuple[Line, ...]
    before: str
    seal: str
    reverses: int = 0
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Break:
    """What is wrong with a posting."""

    number: int
    message: str


def move(kind: str, person: str, cents: int, currency: str) -> tuple[Line, ...]:
    """The two lines of a move; negative cents go the other way.

    >>> [(line.account, line.cents) for line in move("earn", "p1", 500, "EUR")]
    [('expense', 500), ('earned', -500)]
    """
    debit, credit = MOVES[kind]
    return Line(debit, person, cents, currency), Line(credit, person, -cents, currency)


def sealed(
    last: Posting | None, *, day: date, period: str, kind: str, about: str, lines: tuple[Line, ...],
    reverses: int = 0, reason: str = "",
) -> Posting:  # fmt: skip
    """The next posting of a chain."""
    number, before = (1, START) if last is None else (last.number + 1, last.seal)
    seal = digest(number, day, period, kind, about, lines, before, reverses, reason)
    return Posting(number, day, period, kind, about, lines, before, seal, reverses, reason)


def reversal(last: Posting, wrong: Posting, *, day: date, period: str, reason: str) -> Posting:
    """The mirror of a posting, into the open period."""
    lines = tuple(Line(line.account, line.person, -line.cents, line.currency) for line in wrong.lines)
    return sealed(
        last, day=day, period=period, kind=wrong.kind, about=wrong.about, lines=lines,
        reverses=wrong.number, reason=reason,
    )  # fmt: skip


def digest(
    number: int, day: date, period: str, kind: str, about: str, lines: Iterable[Line],
    before: str, reverses: int, reason: str,
) -> str:  # fmt: skip
    """SHA-256 over all fields in one fixed spelling."""
    rows = [[line.account, line.person, line.cents, line.currency] for line in lines]
    values = [number, day.isoformat(), period, kind, about, rows, before, reverses, reason]
    return hashlib.sha256(_spelled(values).encode()).hexdigest()


def breaks(
    postings: Iterable[Posting],
    *,
    closed: Mapping[str, int] | None = None,
    head: tuple[int, str] | None = None,
    reversed_numbers: Container[int] | None = None,
) -> Iterator[Break]:
    """Everything that is wrong with a chain.

    `closed` says with which number each closed period ended; `head` is number and seal as they were written down
    elsewhere: only with it a cut end is found. `reversed_numbers` are those that some posting says it reverses: where
    they are known beforehand only these are kept in mind, however long the chain is.
    """
    seen: dict[int, Posting] = {}
    earned: Counter[tuple[str, str]] = Counter()
    reversed_by: dict[int, int] = {}
    number, seal = 0, START
    for posting in postings:
        yield from _chain(posting, number, seal)
        yield from _lines(posting)
        yield from _reversal(posting, seen, reversed_by)
        if posting.number > (closed or {}).get(posting.period, posting.number):
            yield Break(posting.number, f"was posted into {posting.period} after that was closed")
        if posting.kind == "earn" and posting.about:
            whose = (posting.about, posting.lines[0].person if posting.lines else "")
            earned[whose] += -1 if posting.reverses else 1
            if earned[whose] > 1:
                yield Break(posting.number, f"{posting.about} is earned twice")
        if reversed_numbers is None or posting.number in reversed_numbers:
            seen[posting.number] = posting
        number, seal = posting.number, posting.seal
    if head is not None and head != (number, seal):
        yield Break(number, f"the chain ends here, but its head was number {head[0]}")


def _chain(posting: Posting, number: int, seal: str) -> Iterator[Break]:
    if posting.number != number + 1:
        yield Break(posting.number, f"follows {number}: there is a gap")
    if posting.before != seal:
        yield Break(posting.number, "does not name the seal of the posting before")
    own = digest(
        posting.number, posting.day, posting.period, posting.kind, posting.about, posting.lines,
        posting.before, posting.reverses, posting.reason,
    )  # fmt: skip
    if own != posting.seal:
        yield Break(posting.number, "is not what was sealed")


def _lines(posting: Posting) -> Iterator[Break]:
    if len(posting.lines) < 2:
        yield Break(posting.number, "has fewer than two lines")
    if any(type(line.cents) is not int or line.account not in ACCOUNTS for line in posting.lines):
        yield Break(posting.number, "has a line that is not whole cents on a known account")
        return
    for currency in sorted({line.currency for line in posting.lines}):
        if rest := sum(line.cents for line in posting.lines if line.currency == currency):
            yield Break(posting.number, f"does not sum to zero: {rest} cents {currency} are over")


def _reversal(posting: Posting, seen: Mapping[int, Posting], reversed_by: dict[int, int]) -> Iterator[Break]:
    if not posting.reverses:
        return
    wrong = seen.get(posting.reverses)
    if wrong is None or wrong.reverses:
        yield Break(posting.number, f"reverses {posting.reverses}, which is no earlier posting of its own")
    elif [(line.account, line.person, -line.cents, line.currency) for line in posting.lines] != [
        (line.account, line.person, line.cents, line.currency) for line in wrong.lines
    ]:
        yield Break(posting.number, f"is not the mirror of {wrong.number}")
    if not posting.reason:
        yield Break(posting.number, "reverses without a reason")
    if posting.reverses in reversed_by:
        yield Break(posting.number, f"reverses {posting.reverses} again after {reversed_by[posting.reverses]}")
    reversed_by[posting.reverses] = posting.number


def balances(postings: Iterable[Posting], *, period: str = "") -> dict[tuple[str, str, str], int]:
    """Cents by person, account and currency: a statement is the ledger replayed."""
    sums: dict[tuple[str, str, str], int] = {}
    for posting in postings:
        if not period or posting.period == period:
            for line in posting.lines:
                key = line.person, line.account, line.currency
                sums[key] = sums.get(key, 0) + line.cents
    return sums
