"""Today, what stands beside it, the tandem bar, and the sign of life."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from tandem.core.http import Request
from tandem.desk.queries.home import home_of
from tandem.desk.queries.meanwhile import waiting_return
from tandem.desk.queries.today import WHO, today_of
from tandem.people.models import Role
from tandem.people.openings import region_of
from tandem.people.rules import has_role, sells
from tandem.tandems.queries import scope_of
from tandem.work.counts import open_work
from tandem.work.days import presets

SPANS = ("day", "week")
STARTS = {Role.PAYROLL: "commissions:payroll", Role.COUNCIL: "people:agreements"}
START = "people:employees"


@dataclass(frozen=True)
class Choice:
    """One of a few views of the list."""

    label: str
    url: str
    key: str
    current: bool
    count: int = 0


@require_GET
def show_home(request: Request) -> HttpResponse:
    """Today for sales; those who read no customers start at their own work. htmx gets the list alone."""
    if not sells(request.actor):
        return redirect(next((page for role, page in STARTS.items() if has_role(request.actor, role)), START))
    return render(request, "desk/_today.html" if request.htmx else "desk/home.html", _today(request))


@require_GET
def show_beside(request: Request) -> HttpResponse:
    """What stands beside the list, fetched after it."""
    if not sells(request.actor):
        return HttpResponse(status=204)
    return render(request, "desk/_beside.html", {"home": home_of(request.actor), "watched": _watched(request)})


@require_GET
def show_bar(request: Request) -> HttpResponse:
    """The tandem bar alone, for refresh; who switches the tandem in it stays on the page that it stands on."""
    page = request.htmx.current_url_abs_path if request.htmx else ""
    return render(request, "desk/_bar.html", {"came_from": page or reverse("home")})


@login_not_required
@require_GET
def say_healthy(request: HttpRequest) -> HttpResponse:
    """Whether the web answers; says nothing about the house."""
    return HttpResponse("ok", content_type="text/plain")


def _today(request: Request) -> dict[str, Any]:
    who = request.GET.get("who") if request.GET.get("who") in WHO else "both"
    span = request.GET.get("span") if request.GET.get("span") in SPANS else "day"
    today = today_of(request.actor, who=who or "both", span=span or "day", everything="all" in request.GET)
    names = _names(request)
    labels = {"day": _("Day"), "week": _("Week")}
    keys = {"both": "b", "mine": "m", "partner": "o", "day": "d", "week": "w"}
    return {
        "today": today,
        "whose": [
            Choice(names[key], _url(who=key, span=span), keys[key], key == who, today.counts[key]) for key in WHO
        ],
        "spans": [Choice(labels[key], _url(who=who, span=key), keys[key], key == span) for key in SPANS],
        "here": request.get_full_path(),
        "back": None if request.htmx else waiting_return(request.actor),
        "all_url": f"{_url(who=who, span=span)}&all",
        "week_url": _url(who=who, span="week"),
        "watched": _watched(request),
        "presets": presets(request.actor.at, region_of(request.actor.employee)),
    }


def _names(request: Request) -> dict[str, str]:
    """Both, mine and the partner's first name; where a third one holds any of it: all, mine, others."""
    scope, me = scope_of(request.actor), request.actor.id
    seated = (seat.employee for seat in scope.seats if seat.tandem_id == scope.current_id)
    partner = next((person for person in seated if person.pk != me), None)
    others = {row.holder_id for row in open_work(request.actor)} - {me, None}
    if others - {partner and partner.pk}:
        return {"both": _("All"), "mine": _("Mine"), "partner": _("Others")}
    return {"both": _("Both"), "mine": _("Mine"), "partner": partner.first_name if partner else _("Partner")}


def _watched(request: Request) -> str:
    return " ".join(f"tandem:{key}" for key in sorted(scope_of(request.actor).acting_ids))


def _url(**given: Any) -> str:
    return f"{reverse('home')}?{urlencode(given)}"
