"""The register, one contract, a new one, a draft."""

from __future__ import annotations

from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from tandem.contracts.actions import create_contract, edit_contract
from tandem.contracts.forms import ContractForm, NewForm
from tandem.contracts.listing import CONTRACTS
from tandem.contracts.models import Contract, ContractStatus, ContractTemplate
from tandem.contracts.queries import contract_page, contracts_of, visible_contracts, with_heads
from tandem.contracts.rules import can_create_contract, can_edit_contract
from tandem.core.actor import Actor
from tandem.core.http import Request, done, one_or_404
from tandem.core.listing import build_page
from tandem.core.once import once
from tandem.core.pages import form_page, sent
from tandem.core.prepared import prepared
from tandem.core.rules import allows, require
from tandem.customers.finding import customer_or_404
from tandem.customers.models import Customer
from tandem.people.rules import sells
from tandem.quotes.models import Quote
from tandem.quotes.queries import visible_quotes

METHODS = ["GET", "POST"]


def one_contract(request: Request, number: str) -> Contract:
    """The contract with all that its pages name, if this viewer may see it."""
    return one_or_404(_rows(request.actor, number))


@prepared
def _rows(actor: Actor, number: str) -> QuerySet[Contract]:
    return with_heads(visible_contracts(actor)).filter(number=number)


@require_GET
def list_contracts(request: Request) -> HttpResponse:
    """The register, narrowed as the URL asks."""
    require(sells, request.actor)
    rows = visible_contracts(request.actor).select_related("customer", "tandem")
    page = build_page(CONTRACTS, rows, request.GET, request.actor)
    links = [("contracts:templates", "signature", _("Templates of contracts"))]
    return render(request, "core/listing.html", {"page": page, "links": links})


@require_GET
def show_contract(request: Request, number: str) -> HttpResponse:
    """One contract: how it stands, what it says, who signed."""
    contract = one_contract(request, number)
    context = {"contract": contract, "page": contract_page(contract, request.actor)}
    return render(request, "contracts/contract.html", context)


@require_GET
def show_peek(request: Request, number: str) -> HttpResponse:
    """The same in short, beside a list."""
    contract = one_contract(request, number)
    return render(request, "contracts/_peek.html", {"contract": contract})


@require_GET
def of_customer(request: Request, number: str) -> HttpResponse:
    """A customer's contracts, as a part of its page."""
    customer = customer_or_404(number, request.actor)
    context = {
        "customer": customer,
        "contracts": list(contracts_of(customer)[:20]),
        "may_create": allows(can_create_contract, request.actor, customer),
    }
    return render(request, "contracts/_of_customer.html", context)


@require_http_methods(METHODS)
def new_contract(request: Request) -> HttpResponse:
    """From a template, for a customer: alone, after a quote, or as an amendment."""
    actor = request.actor
    customer, quote, amended = _origin(request)
    require(can_create_contract, actor, customer)
    contact = quote.contact if quote else amended.contact if amended else None
    fitting = ContractTemplate.objects.filter(retired_at=None, language=customer.language)[:2]
    first = {
        "starts_on": actor.today,
        "contact": contact or customer.contacts.filter(left_at=None).first(),
        "template": fitting[0] if len(fitting) == 1 else None,  # of several somebody has to choose
    }
    form = NewForm(sent(request), customer=customer, initial=first)

    def make() -> Contract:
        values = {**form.values(), "quote": quote, "amends": amended}
        return create_contract(customer, **values, actor=actor, at=actor.at)

    return form_page(
        request,
        "contracts/form.html",
        form,
        lambda: once(Contract, form.once_key, make, actor=actor, at=actor.at),
        to=lambda contract: contract.get_absolute_url(),
        text=lambda contract: _("Contract %s is drafted. Read it, then send it to sign.") % contract.number,
        context={
            "title": _("New amendment") if amended else _("New contract"),
            "customer": customer,
            "cancel_url": (amended or quote or customer).get_absolute_url(),
            "submit": _("Draft it"),
        },
    )


@require_http_methods(METHODS)
def edit(request: Request, number: str) -> HttpResponse:
    """Change a draft."""
    contract, actor = one_contract(request, number), request.actor
    require(can_edit_contract, actor, contract)
    if contract.status != ContractStatus.DRAFT:
        return done(request, contract, _("Only a draft can be changed. Take the contract back first."))
    form = ContractForm(sent(request), instance=contract, customer=contract.customer)
    return form_page(
        request,
        "contracts/form.html",
        form,
        lambda: edit_contract(contract, values=form.values(), version=form.shown_version, actor=actor, at=actor.at),
        to=contract.get_absolute_url(),
        text=lambda event: _("Saved.") if event else _("Nothing was different."),
        context={
            "title": contract.number,
            "customer": contract.customer,
            "cancel_url": contract.get_absolute_url(),
        },
    )


def _origin(request: Request) -> tuple[Customer, Quote | None, Contract | None]:
    """The customer that the address names, by itself, by a quote or by the contract that is amended."""
    quote, amended = request.GET.get("quote", ""), request.GET.get("amends", "")
    if quote:
        found = visible_quotes(request.actor).filter(number=quote).select_related("customer__team", "contact").first()
        if found is None:
            raise Http404
        return found.customer, found, None
    if amended:
        contract = one_contract(request, amended)
        return contract.customer, None, contract
    return customer_or_404(request.GET.get("customer", ""), request.actor), None, None
