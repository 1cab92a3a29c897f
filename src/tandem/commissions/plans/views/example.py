"""The live worked example of a version: a sum is typed, the answer stands beside it."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from engines.commission import Plan as Rules
from tandem.commissions.plans.example import Tried, work_out
from tandem.commissions.plans.forms import ExampleForm
from tandem.commissions.plans.picture import picture_of
from tandem.commissions.plans.queries import draft_of, visible_versions
from tandem.core.http import Request


@require_safe
def show_example(request: Request, pk: int) -> HttpResponse:
    """A fragment: what would be paid, with its sentences and the picture."""
    version = get_object_or_404(visible_versions(request.actor), pk=pk)
    draft, _problem = draft_of(version)
    form = ExampleForm(request.GET)
    context: dict[str, Any] = {"form": form}
    if draft is not None and form.is_valid():
        data = form.cleaned_data
        tried = Tried(data["amount"] or 0, _or(data["share"], 30), _or(data["events"], 1))
        context |= worked_out(draft.rules, tried)
    return render(request, "commissions/plans/_example.html", context)


def _or(value: int | None, default: int) -> int:
    return default if value is None else value


def worked_out(rules: Rules, tried: Tried) -> dict[str, Any]:
    """Example and picture; a draft that pays nothing yet has neither."""
    if not rules.components:
        return {}
    return {"example": work_out(rules, tried), "picture": picture_of(rules, tried), "tried": tried}
