"""Won, lost, and opened again."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tandem.core.errors import Text
from tandem.core.http import Request, attempt, done
from tandem.core.models import Event
from tandem.core.once import FIELD, new_key, once
from tandem.core.pages import sent
from tandem.core.rules import require
from tandem.pipeline.actions import lose_opportunity, reopen_opportunity, win_opportunity
from tandem.pipeline.forms.moving import LossForm, ReopenForm, SeenForm, WinForm
from tandem.pipeline.models import Opportunity
from tandem.pipeline.rules import can_lead_opportunity

from .common import next_address, one_opportunity

FORM = ["GET", "POST"]


@require_http_methods(FORM)
def win(request: Request, number: str) -> HttpResponse:
    """It became an order, or will."""
    one = one_opportunity(request, number)

    def act(told: dict[str, Any], version: int) -> Event:
        return win_opportunity(one, **told, version=version, actor=request.actor, at=request.actor.at)

    words = {"title": _("Won: %s") % one, "submit": _("Won, well done"), "state": "won"}
    return _closing(request, one, WinForm, act, words, _("Won. What comes next stands among the to-dos."))


@require_http_methods(FORM)
def lose(request: Request, number: str) -> HttpResponse:
    """Somebody else got it, or nobody."""
    one = one_opportunity(request, number)

    def act(told: dict[str, Any], version: int) -> Event:
        return lose_opportunity(one, **told, version=version, actor=request.actor, at=request.actor.at)

    words = {"title": _("Lost: %s") % one, "submit": _("Mark as lost"), "state": "lost"}
    return _closing(request, one, LossForm, act, words, _("Marked as lost, with the reason."))


@require_http_methods(FORM)
def reopen(request: Request, number: str) -> HttpResponse:
    """It goes on after all."""
    one = one_opportunity(request, number)

    def act(told: dict[str, Any], version: int) -> Event:
        return reopen_opportunity(one, **told, version=version, actor=request.actor, at=request.actor.at)

    words = {"title": _("Open again: %s") % one, "submit": _("Open again"), "state": "open"}
    return _closing(request, one, ReopenForm, act, words, _("It is open again, in the stage in which it stood."))


def _closing(
    request: Request,
    one: Opportunity,
    kind: type[SeenForm],
    act: Callable[[dict[str, Any], int], Event],
    words: dict[str, Any],
    text: Text,
) -> HttpResponse:
    """Ask, do it once, and go back to where it was done."""
    actor = request.actor
    require(can_lead_opportunity, actor, one)
    form = kind(sent(request), initial={"version": one.version, FIELD: new_key()})

    def close() -> Event:
        told = {name: value for name, value in form.cleaned_data.items() if name not in ("version", FIELD)}
        return once(Event, form.cleaned_data[FIELD], lambda: act(told, form.seen), actor=actor, at=actor.at)

    event = attempt(form, close) if form.is_bound else None
    if event:
        undo = event if event.verb != "opportunity.reopened" else None
        return done(request, next_address(request, one.get_absolute_url()), text, undo)
    context = {"form": form, "one": one, "next": next_address(request, ""), **words}
    return render(request, "pipeline/closing.html", context, status=422 if form.is_bound else 200)
