"""List, create, edit and assign customers."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from tandem.core.errors import Conflict
from tandem.core.forms import conflict_rows
from tandem.core.http import Request, attempt, done
from tandem.core.listing import build_page
from tandem.core.models import Company
from tandem.core.once import once
from tandem.core.rules import allows, require
from tandem.customers.actions import assign_customer, create_customer, edit_customer
from tandem.customers.finding import customer_or_404
from tandem.customers.forms import AssignmentForm, CustomerForm, NewCustomerForm, team_choices
from tandem.customers.listing import CUSTOMERS
from tandem.customers.merging.history import former_assignments
from tandem.customers.models import Customer
from tandem.customers.queries import assignment_history, listed_customers
from tandem.customers.rules import can_assign_customer, can_create_customer, can_own_customer
from tandem.people.rules import sells
from tandem.tandems.queries import open_tandems, scope_of


@require_GET
def list_customers(request: Request) -> HttpResponse:
    """The book of customers."""
    require(sells, request.actor)
    new = {"new_url": "new/", "new_label": _("New customer")}
    page = build_page(CUSTOMERS, listed_customers, request.GET, request.actor, **new)
    return render(request, "customers/customers.html", {"page": page})


@require_http_methods(["GET", "POST"])
def new_customer(request: Request) -> HttpResponse:
    """Add a customer with its first site."""
    require(can_create_customer, request.actor)
    form = _new_form(request)
    customer = attempt(form, lambda: _create(form, request)) if form.is_bound else None
    if customer:
        return done(request, customer.get_absolute_url(), _("%s was added.") % customer.label)
    status = 422 if form.is_bound else 200
    return render(request, "customers/new.html", {"form": form}, status=status)


def _new_form(request: Request) -> NewCustomerForm:
    scope = scope_of(request.actor)
    teams = team_choices(request.actor, scope.team_ids)
    tandems = open_tandems(request.actor.today).filter(team__in=teams)
    company = Company.objects.first()
    initial = {
        "tandem": scope.current_id,
        "team": min(scope.team_ids, default=None),
        "currency": company.currency if company else "EUR",
    }
    data = request.POST if request.method == "POST" else None
    return NewCustomerForm(data, teams=teams, tandems=tandems, initial=initial)


def _create(form: NewCustomerForm, request: Request) -> Customer:
    data, at = form.cleaned_data, request.actor.at
    whose = {"team": data["team"], "tandem": data["tandem"]}

    def create() -> Customer:
        return create_customer(values=form.values(), site=form.site_values(), actor=request.actor, at=at, **whose)

    return once(Customer, form.once_key, create, actor=request.actor, at=at)


@require_http_methods(["GET", "POST"])
def edit(request: Request, number: str) -> HttpResponse:
    """Change master data."""
    customer = customer_or_404(number, request.actor)
    require(can_own_customer, request.actor, customer)
    form = CustomerForm(request.POST if request.method == "POST" else None, instance=customer)
    context = {"form": form, "customer": customer}
    if request.method == "GET" or not form.is_valid():
        return render(request, "customers/edit.html", context, status=422 if form.is_bound else 200)
    try:
        event = edit_customer(
            customer, values=form.values(), version=form.shown_version, actor=request.actor, at=request.actor.at
        )
    except Conflict as error:
        return render(request, "customers/edit.html", {**context, **conflict_rows(form, error)}, status=409)
    return done(request, customer.get_absolute_url(), _("Saved.") if event else _("Nothing was different."), event)


@require_http_methods(["GET", "POST"])
def assignments(request: Request, number: str) -> HttpResponse:
    """Who owned the customer when; give it to another tandem."""
    customer = customer_or_404(number, request.actor)
    actor, data = request.actor, request.POST if request.method == "POST" else None
    if data is not None:
        require(can_assign_customer, actor, customer)
    form = AssignmentForm(data, team=customer.team, day=actor.today)
    event = attempt(form, lambda: assign_customer(customer, actor=actor, at=actor.at, **form.cleaned_data))
    if event:
        return done(request, customer.get_absolute_url(), _("Assigned."))
    context = {
        "form": form,
        "customer": customer,
        "history": assignment_history(customer),
        "former": former_assignments(customer),
        "may_assign": allows(can_assign_customer, actor, customer),
    }
    return render(request, "customers/assignments.html", context, status=422 if form.is_bound else 200)
