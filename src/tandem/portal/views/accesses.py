"""The desk: who of a customer may come into the portal."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tandem.core.http import Request, done
from tandem.core.pages import form_page, sent
from tandem.core.rules import allows, require
from tandem.customers.models import Customer
from tandem.customers.queries import visible_contacts, visible_customers
from tandem.customers.rules import can_own_customer
from tandem.portal.access_forms import RightsForm
from tandem.portal.actions.accesses import invite_contact, revoke_access, set_rights
from tandem.portal.actions.showing import hide_file, show_file
from tandem.portal.models import Access
from tandem.portal.queries.accesses import access_of, visible_accesses
from tandem.portal.queries.desk import access_page, file_rows, rating_for
from tandem.portal.rules import can_invite, can_set_rights
from tandem.work.queries import visible_requests

FORM_METHODS = ["GET", "HEAD", "POST"]


@require_GET
def list_accesses(request: Request, number: str) -> HttpResponse:
    """Who may come in, and what each may do."""
    customer = _customer(request, number)
    page = access_page(customer, request.actor)
    return render(request, "access/accesses.html", {"customer": customer, "page": page})


@require_http_methods(FORM_METHODS)
def invite(request: Request, number: str, pk: int) -> HttpResponse:
    """Open the portal to a contact, or send another link."""
    contact = get_object_or_404(visible_contacts(request.actor), pk=pk, customer__number=number)
    require(can_invite, request.actor, contact)
    known = access_of(contact)
    form = RightsForm(sent(request), instance=None, initial={"rights": sorted(known.rights)} if known else None)
    actor = request.actor
    return form_page(
        request,
        "access/form.html",
        form,
        lambda: invite_contact(contact, rights=form.values()["rights"], actor=actor, at=actor.at),
        to=reverse("access:list", args=[number]),
        text=_("The invitation is on its way to %s.") % (contact.email or contact),
        context={"customer": contact.customer, "contact": contact, "known": known, "inviting": True},
    )


@require_http_methods(FORM_METHODS)
def edit_rights(request: Request, number: str, pk: int) -> HttpResponse:
    """What a contact may do."""
    access = _access(request, number, pk)
    require(can_set_rights, request.actor, access)
    form = RightsForm(sent(request), instance=access)
    actor = request.actor
    return form_page(
        request,
        "access/form.html",
        form,
        lambda: set_rights(
            access, rights=form.values()["rights"], version=form.shown_version, actor=actor, at=actor.at
        ),
        to=reverse("access:list", args=[number]),
        text=_("Saved."),
        context={"customer": access.contact.customer, "contact": access.contact, "known": access},
    )


@require_POST
def revoke(request: Request, number: str, pk: int) -> HttpResponse:
    """Close the door at once."""
    access = _access(request, number, pk)
    revoke_access(access, actor=request.actor, at=request.actor.at)
    return done(request, reverse("access:list", args=[number]), _("%s has no access any more.") % access.contact)


@require_GET
def show_files(request: Request, number: str) -> HttpResponse:
    """Which files the customer can read in the portal."""
    customer = _customer(request, number)
    may_show = allows(can_own_customer, request.actor, customer)
    context = {"customer": customer, "rows": file_rows(customer), "may_show": may_show}
    return render(request, "access/files.html", context)


@require_POST
def put_file(request: Request, number: str, pk: int) -> HttpResponse:
    """Into the portal, or out of it."""
    customer = _customer(request, number)
    require(can_own_customer, request.actor, customer)
    row = next((row for row in file_rows(customer) if row.file.pk == pk), None)
    if row is None:
        raise Http404
    act, text = (
        (hide_file, _("The customer no longer sees this file."))
        if request.POST.get("shown") == "no"
        else (show_file, _("The customer can read this file in the portal now."))
    )
    act(row.file, customer, actor=request.actor, at=request.actor.at)
    return done(request, reverse("access:files", args=[number]), text)


@require_GET
def show_rating(request: Request, pk: int) -> HttpResponse:
    """What the customer said about a closed request, as a part of its page; nothing for whom it is not meant."""
    one = get_object_or_404(visible_requests(request.actor), pk=pk)
    rating = rating_for(one, request.actor)
    return render(request, "access/_rating.html", {"rating": rating})


def _customer(request: Request, number: str) -> Customer:
    return get_object_or_404(visible_customers(request.actor).select_related("team"), number=number)


def _access(request: Request, number: str, pk: int) -> Access:
    return get_object_or_404(visible_accesses(request.actor), pk=pk, contact__customer__number=number)
