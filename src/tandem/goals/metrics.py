"""What was achieved, counted from the rows: one statement for any number of goals.

Revenue counts an order by the day it was ordered, once confirmed; a credit note and a cancellation take away on their
own day, so that a past period stays as it was. Each source below gives rows of the same shape; they go in one UNION.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django.db.models import (
    BigIntegerField,
    CharField,
    Count,
    Exists,
    F,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    Value,
)
from django.db.models.functions import Coalesce, ExtractDay, ExtractMonth, ExtractYear
from django.utils import timezone

from tandem.customers.models import Assignment
from tandem.orders.freezing import cost_of
from tandem.orders.models import (
    CreditNote,
    CreditNoteLine,
    CreditNoteWithdrawal,
    Order,
    OrderCancellation,
    OrderLine,
    OrderStatus,
)
from tandem.tandems.models import Tandem
from tandem.work.models import Request, VisitReport

from .models import Goal, Metric, Scope
from .spans import moved

COST = 100_000  # a cost is in ten-thousandths, a quantity in thousandths: their product, in so many parts of a cent
COLUMNS = ("g_metric", "g_slot", "g_tandem", "g_team", "g_person", "g_currency", "g_key", "g_first", "g_second")
CODES = {metric: number for number, metric in enumerate(Metric.values)}


@dataclass(frozen=True)
class Cell:
    """A sum of one day or month. `first` is what counts; `second` goes with it: for answers all that were due, for a
    margin the net of unknown cost (`first` is in 100,000ths of a cent there)."""

    day: date
    first: int
    second: int


@dataclass(frozen=True)
class Frame:
    """The time that is looked at, whose rows, up to which moment, and whether by day or by month."""

    start: date
    end: date
    now: datetime
    whose: Q  # over `tandem`
    by_day: bool


Rows = QuerySet[Any, Any]
Source = Callable[[Frame], list[Rows]]


def series(
    goals: Sequence[Goal], *, now: datetime, by_day: bool = False, since: date | None = None
) -> dict[int, list[Cell]]:
    """By goal, what was achieved by month or by day; from `since` on where that is before the goals begin."""
    counted = [goal for goal in goals if goal.metric != Metric.OWN]
    if not counted:
        return {}
    start = min([goal.start for goal in counted] + ([since] if since else []))
    end = max(goal.end for goal in counted)
    frame = Frame(start, end, now, _whose(counted), by_day)
    wanted = {Metric(goal.metric) for goal in counted}
    parts = [rows for metric in wanted if metric in SOURCES for rows in SOURCES[metric](frame)]
    periods = sorted({(goal.start, goal.end) for goal in counted if goal.metric == Metric.RETAINED})
    parts += [_retained(frame, number, *period) for number, period in enumerate(periods, 1)]
    found = list(parts[0].union(*parts[1:], all=True)) if len(parts) > 1 else list(parts[0])
    return {goal.pk: _of_goal(goal, found, periods, frame) for goal in counted}


def _of_goal(goal: Goal, found: Iterable[Any], periods: Sequence[tuple[date, date]], frame: Frame) -> list[Cell]:
    code = CODES[goal.metric]
    slot = periods.index((goal.start, goal.end)) + 1 if goal.metric == Metric.RETAINED else 0
    sums: dict[date, tuple[int, int]] = {}
    for metric, place, tandem, team, person, currency, key, first, second in found:
        if (metric, place) != (code, slot) or (goal.currency and currency != goal.currency):
            continue
        if _counts(goal, tandem, team, person):
            day = _day(int(key), by_day=frame.by_day)
            one, two = sums.get(day, (0, 0))
            sums[day] = (one + int(first or 0), two + int(second or 0))
    return [Cell(day, *sums[day]) for day in sorted(sums)]


def _counts(goal: Goal, tandem: int | None, team: int | None, person: int | None) -> bool:
    if goal.scope == Scope.COMPANY:
        return True
    if goal.scope == Scope.TEAM:
        return team == goal.team_id
    if tandem != goal.tandem_id:
        return False
    return goal.scope == Scope.TANDEM or person in goal.__dict__.get("sitters", ())


def _whose(goals: Sequence[Goal]) -> Q:
    """All rows for the company; else those of the tandems and teams that are asked for."""
    if any(goal.scope == Scope.COMPANY for goal in goals):
        return Q()
    tandems = {goal.tandem_id for goal in goals if goal.tandem_id}
    teams = {goal.team_id for goal in goals if goal.team_id}
    found = Q(pk__in=tandems) | Q(team__in=teams) if teams else Q(pk__in=tandems)
    return Q(g_tandem__in=Tandem.objects.filter(found).values("pk"))


def _rows(
    rows: QuerySet[Any],
    frame: Frame,
    metric: str,
    *,
    day: str,
    tandem: Any,
    first: Any,
    second: Any = None,
    person: Any = None,
    currency: Any = None,
    slot: int = 0,
) -> Rows:
    """Grouped as every source is: metric, slot, tandem, team, person, currency, day, and two sums."""
    named = rows.order_by().annotate(g_tandem=tandem)
    teams = Tandem.objects.filter(pk=OuterRef("g_tandem")).values("team")
    named = named.filter(frame.whose).annotate(
        g_metric=Value(CODES[metric], IntegerField()),
        g_slot=Value(slot, IntegerField()),
        g_team=Subquery(teams[:1]),
        g_person=person if person is not None else Value(0, BigIntegerField()),
        g_currency=currency if currency is not None else Value("", CharField()),
        g_key=_key(day, by_day=frame.by_day),
    )
    nothing = Value(0, BigIntegerField())
    summed: Rows = named.values(*COLUMNS[:7]).annotate(g_first=first, g_second=second or nothing).values_list(*COLUMNS)
    return summed


def _key(day: str, *, by_day: bool) -> Any:
    """A day or a month as one number."""
    months = ExtractYear(day) * 12 + ExtractMonth(day) - 1
    return months * 31 + ExtractDay(day) - 1 if by_day else months


def _day(key: int, *, by_day: bool) -> date:
    months, rest = divmod(key, 31) if by_day else (key, 0)
    return date(months // 12, months % 12 + 1, rest + 1)


def _minus(sum_of: str) -> Any:
    return Sum(F(sum_of) * -1)


def _in(frame: Frame, column: str) -> Q:
    return Q(**{f"{column}__gte": frame.start, f"{column}__lt": frame.end})


def _at(frame: Frame, column: str) -> Q:
    """The same for an instant, by the company's days."""
    ends = [timezone.make_aware(datetime.combine(day, time.min)) for day in (frame.start, frame.end)]
    return Q(**{f"{column}__gte": ends[0], f"{column}__lt": ends[1]})


