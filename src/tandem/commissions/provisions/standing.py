"""What the books, and in open months today's figures, say of each person: earned, released, taken back."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from fractions import Fraction

from django.db.models import Case, CharField, Exists, F, OuterRef, Q, Sum, Value, When

from engines.commission import Window
from tandem.commissions.models import Accrual, EmployerCost, Move, Period, PlanVersion, Posting, PostingLine
from tandem.commissions.months import month_of, next_month

BEFORE = ""  # everything before the first month that is asked for
NOTHING = Fraction(0)


@dataclass(frozen=True)
class Moved:
    """Cents of one person in a month: how earned and not released changed, and what of that was released or taken
    back, both above zero."""

    net: int = 0
    released: int = 0
    taken_back: int = 0


Sums = dict[str, dict[int, Moved]]  # by month and person


@dataclass(frozen=True)
class BookMonth:
    """A month of the books; open ones have no `closed_at`."""

    name: str
    start: date
    end: date
    closed_at: datetime | None = None


def book_months(today: date) -> list[BookMonth]:
    """Closed months, and after them those up to today; oldest first. One statement once a month is closed."""
    rows = Period.objects.filter(closed_at__isnull=False).order_by("start")
    found = [BookMonth(row.name, row.start, row.end, row.closed_at) for row in rows]
    month: Window | None = month_of(found[-1].end) if found else next_month()
    while month is not None and month.start <= today:
        found.append(BookMonth(month.name, month.start, month.end))
        month = month_of(month.end)
    return found


def moved(first: str, last: str, open_months: Collection[str]) -> dict[str, Sums]:
    """By currency, what was posted up to the `last` month, as one sum where it lies before the `first`, and what
    open months have brought so far."""
    found: dict[str, Sums] = defaultdict(lambda: defaultdict(dict))
    rows = PostingLine.objects.filter(account__in=["earned", "held"], posting__period__lte=last).order_by()
    before = When(posting__period__lt=first, then=Value(BEFORE))
    debit = Q(cents__gt=0, account="earned")
    grouped = rows.annotate(month=Case(before, default=F("posting__period"), output_field=CharField()))
    for month, employee, currency, net, released, back in grouped.values_list("month", "employee", "currency").annotate(
        net=Sum("cents"),
        released=Sum("cents", filter=debit & Q(posting__kind=Move.RELEASE)),
        back=Sum("cents", filter=debit & Q(posting__kind=Move.EARN)),
    ):
        found[currency][month][employee] = Moved(-net, released or 0, back or 0)
    if open_months:
        _add_today(found, open_months)
    return found


def _add_today(found: dict[str, Sums], months: Collection[str]) -> None:
    """A plan that settles longer periods has all of its period in each open month: the newest one counts."""
    longer = PlanVersion.objects.filter(plan=OuterRef("plan"), document__period__in=["quarter", "year"])
    rows = Accrual.objects.filter(period__in=months).exclude(earned_cents=0).annotate(longer=Exists(longer))
    newest = max(months)
    for row in rows.order_by().values_list("period", "employee", "currency", "earned_cents", "longer"):
        month, employee, currency, cents, whole = row
        if whole and month != newest:
            continue
        known = found[currency][month].get(employee, Moved())
        found[currency][month][employee] = Moved(known.net + cents, known.released, known.taken_back)


def earned_by_tandem(month: str, currency: str) -> Mapping[int, Mapping[int, int]]:
    """By person and tandem what a month's postings earned, below zero as well; 0 is no tandem."""
    rows = Posting.objects.filter(period=month, kind=Move.EARN, currency=currency).order_by()
    found: dict[int, dict[int, int]] = defaultdict(dict)
    for employee, tandem, cents in rows.values_list("employee", "tandem").annotate(sum=Sum("cents")):
        found[employee][tandem or 0] = cents
    return found


def employer_costs() -> Sequence[EmployerCost]:
    """Newest day first, of one day the one entered last first."""
    return list(EmployerCost.objects.all())


def cost_of_month(costs: Iterable[EmployerCost], month: BookMonth) -> Fraction:
    """The rate that holds on the last day; of a locked month as it was known when it was locked."""
    last = month.end - timedelta(days=1)
    for row in costs:
        if row.start <= last and (month.closed_at is None or row.made_at <= month.closed_at):
            return row.exact
    return NOTHING
