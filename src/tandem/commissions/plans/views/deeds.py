"""What is done to a version: propose, return, approve, copy, delete, end."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from tandem.commissions.models import PlanVersion
from tandem.commissions.plans import actions, endings
from tandem.commissions.plans.forms import CopyForm, EndForm, ReturnForm
from tandem.commissions.plans.queries import newest_url, visible_versions
from tandem.commissions.plans.rules import can_end_plan, can_read_plans, can_write_plan
from tandem.core.http import Request, done, key_in
from tandem.core.models import Event
from tandem.core.once import once
from tandem.core.pages import form_page, sent
from tandem.core.rules import require


def _one(request: Request, pk: int) -> PlanVersion:
    version = get_object_or_404(visible_versions(request.actor), pk=pk)
    require(can_read_plans, request.actor)
    return version


def _url(version: PlanVersion) -> str:
    return reverse("commissions:plan_version", args=[version.pk])


def _act(request: Request, pk: int, action: Callable[..., Event], text: str) -> HttpResponse:
    version = _one(request, pk)
    action(version, version=key_in(request.POST, "version") or 0, actor=request.actor, at=request.actor.at)
    return done(request, _url(version), text)


@require_POST
def propose(request: Request, pk: int) -> HttpResponse:
    """To a second person."""
    return _act(request, pk, actions.propose_version, _("Proposed. A second person can approve it now."))


@require_POST
def approve(request: Request, pk: int) -> HttpResponse:
    """Four eyes."""
    return _act(request, pk, actions.approve_version, _("Approved. Whoever is on the plan is asked to accept it."))


@require_http_methods(["GET", "POST"])
def give_back(request: Request, pk: int) -> HttpResponse:
    """To its authors, with a reason."""
    version = _one(request, pk)
    form = ReturnForm(sent(request), instance=version)

    def act() -> Event:
        data = form.cleaned_data
        actor = request.actor
        return actions.return_version(
            version, reason=data["reason"], version=form.shown_version, actor=actor, at=actor.at
        )

    context = {"version": version, "cancel_url": _url(version)}
    text = _("Back with its authors.")
    return form_page(request, "commissions/plans/return.html", form, act, to=_url(version), text=text, context=context)


@require_http_methods(["GET", "POST"])
def copy(request: Request, pk: int) -> HttpResponse:
    """The next version, from these rules."""
    version = _one(request, pk)
    require(can_write_plan, request.actor)
    actor = request.actor
    form = CopyForm(sent(request))

    def act() -> PlanVersion:
        start = form.cleaned_data["start"]
        make = lambda: actions.copy_version(version, start=start, actor=actor, at=actor.at)  # noqa: E731
        return once(PlanVersion, form.once_key, make, actor=actor, at=actor.at)

    context = {"version": version, "cancel_url": _url(version)}
    text = _("The new version is a draft with the same rules.")
    return form_page(request, "commissions/plans/copy.html", form, act, to=_url, text=text, context=context)


@require_POST
def remove(request: Request, pk: int) -> HttpResponse:
    """Delete a draft; the toast takes it back."""
    version, actor = _one(request, pk), request.actor
    gone = endings.remove_version(version, version=key_in(request.POST, "version") or 0, actor=actor, at=actor.at)
    return done(request, newest_url(version.plan), _("The draft is deleted."), gone)


@require_http_methods(["GET", "POST"])
def end(request: Request, pk: int) -> HttpResponse:
    """A last day for what is in force."""
    version, actor = _one(request, pk), request.actor
    require(can_end_plan, actor, version)
    form = EndForm(sent(request), instance=version)

    def act() -> Event:
        last = form.cleaned_data["last"]
        return endings.end_version(version, last=last, version=form.shown_version, actor=actor, at=actor.at)

    context = {"version": version, "cancel_url": _url(version)}
    text = _("The version has a last day. Whoever is paid by it is told.")
    return form_page(request, "commissions/plans/end.html", form, act, to=_url(version), text=text, context=context)