CONFIRMED = Q(confirmation__isnull=False)


def _revenue(frame: Frame) -> list[Rows]:
    of: dict[str, Any] = {"tandem": F("order__tandem"), "currency": F("order__currency")}
    placed = Order.objects.filter(CONFIRMED, _in(frame, "ordered_on"))
    gone = OrderCancellation.objects.filter(_at(frame, "at"), order__confirmation__isnull=False)
    notes = CreditNote.objects.filter(_in(frame, "issued_on"))
    withdrawn = CreditNoteWithdrawal.objects.filter(_at(frame, "at"))
    of_note: dict[str, Any] = {"tandem": F("note__order__tandem"), "currency": F("note__order__currency")}
    own: dict[str, Any] = {"tandem": F("tandem"), "currency": F("currency")}
    return [
        _rows(placed, frame, Metric.REVENUE, day="ordered_on", first=Sum("net_cents"), **own),
        _rows(gone, frame, Metric.REVENUE, day="at", first=_minus("order__net_cents"), **of),
        _rows(notes, frame, Metric.REVENUE, day="issued_on", first=_minus("net_cents"), **of),
        _rows(withdrawn, frame, Metric.REVENUE, day="at", first=Sum("note__net_cents"), **of_note),
    ]


def _orders(frame: Frame) -> list[Rows]:
    placed = Order.objects.filter(CONFIRMED, _in(frame, "ordered_on"))
    gone = OrderCancellation.objects.filter(_at(frame, "at"), order__confirmation__isnull=False)
    return [
        _rows(placed, frame, Metric.ORDERS, day="ordered_on", tandem=F("tandem"), first=Count("pk")),
        _rows(gone, frame, Metric.ORDERS, day="at", tandem=F("order__tandem"), first=Count("pk") * -1),
    ]


