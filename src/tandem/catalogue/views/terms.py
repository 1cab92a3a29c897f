"""By what terms is sold: limits of discounts, and tax rates."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from django import forms
from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from tandem.catalogue.actions import set_limits, set_tax_rate
from tandem.catalogue.models import DiscountLimit, TaxClass, TaxRate
from tandem.catalogue.rules import can_see_price_lists, can_set_limits, can_set_taxes
from tandem.core.forms import DayField
from tandem.core.http import Request, attempt, done
from tandem.core.models import Event
from tandem.core.numbers import PercentField
from tandem.core.rules import allows, require

METHODS = ["GET", "POST"]
WHOLE = 1_000_000
ROLES = {
    "inside": gettext_lazy("Inside sales"),
    "field": gettext_lazy("Field sales"),
    "manager": gettext_lazy("Sales manager"),
    "admin": gettext_lazy("Administrator"),
}


class LimitsForm(forms.Form):
    """One limit per role."""

    def __init__(self, *args: Any, rows: list[DiscountLimit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for row in rows:
            label = ROLES.get(row.role, row.role)
            self.fields[row.role] = PercentField(
                label=label, initial=row.ppm, max_value=WHOLE, show_hidden_initial=True
            )

    def values(self) -> dict[str, int]:
        """Parts per million by role, of those that were changed."""
        return {name: self.cleaned_data[name] for name in self.changed_data}

    def shown(self) -> dict[str, int]:
        """What the page showed of these."""
        found = {}
        for name in self.changed_data:
            with suppress(forms.ValidationError):  # nobody's page showed that
                found[name] = self.fields[name].clean(self.data.get(self.add_initial_prefix(name)))
        return found


class TaxForm(forms.Form):
    """Another rate from a day on."""

    tax_class = forms.ChoiceField(label=gettext_lazy("Tax class"), choices=TaxClass.choices[:2])
    ppm = PercentField(label=gettext_lazy("Rate in %"), max_value=WHOLE)
    start = DayField(label=pgettext_lazy("day", "From"))


@require_GET
def sale_terms(request: Request) -> HttpResponse:
    """What each role may give away, and what tax falls on what is sold."""
    require(can_see_price_lists, request.actor)
    context = {
        "limits": [(ROLES.get(row.role, row.role), row.ppm) for row in DiscountLimit.objects.all() if row.ppm],
        "rates": list(TaxRate.objects.filter(country=settings.TANDEM_COUNTRY).order_by("-tax_class", "-start")),
        "country": settings.TANDEM_COUNTRY,
        "may_limit": allows(can_set_limits, request.actor),
        "may_tax": allows(can_set_taxes, request.actor),
    }
    return render(request, "catalogue/terms.html", context)


@require_http_methods(METHODS)
def limits(request: Request) -> HttpResponse:
    """Change the limits."""
    require(can_set_limits, request.actor)
    rows = list(DiscountLimit.objects.exclude(role="admin"))
    form = LimitsForm(request.POST or None, rows=rows)

    def save() -> tuple[Event | None]:
        return (set_limits(form.values(), shown=form.shown(), actor=request.actor, at=request.actor.at),)

    made = attempt(form, save) if form.is_bound else None
    if made is None:
        return _form(request, form, _("Limits of discounts"))
    return done(request, "catalogue:terms", _("Saved.") if made[0] else _("Nothing was different."), made[0])


@require_http_methods(METHODS)
def taxes(request: Request) -> HttpResponse:
    """Another rate from a day on."""
    require(can_set_taxes, request.actor)
    form = TaxForm(request.POST or None, initial={"start": request.actor.today})

    def save() -> str:
        data = form.cleaned_data
        event = set_tax_rate(
            settings.TANDEM_COUNTRY,
            data["tax_class"],
            ppm=data["ppm"],
            start=data["start"],
            actor=request.actor,
            at=request.actor.at,
        )
        return _("Saved.") if event else _("Nothing was different.")

    told = attempt(form, save) if form.is_bound else None
    return done(request, "catalogue:terms", told) if told else _form(request, form, _("Tax rate"))


def _form(request: Request, form: forms.Form, title: str) -> HttpResponse:
    context = {"form": form, "title": title}
    return render(request, "catalogue/terms_form.html", context, status=422 if form.is_bound else 200)
