"""All plans, and one version of one."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from tandem.commissions.models import PlanVersion
from tandem.commissions.plans import actions
from tandem.commissions.plans.example import Tried
from tandem.commissions.plans.forms import ExampleForm, NewPlanForm
from tandem.commissions.plans.queries import plan_rows, version_page, visible_versions
from tandem.commissions.plans.rules import can_read_plans, can_write_plan
from tandem.commissions.plans.starters import STARTERS, starter
from tandem.core.http import Request
from tandem.core.once import once
from tandem.core.pages import form_page, sent
from tandem.core.rules import allows, require

from .example import worked_out

FIRST = Tried(4_000_000)


@require_safe
def list_plans(request: Request) -> HttpResponse:
    """What holds today, and what is being written."""
    require(can_read_plans, request.actor)
    context = {"rows": plan_rows(request.actor), "may_write": allows(can_write_plan, request.actor)}
    return render(request, "commissions/plans/list.html", context)


@require_http_methods(["GET", "POST"])
def new_plan(request: Request) -> HttpResponse:
    """A name, a day and what to start from."""
    require(can_write_plan, request.actor)
    actor = request.actor
    form = NewPlanForm(sent(request), models=STARTERS)

    def make() -> PlanVersion:
        data = form.cleaned_data
        values = {"name": data["name"], "document": starter(data["model"]), "start": data["start"]}
        act = lambda: actions.create_plan(**values, actor=actor, at=actor.at)  # noqa: E731
        return once(PlanVersion, form.once_key, act, actor=actor, at=actor.at)

    text = _("The plan is a draft. Nobody is paid by it before a second person approves it.")
    return form_page(request, "commissions/plans/new.html", form, make, to=version_url, text=text)


@require_safe
def show_version(request: Request, pk: int) -> HttpResponse:
    """For its authors; who is paid by it reads it as their own."""
    version = get_object_or_404(visible_versions(request.actor), pk=pk)
    if not allows(can_read_plans, request.actor):
        return redirect("commissions:own_plan")
    page = version_page(version, request.actor)
    context = {"page": page, "form": ExampleForm(initial={"amount": FIRST.cents, "share": 30, "events": 1})}
    if page.draft is not None:
        context |= worked_out(page.draft.rules, FIRST)
    return render(request, "commissions/plans/version.html", context)


def version_url(version: PlanVersion) -> str:
    """Where a version is read."""
    return reverse("commissions:plan_version", args=[version.pk])
