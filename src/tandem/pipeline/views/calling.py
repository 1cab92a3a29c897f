"""A new lead in a call session: whom to ring, what they want, and what came of it."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from tandem.core.http import Request, attempt, notify
from tandem.core.once import event_of, once
from tandem.core.rules import require
from tandem.pipeline import calling
from tandem.pipeline.actions.calling import log_lead_call
from tandem.pipeline.models import Lead, LeadNote
from tandem.pipeline.rules import can_work_on_lead
from tandem.work.forms.talks import CallForm
from tandem.work.views.calls import next_call

from .leads import one_lead


@require_GET
def show_call(request: Request, pk: int) -> HttpResponse:
    """One lead of a session."""
    return _page(request, one_lead(request, pk), CallForm())


@require_POST
def finish_call(request: Request, pk: int) -> HttpResponse:
    """Keep what the call gave, and go on with the next one."""
    lead, actor, form = one_lead(request, pk), request.actor, CallForm(request.POST)
    require(can_work_on_lead, actor, lead)

    def log() -> LeadNote:
        said = {name: form.cleaned_data[name] for name in ("outcome", "text")}
        return log_lead_call(lead, **said, following=form.following(actor), actor=actor, at=actor.at)

    note = attempt(form, lambda: once(LeadNote, form.once_key, log, actor=actor, at=actor.at))
    if note is None:
        return _page(request, lead, form, status=422)
    notify(request, _("Call with %s noted.") % lead.company, event_of("lead.called", lead))
    return next_call(request)


@require_POST
def skip_call(request: Request, pk: int) -> HttpResponse:
    """Not this one, today."""
    lead = one_lead(request, pk)
    require(can_work_on_lead, request.actor, lead)
    calling.skip(request, lead)
    return next_call(request)


def _page(request: Request, lead: Lead, form: CallForm, status: int = 200) -> HttpResponse:
    require(can_work_on_lead, request.actor, lead)
    context = {
        "lead": lead,
        "form": form,
        "people": list(lead.people.all()),
        "notes": list(lead.notes.select_related("author").order_by("-at", "-pk")[:10]),
        "action": reverse("pipeline:lead_call_done", args=[lead.pk]),
    }
    return render(request, "pipeline/lead_call.html", context, status=status)
