"""The one list of a tandem, in order of urgency, with the reason for each row's place.

The order, which docs/day.md tells in words: what is late stands first; among it what a customer waits for, then what
the partner waits for, then the rest, each longest first. Everything else stands by the instant it is due; what is due
on a day but at no hour of it comes last that day.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Count, Q, QuerySet, Value
from django.utils import timezone
from django.utils.dates import WEEKDAYS
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from tandem.core.actor import Actor
from tandem.core.prepared import prepared
from tandem.tandems.queries import scope_of
from tandem.work.counts import open_work, total
from tandem.work.models import NextStep
from tandem.work.queries import visible_steps

from .row import FIELDS, Row, row_of

LATE_SHOWN = 20
SHOWN, WEEK_SHOWN = 30, 60  # of what is not late, in a day and in a week
MOST = 500  # of either, where all is asked for; what is not shown is counted no further either
LATER_COUNTED = 99
WEIGHTS = (0, 1, 2)
WHO = ("both", "mine", "partner")
NOON = time(12)


@dataclass(frozen=True)
class Group:
    """Rows under one heading; `more` counts those that are not shown, `many` says that there are still more."""

    key: str
    label: str
    rows: list[Row] = field(default_factory=list)
    more: int = 0
    many: bool = False


@dataclass(frozen=True)
class Today:
    """The list, whose it is, and how much there is of each."""

    groups: Sequence[Group]
    who: str
    span: str  # day or week
    counts: dict[str, int]
    later: int  # in the rest of the week, while only the day is shown
    has_tandem: bool
    cut: bool = False  # more is due than is shown
    many_later: bool = False  # more than `later` says

    @property
    def is_empty(self) -> bool:
        """Nothing to do in this view."""
        return not any(group.rows for group in self.groups)


def today_of(actor: Actor, *, who: str = "both", span: str = "day", everything: bool = False) -> Today:
    """The list of the viewer's own and covered tandems, plus what the viewer holds elsewhere; five statements.

    `who`: both, mine, or partner (all that somebody else of the tandem holds). Late rows beyond twenty are counted, not
    shown, and of the rest no more than thirty of a day and sixty of a week are shown, unless `everything` is asked for:
    then five hundred of each.
    """
    start, end, week = (_midnight(actor.today, days) for days in (0, 1 if span == "day" else 7, 7))
    most, shown = (MOST, MOST) if everything else (LATE_SHOWN, SHOWN if span == "day" else WEEK_SHOWN)
    late = _late_rows(actor, start, *sorted(scope_of(actor).acting_ids), who=who, most=most + 1)
    ahead = _rows_ahead(actor, start, end, who=who, most=shown + 1)
    groups = _groups([row_of(each, actor) for each in ahead[:shown]], actor, span)
    if late:
        rows = [row_of(each, actor, late=True) for each in late[:most]]
        hidden = sum(_hidden(actor, start, who=who, most=most + MOST + 1)) - most if len(late) > most else 0
        groups.insert(0, Group("late", _("Late"), rows, min(hidden, MOST), hidden > MOST))
    later = sum(_later(actor, end, week, who=who, most=LATER_COUNTED + 1)) if span == "day" else 0
    few, has_tandem = min(later, LATER_COUNTED), bool(scope_of(actor).acting_ids)
    return Today(groups, who, span, counts_of(actor), few, has_tandem, len(ahead) > shown, later > few)


@prepared
def _late_rows(actor: Actor, start: datetime, *tandems: int, who: str, most: int) -> QuerySet[NextStep, Any]:
    """The most urgent of each tandem, of the queues and of what the viewer holds, each by an index, then of all.

    Sorting all late rows of an overloaded tandem would cost more than everything else on the page.
    """
    late = _narrowed(visible_steps(actor), actor, who).filter(_late(actor.at, start), due_at__lt=actor.at)
    queues = Q(tandem=None, team__in=scope_of(actor).team_ids, kind="request")
    ours = [*(Q(tandem=tandem) for tandem in tandems), queues, Q(holder=actor.id)]
    ways = [late.filter(way, weight=weight).order_by("due_at", "id")[:most] for way in ours for weight in WEIGHTS]
    # A database that joins ordered and limited queries only inside of others gets them inside of others.
    first, *others = (NextStep.objects.filter(pk__in=way.values("pk")).values("pk") for way in ways)
    rows = NextStep.objects.filter(pk__in=first.union(*others, all=True))
    told: QuerySet[NextStep, Any] = rows.order_by("weight", "due_at", "id").values(*FIELDS)[:most]
    return told


@prepared
def _hidden(actor: Actor, start: datetime, *, who: str, most: int) -> QuerySet[NextStep, int]:
    """How many late rows there are, counted up to `most`, as one row."""
    return _counted(_rows(actor, who).filter(_late(actor.at, start)), most)


@prepared
def _rows_ahead(actor: Actor, start: datetime, end: datetime, *, who: str, most: int) -> QuerySet[NextStep, Any]:
    # Nothing of an earlier day is ahead: said once more, so that the index leaves all late rows out.
    rows = _rows(actor, who).exclude(_late(actor.at, start)).filter(due_at__gte=start, due_at__lt=end)
    told: QuerySet[NextStep, Any] = rows.order_by("due_at", "id").values(*FIELDS)[:most]
    return told


@prepared
def _later(actor: Actor, end: datetime, week: datetime, *, who: str, most: int) -> QuerySet[NextStep, int]:
    """How many there are in the rest of the week, counted up to `most`, as one row."""
    return _counted(_rows(actor, who).filter(due_at__gte=end, due_at__lt=week), most)


def _counted(rows: QuerySet[NextStep], most: int) -> QuerySet[NextStep, int]:
    few = NextStep.objects.filter(pk__in=rows.order_by()[:most].values("pk"))
    told = few.order_by().annotate(all=Value(1)).values("all").annotate(count=Count("pk"))
    return told.values_list("count", flat=True)


def _rows(actor: Actor, who: str) -> QuerySet[NextStep]:
    return _narrowed(visible_steps(actor).filter(_ours(actor)), actor, who)


def counts_of(actor: Actor) -> dict[str, int]:
    """Open pieces of both, mine and the partner's."""
    rows = open_work(actor)
    mine = total(row for row in rows if row.holder_id == actor.id)
    both = total(rows)
    unheld = total(row for row in rows if row.holder_id is None)
    return {"both": both, "mine": mine, "partner": both - mine - unheld}


