"""The list of pairs that look like one, deciding about them, and warning while somebody types."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from tandem.core.http import Request, done, key_in
from tandem.core.listing import build_page
from tandem.core.models import Job, JobState
from tandem.core.rules import require
from tandem.customers.actions import ask_for_scan, dismiss_pair, propose_merge
from tandem.customers.actions.pairs import SCAN
from tandem.customers.matching.looking import Likely, likely_contacts, likely_customers
from tandem.customers.models import Contact, Customer, DuplicatePair, Site
from tandem.customers.pairs import PAIRS, compare_url, open_pairs, visible_pairs
from tandem.customers.queries import visible_contacts, visible_customers
from tandem.customers.rules import can_create_customer, can_own_customer, can_serve_customer
from tandem.people.rules import sells


@require_GET
def list_pairs(request: Request) -> HttpResponse:
    """Undecided pairs, likeliest first; decided ones by their filter."""
    require(sells, request.actor)
    rows = visible_pairs(request.actor) if request.GET.get("state") else open_pairs(request.actor)
    names = ("left_customer", "right_customer", "left_contact__customer", "right_contact__customer")
    page = build_page(PAIRS, rows.select_related(*names), request.GET, request.actor)
    scan = Job.objects.filter(name=SCAN).order_by("-pk").first()
    running = scan is not None and scan.state in (JobState.WAITING, JobState.RUNNING)
    return render(request, "customers/duplicates.html", {"page": page, "scan": scan, "running": running})


@require_POST
def scan(request: Request) -> HttpResponse:
    """Have the whole book looked through; the job's page tells how far it is."""
    job = ask_for_scan(actor=request.actor, at=request.actor.at)
    return done(request, reverse("job", args=[job.pk]), _("The search has begun."))


@require_POST
def dismiss(request: Request, pk: int) -> HttpResponse:
    """The two are not the same."""
    event = dismiss_pair(_pair(request, pk), actor=request.actor, at=request.actor.at)
    return done(request, _back(request), _("Noted that these two are not the same."), event)


@require_POST
def propose(request: Request, pk: int) -> HttpResponse:
    """Somebody who owns both should make one of them."""
    propose_merge(_pair(request, pk), actor=request.actor, at=request.actor.at)
    return done(request, _back(request), _("Proposed to those who own both."))


@require_POST
def check_new(request: Request) -> HttpResponse:
    """Who is there already that looks like the customer being typed."""
    require(can_create_customer, request.actor)
    typed, site = _typed_customer(request, None)
    return _likely(request, likely_customers(typed, site, request.actor))


@require_POST
def check(request: Request, number: str) -> HttpResponse:
    """The same while one is being changed."""
    customer = get_object_or_404(visible_customers(request.actor), number=number)
    require(can_own_customer, request.actor, customer)
    typed, site = _typed_customer(request, customer)
    return _likely(request, likely_customers(typed, site, request.actor), customer)


@require_POST
def check_contact(request: Request, number: str) -> HttpResponse:
    """Who is there already that looks like the person being typed."""
    customer = get_object_or_404(visible_customers(request.actor), number=number)
    require(can_serve_customer, request.actor, customer)
    names = ("first_name", "last_name", "email", "phone", "mobile")
    values = {name: request.POST.get(name, "")[:200] for name in names}
    there = visible_contacts(request.actor).filter(pk=key_in(request.GET, "contact") or 0, customer=customer).first()
    typed = Contact(pk=there.pk if there else None, **values)
    return _likely(request, likely_contacts(typed, customer, request.actor), there)


def _typed_customer(request: Request, customer: Customer | None) -> tuple[Customer, Site]:
    names = ("name", "short_name", "email", "website", "phone", "vat_id")
    values: dict[str, Any] = {name: request.POST.get(name, "")[:200] for name in names}
    if customer is not None:
        main = customer.sites.filter(is_main=True).first() or Site(town=customer.town)
        return Customer(pk=customer.pk, country=customer.country, **values), main
    place = {name: request.POST.get(name, "")[:200] for name in ("street", "postcode")}
    country = request.POST.get("country", "DE").upper()[:2]
    return Customer(country=country, **values), Site(town=request.POST.get("site_town", "")[:80], **place)


def _likely(request: Request, found: list[Likely], there: Customer | Contact | None = None) -> HttpResponse:
    rows = [(one, compare_url(there, one.thing) if there is not None else "") for one in found]
    return render(request, "customers/_likely.html", {"found": rows})


def _pair(request: Request, pk: int) -> DuplicatePair:
    names = ("left_customer", "right_customer", "left_contact", "right_contact")
    return get_object_or_404(visible_pairs(request.actor).select_related(*names), pk=pk)


def _back(request: Request) -> str:
    back = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(back, {request.get_host()}, request.is_secure())
    return back if safe else "customers:duplicates"
