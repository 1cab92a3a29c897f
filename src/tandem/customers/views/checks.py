"""The fragments that warn while somebody types."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from tandem.core.http import Request, key_in, text_in
from tandem.core.rules import require
from tandem.customers.finding import customer_or_404
from tandem.customers.matching.looking import Likely, likely_contacts, likely_customers
from tandem.customers.models import Contact, Customer, Site
from tandem.customers.pairs import compare_url
from tandem.customers.queries import visible_contacts
from tandem.customers.rules import can_create_customer, can_own_customer, can_serve_customer


@require_POST
def check_new(request: Request) -> HttpResponse:
    """Who is there already that looks like the customer being typed."""
    require(can_create_customer, request.actor)
    typed, site = _typed_customer(request, None)
    return _likely(request, likely_customers(typed, site, request.actor))


@require_POST
def check(request: Request, number: str) -> HttpResponse:
    """The same while one is being changed."""
    customer = customer_or_404(number, request.actor)
    require(can_own_customer, request.actor, customer)
    typed, site = _typed_customer(request, customer)
    return _likely(request, likely_customers(typed, site, request.actor), customer)


@require_POST
def check_contact(request: Request, number: str) -> HttpResponse:
    """Who is there already that looks like the person being typed."""
    customer = customer_or_404(number, request.actor)
    require(can_serve_customer, request.actor, customer)
    names = ("first_name", "last_name", "email", "phone", "mobile")
    values = {name: text_in(request.POST, name, 200) for name in names}
    there = visible_contacts(request.actor).filter(pk=key_in(request.GET, "contact") or 0, customer=customer).first()
    typed = Contact(pk=there.pk if there else None, **values)
    return _likely(request, likely_contacts(typed, customer, request.actor), there)


def _typed_customer(request: Request, customer: Customer | None) -> tuple[Customer, Site]:
    names = ("name", "short_name", "email", "website", "phone", "vat_id")
    values: dict[str, Any] = {name: text_in(request.POST, name, 200) for name in names}
    if customer is not None:
        main = customer.sites.filter(is_main=True).first() or Site(town=customer.town)
        return Customer(pk=customer.pk, country=customer.country, **values), main
    place = {name: text_in(request.POST, name, 200) for name in ("street", "postcode")}
    country = text_in(request.POST, "country", 2).upper() or "DE"
    return Customer(country=country, **values), Site(town=text_in(request.POST, "site_town", 80), **place)


def _likely(request: Request, found: list[Likely], there: Customer | Contact | None = None) -> HttpResponse:
    rows = [(one, compare_url(there, one.thing) if there is not None else "") for one in found]
    return render(request, "customers/_likely.html", {"found": rows})
