"""Trying a version on what has happened."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from tandem.commissions.models import Simulation
from tandem.commissions.plans.forms import SimulationForm
from tandem.commissions.plans.queries import visible_versions
from tandem.commissions.plans.rules import can_read_plans, can_simulate
from tandem.commissions.plans.simulated import plans_to_try, simulated, visible_simulations
from tandem.commissions.plans.simulating import last_year, start_simulation
from tandem.core.http import Request
from tandem.core.once import once
from tandem.core.pages import form_page, sent
from tandem.core.rules import require


@require_http_methods(["GET", "POST"])
def new_simulation(request: Request, pk: int) -> HttpResponse:
    """Over which months."""
    version, actor = get_object_or_404(visible_versions(request.actor), pk=pk), request.actor
    require(can_simulate, actor)
    first, last = last_year(actor.today)
    plans = plans_to_try(version)
    form = SimulationForm(sent(request), plans=plans, initial={"first": first, "last": last, "beside": plans.first()})

    def act() -> Simulation:
        values = {name: form.cleaned_data[name] for name in ("first", "last", "beside")}
        make = lambda: start_simulation(version, **values, actor=actor, at=actor.at)  # noqa: E731
        return once(Simulation, form.once_key, make, actor=actor, at=actor.at)

    context = {"version": version, "cancel_url": reverse("commissions:plan_version", args=[pk])}
    text = _("The plan is being tried. This page shows the result when it is ready.")
    return form_page(request, "commissions/plans/try.html", form, act, to=_url, text=text, context=context)


@require_safe
def show_simulation(request: Request, pk: int) -> HttpResponse:
    """The result, or how far it is."""
    require(can_read_plans, request.actor)
    row = get_object_or_404(visible_simulations(request.actor), pk=pk)
    return render(request, "commissions/plans/simulation.html", {"page": simulated(row, request.actor)})


def _url(row: Simulation) -> str:
    return reverse("commissions:simulation", args=[row.pk])
