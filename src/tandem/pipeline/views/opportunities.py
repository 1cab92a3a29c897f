"""One opportunity: written down, looked at, changed."""

from __future__ import annotations

from urllib.parse import quote

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from tandem.core.http import Request, key_in
from tandem.core.models import Event
from tandem.core.once import event_of, once
from tandem.core.pages import form_page, sent
from tandem.core.rules import require
from tandem.customers.finding import customer_or_404
from tandem.customers.models import Customer
from tandem.customers.pickers import find_customers
from tandem.customers.queries import visible_customers
from tandem.people.rules import sells
from tandem.pipeline.actions import create_opportunity, edit_opportunity
from tandem.pipeline.forms.opportunities import OpportunityForm
from tandem.pipeline.listing import known_stages
from tandem.pipeline.models import Opportunity, State
from tandem.pipeline.queries import opportunity_page, visible_opportunities
from tandem.pipeline.rules import can_create_opportunity, can_lead_opportunity

from .common import USUAL, one_opportunity, people_for

FORM = ["GET", "POST"]
SHOWN = 20


@require_http_methods(FORM)
def new_opportunity(request: Request) -> HttpResponse:
    """Choose a customer, then write down what it may want."""
    actor = request.actor
    require(sells, actor)
    asked = request.GET.get("customer", "").strip()[:100]
    customer = visible_customers(actor).filter(number=asked).first() if asked else None
    if customer is None:
        return _choose(request, asked)
    require(can_create_opportunity, actor, customer)
    form = _blank(request, customer)

    def create() -> Opportunity:
        stage = form.cleaned_data["stage"]
        return create_opportunity(customer, stage=stage, values=form.values(), actor=actor, at=actor.at)

    def act() -> Event | None:
        return event_of("opportunity.created", once(Opportunity, form.once_key, create, actor=actor, at=actor.at))

    return form_page(
        request,
        "pipeline/form.html",
        form,
        act,
        to=_home_of,
        text=_("The opportunity is written down."),
        context={"customer": customer, "title": _("New opportunity"), "cancel_url": customer.get_absolute_url()},
    )


@require_GET
def show_opportunity(request: Request, number: str) -> HttpResponse:
    """How it stands, what comes next, and how it came here."""
    one = one_opportunity(request, number)
    return render(request, "pipeline/opportunity.html", {"one": one, "page": opportunity_page(one, request.actor)})


@require_GET
def show_peek(request: Request, number: str) -> HttpResponse:
    """The same in short, beside a list or board."""
    one = one_opportunity(request, number)
    return render(request, "pipeline/_peek.html", {"one": one, "page": opportunity_page(one, request.actor)})


@require_http_methods(FORM)
def edit(request: Request, number: str) -> HttpResponse:
    """Change what is known of it."""
    one, actor = one_opportunity(request, number), request.actor
    require(can_lead_opportunity, actor, one)
    form = OpportunityForm(sent(request), customer=one.customer, people=people_for(one.customer, actor), instance=one)

    def act() -> Event | None:
        return edit_opportunity(one, values=form.values(), version=form.shown_version, actor=actor, at=actor.at)

    return form_page(
        request,
        "pipeline/form.html",
        form,
        act,
        to=one.get_absolute_url(),
        text=lambda event: _("Saved.") if event else _("Nothing was different."),
        context={"customer": one.customer, "title": str(one), "cancel_url": one.get_absolute_url(), "one": one},
    )


@require_GET
def show_of_customer(request: Request, number: str) -> HttpResponse:
    """The open ones of a customer, fetched after its page."""
    customer = customer_or_404(number, request.actor)
    rows = visible_opportunities(request.actor).filter(customer=customer, state=State.OPEN)
    found = list(rows.select_related("customer", "stage", "holder").order_by("close_on", "pk")[:SHOWN])
    return render(request, "pipeline/_of_customer.html", {"rows": found, "customer": customer, "loaded": True})


def _choose(request: Request, asked: str) -> HttpResponse:
    found = find_customers(asked, request.actor) if asked else []
    if len(found) == 1:
        return redirect(f"{reverse('pipeline:new')}?customer={quote(found[0].number, safe='')}")
    address = reverse("work:request_customers")
    words = {"title": _("New opportunity"), "question": _("Which customer may want something?"), "options_url": address}
    return render(request, "customers/choose.html", {"asked": asked, "customers": found, **words})


def _blank(request: Request, customer: Customer) -> OpportunityForm:
    actor, stages = request.actor, known_stages(request.actor)
    wanted = key_in(request.GET, "stage")
    people = people_for(customer, actor)
    initial = {
        "stage": next((stage for stage in stages if stage.pk == wanted), stages[0] if stages else None),
        "close_on": actor.today + USUAL,
        "contact": customer.contacts.filter(is_first=True, left_at=None).first(),
        "holder": next((person for person in people if person.pk == actor.id), people[0] if people else None),
        "title": request.GET.get("title", "")[:200],
    }
    return OpportunityForm(sent(request), customer=customer, people=people, stages=stages, initial=initial)


def _home_of(event: Event | None) -> str:
    """The page of what was written down; the list where that is not told."""
    number = event.data.get("opportunity") if event else None
    return reverse("pipeline:opportunity", args=[number]) if number else reverse("pipeline:list")