def _margin(frame: Frame) -> list[Rows]:
    """Only where the cost is known; the net of the rest goes beside it."""
    lines = OrderLine.objects.filter(_in(frame, "order__ordered_on"), order__confirmation__isnull=False)
    gone = OrderLine.objects.filter(_at(frame, "order__cancellation__at"), order__confirmation__isnull=False)
    notes = CreditNoteLine.objects.filter(_in(frame, "note__issued_on"))
    withdrawn = CreditNoteLine.objects.filter(_at(frame, "note__withdrawal__at"))
    of: dict[str, Any] = {"tandem": F("order__tandem"), "currency": F("order__currency")}
    of_note: dict[str, Any] = {"tandem": F("note__order__tandem"), "currency": F("note__order__currency")}
    return [
        _rows(lines, frame, Metric.MARGIN, day="order__ordered_on", **_earned("", 1), **of),
        _rows(gone, frame, Metric.MARGIN, day="order__cancellation__at", **_earned("", -1), **of),
        _rows(notes, frame, Metric.MARGIN, day="note__issued_on", **_earned("line__", -1), **of_note),
        _rows(withdrawn, frame, Metric.MARGIN, day="note__withdrawal__at", **_earned("line__", 1), **of_note),
    ]


def _earned(line: str, sign: int) -> dict[str, Any]:
    unknown = Q(**{f"{line}cost": None, f"{line}product__cost": None})
    exact = (F("net_cents") * COST - cost_of(line) * F("quantity")) * sign
    return {"first": Sum(exact), "second": Sum(F("net_cents") * sign, filter=unknown)}


def _new(frame: Frame) -> list[Rows]:
    """Customers by their first confirmed order ever."""
    counted = Order.objects.filter(status=OrderStatus.CONFIRMED)
    rows = counted.filter(_in(frame, "ordered_on")).exclude(Exists(earlier_orders(counted)))
    return [_rows(rows, frame, Metric.NEW, day="ordered_on", tandem=F("tandem"), first=Count("pk"))]


def earlier_orders(orders: QuerySet[Order]) -> QuerySet[Order]:
    """Orders of the same customer before this one."""
    same_day = Q(ordered_on=OuterRef("ordered_on"), pk__lt=OuterRef("pk"))
    earlier = Q(ordered_on__lt=OuterRef("ordered_on")) | same_day
    return orders.filter(earlier, customer=OuterRef("customer"))


def _retained(frame: Frame, slot: int, start: date, end: date) -> Rows:
    """Customers of the twelve months before the period that order in it again, by their first order in it."""
    counted = Order.objects.filter(status=OrderStatus.CONFIRMED)
    within = counted.filter(ordered_on__gte=start, ordered_on__lt=end)
    known = counted.filter(customer=OuterRef("customer"), ordered_on__lt=start, ordered_on__gte=moved(start, -12))
    rows = within.filter(Exists(known)).exclude(Exists(earlier_orders(within)))
    given: dict[str, Any] = {"day": "ordered_on", "tandem": F("tandem"), "first": Count("pk"), "slot": slot}
    return _rows(rows, frame, Metric.RETAINED, **given)


def _visits(frame: Frame) -> list[Rows]:
    """Visit reports, for the tandem that owned the customer on the day of the visit."""
    rows = VisitReport.objects.filter(_at(frame, "at"))
    given: dict[str, Any] = {"tandem": _owner("at"), "person": Coalesce(F("author"), 0)}
    return [_rows(rows, frame, Metric.VISITS, day="at", first=Count("pk"), **given)]


def _owner(instant: str) -> Subquery:
    day = OuterRef(f"{instant}__date")
    held = Assignment.objects.filter(Q(end=None) | Q(end__gt=day), customer=OuterRef("customer"), start__lte=day)
    return Subquery(held.order_by().values("tandem")[:1])


def _answered(frame: Frame) -> list[Rows]:
    """First answers within their clock, of all whose clock has run out or that were answered."""
    due = Q(answered_at__isnull=False) | Q(due_at__lte=frame.now, closed_at=None)
    rows = Request.objects.filter(_at(frame, "received_at"), due, merged_into=None)
    kept = Count("pk", filter=Q(answered_at__lte=F("due_at")))
    given: dict[str, Any] = {"tandem": F("tandem"), "person": Coalesce(F("holder"), 0)}
    return [_rows(rows, frame, Metric.ANSWERED, day="received_at", first=kept, second=Count("pk"), **given)]


SOURCES: dict[Metric, Source] = {
    Metric.REVENUE: _revenue,
    Metric.MARGIN: _margin,
    Metric.ORDERS: _orders,
    Metric.NEW: _new,
    Metric.VISITS: _visits,
    Metric.ANSWERED: _answered,
}
