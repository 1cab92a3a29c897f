"""Customers to tandems: proposals, one on the table, fixing customers, solving, accepting."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tandem.core.http import Request, done, key_in
from tandem.core.once import once
from tandem.core.pages import form_page, sent
from tandem.core.rules import allows, require
from tandem.formation import actions
from tandem.formation.models import Evenly, Spread
from tandem.formation.queries import visible_spreads
from tandem.formation.rules import can_change_spread, can_spread_customers
from tandem.formation.spread_forms import SpreadForm
from tandem.formation.spread_pages import spread_page
from tandem.people.models import Team
from tandem.tandems.queries import scope_of

FORM = ["GET", "HEAD", "POST"]
SHOWN = 50


@require_safe
def list_spreads(request: Request) -> HttpResponse:
    """A manager's proposals."""
    require(can_spread_customers, request.actor)
    return render(request, "formation/spreads.html", {"spreads": visible_spreads(request.actor)[:SHOWN]})


@require_http_methods(FORM)
def new_spread(request: Request) -> HttpResponse:
    """Team, day, how evenly."""
    actor = request.actor
    require(can_spread_customers, actor)
    teams = Team.objects.filter(pk__in=scope_of(actor).led_team_ids)
    initial = {"title": _("Customers anew"), "starts_on": actor.today, "evenly": Evenly.COUNT, "tolerance": 15}
    form = SpreadForm(sent(request), teams=teams, initial=initial)

    def begin() -> Spread:
        def make() -> Spread:
            return actions.begin_spread(**form.values(), actor=actor, at=actor.at)

        return once(Spread, form.once_key, make, actor=actor, at=actor.at)

    return form_page(
        request,
        "formation/spread_form.html",
        form,
        begin,
        to=Spread.get_absolute_url,
        text=_("The proposal is on the table. Solve it now."),
        context={"title": _("New proposal"), "cancel_url": reverse("formation:spreads")},
    )


@require_safe
def show_spread(request: Request, pk: int) -> HttpResponse:
    """Table and map, before and after."""
    spread, actor = _one(request, pk), request.actor
    page, job = spread_page(spread, actor, key_in(request.GET, "page") or 1), spread.job
    context = {
        "page": page,
        "spread": spread,
        "may_change": page.rollout is None and allows(can_change_spread, actor, spread),
        "job": job if job is not None and (not job.is_over or job.error) else None,
    }
    return render(request, "formation/spread.html", context)


@require_http_methods(FORM)
def edit(request: Request, pk: int) -> HttpResponse:
    """Day, how evenly."""
    spread, actor = _one(request, pk), request.actor
    require(can_change_spread, actor, spread)
    form = SpreadForm(sent(request), instance=spread)
    return form_page(
        request,
        "formation/spread_form.html",
        form,
        lambda: actions.edit_spread(spread, values=form.values(), version=form.shown_version, actor=actor, at=actor.at),
        to=spread.get_absolute_url(),
        text=lambda event: _("The proposal was changed.") if event else _("Nothing was different."),
        context={"title": spread.title, "cancel_url": spread.get_absolute_url()},
    )


@require_POST
def solve(request: Request, pk: int) -> HttpResponse:
    """As a job; its page tells how far it is and leads back."""
    job = actions.solve_again(_one(request, pk), actor=request.actor, at=request.actor.at)
    return done(request, f"/jobs/{job.pk}/")


@require_POST
def accept(request: Request, pk: int) -> HttpResponse:
    """Customers move on the day, in a job."""
    actor, spread = request.actor, _one(request, pk)
    rollout = actions.accept_spread(spread, version=key_in(request.POST, "version"), actor=actor, at=actor.at)
    if "tell" in request.POST:
        return done(request, reverse("formation:spread_tell", args=[spread.pk]), _("Accepted. Now tell the customers."))
    return done(request, f"/jobs/{rollout.job_id}/", _("Accepted. The customers move on the day."))


@require_POST
def discard(request: Request, pk: int) -> HttpResponse:
    """Throw it away."""
    actions.discard_spread(_one(request, pk), actor=request.actor, at=request.actor.at)
    return done(request, "formation:spreads", _("The proposal was thrown away."))


def _one(request: Request, pk: int) -> Spread:
    return get_object_or_404(visible_spreads(request.actor), pk=pk)
