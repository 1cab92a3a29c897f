"""Finding a time over both diaries; one click books."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from tandem.core.forms import DayField
from tandem.core.http import Request
from tandem.core.once import new_key
from tandem.core.rules import require
from tandem.customers.finding import customer_or_404
from tandem.customers.models import Customer, Site
from tandem.people.models import Employee
from tandem.people.rules import sells
from tandem.work.calendar import WHO, people_for
from tandem.work.invitations import address_line
from tandem.work.models import AppointmentKind
from tandem.work.slots import Search, free_times

LENGTHS = (15, 30, 45, 60, 90, 120, 180, 240)
AHEAD = timedelta(days=14)


class FindForm(forms.Form):
    """Who, how long, between which days, where."""

    who = forms.ChoiceField(label=_("Who has to be free"), choices=[])
    kind = forms.ChoiceField(label=_("Kind"), choices=AppointmentKind.choices)
    minutes = forms.TypedChoiceField(
        label=_("How long"), coerce=int, choices=[(n, _("%d min") % n) for n in LENGTHS], initial=60
    )
    first = DayField(label=_("From day"))
    last = DayField(label=_("To day"))
    site = forms.ChoiceField(label=_("Site"), required=False)

    def __init__(self, *args: Any, sites: list[Site], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        pairs = ((WHO[0], _("Me")), (WHO[1], _("My partner")), (WHO[2], _("Both of us")))
        self.fields["who"].choices = pairs  # type: ignore[attr-defined]
        if sites:
            pairs_of = [(str(site.pk), address_line(site) or str(site)) for site in sites]
            self.fields["site"].choices = [*pairs_of, ("", "–")]  # type: ignore[attr-defined]
        else:
            del self.fields["site"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        first, last = cleaned.get("first"), cleaned.get("last")
        if first and last and last < first:
            self.add_error("last", _("The last day lies before the first."))
        return cleaned


@require_GET
def find_slot(request: Request) -> HttpResponse:
    """Show the form, and once it is filled in the best times with their reasons."""
    actor = request.actor
    require(sells, actor)
    number = request.GET.get("customer", "")
    customer = customer_or_404(number, actor) if number else None
    sites = list(customer.sites.all()) if customer else []
    form = FindForm(_asked(request, sites, customer), sites=sites)
    found, people = None, people_for(actor, WHO[2])
    if form.is_valid():
        people = people_for(actor, form.cleaned_data["who"] or WHO[2])
        found = free_times(_search(form, people, customer, sites), actor)
    context = {"form": form, "customer": customer, "found": found, "people": people, "hidden": _hidden(form, people)}
    return render(request, "work/find.html", {**context, "once": new_key()})


def _asked(request: Request, sites: list[Site], customer: Customer | None) -> QueryDict:
    """What the address says; what it leaves out is as usual."""
    day = request.actor.today
    usual = {
        "who": WHO[2],
        "kind": AppointmentKind.VISIT if customer else AppointmentKind.INTERNAL,
        "minutes": "60",
        "first": day.isoformat(),
        "last": (day + AHEAD).isoformat(),
        "site": str(sites[0].pk) if sites else "",
    }
    asked = request.GET.copy()
    for name, value in usual.items():
        asked.setdefault(name, value)
    return asked


def _search(form: FindForm, people: list[Employee], customer: Customer | None, sites: list[Site]) -> Search:
    data = form.cleaned_data
    site = next((site for site in sites if str(site.pk) == data.get("site")), None)
    wanted = {name: data[name] for name in ("first", "last", "minutes", "kind")}
    return Search(people=people, customer=customer, site=site, **wanted)


def _hidden(form: FindForm, people: list[Employee]) -> dict[str, Any]:
    """What the one click books besides the time: the field half holds a visit, the others come along."""
    if not form.is_valid() or not people:
        return {}
    kind = form.cleaned_data["kind"]
    holder = next((one for one in people if one.half == "field"), people[0]) if kind == "visit" else people[0]
    others = [one.pk for one in people if one.pk != holder.pk]
    return {"kind": kind, "site": form.cleaned_data.get("site", ""), "holder": holder.pk, "employees": others}
