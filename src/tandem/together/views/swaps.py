"""Swap days: of a tandem, one with its programme, planning, moving, cancelling; and for a whole team."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tandem.core.http import Request, done, key_in
from tandem.core.once import event_of, once
from tandem.core.pages import form_page, sent
from tandem.core.rules import require
from tandem.people.models import Employee
from tandem.people.queries import visible_teams
from tandem.tandems.models import Seat, Tandem
from tandem.tandems.queries import visible_tandems
from tandem.together.models import SwapDay, TogetherSettings
from tandem.together.swaps import actions, team
from tandem.together.swaps.days import propose_days
from tandem.together.swaps.forms import AimForm, DaysForm, PlanForm, ReasonForm
from tandem.together.swaps.pages import swap_page, tandem_page
from tandem.together.swaps.queries import is_newcomer, possible_guests, visible_swaps
from tandem.together.swaps.rules import can_change_swap, can_plan_for_team, can_plan_swaps

from .meetings import FORM


@require_safe
def list_swaps(request: Request, pk: int) -> HttpResponse:
    """Both directions with what the year holds, what is to come, and what was."""
    return render(request, "together/swaps.html", tandem_page(_tandem(request, pk), request.actor))


@require_http_methods(FORM)
def plan(request: Request, pk: int) -> HttpResponse:
    """Who visits whom, when, and why."""
    actor, tandem = request.actor, _tandem(request, pk)
    hosts = Employee.objects.filter(pk__in=_sitters(tandem, request)).order_by("name_key", "pk")
    guests = possible_guests(tandem, actor.today)
    form = PlanForm(sent(request), hosts=hosts, guests=guests, initial=_initial(request, hosts))

    def make() -> SwapDay:
        values = {"host": form.cleaned_data["host"], "guest": form.cleaned_data["guest"], **form.span()}
        return actions.plan_swap(tandem, **values, actor=actor, at=actor.at)

    return form_page(
        request,
        "together/swap_form.html",
        form,
        lambda: event_of("swap_day.planned", once(SwapDay, form.once_key, make, actor=actor, at=actor.at)),
        to=lambda event: reverse("together:swaps", args=[pk]) if event is None else _swap_url(event),
        text=_("The swap day is planned. The programme comes from calendar and list."),
        context={"tandem": tandem, "cancel_url": reverse("together:swaps", args=[pk])},
    )


@require_safe
def show_proposals(request: Request, pk: int) -> HttpResponse:
    """Days that suit both, for the form; `?host=…&guest=…&days=…`."""
    actor, tandem = request.actor, _tandem(request, pk)
    host = Employee.objects.filter(pk=key_in(request.GET, "host") or 0, pk__in=_sitters(tandem, request))
    guest = possible_guests(tandem, actor.today).filter(pk=key_in(request.GET, "guest") or 0)
    two = [*host.select_related("team"), *guest.select_related("team")]
    days = min(max(key_in(request.GET, "days") or 1, 1), 10)
    found = []
    if len({person.pk for person in two}) == 2:
        found = propose_days(two[0], two[1], after=actor.today, at=actor.at, length=days)
    newcomer = len(two) > 1 and is_newcomer(two[1], actor.today)
    context = {"proposals": found, "two": two, "newcomer": newcomer and TogetherSettings.load().newcomer_days}
    return render(request, "together/_swap_proposals.html", {**context, "tandem": tandem})


@require_safe
def show_swap(request: Request, swap: int) -> HttpResponse:
    """Programme, notes, and what came of it."""
    return render(request, "together/swap.html", swap_page(swap_of(request, swap), request.actor))


@require_http_methods(FORM)
def move(request: Request, swap: int) -> HttpResponse:
    """Other days or aims."""
    actor, one = request.actor, swap_of(request, swap)
    require(can_change_swap, actor, one)
    form = DaysForm(sent(request), instance=one)
    return form_page(
        request,
        "together/swap_edit.html",
        form,
        lambda: actions.move_swap(one, **form.span(), version=form.shown_version, actor=actor, at=actor.at),
        to=one.get_absolute_url(),
        text=lambda event: _("Saved.") if event else _("Nothing was different."),
        context={"swap": one, "title": _("Other days"), "cancel_url": one.get_absolute_url()},
    )


@require_http_methods(FORM)
def cancel(request: Request, swap: int) -> HttpResponse:
    """It does not take place."""
    actor, one = request.actor, swap_of(request, swap)
    require(can_change_swap, actor, one)
    form = ReasonForm(sent(request))
    return form_page(
        request,
        "together/swap_edit.html",
        form,
        lambda: actions.cancel_swap(one, reason=form.cleaned_data["reason"], actor=actor, at=actor.at),
        to=one.get_absolute_url(),
        text=_("The swap day is cancelled."),
        context={"swap": one, "title": _("Cancel the swap day"), "cancel_url": one.get_absolute_url()},
    )


@require_POST
def renew(request: Request, swap: int) -> HttpResponse:
    """The programme from calendar and list as they are now."""
    one = swap_of(request, swap)
    actions.renew_programme(one, actor=request.actor, at=request.actor.at)
    return done(request, one.get_absolute_url(), _("The programme is as fresh as the calendar."))


@require_http_methods(FORM)
def edit_aim(request: Request, swap: int, item: int) -> HttpResponse:
    """What to look out for in one line."""
    actor, one = request.actor, swap_of(request, swap)
    require(can_change_swap, actor, one)
    line = get_object_or_404(one.items.select_related("swap__tandem"), pk=item)
    form = AimForm(sent(request), instance=line)
    return form_page(
        request,
        "together/swap_edit.html",
        form,
        lambda: actions.set_aim(
            line, aim=form.cleaned_data["aim"], version=form.shown_version, actor=actor, at=actor.at
        ),
        to=one.get_absolute_url(),
        text=lambda event: _("Saved.") if event else _("Nothing was different."),
        context={"swap": one, "title": _("What to look out for"), "cancel_url": one.get_absolute_url()},
    )


@require_http_methods(FORM)
def for_team(request: Request, pk: int) -> HttpResponse:
    """Every tandem of a team with both directions; sent, what is missing is planned."""
    actor, one = request.actor, get_object_or_404(visible_teams(request.actor), pk=pk)
    require(can_plan_for_team, actor, one)
    if request.method == "POST":
        event = team.plan_for_team(one, actor=actor, at=actor.at)
        count = len(event.data["swaps"])
        text = ngettext("%d swap day is planned.", "%d swap days are planned.", count) % count
        return done(request, reverse("together:team_swaps", args=[pk]), text)
    lines = team.lines_of(one, actor)
    context = {"team": one, "lines": lines, "coming": team.coming_for(one, actor)}
    context["missing"] = sum(line.missing for line in lines)
    return render(request, "together/swaps_team.html", context)


def swap_of(request: Request, pk: int) -> SwapDay:
    """The swap day, if this viewer may know of it."""
    return get_object_or_404(visible_swaps(request.actor), pk=pk)


def _tandem(request: Request, pk: int) -> Tandem:
    tandem = get_object_or_404(visible_tandems(request.actor), pk=pk)
    require(can_plan_swaps, request.actor, tandem)
    return tandem


def _sitters(tandem: Tandem, request: Request) -> Any:
    """Who sits there today or from one of the next days on."""
    day = request.actor.today
    rows = Seat.objects.filter(tandem=tandem, start__lte=day + timedelta(70)).exclude(end__lte=day)
    return rows.values("employee")


def _initial(request: Request, hosts: Any) -> dict[str, Any]:
    """What the address says, else that one looks over the partner's shoulder."""
    me = request.actor.id
    host = key_in(request.GET, "host") or next((person.pk for person in hosts if person.pk != me), None)
    guest = key_in(request.GET, "guest") or next((person.pk for person in hosts if person.pk != host), None)
    found = {"host": host, "guest": guest, "days": min(key_in(request.GET, "days") or 1, 14)}
    try:
        start = parse_date(request.GET.get("start", "")[:10])
    except ValueError:
        start = None
    return {**found, "start": start} if start else found


def _swap_url(event: Any) -> str:
    return reverse("together:swap", args=[event.subjects.get(kind=SwapDay.ref_kind).object_id])
