"""The studio: proposals, one on the table, keeping and ruling out pairs, solving."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tandem.core.http import Request, done, key_in
from tandem.core.once import once
from tandem.core.pages import form_page, sent
from tandem.core.rules import allows, require
from tandem.formation import actions
from tandem.formation.forms import PairForm, ProposalForm
from tandem.formation.models import Proposal
from tandem.formation.pages import studio_of
from tandem.formation.problem import participants
from tandem.formation.queries import team_of, visible_proposals
from tandem.formation.rules import can_change_proposal, can_open_studio, can_propose_pairs, is_agreed
from tandem.people.models import Team
from tandem.tandems.queries import scope_of

FORM = ["GET", "HEAD", "POST"]
PAGE = 50


@require_safe
def list_proposals(request: Request) -> HttpResponse:
    """A manager's proposals; who leads nobody gets to their own entries."""
    actor = request.actor
    if not allows(can_open_studio, actor) and actor.employee.half:
        return redirect("formation:own")
    require(can_open_studio, actor)
    context = {
        "proposals": visible_proposals(actor)[:PAGE],
        "agreed": is_agreed(actor),
        "may_propose": allows(can_propose_pairs, actor),
        "may_speak": bool(actor.employee.half),
    }
    return render(request, "formation/proposals.html", context)


@require_http_methods(FORM)
def new_proposal(request: Request) -> HttpResponse:
    """Team, day and seats."""
    actor = request.actor
    require(can_propose_pairs, actor)
    teams = Team.objects.filter(pk__in=scope_of(actor).led_team_ids)
    initial = {"title": _("New tandems"), "starts_on": actor.today, "seats_inside": 1, "seats_field": 1}
    form = ProposalForm(sent(request), teams=teams, initial=initial)

    def propose() -> Proposal:
        def make() -> Proposal:
            return actions.propose_pairs(**form.values(), left_out=[], actor=actor, at=actor.at)

        return once(Proposal, form.once_key, make, actor=actor, at=actor.at)

    return form_page(
        request,
        "formation/form.html",
        form,
        propose,
        to=Proposal.get_absolute_url,
        text=_("The proposal is on the table. Solve it now, or keep and rule out pairs first."),
        context={"title": _("New proposal"), "cancel_url": reverse("formation:proposals")},
    )


@require_safe
def show_proposal(request: Request, pk: int) -> HttpResponse:
    """Pairs with their reasons, beside today's."""
    proposal, actor = _one(request, pk), request.actor
    studio = studio_of(proposal, key_in(request.GET, "plan") or 0)
    job = proposal.job
    context = {
        "studio": studio,
        "proposal": proposal,
        "may_change": studio.rollout is None and allows(can_change_proposal, actor, proposal),
        "job": job if job is not None and (not job.is_over or job.error) else None,
        "owns": job is not None and (job.actor_kind, job.actor_id) == (actor.kind, actor.id),
        "form": PairForm(None, people=studio.people),
    }
    return render(request, "formation/proposal.html", context)


@require_http_methods(FORM)
def edit(request: Request, pk: int) -> HttpResponse:
    """Day, seats, who takes no part."""
    proposal, actor = _one(request, pk), request.actor
    require(can_change_proposal, actor, proposal)
    form = ProposalForm(sent(request), instance=proposal, people=team_of(proposal.team_id, actor))
    return form_page(
        request,
        "formation/form.html",
        form,
        lambda: actions.edit_proposal(
            proposal, values=form.values(), version=form.shown_version, actor=actor, at=actor.at
        ),
        to=proposal.get_absolute_url(),
        text=lambda event: _("The proposal was changed.") if event else _("Nothing was different."),
        context={"title": proposal.title, "cancel_url": proposal.get_absolute_url()},
    )


@require_POST
def solve(request: Request, pk: int) -> HttpResponse:
    """As a job; its page tells how far it is and leads back."""
    proposal, actor = _one(request, pk), request.actor
    job = actions.start_solving(proposal, actor=actor, at=actor.at)
    return done(request, f"/jobs/{job.pk}/")


@require_POST
def mark(request: Request, pk: int) -> HttpResponse:
    """Keep a pair, rule it out, or let it go."""
    proposal, actor = _one(request, pk), request.actor
    require(can_change_proposal, actor, proposal)
    form = PairForm(request.POST, people=participants(proposal))
    if not form.is_valid():
        return done(request, proposal.get_absolute_url(), _("Choose somebody inside and somebody in the field."))
    chosen = form.cleaned_data["mark"]
    actions.mark_pair(proposal, pair=form.pair, mark="" if chosen == "open" else chosen, actor=actor, at=actor.at)
    told = {
        "locked": _("This pair is kept. Solve again to see the rest around it."),
        "forbidden": _("This pair is ruled out. Solve again."),
        "open": _("This pair is open again."),
    }
    return done(request, proposal.get_absolute_url(), told[chosen])


@require_POST
def discard(request: Request, pk: int) -> HttpResponse:
    """Throw it away."""
    actions.discard_proposal(_one(request, pk), actor=request.actor, at=request.actor.at)
    return done(request, "formation:proposals", _("The proposal was thrown away."))


def _one(request: Request, pk: int) -> Proposal:
    return get_object_or_404(visible_proposals(request.actor), pk=pk)
