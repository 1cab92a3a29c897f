"""The calendar: a day or a week, mine, the partner's or both side by side."""

from __future__ import annotations

from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET

from tandem.core.forms import EARLIEST, LATEST
from tandem.core.http import Request
from tandem.core.rules import require
from tandem.people.rules import sells
from tandem.work.calendar import WHO, columns_of, days_for, people_for
from tandem.work.grid import grid_of, previous_and_next, shown_days

VIEWS = ("day", "week")


@require_GET
def show_calendar(request: Request) -> HttpResponse:
    """As the address asks: `day`, `view`, `who`; what it cannot mean is passed over."""
    actor = request.actor
    require(sells, actor)
    day, view, who = _wanted(request)
    people = people_for(actor, who)
    columns = columns_of(people, days_for(day, view), actor)
    before, after = previous_and_next(day, view)
    context = {
        "day": day,
        "view": view,
        "who": who,
        "days": shown_days(columns),
        "people": people,
        "grid": grid_of(columns),
        "today_columns": [column for column in columns if column.day == day],
        "views": _choices(VIEWS, (_("Day"), _("Week")), "view", day, view, who),
        "whose": _choices(WHO, (_("Mine"), _("Partner's"), pgettext("calendars", "Both")), "who", day, view, who),
        "before": _url(day=before, view=view, who=who),
        "after": _url(day=after, view=view, who=who),
        "today_url": _url(day=actor.today, view=view, who=who),
        "day_before": _url(day=previous_and_next(day, "day")[0], view=view, who=who),
        "day_after": _url(day=previous_and_next(day, "day")[1], view=view, who=who),
        "several": len(people_for(actor, "both")) > 1,
    }
    return render(request, "work/calendar.html", context)


def _wanted(request: Request) -> tuple[date, str, str]:
    try:
        day = parse_date(request.GET.get("day", ""))
    except ValueError:
        day = None
    view, who = request.GET.get("view", ""), request.GET.get("who", "")
    if day is None or not EARLIEST < day < LATEST:
        day = request.actor.today
    return day, view if view in VIEWS else "day", who if who in WHO else "both"


def _choices(keys: Any, labels: Any, name: str, day: date, view: str, who: str) -> list[dict[str, Any]]:
    kept = {"day": day, "view": view, "who": who}
    return [
        {"url": _url(**{**kept, name: key}), "label": label, "current": kept[name] == key}
        for key, label in zip(keys, labels, strict=True)
    ]


def _url(**params: Any) -> str:
    return "?" + urlencode(params)
