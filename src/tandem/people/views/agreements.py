"""Works agreements: the council's page, one agreement, recording, ending."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from tandem.core.http import Request, key_in
from tandem.core.once import once
from tandem.core.pages import form_page, sent
from tandem.core.rules import allows, require
from tandem.people import actions
from tandem.people.agreements import HISTORY, history, switches
from tandem.people.forms import AgreementForm, EndAgreementForm
from tandem.people.models import WorksAgreement
from tandem.people.queries import visible_agreements
from tandem.people.rules import can_end_agreement, can_record_agreement

from .employees import FORM


@require_safe
def list_agreements(request: Request) -> HttpResponse:
    """What is evaluated about people, on or off, and how it came so."""
    actor = request.actor
    deeds = history(actor, before=key_in(request.GET, "before"))
    context = {
        "switches": switches(actor),
        "deeds": deeds,
        "older": deeds[-1].event.pk if len(deeds) == HISTORY else None,
        "may_record": allows(can_record_agreement, actor),
    }
    return render(request, "people/agreements.html", context)


@require_safe
def show_agreement(request: Request, pk: int) -> HttpResponse:
    """One agreement."""
    agreement = get_object_or_404(visible_agreements(request.actor), pk=pk)
    over = agreement.end is not None and agreement.end <= request.actor.today
    may_end = not over and allows(can_end_agreement, request.actor, agreement)
    context = {"agreement": agreement, "holds": agreement.holds_on(request.actor.today), "may_end": may_end}
    return render(request, "people/agreement.html", context)


@require_http_methods(FORM)
def new_agreement(request: Request) -> HttpResponse:
    """Record what was agreed."""
    actor = request.actor
    require(can_record_agreement, actor)
    first = {"start": actor.today, "purpose": request.GET.get("purpose", "")}
    form = AgreementForm(sent(request), initial=first)

    def record() -> WorksAgreement:
        return actions.record_agreement(**form.values(), actor=actor, at=actor.at)

    return form_page(
        request,
        "people/form.html",
        form,
        lambda: once(WorksAgreement, form.once_key, record, actor=actor, at=actor.at),
        to=_url,
        text=_("The agreement is recorded."),
        context={"title": _("Record a works agreement"), "cancel_url": reverse("people:agreements")},
    )


@require_http_methods(FORM)
def end_agreement(request: Request, pk: int) -> HttpResponse:
    """Switch an evaluation off."""
    actor, agreement = request.actor, get_object_or_404(visible_agreements(request.actor), pk=pk)
    require(can_end_agreement, actor, agreement)
    form = EndAgreementForm(sent(request), initial={"end": actor.today})
    return form_page(
        request,
        "people/form.html",
        form,
        lambda: actions.end_agreement(agreement, **form.cleaned_data, actor=actor, at=actor.at),
        to=reverse("people:agreements"),
        text=_("The agreement ends."),
        context={"title": _("End: %s") % agreement.title, "cancel_url": _url(agreement), "submit": _("End it")},
    )


def _url(agreement: WorksAgreement) -> str:
    return reverse("people:agreement", args=[agreement.pk])
