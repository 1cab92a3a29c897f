"""Proving the books: every invariant over all postings, read as a stream of plain values."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date

from django.db import connection
from django.db.models import Q, Sum

from engines.commission.ledger import START, Break, Line, Posting, breaks

from . import models
from .models import Move, Period, PostingLine, Run, RunPerson, RunStatus
from .names import person_id
from .posting import moved
from .settling import detail_digest
from .sheet_checking import sheet_breaks

COLUMNS = (
    "number", "day", "period", "kind", "about", "before", "seal", "reverses", "reason",
    "employee", "cents", "currency", "detail",
)  # fmt: skip
Row = tuple[int, date, str, str, str, str, str, int | None, str, int, int, str, str]
LineRow = tuple[int, str, int, int, str]
CHUNK = 5_000
GUARDS = {
    "sqlite": ("commissions_posting_no_update", "commissions_posting_no_delete", "commissions_postingline_no_update",
               "commissions_postingline_no_delete", "commissions_posting_closed", "commissions_period_no_update",
               "commissions_counted_no_update", "commissions_counted_no_delete"),
    "postgresql": ("commissions_posting_append", "commissions_postingline_append", "commissions_posting_closed",
                   "commissions_period_final", "commissions_counted_append"),
}  # fmt: skip


@dataclass
class Proof:
    """Where the books end, and everything that is wrong with them."""

    number: int = 0
    seal: str = START
    breaks: list[Break] = field(default_factory=list)


def prove(*, known: tuple[int, str] | None = None) -> Proof:
    """All invariants. `known` is a head that was written down earlier: it must still be part of the chain."""
    rows = models.Posting.objects.order_by("number").values_list(*COLUMNS)
    lines = PostingLine.objects.order_by("posting__number", "id").values_list(
        "posting__number", "account", "employee", "cents", "currency"
    )
    reversed_ = models.Posting.objects.filter(reverses__isnull=False).order_by().values_list("reverses", flat=True)
    head = models.LedgerHead.objects.values_list("number", "seal").first() or (0, START)
    proof = prove_rows(
        rows.iterator(CHUNK),
        lines.iterator(CHUNK),
        closed={period.name: period for period in Period.objects.filter(closed_at__isnull=False)},
        head=head,
        known=known,
        reversed_numbers={number for number in reversed_ if number},
    )
    proof.breaks += [*sheet_breaks(), *_runs(), *_exports(), *_guards()]
    return proof


def prove_rows(
    rows: Iterable[Row],
    lines: Iterable[LineRow],
    *,
    closed: dict[str, Period],
    head: tuple[int, str],
    known: tuple[int, str] | None = None,
    reversed_numbers: set[int] | None = None,
) -> Proof:
    """The same over values that were read, so that tests can change a bit of them."""
    proof = Proof()
    ends = {period.closed_number: period for period in closed.values()}

    def watched() -> Iterator[Posting]:
        for posting, wrong in _merged(rows, lines):
            proof.number, proof.seal = posting.number, posting.seal
            proof.breaks += wrong
            period = ends.pop(posting.number, None)
            if period is not None and period.closed_seal != posting.seal:
                proof.breaks.append(Break(posting.number, f"is not what {period.name} was closed with"))
            if known is not None and posting.number == known[0] and posting.seal != known[1]:
                proof.breaks.append(Break(posting.number, "is not what was written down elsewhere"))
            yield posting

    numbers = {name: period.closed_number or 0 for name, period in closed.items()}
    proof.breaks += breaks(watched(), closed=numbers, head=head, reversed_numbers=reversed_numbers)
    proof.breaks += [
        Break(number or 0, f"closed {period.name} and is missing") for number, period in ends.items() if number
    ]
    if known is not None and known[0] > proof.number:
        proof.breaks.append(Break(proof.number, f"is the last one, but number {known[0]} was written down elsewhere"))
    return proof


def _merged(rows: Iterable[Row], lines: Iterable[LineRow]) -> Iterator[tuple[Posting, list[Break]]]:
    """Postings with their lines; what the columns beside the chain say otherwise is a break."""
    stream = iter(lines)
    line = next(stream, None)
    for row in rows:
        own: list[LineRow] = []
        stray: list[Break] = []
        while line is not None and line[0] <= row[0]:
            if line[0] == row[0]:
                own.append(line)
            else:
                stray.append(Break(line[0], "has lines without a posting"))
            line = next(stream, None)
        yield _posting(row, own), [*stray, *_beside(row, own)]


def _posting(row: Row, lines: list[LineRow]) -> Posting:
    number, day, period, kind, about, before, seal, reverses, reason = row[:9]
    found = tuple(Line(account, person_id(person), cents, currency) for _n, account, person, cents, currency in lines)
    return Posting(number, day, period, kind, about, found, before, seal, reverses or 0, reason)


def _beside(row: Row, lines: list[LineRow]) -> list[Break]:
    number, kind, reverses, reason, employee, cents, currency, detail = row[0], row[3], *row[7:]
    found = []
    first = lines[0] if lines else None
    if first is None or (first[2], first[3], first[4]) != (employee, moved(kind, cents), currency):
        found.append(Break(number, "tells another person or amount than its lines"))
    if any(line[2] != employee for line in lines):
        found.append(Break(number, "has lines of two people"))
    explained = kind in (Move.EARN, Move.ADVANCE, Move.RECOVER, Move.GUARANTEE) and not reverses
    if explained and detail_digest(detail) != reason:
        found.append(Break(number, "does not tell the reason that was sealed"))
    return found


def _runs() -> Iterator[Break]:
    """Books, runs and what is paid agree for each person."""
    done = Run.objects.filter(status__in=[RunStatus.LOCKED, RunStatus.RELEASED])
    earned, advanced = _sums(Q(kind=Move.EARN)), _sums(Q(kind__in=[Move.ADVANCE, Move.RECOVER, Move.GUARANTEE]))
    released = _sums(Q(kind=Move.RELEASE))
    back = models.Posting.objects.filter(kind=Move.EARN, reverses__isnull=False).order_by()
    reversals = {
        (period, employee, currency): cents
        for period, employee, currency, cents in back.values_list("period", "employee", "currency").annotate(
            sum=Sum("cents")
        )
    }
    states = dict(done.values_list("pk", "status"))
    seen: set[tuple[int | None, int, str]] = set()
    for person in RunPerson.objects.filter(run__in=done).select_related("run__period"):
        key = (person.run_id, person.employee_id, person.currency)
        seen.add(key)
        name = f"run {person.run.period.name} of {person_id(person.employee_id)}"
        by_hand = reversals.get((person.run.period.name, *key[1:]), 0)  # posted by people, counted by the run
        if earned.get(key, 0) + by_hand != person.earned_cents or advanced.get(key, 0) != person.advance_cents:
            yield Break(0, f"{name} is not what the books say")
        paid = person.payable_cents - person.advance_cents
        if states[person.run_id] == RunStatus.RELEASED and released.get(key, 0) != paid:
            yield Break(0, f"{name} released another amount than the books say")
    for run, person_key, _currency in {*earned, *released} - seen:
        yield Break(0, f"run {run} posted for {person_id(person_key)}, who is not in it")


def _exports() -> Iterator[Break]:
    """What was exported of a run is what was paid by it, for each person, and nothing of it is open."""
    paid = _sums(Q(kind=Move.PAY))
    exported: Counter[tuple[int | None, int, str]] = Counter()
    periods = {}
    for export in models.PayrollExport.objects.select_related("run__period").order_by("pk"):
        periods[export.run_id] = export.run.period.name
        for line in export.lines:
            exported[export.run_id, line["employee"], export.currency] += line["cents"]
        if sum(line["cents"] for line in export.lines) != export.total_cents:
            yield Break(0, f"export {export.run.period.name} is not the sum of its lines")
    open_ = PostingLine.objects.filter(account="payable", posting__run__in=periods).order_by()
    rests = open_.values_list("posting__run", "employee", "currency").annotate(sum=Sum("cents"))
    left = {(run, employee, currency): cents for run, employee, currency, cents in rests if cents}
    for key in sorted({*paid, *exported, *left}, key=str):
        name = f"export {periods.get(key[0], key[0])} of {person_id(key[1])}"
        if paid.get(key, 0) != exported[key]:
            yield Break(0, f"{name} is not what the books paid")
        elif key in left:
            yield Break(0, f"{name} leaves something of that run open")


def _sums(which: Q) -> dict[tuple[int | None, int, str], int]:
    rows = models.Posting.objects.filter(which, run__isnull=False).order_by()
    grouped = rows.values_list("run", "employee", "currency").annotate(sum=Sum("cents"))
    return {(run, employee, currency): cents for run, employee, currency, cents in grouped}


def _guards() -> Iterator[Break]:
    """The triggers that refuse a change must be there: SQLite drops them where a migration rebuilds a table."""
    names = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    if connection.vendor == "postgresql":
        names = "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled <> 'D'"
    with connection.cursor() as cursor:
        cursor.execute(names)
        there = {name for (name,) in cursor.fetchall()}
    for guard in GUARDS[connection.vendor]:
        if guard not in there:
            yield Break(0, f"the database has lost its guard {guard}")
