"""Month end: the provision of each month, how it moved, and of one month by tandem and by person."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from fractions import Fraction

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from engines.commission.provisions import Movement, movement
from engines.money import allocate
from tandem.commissions.models import EmployerCost
from tandem.commissions.months import month_label
from tandem.commissions.payroll.rules import can_pay
from tandem.core.actor import Actor
from tandem.core.chart import Chart, chart_of
from tandem.core.rules import allows
from tandem.people.models import Employee
from tandem.tandems.models import Tandem

from .rules import shown
from .standing import (
    BEFORE,
    BookMonth,
    Moved,
    Sums,
    book_months,
    cost_of_month,
    earned_by_tandem,
    employer_costs,
    moved,
)

SHOWN = 12
NOBODY = Moved()


@dataclass(frozen=True)
class Standing:
    """One person at a month's end; `unreleased` is below zero where they owe something back."""

    unreleased: int
    movement: Movement


@dataclass(frozen=True)
class MonthEnd:
    """A month. `owed` is earned and not released, `claims` what people owe back: it is not set off against it."""

    name: str
    label: str
    end: date
    closed_at: datetime | None
    rate: Fraction
    owed: int
    claims: int
    movement: Movement
    people: Mapping[int, Standing] = field(repr=False)

    @property
    def rate_ppm(self) -> int:
        """The rate as it is shown."""
        return int(self.rate * 1_000_000)

    @property
    def cost(self) -> int:
        """Of what is put by, what is no pay."""
        return self.movement.closing - self.owed

    @property
    def reversal(self) -> int:
        """What the first day of the next month takes back."""
        return -self.movement.closing


@dataclass(frozen=True)
class Part:
    """One line of a breakdown."""

    name: str
    unreleased: int
    provision: int


@dataclass(frozen=True)
class Page:
    """The page; `hidden` people are in the sums only."""

    months: Sequence[MonthEnd]  # newest first
    chosen: MonthEnd | None
    currency: str
    currencies: Sequence[str]
    people: Sequence[Part]
    hidden: int
    tandems: Sequence[Part]
    earlier: str
    chart: Chart | None


def month_end(wanted: str, actor: Actor, *, currency: str = "", many: int = SHOWN) -> Page:
    """The months up to the one that is wanted, or the newest; without one the newest locked one is chosen."""
    known = book_months(actor.today)
    names = [month.name for month in known]
    old = wanted in names[:-many]  # what lies further back ends the list
    rows = known[: names.index(wanted) + 1][-many:] if old else known[-many:]
    if not rows:
        return Page([], None, currency or "EUR", [], [], 0, [], "", None)
    sums = moved(rows[0].name, rows[-1].name, [row.name for row in rows if row.closed_at is None])
    currency = currency if currency in sums else max(sums, key=lambda code: (len(sums[code]), code), default="EUR")
    months = months_of(rows, sums.get(currency, {}), employer_costs(), before=_before(known, rows[0]))
    locked = [one for one in months if one.closed_at] or months
    chosen = next((one for one in months if one.name == wanted), locked[-1])
    people, hidden = _people(chosen, actor)
    return Page(
        months=months[::-1],
        chosen=chosen,
        currency=currency,
        currencies=sorted(sums),
        people=people,
        hidden=hidden,
        tandems=_tandems(chosen, currency, actor),
        earlier=names[names.index(rows[0].name) - 1] if rows[0].name != names[0] else "",
        chart=chart_of([(one.label, one.owed, one.movement.closing) for one in months], currency),
    )


def _before(known: Sequence[BookMonth], first: BookMonth) -> BookMonth | None:
    place = known.index(first)
    return known[place - 1] if place else None


def months_of(
    rows: Iterable[BookMonth], sums: Sums, costs: Sequence[EmployerCost], *, before: BookMonth | None
) -> list[MonthEnd]:
    """Each month's people, one after the other: what one closes with the next one opens with."""
    opens = {employee: one.net for employee, one in sums.get(BEFORE, {}).items()}
    rate = cost_of_month(costs, before) if before else Fraction(0)
    found = []
    for month in rows:
        now, changes = cost_of_month(costs, month), sums.get(month.name, {})
        people = {}
        for employee in sorted(opens.keys() | changes.keys()):
            one, was = changes.get(employee, NOBODY), opens.get(employee, 0)
            opens[employee] = was + one.net
            people[employee] = Standing(
                was + one.net,
                movement(
                    was, was + one.net, released=one.released, taken_back=one.taken_back, cost_before=rate,
                    cost_after=now,
                ),
            )  # fmt: skip
        found.append(_month(month, now, people))
        rate = now
    return found


def _month(month: BookMonth, rate: Fraction, people: Mapping[int, Standing]) -> MonthEnd:
    total = Movement()
    for one in people.values():
        total += one.movement
    opens = [one.unreleased for one in people.values()]
    return MonthEnd(
        name=month.name,
        label=month_label(month.name),
        end=month.end,
        closed_at=month.closed_at,
        rate=rate,
        owed=sum(cents for cents in opens if cents > 0),
        claims=-sum(cents for cents in opens if cents < 0),
        movement=total,
        people=people,
    )


def visible_people(actor: Actor, *, locked: bool) -> QuerySet[Employee]:
    """Whose single figures the reader may see."""
    return Employee.objects.filter(shown(actor, "team", locked=locked)).order_by("name_key", "pk")


def _people(month: MonthEnd, actor: Actor) -> tuple[Sequence[Part], int]:
    told = {key: one for key, one in month.people.items() if one.unreleased or one.movement.closing}
    rows = visible_people(actor, locked=month.closed_at is not None).filter(pk__in=told)
    found = [Part(str(row), told[row.pk].unreleased, told[row.pk].movement.closing) for row in rows]
    return found, len(told) - len(found)


def _tandems(month: MonthEnd, currency: str, actor: Actor) -> Sequence[Part]:
    """What is put by for a person goes to tandems as the month's earnings did; of open months nothing is told."""
    if month.closed_at is None:
        return []
    earned, sums = earned_by_tandem(month.name, currency), dict[int, list[int]]()
    for employee, one in month.people.items():
        weights = {key: cents for key, cents in earned.get(employee, {}).items() if cents > 0} or {0: 1}
        for place, cents in enumerate((max(one.unreleased, 0), one.movement.closing)):
            for key, part in zip(weights, allocate(cents, list(weights.values())), strict=True):
                sums.setdefault(key, [0, 0])[place] += part
    names = dict(Tandem.objects.filter(shown(actor, "team"), pk__in=sums).order_by("name").values_list("pk", "name"))
    if allows(can_pay, actor):
        names[0] = _("Without a tandem")
    return [Part(name, *sums[key]) for key, name in names.items() if any(sums.get(key, ()))]
