"""A tandem's joint page: what both earn together, for the days on which the reader sits in it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.db.models import Q

from engines.commission import Window
from tandem.commissions.models import Accrual, Posting, Run, RunStatus
from tandem.commissions.months import month_label
from tandem.commissions.queries.statement import titles_of
from tandem.commissions.settling import PAY
from tandem.commissions.telling import Told, named, of_accruals, of_posting
from tandem.core.actor import Actor
from tandem.people.models import Employee
from tandem.tandems.models import Seat, Tandem

MOST = 200


@dataclass
class Row:
    """One thing that both earn by; cents by person. What tells of target pay is shown to its owner only."""

    first: Told
    cents: dict[int, int] = field(default_factory=dict)
    hidden: bool = False

    @property
    def pool(self) -> int | None:
        """What both have of it; None where it would tell of the other one's target pay."""
        return None if self.hidden else sum(self.cents.values())


Share = tuple[Employee, int | None]  # whose, and how much; None where it would tell of their target pay


@dataclass(frozen=True)
class Joint:
    """The page."""

    tandem: Tandem
    month: Window
    label: str
    is_open: bool
    people: Sequence[Employee]
    rows: Sequence[tuple[Row, Sequence[Share]]]
    sums: Sequence[tuple[str, Sequence[Share]]]  # by currency
    cut: bool
    me: int


def joint_page(tandem: Tandem, month: Window, actor: Actor) -> Joint:
    """Both shares of each thing, whoever of the two looks; some eight statements."""
    seats = list(Seat.objects.filter(tandem=tandem, employee=actor.id or 0))
    closed = Run.objects.filter(period__name=month.name, status__in=[RunStatus.LOCKED, RunStatus.RELEASED]).exists()
    lines = list(_booked(tandem, month, seats) if closed else _today(tandem, month, seats))
    cut = len(lines) > 2 * MOST
    titles = titles_of(Employee(pk=actor.id or 0))
    lines = lines[: 2 * MOST]
    people = {person.pk: person for person in Employee.objects.filter(pk__in={line.employee for line in lines})}
    rows = _rows(named(lines, actor, titles), actor.id or 0)
    keys = sorted({key for row in rows for key in row.cents}, key=lambda key: (key != actor.id, key))
    open_to_all = not any(row.hidden for row in rows)
    return Joint(
        tandem=tandem,
        month=month,
        label=month_label(month.name),
        is_open=not closed,
        people=[people[key] for key in keys],
        rows=[(row, [(people[key], _shown(row, key, actor)) for key in keys]) for row in rows],
        sums=[
            (code, [(people[key], _sum(rows, key, code) if key == actor.id or open_to_all else None) for key in keys])
            for code in sorted({row.first.currency for row in rows})
        ],
        cut=cut,
        me=actor.id or 0,
    )


def _booked(tandem: Tandem, month: Window, seats: Sequence[Seat]) -> Iterable[Told]:
    spans = Q(pk=0)
    for seat in seats:
        spans |= Q(day__gte=seat.start) & (Q(day__lt=seat.end) if seat.end else Q())
    rows = Posting.objects.filter(spans, tandem=tandem, period=month.name, joint=True, kind__in=PAY)
    return [of_posting(row) for row in rows.order_by("number")[: 2 * MOST + 1]]


def _today(tandem: Tandem, month: Window, seats: Sequence[Seat]) -> Iterable[Told]:
    sitters = Seat.objects.filter(tandem=tandem).values("employee")
    rows = Accrual.objects.filter(employee__in=sitters, period=month.name).order_by("plan", "currency", "employee")
    for told in of_accruals(rows.defer("counted")):
        if told.joint and told.tandem == tandem.pk and any(seat.holds_on(told.day) for seat in seats):
            yield told


def _rows(lines: Sequence[Told], me: int) -> list[Row]:
    found: dict[tuple[str, str, str, str, str], Row] = {}
    for line in sorted(lines, key=lambda one: (one.day, one.fact, one.component)):
        window = str(line.inputs.get("window", ""))
        key = (line.component, line.rule, line.fact, window + str(line.day), line.currency)
        row = found.setdefault(key, Row(line))
        row.cents[line.employee] = row.cents.get(line.employee, 0) + line.cents
        row.hidden = row.hidden or "target_cents" in line.inputs
        if line.employee == me:
            row.first = line
    return [row for row in found.values() if not row.hidden or me in row.cents]


def _shown(row: Row, key: int, actor: Actor) -> int | None:
    if row.hidden and key != actor.id:
        return None
    return row.cents.get(key, 0)


def _sum(rows: Sequence[Row], key: int, currency: str) -> int:
    return sum(row.cents.get(key, 0) for row in rows if row.first.currency == currency)
