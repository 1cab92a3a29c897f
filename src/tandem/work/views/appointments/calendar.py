"""The calendar: a day or a week, mine, the partner's, both side by side, or that of somebody one may book for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET

from tandem.core.actor import Actor
from tandem.core.forms import EARLIEST, LATEST
from tandem.core.http import Request, key_in
from tandem.core.rules import require
from tandem.people.rules import sells
from tandem.tandems.models import Tandem
from tandem.tandems.queries import scope_of
from tandem.work.calendar import WHO, Column, columns_of, days_for, people_for
from tandem.work.grid import grid_of, previous_and_next, shown_days
from tandem.work.models import Appointment
from tandem.work.people import bookable

VIEWS = ("day", "week")
MOST_WATCHED = 40


@dataclass(frozen=True)
class Asked:
    """What the address asks for; `of` is somebody whose calendar alone is wanted."""

    day: date
    view: str = VIEWS[0]
    who: str = "both"
    of: int | None = None

    @property
    def url(self) -> str:
        """The address that asks for it."""
        whose = {"of": self.of} if self.of else {"who": self.who}
        return "?" + urlencode({"day": self.day, "view": self.view, **whose})


@require_GET
def show_calendar(request: Request) -> HttpResponse:
    """As the address asks; what it cannot mean is passed over."""
    actor = request.actor
    require(sells, actor)
    asked = _asked(request)
    others = [one for one in bookable(actor) if one.pk != actor.id]
    people = [one for one in others if one.pk == asked.of] or people_for(actor, asked.who)
    columns = columns_of(people, days_for(asked.day, asked.view), actor)
    context = {
        "asked": asked,
        "day": asked.day,
        "view": asked.view,
        "days": shown_days(columns),
        "grid": grid_of(columns),
        "today_columns": [column for column in columns if column.day == asked.day],
        "several": len(people_for(actor, "both")) > 1,
        "others": [(one, replace(asked, of=one.pk).url) for one in others],
        "watched": _watched(columns, actor),
        **_ways(asked, actor.today),
    }
    return render(request, "work/calendar.html", context)


def _watched(columns: Sequence[Column], actor: Actor) -> str:
    """What brings the calendar up to date: news of the tandem, and of each appointment that is shown."""
    keys = {entry.row.pk for column in columns for entry in column.entries if not entry.hidden}
    current = scope_of(actor).current_id
    tandem = [f"{Tandem.ref_kind}:{current}"] if current else []
    return " ".join([*tandem, *(f"{Appointment.ref_kind}:{key}" for key in sorted(keys)[:MOST_WATCHED])])


def _asked(request: Request) -> Asked:
    try:
        day = parse_date(request.GET.get("day", ""))
    except ValueError:
        day = None
    view, who = request.GET.get("view", ""), request.GET.get("who", "")
    return Asked(
        day if day is not None and EARLIEST < day < LATEST else request.actor.today,
        view if view in VIEWS else VIEWS[0],
        who if who in WHO else "both",
        key_in(request.GET, "of"),
    )


def _ways(asked: Asked, today: date) -> dict[str, Any]:
    """Where one can go from here."""
    before, after = previous_and_next(asked.day, asked.view)
    day_before, day_after = previous_and_next(asked.day, "day")
    views = zip(VIEWS, (_("Day"), _("Week")), strict=True)
    whose = zip(WHO, (_("Mine"), _("Partner's"), pgettext("calendars", "Both")), strict=True)
    return {
        "before": replace(asked, day=before).url,
        "after": replace(asked, day=after).url,
        "today_url": replace(asked, day=today).url,
        "day_before": replace(asked, day=day_before).url,
        "day_after": replace(asked, day=day_after).url,
        "views": [_choice(replace(asked, view=key), label, current=asked.view == key) for key, label in views],
        "whose": [
            _choice(replace(asked, who=key, of=None), label, current=asked.of is None and asked.who == key)
            for key, label in whose
        ],
    }


def _choice(asked: Asked, label: str, *, current: bool) -> dict[str, Any]:
    return {"url": asked.url, "label": label, "current": current}
