"""The pages of month end."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tandem.commissions.models import EmployerCost
from tandem.core.http import Request
from tandem.core.models import Event
from tandem.core.pages import form_page, sent
from tandem.core.rules import allows, require

from . import actions
from .contract_costs import costs_page
from .forms import CostForm, SettingsForm
from .listing import CONTRACT_COSTS, PROVISIONS
from .month_end import month_end
from .rules import can_read_provisions, can_set_provisions


@require_safe
def show_provisions(request: Request) -> HttpResponse:
    """Months with their provisions, one of them by tandem and person."""
    require(can_read_provisions, request.actor)
    given = request.GET
    page = month_end(given.get("month", ""), request.actor, currency=given.get("currency", ""))
    context = {"page": page, "list": PROVISIONS, "may_set": allows(can_set_provisions, request.actor)}
    return render(request, "commissions/provisions/month_end.html", context)


@require_safe
def show_costs(request: Request) -> HttpResponse:
    """The cost of contracts over their term, where the company has it so."""
    require(can_read_provisions, request.actor)
    settings = actions.provision_settings()
    page = costs_page(request.actor, settings) if settings.capitalise else None
    may = allows(can_set_provisions, request.actor)
    context = {"page": page, "list": CONTRACT_COSTS, "settings": settings, "may_set": may}
    return render(request, "commissions/provisions/contract_costs.html", context)


@require_POST
def take_bookings(request: Request) -> HttpResponse:
    """The booking file of a locked month."""
    require(can_set_provisions, request.actor)
    name, currency = request.POST.get("month", ""), request.POST.get("currency", "")
    content = actions.take_bookings(name, currency=currency, actor=request.actor, at=request.actor.at)
    answer = HttpResponse(content, content_type="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="provisions-{name}.csv"'
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


@require_http_methods(["GET", "POST"])
def edit_settings(request: Request) -> HttpResponse:
    """Accounts and the cost of contracts; the rates that were entered stand beside."""
    require(can_set_provisions, request.actor)
    actor = request.actor
    form = SettingsForm(sent(request), instance=actions.provision_settings())

    def act() -> Event:
        return actions.edit_provision_settings(
            values=form.values(), version=form.shown_version, actor=actor, at=actor.at
        )

    to = reverse("commissions:provisions")
    context = {"cancel_url": to, "rates": actions.visible_costs(actor)[:50]}
    return form_page(
        request, "commissions/provisions/settings.html", form, act, to=to, text=_("Saved."), context=context
    )


@require_http_methods(["GET", "POST"])
def new_cost(request: Request) -> HttpResponse:
    """A rate of employer cost."""
    require(can_set_provisions, request.actor)
    actor = request.actor
    form = CostForm(sent(request), instance=actions.provision_settings())

    def act() -> EmployerCost:
        return actions.set_employer_cost(**form.values(), version=form.shown_version, actor=actor, at=actor.at)

    to = reverse("commissions:provisions")
    text = _("Entered. Open months are reckoned with it now.")
    context = {"cancel_url": to}
    return form_page(request, "commissions/provisions/cost.html", form, act, to=to, text=text, context=context)
