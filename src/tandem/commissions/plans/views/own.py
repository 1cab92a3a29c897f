"""What I am paid by, in plain words, and my yes to it."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from tandem.commissions.plans import actions
from tandem.commissions.plans.queries import own_plans, visible_versions
from tandem.commissions.plans.rules import can_read_own_plan
from tandem.core.http import Request, done
from tandem.core.rules import require
from tandem.people.queries import signed_in


@require_safe
def show_own(request: Request) -> HttpResponse:
    """The plan that holds, and one that will."""
    require(can_read_own_plan, request.actor)
    person = signed_in(request.actor)
    if person is None:
        raise Http404
    return render(request, "commissions/plans/own.html", {"plans": own_plans(person, request.actor)})


@require_POST
def accept(request: Request, pk: int) -> HttpResponse:
    """With today's date; the wording is kept with it."""
    version = get_object_or_404(visible_versions(request.actor), pk=pk)
    actions.accept_version(version, actor=request.actor, at=request.actor.at)
    return done(request, reverse("commissions:own_plan"), _("Accepted. The date is kept with the plan."))
