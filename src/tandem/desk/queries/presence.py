"""Where people are right now, as far as appointments, working time and absence tell."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db.models import F, FilteredRelation, Q, QuerySet
from django.utils import timezone

from tandem.core.actor import Actor
from tandem.core.prepared import prepared
from tandem.core.spans import on_day
from tandem.people.models import Delegation, Employee
from tandem.tandems.queries import scope_of
from tandem.work.passed import waiting_count
from tandem.work.presence import COLUMNS, Busy, around, busy_columns, busy_from

from .notices import remember_unread, unread_along


@dataclass(frozen=True)
class Presence:
    """One person's state: `there` until a time, away with a cover, or off work."""

    there: bool
    until: datetime | None = None
    absent: bool = False
    back_on: object = None
    cover: str = ""
    busy_until: datetime | None = None  # in an appointment now
    visit: bool = False  # and it is at a customer's
    drive: int = 0  # minutes of driving that follow it
    waiting: int = 0  # hand-offs of the tandem in the bar that wait for this person's answer


def presence_of(people: Iterable[Employee], actor: Actor) -> dict[int, Presence]:
    """The state of these people now; one statement, remembered for the request. The bell's count comes along."""
    known: dict[int, Presence] = actor.cache.setdefault("presence", {})
    missing = {person.pk for person in people} - known.keys()
    if missing:
        rows: dict[int, list[dict[str, Any]]] = {}
        _at, since, until = around(actor.at)
        for row in _rows(missing, actor, since, until, timezone.localtime(actor.at).weekday()):
            rows.setdefault(row["pk"], []).append(row)
            remember_unread(actor, row["unread_count"], row["unread_newest"])
        states = {key: _with(busy_from(found[0]), _state(found, actor)) for key, found in rows.items()}
        known.update({key: replace(state, waiting=rows[key][0]["waiting"]) for key, state in states.items()})
    return known


def _with(busy: Busy | None, presence: Presence) -> Presence:
    """An appointment says more than working time; who is absent is absent."""
    if busy is None or presence.absent:
        return presence
    return replace(presence, busy_until=busy.until, visit=busy.visit, drive=busy.drive)


@prepared
def _rows(ids: Iterable[int], viewer: Actor, since: datetime, until: datetime, weekday: int) -> QuerySet[Employee, Any]:
    """Per person one row for each stretch of today's work and each deputy; None where there is none."""
    today = viewer.today
    covers = on_day(today, "delegations__") & Q(delegations__purpose=Delegation.COVER)
    rows: QuerySet[Employee, Any] = (
        Employee.objects.filter(pk__in=ids)
        .annotate(
            away=FilteredRelation("absences", condition=on_day(today, "absences__")),
            cover=FilteredRelation("delegations", condition=covers),
            work=FilteredRelation("working_times", condition=Q(working_times__weekday=weekday)),
            **busy_columns(viewer.at, since, until),
        )
        .order_by("pk", "cover")
        .values(
            "pk",
            *COLUMNS,
            absence=F("away__pk"),
            back_on=F("away__end"),
            first=F("cover__deputy__first_name"),
            last=F("cover__deputy__last_name"),
            start=F("work__start"),
            end=F("work__end"),
            **unread_along(viewer),
            waiting=waiting_count(scope_of(viewer).current_id),
        )
    )
    return rows


def _state(rows: list[dict[str, Any]], actor: Actor) -> Presence:
    away = rows[0]
    if away["absence"]:
        cover = f"{away['first'] or ''} {away['last'] or ''}".strip()
        return Presence(False, absent=True, back_on=away["back_on"], cover=cover)
    now = timezone.localtime(actor.at)
    ends = [row["end"] for row in rows if row["start"] and row["start"] <= now.time() < row["end"]]
    until = now.replace(hour=ends[0].hour, minute=ends[0].minute, second=0, microsecond=0) if ends else None
    return Presence(until is not None, until=until)
