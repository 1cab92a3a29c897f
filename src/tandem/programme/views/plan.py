"""The programme: its plan and steps."""

from __future__ import annotations

from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tandem.core.http import Request, done
from tandem.core.once import once
from tandem.core.pages import form_page, sent
from tandem.core.rules import allows, require
from tandem.people.queries import employees_here
from tandem.programme import actions
from tandem.programme.forms import ProgrammeForm, StepForm
from tandem.programme.models import Programme, Step
from tandem.programme.queries import plan_of, visible_programmes, visible_steps
from tandem.programme.rules import can_finish_step, can_plan_programme, can_read_programme

from .checks import FORM

MOST = 50
SELLS = Q(roles__contains="inside") | Q(roles__contains="field") | Q(roles__contains="manager")


@require_safe
def list_programmes(request: Request) -> HttpResponse:
    """The only one opens by itself."""
    actor = request.actor
    programmes = list(visible_programmes(actor)[:MOST])
    if len(programmes) == 1:
        return redirect(programmes[0])
    context = {"programmes": programmes, "may_plan": allows(can_plan_programme, actor)}
    return render(request, "programme/programmes.html", context)


@require_http_methods(FORM)
def new_programme(request: Request) -> HttpResponse:
    """Title and first day; the steps come by themselves."""
    actor = request.actor
    require(can_plan_programme, actor)
    form = ProgrammeForm(sent(request), initial={"title": _("Introduction"), "starts_on": actor.today})

    def plan() -> Programme:
        def make() -> Programme:
            return actions.plan_programme(**form.values(), actor=actor, at=actor.at)

        return once(Programme, form.once_key, make, actor=actor, at=actor.at)

    text = _("The plan of a quarter is there. Say who owns which step.")
    context = {"title": _("Plan the introduction"), "cancel_url": reverse("programme:programmes")}
    to = Programme.get_absolute_url
    return form_page(request, "core/form.html", form, plan, to=to, text=text, context=context)


@require_safe
def show_programme(request: Request, pk: int) -> HttpResponse:
    """Steps, waves, and how far it is."""
    programme, actor = one_programme(request, pk), request.actor
    context = {
        "programme": programme,
        "plan": plan_of(programme, actor),
        "may_plan": allows(can_plan_programme, actor),
        "may_review": allows(can_read_programme, actor),
    }
    return render(request, "programme/programme.html", context)


@require_http_methods(FORM)
def edit(request: Request, pk: int) -> HttpResponse:
    """Title and first day; open steps move along."""
    programme, actor = one_programme(request, pk), request.actor
    require(can_plan_programme, actor)
    form = ProgrammeForm(sent(request), instance=programme)
    return form_page(
        request,
        "core/form.html",
        form,
        lambda: actions.edit_programme(
            programme, values=form.values(), version=form.shown_version, actor=actor, at=actor.at
        ),
        to=programme.get_absolute_url(),
        text=lambda event: _("The programme was changed.") if event else _("Nothing was different."),
        context={"title": programme.title, "cancel_url": programme.get_absolute_url()},
    )


@require_http_methods(FORM)
def new_step(request: Request, pk: int) -> HttpResponse:
    """One of one's own."""
    programme, actor = one_programme(request, pk), request.actor
    require(can_plan_programme, actor)
    form = StepForm(sent(request), people=employees_here(actor.today).filter(SELLS))

    def add() -> Step:
        def make() -> Step:
            return actions.add_step(programme, values=form.values(), actor=actor, at=actor.at)

        return once(Step, form.once_key, make, actor=actor, at=actor.at)

    context = {"title": _("New step"), "cancel_url": programme.get_absolute_url()}
    to, text = programme.get_absolute_url(), _("The step is in the plan.")
    return form_page(request, "core/form.html", form, add, to=to, text=text, context=context)


@require_http_methods(FORM)
def step(request: Request, pk: int, step: int) -> HttpResponse:
    """Who and by when."""
    one, actor = _step(request, pk, step), request.actor
    require(can_plan_programme, actor)
    form = StepForm(sent(request), people=employees_here(actor.today).filter(SELLS), instance=one)
    return form_page(
        request,
        "core/form.html",
        form,
        lambda: actions.change_step(one, values=form.values(), version=form.shown_version, actor=actor, at=actor.at),
        to=one.programme.get_absolute_url(),
        text=lambda event: _("The step was changed.") if event else _("Nothing was different."),
        context={"title": str(one), "cancel_url": one.programme.get_absolute_url()},
    )


@require_POST
def step_done(request: Request, pk: int, step: int) -> HttpResponse:
    """Done."""
    one = _step(request, pk, step)
    require(can_finish_step, request.actor, one)
    event = actions.finish_step(one, actor=request.actor, at=request.actor.at)
    return done(request, one.programme, _("The step is done."), event)


@require_POST
def step_open(request: Request, pk: int, step: int) -> HttpResponse:
    """Not done after all."""
    one = _step(request, pk, step)
    actions.reopen_step(one, actor=request.actor, at=request.actor.at)
    return done(request, one.programme, _("The step is open again."))


def one_programme(request: Request, pk: int) -> Programme:
    """The programme that the address names."""
    return get_object_or_404(visible_programmes(request.actor), pk=pk)


def _step(request: Request, pk: int, step: int) -> Step:
    programme = one_programme(request, pk)
    return get_object_or_404(visible_steps(request.actor), pk=step, programme=programme)
