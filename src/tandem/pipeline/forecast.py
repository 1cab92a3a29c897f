"""The forecast: what is expected in which month, stage by stage, and how that has changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from django.db.models import CharField, Count, QuerySet, Sum
from django.db.models.functions import Cast, Substr
from django.http import QueryDict
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from tandem.core.actor import Actor
from tandem.core.chart import Chart, chart_of
from tandem.core.listing import Tools, tools_of

from .listing import BOARD, MONTHS, OVERDUE, SHARED, known_stages, month_after
from .models import Stage, State
from .queries import visible_opportunities
from .rollback import Key, totals_then

SPANS = {"week": timedelta(days=7), "month": timedelta(days=30)}
COLUMNS = ("pipeline", "stage")  # choose columns, not rows: what has left a stage since is part of its change


def _as_it_is(rows: QuerySet[Any], value: str) -> QuerySet[Any]:
    return rows


FORECAST = replace(
    BOARD,
    filters=tuple(
        replace(each, apply=_as_it_is) if each.name in COLUMNS else each for each in SHARED if each.name != "close"
    ),
)
EARLIER, LATER = OVERDUE, "later"
Rows = QuerySet[Any]


@dataclass(frozen=True)
class Amount:
    """What stands in a cell: in full and weighted, and how many opportunities that is."""

    value_cents: int = 0
    weighted_cents: int = 0
    count: int = 0

    def __add__(self, other: Amount) -> Amount:
        return Amount(
            self.value_cents + other.value_cents, self.weighted_cents + other.weighted_cents, self.count + other.count
        )


@dataclass(frozen=True)
class Line:
    """One month: its stages, all of them, and how much more or less that is than then."""

    key: str
    label: str
    url: str
    cells: Sequence[tuple[Amount, str]]  # one per stage, with the way to its rows
    total: Amount
    change_cents: int | None  # of the weighted total; None where nothing is known of then


@dataclass(frozen=True)
class Sheet:
    """The forecast in one currency."""

    currency: str
    lines: Sequence[Line]
    totals: Sequence[Amount]  # one per stage
    total: Amount
    change_cents: int
    chart: Chart


@dataclass(frozen=True)
class Forecast:
    """All that the page shows."""

    stages: Sequence[Stage]
    sheets: Sequence[Sheet]
    tools: Tools
    weighted: bool
    since: str
    choices: Sequence[tuple[str, str, str, bool]]  # kind, label, address, chosen


def forecast_of(params: QueryDict, actor: Actor) -> Forecast:
    """Months by stages under the filters of the address; six statements at most."""
    rows, tools = tools_of(FORECAST, visible_opportunities(actor), params, actor)
    stages = [stage for stage in known_stages(actor) if _is_wanted(stage, params)]
    since = params.get("since") if params.get("since") in SPANS else "week"
    weighted = params.get("sum") != "full"
    now = amounts_of(rows)
    weights = {key: amount.weighted_cents for key, amount in now.items()}
    then = totals_then(rows, actor.at - SPANS[since or "week"], weights)
    currencies = sorted({key[2] for key in now} | {key[2] for key in then})
    return Forecast(
        stages=stages,
        sheets=[_sheet(currency, now, then, stages, params, actor, weighted=weighted) for currency in currencies],
        tools=tools,
        weighted=weighted,
        since=since or "week",
        choices=_choices(params, since or "week", weighted=weighted),
    )


def _is_wanted(stage: Stage, params: QueryDict) -> bool:
    named = {"pipeline": str(stage.pipeline_id), "stage": str(stage.pk)}
    return all(params.get(name, "") in ("", value) for name, value in named.items())


def amounts_of(rows: Rows) -> dict[Key, Amount]:
    """Open opportunities by month ("2026-11"), stage and currency; one statement.

    The month is cut out of the day as it is stored: a function of the database itself, for there may be very many.
    """
    month = Substr(Cast("close_on", CharField(max_length=10)), 1, 7)
    found = rows.filter(state=State.OPEN).order_by().annotate(month=month).values_list("month", "stage", "currency")
    summed = found.annotate(value=Sum("value_cents"), weighted=Sum("weighted_cents"), count=Count("pk"))
    return {(month, stage, currency): Amount(*rest) for month, stage, currency, *rest in summed}


def _sheet(
    currency: str,
    now: Mapping[Key, Amount],
    then: Mapping[Key, int],
    stages: Sequence[Stage],
    params: QueryDict,
    actor: Actor,
    *,
    weighted: bool,
) -> Sheet:
    keys = [stage.pk for stage in stages]
    amounts = _by_line(now, currency, actor.today, Amount())
    weights = _by_line({key: Amount(0, cents, 0) for key, cents in then.items()}, currency, actor.today, Amount())
    lines = []
    for name, label in _months(actor.today):
        cells = [amounts.get((name, key), Amount()) for key in keys]
        total, before = sum(cells, Amount()), sum((weights.get((name, key), Amount()) for key in keys), Amount())
        if name in (EARLIER, LATER) and not total.count and not before.weighted_cents:
            continue
        urls = [_url(params, name, key) for key in keys]
        change = total.weighted_cents - before.weighted_cents
        lines.append(Line(name, label, _url(params, name), list(zip(cells, urls, strict=True)), total, change))
    totals = [sum((line.cells[place][0] for line in lines), Amount()) for place in range(len(keys))]
    changes = sum(line.change_cents or 0 for line in lines)
    shown = [line for line in lines if line.key not in (EARLIER, LATER)]
    chart = chart_of([(line.label, line.total.value_cents, line.total.weighted_cents) for line in shown], currency)
    return Sheet(currency, lines, totals, sum(totals, Amount()), changes, chart)


def _by_line(
    amounts: Mapping[Key, Amount], currency: str, today: date, nothing: Amount
) -> dict[tuple[str, int], Amount]:
    """Amounts of one currency by line and stage: months before this one together, and those far ahead."""
    first, last = f"{today:%Y-%m}", f"{month_after(today, MONTHS - 1):%Y-%m}"
    found: dict[tuple[str, int], Amount] = {}
    for (month, stage, each), amount in amounts.items():
        if each == currency:
            line = EARLIER if month < first else LATER if month > last else month
            found[line, stage] = found.get((line, stage), nothing) + amount
    return found


def _months(today: date) -> list[tuple[str, str]]:
    """The lines in order."""
    months = [month_after(today, number) for number in range(MONTHS)]
    named = [(f"{day:%Y-%m}", str(date_format(day, "YEAR_MONTH_FORMAT"))) for day in months]
    return [(EARLIER, _("before this month")), *named, (LATER, _("later"))]


def _url(params: QueryDict, month: str, stage: int | None = None) -> str:
    """The list of what stands in a cell."""
    gone = ("sum", "since", "close", "after", "before")
    kept = {name: str(value) for name, value in params.items() if name not in gone}
    if month != LATER:
        kept["close"] = month
    if stage is not None:
        kept["stage"] = str(stage)
    return f"{reverse('pipeline:list')}?{urlencode(kept)}"


def _choices(params: QueryDict, since: str, *, weighted: bool) -> list[tuple[str, str, str, bool]]:
    kept = {name: str(value) for name, value in params.items()}

    def url(**changed: str) -> str:
        return f"?{urlencode({**kept, **changed})}"

    return [
        ("sum", _("Weighted"), url(sum="weighted"), weighted),
        ("sum", _("In full"), url(sum="full"), not weighted),
        ("since", _("Last week"), url(since="week"), since == "week"),
        ("since", _("Last month"), url(since="month"), since == "month"),
    ]
