"""Leads: list, page, taking them down and finding out."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tandem.core.actor import Actor
from tandem.core.errors import Refused
from tandem.core.http import Request, attempt, done
from tandem.core.listing import build_page
from tandem.core.models import Event
from tandem.core.once import FIELD, event_of, new_key, once
from tandem.core.pages import form_page, sent
from tandem.core.rules import require
from tandem.people.models import Employee
from tandem.people.rules import sells
from tandem.pipeline import actions
from tandem.pipeline.forms.leads import DropForm, LeadForm, LeadNoteForm, NewLeadForm, PersonForm
from tandem.pipeline.lead_listing import LEADS, lead_page, visible_leads
from tandem.pipeline.models import Lead, LeadNote, LeadPerson
from tandem.pipeline.rules import can_work_on_lead
from tandem.work.belonging import home_for
from tandem.work.forms.fields import OnceForm
from tandem.work.holders import holders_for

FORM = ["GET", "POST"]


def one_lead(request: Request, pk: int) -> Lead:
    """The lead, if this viewer may see it."""
    return get_object_or_404(visible_leads(request.actor), pk=pk)


def people_of(actor: Actor) -> list[Employee]:
    """Who may hold it: those of the tandem of whoever asks, and of the team."""
    try:
        return holders_for(home_for(None, actor), actor)
    except Refused:
        return []


@require_GET
def list_leads(request: Request) -> HttpResponse:
    """What came in, and what became of it."""
    require(sells, request.actor)
    url = reverse("pipeline:lead_new")
    page = build_page(
        LEADS, visible_leads(request.actor), request.GET, request.actor, new_url=url, new_label=_("New lead")
    )
    return render(request, "core/listing.html", {"page": page})


@require_http_methods(FORM)
def new_lead(request: Request) -> HttpResponse:
    """Take an interest down."""
    actor = request.actor
    require(sells, actor)
    form = NewLeadForm(sent(request), people=people_of(actor), initial={"holder": actor.id})

    def create() -> Lead:
        return actions.create_lead(values=form.values(), person=form.person(), actor=actor, at=actor.at)

    def act() -> Event | None:
        return event_of("lead.created", once(Lead, form.once_key, create, actor=actor, at=actor.at))

    context = {"title": _("New lead"), "cancel_url": reverse("pipeline:leads")}
    return form_page(
        request, "core/form.html", form, act, to=_home_of, text=_("The lead is taken down."), context=context
    )


@require_GET
def show_lead(request: Request, pk: int) -> HttpResponse:
    """Who it is, what they want, what has been asked."""
    return _page(request, one_lead(request, pk))


@require_http_methods(FORM)
def edit_lead(request: Request, pk: int) -> HttpResponse:
    """Change what is known, the answers included."""
    lead, actor = one_lead(request, pk), request.actor
    require(can_work_on_lead, actor, lead)
    form = LeadForm(sent(request), instance=lead, people=people_of(actor))

    def act() -> Event | None:
        return actions.edit_lead(lead, values=form.values(), version=form.shown_version, actor=actor, at=actor.at)

    context = {"title": str(lead), "cancel_url": lead.get_absolute_url()}
    text = lambda event: _("Saved.") if event else _("Nothing was different.")  # noqa: E731
    return form_page(request, "core/form.html", form, act, to=lead.get_absolute_url(), text=text, context=context)


@require_http_methods(FORM)
def new_person(request: Request, pk: int) -> HttpResponse:
    """Somebody else behind it."""
    lead, actor = one_lead(request, pk), request.actor
    require(can_work_on_lead, actor, lead)
    form = PersonForm(sent(request))

    def act() -> LeadPerson:
        add = lambda: actions.add_lead_person(lead, values=form.values(), actor=actor, at=actor.at)  # noqa: E731
        return once(LeadPerson, form.once_key, add, actor=actor, at=actor.at)

    context = {"title": _("Another person at %s") % lead, "cancel_url": lead.get_absolute_url()}
    return form_page(
        request, "core/form.html", form, act, to=lead.get_absolute_url(), text=_("Added."), context=context
    )


@require_POST
def note(request: Request, pk: int) -> HttpResponse:
    """Keep what was said."""
    lead, actor = one_lead(request, pk), request.actor
    form = LeadNoteForm(request.POST)

    def act() -> LeadNote:
        add = lambda: actions.note_lead(lead, text=form.cleaned_data["text"], actor=actor, at=actor.at)  # noqa: E731
        return once(LeadNote, form.cleaned_data[FIELD], add, actor=actor, at=actor.at)

    if attempt(form, act):
        return done(request, lead, _("Noted."))
    require(can_work_on_lead, actor, lead)
    return _page(request, lead, status=422, note_form=form)


@require_POST
def qualify(request: Request, pk: int) -> HttpResponse:
    """There is something in it."""
    lead, actor = one_lead(request, pk), request.actor
    version = request.POST.get("version", "")
    seen = int(version) if version.isascii() and version.isdigit() and len(version) < 10 else 0
    act = lambda: actions.qualify_lead(lead, version=seen, actor=actor, at=actor.at)  # noqa: E731
    form = OnceForm(request.POST)
    key = form.once_key if form.is_valid() else ""
    event = once(Event, key, act, actor=actor, at=actor.at)
    return done(request, lead, _("Qualified. Now it can become an opportunity."), event)


@require_http_methods(FORM)
def drop(request: Request, pk: int) -> HttpResponse:
    """Nothing will come of it, and why."""
    lead, actor = one_lead(request, pk), request.actor
    require(can_work_on_lead, actor, lead)
    form = DropForm(sent(request), initial={"version": lead.version, FIELD: new_key()})

    def act() -> Event:
        reason = form.cleaned_data["reason"]
        drop = lambda: actions.drop_lead(lead, reason=reason, version=form.seen, actor=actor, at=actor.at)  # noqa: E731
        return once(Event, form.cleaned_data[FIELD], drop, actor=actor, at=actor.at)

    event = attempt(form, act) if form.is_bound else None
    if event:
        return done(request, lead, _("Dropped, with the reason."), event)
    context = {"form": form, "title": _("Drop: %s") % lead, "cancel_url": lead.get_absolute_url()}
    return render(request, "core/form.html", context, status=422 if form.is_bound else 200)


@require_POST
def reopen(request: Request, pk: int) -> HttpResponse:
    """Take a dropped one up again."""
    lead = one_lead(request, pk)
    actions.reopen_lead(lead, actor=request.actor, at=request.actor.at)
    return done(request, lead, _("Taken up again."))


def _page(request: Request, lead: Lead, *, status: int = 200, **more: Any) -> HttpResponse:
    context = {"lead": lead, "page": lead_page(lead, request.actor), "note_form": LeadNoteForm(), "form": OnceForm()}
    return render(request, "pipeline/lead.html", {**context, **more}, status=status)


def _home_of(event: Event | None) -> str:
    """The page of what was taken down; the list where that is not told."""
    return reverse("pipeline:lead", args=[event.data["lead"]]) if event else reverse("pipeline:leads")
