"""What a plan changes on its day, and accepting it."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tandem.core.errors import Invalid
from tandem.core.http import Request, done, key_in
from tandem.core.models import Event, EventSubject
from tandem.core.rules import allows, require
from tandem.core.undo import can_undo_event
from tandem.formation import actions
from tandem.formation.models import Proposal
from tandem.formation.pages import changes_anything, step_rows, told_steps
from tandem.formation.queries import visible_proposals
from tandem.formation.rules import can_change_proposal


@require_http_methods(["GET", "HEAD", "POST"])
def roll_out(request: Request, pk: int) -> HttpResponse:
    """The list of tandems with what happens to each; sent, it happens. Afterwards: the list as it was done."""
    actor, proposal = request.actor, get_object_or_404(visible_proposals(request.actor), pk=pk)
    over = getattr(proposal, "rollout", None)
    if over is not None and request.method != "POST":
        event = _newest(proposal) if over.starts_on > actor.today else None
        back = event if event is not None and allows(can_undo_event, actor, event) else None
        context = {"proposal": proposal, "rollout": over, "rows": told_steps(over.steps), "back": back}
        return render(request, "formation/rollout.html", context)
    require(can_change_proposal, actor, proposal)
    params = request.POST if request.method == "POST" else request.GET
    number, wrong, status = key_in(params, "plan") or 0, "", 200
    if request.method == "POST":
        seen = key_in(params, "version")
        try:
            actions.accept_plan(proposal, plan=number, version=seen, actor=actor, at=actor.at)
        except Invalid as error:
            wrong, status = str(error.text), 422
        else:
            text = _("Rolled out. Whoever hands something over has a to-do for it.")
            return done(request, proposal.get_absolute_url(), text, _newest(proposal))
    rows, trouble = step_rows(proposal, number, actor)
    context = {
        "proposal": proposal,
        "rows": rows,
        "number": number,
        "wrong": wrong or trouble,
        "changes": changes_anything(rows),
    }
    return render(request, "formation/rollout.html", context, status=status)


def _newest(proposal: Proposal) -> Event | None:
    """The acceptance that holds: it may have been taken back and accepted again."""
    rows = EventSubject.objects.filter(kind=Proposal.ref_kind, object_id=proposal.pk, event__verb="pairing.accepted")
    row = rows.select_related("event").order_by("-event").first()
    return row.event if row else None
