"""Another stage: from the opportunity's page, by keyboard and by drag on the board."""

from __future__ import annotations

from typing import Any

from django.contrib.messages import get_messages
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tandem.core.errors import Conflict, Invalid
from tandem.core.forms import conflict_rows
from tandem.core.http import Request, done, key_in, notify
from tandem.core.models import Event
from tandem.core.once import FIELD, once
from tandem.core.pages import add_errors, sent
from tandem.core.rules import require
from tandem.people.models import Employee
from tandem.pipeline.actions import Step, move_opportunity
from tandem.pipeline.actions.common import missing
from tandem.pipeline.forms.moving import MoveForm
from tandem.pipeline.listing import known_stages
from tandem.pipeline.models import Opportunity, Stage
from tandem.pipeline.rules import can_lead_opportunity

from .common import next_address, one_opportunity

FORM = ["GET", "POST"]


@require_http_methods(FORM)
def move(request: Request, number: str) -> HttpResponse:
    """Choose a stage; what it demands and nobody knew is asked along."""
    one, actor = one_opportunity(request, number), request.actor
    require(can_lead_opportunity, actor, one)
    form, status, more = _form(request, one), 200, dict[str, Any]()
    if form.is_bound:
        status = 422
        if form.is_valid():
            try:
                event = _move(request, one, form)
            except Invalid as error:
                add_errors(form, error)
            except Conflict as error:
                status, more = 409, conflict_rows(form, error)
            else:
                return _moved(request, one, event)
    context = {"form": form, "one": one, "next": next_address(request, ""), **more}
    template = "pipeline/_move.html" if request.htmx else "pipeline/move.html"
    return render(request, template, context, status=status)


def _form(request: Request, one: Opportunity) -> MoveForm:
    data = sent(request)
    wanted = key_in(request.POST if data is not None else request.GET, "stage")
    stages = list(known_stages(request.actor))
    to = next((stage for stage in stages if stage.pk == wanted), None)
    initial = {"stage": to or _following(one, stages)}
    target: Stage | None = initial["stage"]
    needs = missing(one, target) if target else []
    return MoveForm(data, instance=one, stages=stages, wanted=needs, initial=initial)


def _following(one: Opportunity, stages: list[Stage]) -> Stage | None:
    """The stage after its own, in the same pipeline."""
    own = [stage for stage in stages if stage.pipeline_id == one.stage.pipeline_id]
    return next((stage for stage in own if stage.position > one.stage.position), own[-1] if own else None)


def _move(request: Request, one: Opportunity, form: MoveForm) -> Event:
    actor, data = request.actor, form.cleaned_data

    def act() -> Event:
        return move_opportunity(
            one,
            data["stage"],
            values=form.told(),
            step=_step(one, data, actor.employee),
            version=form.shown_version,
            actor=actor,
            at=actor.at,
        )

    return once(Event, data.get(FIELD, ""), act, actor=actor, at=actor.at)


def _step(one: Opportunity, data: dict[str, Any], me: Employee) -> Step | None:
    if not data.get("next_step") or not data.get("next_day"):
        return None
    return Step(data["next_step"], data["next_day"], one.holder or me)


def _moved(request: Request, one: Opportunity, event: Event) -> HttpResponse:
    """Back to where it was done; the board only hears of it, and shows itself anew."""
    text = _("Moved to %s.") % event.data.get("stage", "")
    if not request.htmx:
        return done(request, next_address(request, one.get_absolute_url()), text, event)
    notify(request, text, event)
    toasts = {"messages": list(get_messages(request)), "came_from": next_address(request, one.get_absolute_url())}
    answer = render(request, "pipeline/_toasts.html", toasts)
    answer["HX-Reswap"], answer["HX-Trigger-After-Settle"] = "none", "tandem:moved"  # its form may have gone meanwhile
    return answer
