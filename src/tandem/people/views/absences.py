"""Absences: list, page, noting, changing."""

from __future__ import annotations

from datetime import date

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tandem.core.http import Request, done
from tandem.core.listing import build_page
from tandem.core.models import Event
from tandem.core.once import event_of, once
from tandem.core.pages import form_page, sent
from tandem.core.rules import allows, require
from tandem.core.sections import sections_of
from tandem.people import actions
from tandem.people.duties import deputies_for, duties_of
from tandem.people.forms import AbsenceForm
from tandem.people.listing import ABSENCES, absences_for, with_kinds
from tandem.people.models import Absence, Employee
from tandem.people.queries import visible_absences
from tandem.people.rules import can_change_absence, can_record_absence

from .employees import FORM, about, found, page_url


@require_safe
def list_absences(request: Request) -> HttpResponse:
    """Who is and will be away."""
    actor = request.actor
    page = build_page(
        ABSENCES,
        absences_for(request.GET, actor),
        request.GET,
        actor,
        new_url=reverse("people:absence_new"),
        new_label=_("Record an absence"),
    )
    return render(request, "core/listing.html", {"page": page})


@require_safe
def show_absence(request: Request, pk: int) -> HttpResponse:
    """One absence with its cover."""
    rows = visible_absences(request.actor).prefetch_related("delegations__deputy")
    [absence] = with_kinds([get_object_or_404(rows, pk=pk)], request.actor)
    context = {
        "absence": absence,
        "may_change": allows(can_change_absence, request.actor, absence),
        "sections": sections_of(absence, request.actor),
    }
    return render(request, "people/absence.html", context)


@require_http_methods(FORM)
def new_own_absence(request: Request) -> HttpResponse:
    """Note days away of one's own."""
    return new_absence(request, request.actor.employee.pk)


@require_http_methods(FORM)
def new_absence(request: Request, pk: int) -> HttpResponse:
    """Note days away, and who covers."""
    actor, person = request.actor, found(request, pk)
    require(can_record_absence, actor, person)
    form = _form(request, person, actor.today)

    def record() -> Absence:
        covers = form.covers()
        return actions.record_absence(person, **form.span(), covers=covers, actor=actor, at=actor.at)[0]

    def note() -> Event | None:
        return event_of("absence.recorded", once(Absence, form.once_key, record, actor=actor, at=actor.at))

    context = about(person, _("Record an absence"))
    return form_page(
        request, "people/form.html", form, note, to=page_url(person), text=_("The absence is noted."), context=context
    )


@require_http_methods(FORM)
def edit_absence(request: Request, pk: int) -> HttpResponse:
    """Change days, reason and cover."""
    actor, absence = request.actor, get_object_or_404(visible_absences(request.actor), pk=pk)
    require(can_change_absence, actor, absence)
    form = _form(request, absence.employee, absence.start, absence)
    to = reverse("people:absence", args=[pk])
    return form_page(
        request,
        "people/form.html",
        form,
        lambda: actions.edit_absence(
            absence, **form.span(), covers=form.covers(), version=form.shown_version, actor=actor, at=actor.at
        ),
        to=to,
        text=_("Saved."),
        context={**about(absence.employee, _("Absence")), "cancel_url": to},
    )


@require_POST
def remove_absence(request: Request, pk: int) -> HttpResponse:
    """The person is there after all."""
    absence = get_object_or_404(visible_absences(request.actor), pk=pk)
    actions.remove_absence(absence, actor=request.actor, at=request.actor.at)
    return done(request, page_url(absence.employee), _("The absence was removed."))


def _form(request: Request, person: Employee, day: date, absence: Absence | None = None) -> AbsenceForm:
    duties = duties_of(person, day, None)
    deputies = deputies_for(duties, person, day)
    return AbsenceForm(sent(request), instance=absence, duties=duties, deputies=deputies)
