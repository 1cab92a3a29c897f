"""Exchange rates of the house."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from tandem.commissions import actions
from tandem.commissions.forms import RateForm
from tandem.commissions.models import ExchangeRate
from tandem.commissions.queries.rates import rates_page
from tandem.commissions.rules import can_read_runs, can_set_rates
from tandem.core.http import Request
from tandem.core.once import once
from tandem.core.pages import form_page, sent
from tandem.core.rules import require


@require_safe
def list_rates(request: Request) -> HttpResponse:
    """What foreign currencies are worth, and which orders wait for a rate."""
    require(can_read_runs, request.actor)
    return render(request, "commissions/rates.html", {"page": rates_page(request.actor)})


@require_http_methods(["GET", "POST"])
def new_rate(request: Request) -> HttpResponse:
    """One more; the address may name the currencies."""
    require(can_set_rates, request.actor)
    actor, given = request.actor, request.GET
    form = RateForm(sent(request), currency=given.get("currency", "")[:3], into=given.get("into", "")[:3] or "EUR")

    def act() -> ExchangeRate:
        make = lambda: actions.set_rate(**form.values(), actor=actor, at=actor.at)  # noqa: E731
        return once(ExchangeRate, form.once_key, make, actor=actor, at=actor.at)

    to = reverse("commissions:rates")
    text = _("Entered. Figures follow now, closed months with the next settlement.")
    return form_page(request, "commissions/rate.html", form, act, to=to, text=text, context={"cancel_url": to})
