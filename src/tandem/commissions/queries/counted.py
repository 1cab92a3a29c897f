"""The facts behind one line of a statement, as they counted: a page of them costs the same whatever their number."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from engines.commission import Window
from tandem.commissions.behind import Behind, Measured, measures_of, named_rows
from tandem.commissions.models import Accrual, Counted, Run, RunStatus
from tandem.commissions.months import month_label
from tandem.commissions.queries.statement import pay_lines, titles_of
from tandem.commissions.rules import can_read_open_months
from tandem.commissions.sheets import SheetRow, read_rows
from tandem.commissions.telling import Told, named, of_accruals, of_posting
from tandem.core.actor import Actor
from tandem.core.rules import allows
from tandem.people.models import Employee

SIZE = 50


@dataclass(frozen=True)
class CountedPage:
    """The page."""

    person: Employee
    month: Window
    label: str
    is_open: bool
    line: Told
    measures: Sequence[Measured]
    rows: Sequence[Behind]
    start: int

    @property
    def first(self) -> int:
        """Number of the first row that is shown."""
        return self.start + 1

    @property
    def last(self) -> int:
        """Number of the last one."""
        return self.start + len(self.rows)

    @property
    def before(self) -> int | None:
        """Where the page in front begins."""
        return max(0, self.start - SIZE) if self.start else None

    @property
    def after(self) -> int | None:
        """Where the next one begins."""
        return self.last if self.last < self.line.counted else None


def counted_page(person: Employee, month: Window, actor: Actor, *, line: int, start: int = 0) -> CountedPage | None:
    """None where this reader may not see that month, or no such line stands in it."""
    sees_open = allows(can_read_open_months, actor, person)
    done = [RunStatus.LOCKED, RunStatus.RELEASED] if sees_open else [RunStatus.RELEASED]
    closed = Run.objects.filter(period__name=month.name, status__in=done).exists()
    if not closed and not sees_open:
        return None
    kept: dict[str, str] = {}
    found = _of_today(person, month, line, kept) if not closed else None
    found = found or _of_books(person, month, line)
    if found is None:
        return None
    start = start if 0 <= start < found.counted else 0
    wanted = rows_between(found, start, start + SIZE, kept)
    measures = measures_of(found)
    return CountedPage(
        person,
        month,
        month_label(month.name),
        not closed,
        named([found], actor, titles_of(person))[0],
        measures,
        named_rows([(row, measures) for row in wanted], actor),
        start,
    )


def _of_today(person: Employee, month: Window, line: int, kept: dict[str, str]) -> Told | None:
    """A line of today's figure; its sheets lie beside it."""
    rows = list(Accrual.objects.filter(employee=person, period=month.name).order_by("plan", "currency"))
    for row in rows:
        kept.update(row.counted)
    return next((one for one in of_accruals(rows) if one.place == line), None)


def _of_books(person: Employee, month: Window, line: int) -> Told | None:
    row = pay_lines(person).filter(period=month.name, number=line).first()
    return of_posting(row) if row else None


def rows_between(line: Told, start: int, end: int, kept: Mapping[str, str]) -> list[SheetRow]:
    """The rows of a line from one place up to, not including, another: only the sheets that hold them are read."""
    pieces, passed = [], 0
    for _month, count, digest in line.sheets:
        if passed < end and start < passed + count:
            pieces.append((digest, max(0, start - passed), end - passed))
        passed += count
    texts = kept or texts_of({digest for digest, _from, _to in pieces})
    return [row for digest, from_, to in pieces for row in read_rows(texts.get(digest, "[]"))[from_:to]]


def texts_of(digests: set[str]) -> dict[str, str]:
    """Sheets of the books by digest."""
    return dict(Counted.objects.filter(digest__in=digests).values_list("digest", "rows")) if digests else {}
