"""Pipelines and their stages on one page, and changing them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models import Prefetch
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tandem.core.errors import Text
from tandem.core.http import Request, attempt, done
from tandem.core.models import Event
from tandem.core.once import FIELD, event_of, once
from tandem.core.pages import form_page, sent
from tandem.core.rules import allows, require
from tandem.people.rules import sells
from tandem.pipeline import actions
from tandem.pipeline.forms.pipelines import PipelineForm, RetireForm, StageForm
from tandem.pipeline.listing import known_stages
from tandem.pipeline.models import Pipeline, Stage
from tandem.pipeline.queries import visible_pipelines, visible_stages
from tandem.pipeline.rules import can_change_pipelines

FORM = ["GET", "POST"]


@require_safe
def show_pipelines(request: Request) -> HttpResponse:
    """Everybody reads how the company sells, few change it."""
    stages = Stage.objects.filter(retired_at=None).select_related("step")
    rows = list(
        visible_pipelines(request.actor)
        .filter(retired_at=None)
        .prefetch_related(Prefetch("stages", stages.order_by("position", "pk"), to_attr="in_use"))
    )
    may_change = allows(can_change_pipelines, request.actor)
    context = {"pipelines": rows, "may_change": may_change, "sells": sells(request.actor)}
    return render(request, "pipeline/pipelines.html", context)


@require_http_methods(FORM)
def new_pipeline(request: Request) -> HttpResponse:
    """One more way to sell."""
    actor, form = request.actor, PipelineForm(sent(request))
    require(can_change_pipelines, actor)

    def act() -> Event | None:
        make = lambda: actions.add_pipeline(values=form.values(), actor=actor, at=actor.at)  # noqa: E731
        return event_of("pipeline.added", once(Pipeline, form.once_key, make, actor=actor, at=actor.at))

    return _form(request, form, act, _("New pipeline"), _("Added."))


@require_http_methods(FORM)
def edit_pipeline(request: Request, pk: int) -> HttpResponse:
    """Its names."""
    one, actor = get_object_or_404(visible_pipelines(request.actor), pk=pk), request.actor
    require(can_change_pipelines, actor, one)
    form = PipelineForm(sent(request), instance=one)

    def act() -> Event | None:
        return actions.edit_pipeline(one, values=form.values(), version=form.shown_version, actor=actor, at=actor.at)

    return _form(request, form, act, str(one), _saved)


@require_POST
def retire_pipeline(request: Request, pk: int) -> HttpResponse:
    """Offered no more."""
    one = get_object_or_404(visible_pipelines(request.actor), pk=pk)
    actions.retire_pipeline(one, actor=request.actor, at=request.actor.at)
    return done(request, _home(), _("Retired. What refers to it keeps it."))


@require_http_methods(FORM)
def new_stage(request: Request, pk: int) -> HttpResponse:
    """One more stage of a pipeline."""
    one, actor = get_object_or_404(visible_pipelines(request.actor), pk=pk), request.actor
    require(can_change_pipelines, actor, one)
    form = StageForm(sent(request))

    def act() -> Event | None:
        make = lambda: actions.add_stage(one, values=form.values(), actor=actor, at=actor.at)  # noqa: E731
        return event_of("stage.added", once(Stage, form.once_key, make, actor=actor, at=actor.at))

    return _form(request, form, act, _("New stage in %s") % one, _("Added."))


@require_http_methods(FORM)
def edit_stage(request: Request, pk: int) -> HttpResponse:
    """Names, lead, probability, what it demands."""
    stage, actor = get_object_or_404(visible_stages(request.actor), pk=pk), request.actor
    require(can_change_pipelines, actor, stage)
    form = StageForm(sent(request), instance=stage)

    def act() -> Event | None:
        return actions.edit_stage(stage, values=form.values(), version=form.shown_version, actor=actor, at=actor.at)

    return _form(request, form, act, str(stage), _saved)


@require_POST
def move_stage(request: Request, pk: int) -> HttpResponse:
    """One place on or back."""
    stage = get_object_or_404(visible_stages(request.actor), pk=pk)
    by = {"up": -1, "down": 1}.get(request.POST.get("to", ""))
    if by is None:
        raise Http404
    actions.move_stage(stage, by=by, actor=request.actor, at=request.actor.at)
    return done(request, _home(), _("Moved."))


@require_http_methods(FORM)
def retire_stage(request: Request, pk: int) -> HttpResponse:
    """Offered no more; what stands in it goes into another one."""
    stage, actor = get_object_or_404(visible_stages(request.actor), pk=pk), request.actor
    require(can_change_pipelines, actor, stage)
    form = RetireForm(sent(request), others=[other for other in known_stages(actor) if other.pk != stage.pk])

    def retire() -> bool:
        into = form.cleaned_data["into"]
        act = lambda: actions.retire_stage(stage, into=into, actor=actor, at=actor.at)  # noqa: E731
        once(Event, form.cleaned_data[FIELD], act, actor=actor, at=actor.at)
        return True

    if form.is_bound and attempt(form, retire):
        return done(request, _home(), _("Retired. What stood in it went along."))
    context = {"form": form, "title": _("Retire: %s") % stage, "cancel_url": _home()}
    return render(request, "core/form.html", context, status=422 if form.is_bound else 200)


def _form(request: Request, form: Any, act: Callable[[], Event | None], title: Text, text: Any) -> HttpResponse:
    context = {"title": title, "cancel_url": _home()}
    return form_page(request, "core/form.html", form, act, to=_home(), text=text, context=context)


def _saved(event: Event | None) -> Text:
    return _("Saved.") if event else _("Nothing was different.")


def _home() -> str:
    return reverse("pipeline:pipelines")
