"""Sites, contacts, consents and notes of a customer."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tandem.core.errors import Conflict
from tandem.core.forms import VersionedForm, conflict_rows
from tandem.core.http import Request, attempt, done
from tandem.core.once import event_of, once
from tandem.core.rules import allows, require
from tandem.customers import actions
from tandem.customers.finding import customer_or_404
from tandem.customers.forms import ConsentForm, ContactForm, NoteForm, SiteForm
from tandem.customers.models import Contact, Customer, Note, Site
from tandem.customers.queries import (
    current_consents,
    people_knowing,
    visible_contacts,
    visible_notes,
    visible_sites,
)
from tandem.customers.rules import can_edit_note, can_own_customer, can_serve_customer

FORM_METHODS = ["GET", "POST"]


def _customer(request: Request, number: str) -> Customer:
    return customer_or_404(number, request.actor)


def _form_page(request: Request, form: VersionedForm, title: str, customer: Customer, **more: object) -> HttpResponse:
    status = 409 if more.get("conflict") else 422 if form.is_bound else 200
    context = {"form": form, "title": title, "customer": customer, **more}
    return render(request, "customers/part_form.html", context, status=status)


@require_http_methods(FORM_METHODS)
def new_site(request: Request, number: str) -> HttpResponse:
    """Add an address."""
    customer = _customer(request, number)
    require(can_own_customer, request.actor, customer)
    form = SiteForm(request.POST or None)
    actor, at = request.actor, request.actor.at

    def add() -> Site:
        return actions.add_site(customer, values=form.values(), actor=actor, at=at)

    if attempt(form, lambda: once(Site, form.once_key, add, actor=actor, at=at)):
        return done(request, customer.get_absolute_url(), _("The site was added."))
    return _form_page(request, form, _("New site"), customer)


@require_http_methods(FORM_METHODS)
def edit_site(request: Request, number: str, pk: int) -> HttpResponse:
    """Change an address."""
    site = get_object_or_404(visible_sites(request.actor), pk=pk, customer__number=number)
    require(can_own_customer, request.actor, site)
    form = SiteForm(request.POST or None, instance=site)
    more = {"site": site}
    if form.is_bound and form.is_valid():
        try:
            event = actions.edit_site(
                site, values=form.values(), version=form.shown_version, actor=request.actor, at=request.actor.at
            )
            return done(request, site.customer.get_absolute_url(), _("Saved."), event)
        except Conflict as error:
            return _form_page(request, form, str(site), site.customer, **more, **conflict_rows(form, error))
    return _form_page(request, form, str(site), site.customer, **more)


@require_POST
def make_main_site(request: Request, number: str, pk: int) -> HttpResponse:
    """Lists and documents show this address."""
    site = get_object_or_404(visible_sites(request.actor), pk=pk, customer__number=number)
    actions.make_main_site(site, actor=request.actor, at=request.actor.at)
    return done(request, site.customer.get_absolute_url(), _("This is the main site now."))


@require_POST
def remove_site(request: Request, number: str, pk: int) -> HttpResponse:
    """Remove an address."""
    site = get_object_or_404(visible_sites(request.actor), pk=pk, customer__number=number)
    actions.remove_site(site, actor=request.actor, at=request.actor.at)
    return done(request, site.customer.get_absolute_url(), _("The site was removed."))


@require_http_methods(FORM_METHODS)
def new_contact(request: Request, number: str) -> HttpResponse:
    """Add a person."""
    customer = _customer(request, number)
    require(can_serve_customer, request.actor, customer)
    form = ContactForm(request.POST or None, knowing=people_knowing(customer, request.actor.today))
    actor, at = request.actor, request.actor.at

    def add() -> Contact:
        return actions.add_contact(customer, values=form.values(), actor=actor, at=at)

    if attempt(form, lambda: once(Contact, form.once_key, add, actor=actor, at=at)):
        return done(request, customer.get_absolute_url(), _("The contact was added."))
    return _form_page(request, form, _("New contact"), customer, check_url=_check_url(customer))


@require_GET
def show_contact(request: Request, number: str, pk: int) -> HttpResponse:
    """One person: how to reach and talk to them, and what they agreed to."""
    contact = get_object_or_404(
        visible_contacts(request.actor).select_related("knows_best"), pk=pk, customer__number=number
    )
    context = {
        "contact": contact,
        "customer": contact.customer,
        "consents": current_consents(contact),
        "consent_form": ConsentForm(),
        "may_edit": allows(can_serve_customer, request.actor, contact),
    }
    return render(request, "customers/contact.html", context)


@require_http_methods(FORM_METHODS)
def edit_contact(request: Request, number: str, pk: int) -> HttpResponse:
    """Change what we know of a person."""
    contact = get_object_or_404(visible_contacts(request.actor), pk=pk, customer__number=number)
    require(can_serve_customer, request.actor, contact)
    knowing = people_knowing(contact.customer, request.actor.today)
    form = ContactForm(request.POST or None, instance=contact, knowing=knowing)
    more = {"check_url": f"{_check_url(contact.customer)}?contact={contact.pk}"}
    if form.is_bound and form.is_valid():
        try:
            event = actions.edit_contact(
                contact, values=form.values(), version=form.shown_version, actor=request.actor, at=request.actor.at
            )
            return done(request, contact_url(contact), _("Saved."), event)
        except Conflict as error:
            return _form_page(request, form, str(contact), contact.customer, **more, **conflict_rows(form, error))
    return _form_page(request, form, str(contact), contact.customer, **more)


@require_POST
def retire_contact(request: Request, number: str, pk: int) -> HttpResponse:
    """The person is no longer there."""
    contact = get_object_or_404(visible_contacts(request.actor), pk=pk, customer__number=number)
    actions.retire_contact(contact, actor=request.actor, at=request.actor.at)
    return done(request, contact.customer.get_absolute_url(), _("Noted that %s has left.") % contact)


@require_POST
def new_consent(request: Request, number: str, pk: int) -> HttpResponse:
    """Note a yes or no for a channel."""
    contact = get_object_or_404(visible_contacts(request.actor), pk=pk, customer__number=number)
    form = ConsentForm(request.POST)
    at = request.actor.at
    kept = attempt(form, lambda: actions.record_consent(contact, actor=request.actor, at=at, **form.cleaned_data))
    if kept:
        return done(request, contact_url(contact), _("Noted."))
    context = {"contact": contact, "customer": contact.customer, "consents": current_consents(contact)}
    return render(request, "customers/contact.html", {**context, "consent_form": form, "may_edit": True}, status=422)


@require_http_methods(FORM_METHODS)
def new_note(request: Request, number: str) -> HttpResponse:
    """Keep what was said or seen."""
    customer = _customer(request, number)
    require(can_serve_customer, request.actor, customer)
    contacts = list(customer.contacts.filter(left_at=None))
    form = NoteForm(request.POST or None, contacts=contacts, prefix="note")
    actor, at = request.actor, request.actor.at

    def add() -> Note:
        return actions.add_note(customer, values=form.values(), actor=actor, at=at)[0]

    note = attempt(form, lambda: once(Note, form.once_key, add, actor=actor, at=at))
    if note:
        return done(request, customer.get_absolute_url(), _("Noted."), event_of("note.added", note))
    return _form_page(request, form, _("Note"), customer)


@require_http_methods(FORM_METHODS)
def edit_note(request: Request, number: str, pk: int) -> HttpResponse:
    """Change one's own note."""
    note = get_object_or_404(visible_notes(request.actor), pk=pk, customer__number=number)
    require(can_edit_note, request.actor, note)
    contacts = list(note.customer.contacts.filter(merged_into=None))
    form = NoteForm(request.POST or None, instance=note, contacts=contacts)
    if form.is_bound and form.is_valid():
        try:
            actions.edit_note(
                note, values=form.values(), version=form.shown_version, actor=request.actor, at=request.actor.at
            )
            return done(request, note.customer.get_absolute_url(), _("Saved."))
        except Conflict as error:
            return _form_page(request, form, _("Note"), note.customer, note=note, **conflict_rows(form, error))
    return _form_page(request, form, _("Note"), note.customer, note=note)


@require_POST
def remove_note(request: Request, number: str, pk: int) -> HttpResponse:
    """Take a note out of the timeline."""
    note = get_object_or_404(visible_notes(request.actor), pk=pk, customer__number=number)
    event = actions.remove_note(note, actor=request.actor, at=request.actor.at)
    return done(request, note.customer.get_absolute_url(), _("The note was removed."), event)


def _check_url(customer: Customer) -> str:
    """Where a form asks who is there already."""
    return reverse("customers:check_contact", args=[customer.number])


def contact_url(contact: Contact) -> str:
    """The page of a contact."""
    return f"{contact.customer.get_absolute_url()}contacts/{contact.pk}/"
