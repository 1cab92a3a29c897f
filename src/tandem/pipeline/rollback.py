"""The forecast as it was at an instant, put together from today's rows and what has happened since.

Events hold each change with its old and new value: whoever walks them backwards arrives where it was. Only what has
changed since is read. Whose an opportunity is, and who may see it, is asked as of today.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import CharField, QuerySet, Sum
from django.db.models.functions import Cast, Substr

from tandem.core.models import Event, EventSubject

from .models import Opportunity, State

Key = tuple[str, int, str]  # month, stage, currency
FIELDS = ("weighted_cents", "close_on", "stage", "state")
DEEDS = ("created", "edited", "moved", "won", "lost", "reopened", "weighed", "imported")
VERBS = [f"opportunity.{deed}{ending}" for deed in DEEDS for ending in ("", ".undone")]
UNDONE = ".undone"
Happened = tuple[int, str, Mapping[str, Any]]  # id, verb, data


@dataclass
class Standing:
    """What the forecast asks of one opportunity."""

    weighted_cents: int
    close_on: str
    stage: int
    state: str
    currency: str
    exists: bool = True

    @property
    def counts(self) -> bool:
        return self.exists and self.state == State.OPEN

    @property
    def key(self) -> Key:
        return self.close_on[:7], self.stage, self.currency


def totals_then(rows: QuerySet[Any], at: datetime, now: Mapping[Key, int] | None = None) -> dict[Key, int]:
    """Weighted cents by month, stage and currency as they were known at that instant; five statements at most.

    `now` are the totals of today where they are known already.
    """
    totals = _totals_now(rows) if now is None else dict(now)
    happened = _since(at)
    former = _originals(happened)
    for standing, events in _changed(rows, happened):
        if standing.counts:
            totals[standing.key] = totals.get(standing.key, 0) - standing.weighted_cents
        _roll_back(standing, events, former)
        if standing.counts:
            totals[standing.key] = totals.get(standing.key, 0) + standing.weighted_cents
    return {key: cents for key, cents in totals.items() if cents}


def _totals_now(rows: QuerySet[Any]) -> dict[Key, int]:
    month = Substr(Cast("close_on", CharField(max_length=10)), 1, 7)
    found = rows.filter(state=State.OPEN).order_by().annotate(month=month).values_list("month", "stage", "currency")
    return {
        (month, stage, currency): cents for month, stage, currency, cents in found.annotate(n=Sum("weighted_cents"))
    }


def _since(at: datetime) -> dict[int, list[Happened]]:
    """What has happened to which opportunity, the newest first."""
    last = Event.objects.filter(at__lte=at).order_by("-id").values_list("id", flat=True).first() or 0
    rows = EventSubject.objects.filter(kind=Opportunity.ref_kind, event__verb__in=VERBS, event__id__gt=last)
    found: dict[int, list[Happened]] = {}
    for key, event, verb, data in rows.order_by("-event").values_list(
        "object_id", "event", "event__verb", "event__data"
    ):
        found.setdefault(key, []).append((event, verb, data))
    return found


def _originals(happened: Mapping[int, Iterable[Happened]]) -> dict[int, Happened]:
    """Events from before that have been taken back since: what they did was in force then."""
    known = {event for events in happened.values() for event, _verb, _data in events}
    undone = {data["undoes"] for events in happened.values() for _event, verb, data in events if verb.endswith(UNDONE)}
    rows = Event.objects.filter(pk__in=undone - known).values_list("pk", "verb", "data") if undone - known else ()
    return {key: (key, verb, data) for key, verb, data in rows}


def _changed(rows: QuerySet[Any], happened: Mapping[int, list[Happened]]) -> Iterable[tuple[Standing, list[Happened]]]:
    """Those among the rows that have changed, as they stand now."""
    if not happened:
        return
    found = rows.filter(pk__in=list(happened)).order_by()
    for key, weighted, close_on, stage, state, currency in found.values_list(
        "pk", "weighted_cents", "close_on", "stage", "state", "currency"
    ):
        yield Standing(weighted, close_on.isoformat(), stage, state, currency), happened[key]


def _roll_back(standing: Standing, events: list[Happened], former: Mapping[int, Happened]) -> None:
    """Back through what happened, the newest first."""
    taken_back = {data["undoes"] for _event, verb, data in events if verb.endswith(UNDONE)}
    for event, verb, data in events:
        if event in taken_back:  # both it and its undo lie after that instant: nothing of it remains
            continue
        if verb.endswith(UNDONE):
            if data["undoes"] in former:
                _set(standing, former[data["undoes"]][2], side=1)
        elif verb in ("opportunity.created", "opportunity.imported"):
            standing.exists = False
        else:
            _set(standing, data, side=0)


def _set(standing: Standing, data: Mapping[str, Any], *, side: int) -> None:
    """The old (0) or new (1) values of what an event changed."""
    for name, pair in data.get("changes", {}).items():
        if name in FIELDS and pair[side] is not None:
            setattr(standing, name, pair[side])
