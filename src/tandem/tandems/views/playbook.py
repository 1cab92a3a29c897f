"""The company's lists on one page, and changing them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tandem.core.errors import Text
from tandem.core.http import Request, done
from tandem.core.once import event_of, once
from tandem.core.pages import form_page, sent
from tandem.core.rules import allows, require
from tandem.tandems import actions
from tandem.tandems.forms import KindForm, PaceForm, StepForm
from tandem.tandems.models import ClassPace, PlaybookStep, RequestKind
from tandem.tandems.queries.playbook import playbook_page
from tandem.tandems.rules import can_change_lists

from .tandems import FORM


@require_safe
def show_playbook(request: Request) -> HttpResponse:
    """Steps, kinds of requests, customer classes: everybody reads them, few change them."""
    context = {"page": playbook_page(), "may_change": allows(can_change_lists, request.actor)}
    return render(request, "tandems/playbook.html", context)


@require_http_methods(FORM)
def new_step(request: Request) -> HttpResponse:
    """One more step."""
    form = StepForm(sent(request))
    return _adding(request, PlaybookStep, form, actions.add_step, "playbook_step.added", _("New step"))


@require_http_methods(FORM)
def new_kind(request: Request) -> HttpResponse:
    """One more kind of request."""
    title = _("New kind of request")
    return _adding(request, RequestKind, KindForm(sent(request)), actions.add_kind, "request_kind.added", title)


@require_http_methods(FORM)
def edit_step(request: Request, pk: int) -> HttpResponse:
    """Names, lead, what it gives."""
    step = _changeable(request, PlaybookStep, pk)
    return _editing(request, step, StepForm(sent(request), instance=step), actions.edit_step, str(step))


@require_http_methods(FORM)
def edit_kind(request: Request, pk: int) -> HttpResponse:
    """Names and answer times."""
    kind = _changeable(request, RequestKind, pk)
    return _editing(request, kind, KindForm(sent(request), instance=kind), actions.edit_kind, str(kind))


@require_http_methods(FORM)
def edit_pace(request: Request, pk: int) -> HttpResponse:
    """Days between calls and visits of a class."""
    pace = _changeable(request, ClassPace, pk)
    title = _("Customers of class %s") % pace.customer_class
    return _editing(request, pace, PaceForm(sent(request), instance=pace), actions.edit_pace, title)


@require_POST
def move_step(request: Request, pk: int) -> HttpResponse:
    """One place up or down."""
    step = get_object_or_404(PlaybookStep, pk=pk)
    return _moved(request, lambda by: actions.move_step(step, by=by, actor=request.actor, at=request.actor.at))


@require_POST
def move_kind(request: Request, pk: int) -> HttpResponse:
    """One place up or down."""
    kind = get_object_or_404(RequestKind, pk=pk)
    return _moved(request, lambda by: actions.move_kind(kind, by=by, actor=request.actor, at=request.actor.at))


@require_POST
def retire_step(request: Request, pk: int) -> HttpResponse:
    """Offered no more."""
    event = actions.retire_step(get_object_or_404(PlaybookStep, pk=pk), actor=request.actor, at=request.actor.at)
    return done(request, _home(), _("Retired. What refers to it keeps it."), event)


@require_POST
def retire_kind(request: Request, pk: int) -> HttpResponse:
    """Offered no more."""
    event = actions.retire_kind(get_object_or_404(RequestKind, pk=pk), actor=request.actor, at=request.actor.at)
    return done(request, _home(), _("Retired. What refers to it keeps it."), event)


@require_POST
def restore_step(request: Request, pk: int) -> HttpResponse:
    """Offered again."""
    event = actions.restore_step(get_object_or_404(PlaybookStep, pk=pk), actor=request.actor, at=request.actor.at)
    return done(request, _home(), _("In use again."), event)


@require_POST
def restore_kind(request: Request, pk: int) -> HttpResponse:
    """Offered again."""
    event = actions.restore_kind(get_object_or_404(RequestKind, pk=pk), actor=request.actor, at=request.actor.at)
    return done(request, _home(), _("In use again."), event)


def _adding(request: Request, model: Any, form: Any, add: Callable[..., Any], verb: str, title: Text) -> HttpResponse:
    actor = request.actor
    require(can_change_lists, actor)

    def act() -> Any:
        make = lambda: add(values=form.values(), actor=actor, at=actor.at)  # noqa: E731
        return event_of(verb, once(model, form.once_key, make, actor=actor, at=actor.at))

    return _form(request, form, act, title, _("Added."))


def _editing(request: Request, thing: Any, form: Any, edit: Callable[..., Any], title: Text) -> HttpResponse:
    actor = request.actor

    def act() -> Any:
        return edit(thing, values=form.values(), version=form.shown_version, actor=actor, at=actor.at)

    return _form(request, form, act, title, lambda event: _("Saved.") if event else _("Nothing was different."))


def _form(request: Request, form: Any, act: Callable[[], Any], title: Text, text: Any) -> HttpResponse:
    context = {"title": title, "cancel_url": _home()}
    return form_page(request, "tandems/form.html", form, act, to=_home(), text=text, context=context)


def _moved(request: Request, move: Callable[[int], Any]) -> HttpResponse:
    by = {"up": -1, "down": 1}.get(request.POST.get("to", ""))
    if by is None:
        raise Http404
    return done(request, _home(), _("Moved."), move(by))


def _changeable(request: Request, model: Any, pk: int) -> Any:
    thing = get_object_or_404(model, pk=pk)
    require(can_change_lists, request.actor, thing)
    return thing


def _home() -> str:
    return reverse("tandems:playbook")