def _ours(actor: Actor) -> Q:
    """Of the tandems the viewer acts for, in the own teams' queues, and whatever the viewer was given."""
    scope = scope_of(actor)
    return Q(tandem__in=scope.acting_ids) | Q(tandem=None, team__in=scope.team_ids, kind="request") | Q(holder=actor.id)


def _narrowed(rows: QuerySet[NextStep], actor: Actor, who: str) -> QuerySet[NextStep]:
    if who == "mine":
        return rows.filter(holder=actor.id)
    if who == "partner":
        return rows.filter(holder__isnull=False).exclude(holder=actor.id)
    return rows


def _late(now: datetime, start: datetime) -> Q:
    """Past its instant; what is due on a day is late only when the day is over. An appointment is not late but on."""
    return Q(due_at__lt=now, timed=True) & ~Q(kind="appointment", due_at__gte=start) | Q(due_at__lt=start, timed=False)


def _midnight(day: date, days: int) -> datetime:
    return timezone.make_aware(datetime.combine(day + timedelta(days), time(0)))


def _groups(rows: Iterable[Row], actor: Actor, span: str) -> list[Group]:
    """Until noon and later today, then day by day."""
    found: dict[str, Group] = {}
    for row in sorted(rows, key=_place):
        key, label = _heading(row, actor)
        found.setdefault(key, Group(key, label)).rows.append(row)
    return list(found.values())


def _place(row: Row) -> tuple[date, bool, datetime]:
    return row.due.date(), not row.timed, row.due


def _heading(row: Row, actor: Actor) -> tuple[str, str]:
    today = actor.today
    if row.due.date() == today:
        if row.timed and row.due.time() < NOON:
            return "noon", _("Until noon")
        return "today", _("This afternoon") if timezone.localtime(actor.at).time() < NOON else _("Later today")
    day = row.due.date()
    if day == today + timedelta(1):
        return day.isoformat(), _("Tomorrow")
    named = {"weekday": str(WEEKDAYS[day.weekday()]), "day": date_format(day, "SHORT_DATE_FORMAT")}
    return day.isoformat(), _("%(weekday)s, %(day)s") % named
