"""Fixing a customer to a tandem of the team, and letting it go."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tandem.core.http import Request, done, text_in
from tandem.core.rules import require
from tandem.customers.pickers import find_customers
from tandem.customers.queries import visible_customers
from tandem.formation import actions
from tandem.formation.models import Spread
from tandem.formation.queries import visible_spreads
from tandem.formation.rules import can_change_spread
from tandem.formation.spread_forms import FixForm
from tandem.tandems.models import Tandem


@require_http_methods(["GET", "HEAD", "POST"])
def fix(request: Request, pk: int) -> HttpResponse:
    """Choose a customer, then its tandem; sent, it goes there or is open again."""
    spread, actor = get_object_or_404(visible_spreads(request.actor), pk=pk), request.actor
    require(can_change_spread, actor, spread)
    tandems = list(Tandem.objects.filter(team=spread.team_id, closed_on=None).order_by("name", "pk"))
    if request.method != "POST":
        return _choose(request, spread, tandems)
    form, there = FixForm(request.POST, tandems=tandems), spread.get_absolute_url()
    if not form.is_valid():
        return done(request, there, _("Choose a customer and a tandem of this team."))
    customer = get_object_or_404(visible_customers(actor), pk=form.cleaned_data["customer"])
    tandem = next((one for one in tandems if one.pk == form.cleaned_data["tandem"]), None)
    event = actions.fix_customer(spread, customer=customer, tandem=tandem, actor=actor, at=actor.at)
    return done(request, there, _("Noted. Solve again to see the rest around it."), event)


def _choose(request: Request, spread: Spread, tandems: list[Tandem]) -> HttpResponse:
    asked = text_in(request.GET, "customer", 100).strip()
    customers = visible_customers(request.actor).filter(team=spread.team_id)
    customer = customers.filter(number=asked).first() if asked else None
    if customer is None:
        found = find_customers(asked, request.actor) if asked else []
        context: dict[str, Any] = {
            "title": _("Fix a customer"),
            "question": _("Which customer of the team?"),
            "options_url": reverse("orders:customers"),
            "asked": asked,
            "customers": [one for one in found if one.team_id == spread.team_id],
        }
        return render(request, "customers/choose.html", context)
    initial = {"customer": customer.pk, "tandem": spread.fixed.get(str(customer.pk), 0)}
    form = FixForm(initial=initial, tandems=tandems)
    context = {"title": _("Where does %s go?") % customer.label, "form": form, "cancel_url": spread.get_absolute_url()}
    return render(request, "formation/fix.html", context)
