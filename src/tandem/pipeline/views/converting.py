"""A lead becomes an opportunity: of a customer who is there already, or of a new one."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tandem.core.http import Request, attempt, done
from tandem.core.once import FIELD, event_of, new_key, once
from tandem.core.pages import sent
from tandem.core.rules import require
from tandem.customers.matching.looking import Likely, likely_customers
from tandem.customers.models import Customer, Site
from tandem.customers.queries import visible_customers
from tandem.pipeline.actions import convert_lead
from tandem.pipeline.forms.leads import NEW, ConvertForm
from tandem.pipeline.listing import known_stages
from tandem.pipeline.models import Lead, Opportunity
from tandem.pipeline.rules import can_work_on_lead

from .common import USUAL
from .leads import one_lead


@require_http_methods(["GET", "POST"])
def convert(request: Request, pk: int) -> HttpResponse:
    """Say which customer it is; whoever looks like it is offered first."""
    lead, actor = one_lead(request, pk), request.actor
    require(can_work_on_lead, actor, lead)
    form = _form(request, lead)

    def act() -> Opportunity:
        customer = _customer(request, form)
        return convert_lead(
            lead,
            customer=customer,
            stage=form.cleaned_data["stage"],
            values=form.values(lead),
            version=form.seen,
            actor=actor,
            at=actor.at,
        )

    made = None
    if form.is_bound and form.is_valid() and _is_known(request, form):
        made = attempt(form, lambda: once(Opportunity, form.cleaned_data[FIELD], act, actor=actor, at=actor.at))
    if made:
        text = _("The lead became an opportunity, with all its people, notes and files.")
        return done(request, made, text, event_of("lead.converted", lead))
    return render(request, "pipeline/convert.html", {"form": form, "lead": lead}, status=422 if form.is_bound else 200)


def _form(request: Request, lead: Lead) -> ConvertForm:
    stages = known_stages(request.actor)
    found = [
        (one.thing, ", ".join(str(text) for text in one.told))
        for one in _likely(request, lead)
        if isinstance(one.thing, Customer)
    ]
    initial = {
        "version": lead.version,
        FIELD: new_key(),
        "customer": found[0][0].number if found else NEW,
        "title": (lead.need or lead.wish.splitlines()[0] if lead.wish else lead.need)[:200],
        "stage": stages[0] if stages else None,
        "close_on": request.actor.today + USUAL,
        "text": _told(lead),
    }
    return ConvertForm(sent(request), customers=found, stages=stages, initial=initial)


def _likely(request: Request, lead: Lead) -> list[Likely]:
    """Customers that may be this company, among those whom the viewer sees."""
    typed = Customer(name=lead.company, email=lead.email, phone=lead.phone, website=lead.website, country=lead.country)
    return likely_customers(typed, Site(town=lead.town), request.actor)


def _told(lead: Lead) -> str:
    """What was asked, so that it stands with the opportunity."""
    labels = {field.name: field.verbose_name for field in Lead._meta.concrete_fields}
    asked = [(labels[name], getattr(lead, name)) for name in ("budget", "decides", "needed_by")]
    lines = [f"{label}: {answer}" for label, answer in asked if answer]
    return "\n".join([*(text for text in (lead.wish, lead.need) if text), *lines])


def _is_known(request: Request, form: ConvertForm) -> bool:
    """Whether a number that was typed is one of a customer; else it is told at the field."""
    if form.cleaned_data["number"] and _customer(request, form) is None:
        form.add_error("number", _("There is no such customer."))
        return False
    return True


def _customer(request: Request, form: ConvertForm) -> Customer | None:
    """The customer typed by number, else the one chosen; None for a new one."""
    number = form.cleaned_data["number"].strip() or form.cleaned_data["customer"]
    return None if number == NEW else visible_customers(request.actor).filter(number=number).first()
