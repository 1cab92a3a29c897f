"""Who is on a plan."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tandem.commissions.models import PlanMember
from tandem.commissions.plans import members
from tandem.commissions.plans.forms import MemberForm
from tandem.commissions.plans.queries import newest_url, people_to_put, visible_members, visible_plans
from tandem.commissions.plans.rules import can_read_plans, can_set_member
from tandem.core.http import Request
from tandem.core.models import Event
from tandem.core.once import once
from tandem.core.pages import form_page, sent
from tandem.core.rules import require
from tandem.people.rules import is_self

FORM = ["GET", "POST"]
PAGE = "commissions/plans/member.html"


@require_http_methods(FORM)
def new_member(request: Request, pk: int) -> HttpResponse:
    """Put somebody on it."""
    require(can_read_plans, request.actor)
    plan, actor = get_object_or_404(visible_plans(request.actor), pk=pk), request.actor
    form = MemberForm(sent(request), people=people_to_put(), actor=actor)

    def act() -> PlanMember:
        make = lambda: members.put_on_plan(plan, **form.values(), actor=actor, at=actor.at)  # noqa: E731
        return once(PlanMember, form.once_key, make, actor=actor, at=actor.at)

    context = {"plan": plan, "cancel_url": newest_url(plan)}
    text = _("On the plan. Today's figures follow tonight.")
    return form_page(request, PAGE, form, act, to=newest_url(plan), text=text, context=context)


@require_http_methods(FORM)
def edit_member(request: Request, pk: int) -> HttpResponse:
    """Another end, role or target pay."""
    row, actor = get_object_or_404(visible_members(request.actor), pk=pk), request.actor
    if request.method == "GET" and is_self(actor, row.employee):
        return redirect("commissions:own_plan")
    require(can_set_member, actor, row.employee)
    form = MemberForm(sent(request), instance=row)

    def act() -> Event:
        version = form.shown_version
        return members.edit_member(row, **form.values(), version=version, actor=actor, at=actor.at)

    context = {"plan": row.plan, "member": row, "cancel_url": newest_url(row.plan)}
    return form_page(request, PAGE, form, act, to=newest_url(row.plan), text=_("Saved."), context=context)
