"""What remains of an activity: cost with receipts and limits, and memories with photos by consent."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tandem.core.http import Request
from tandem.core.pages import form_page, sent
from tandem.core.rules import allows, require
from tandem.together.activities import actions
from tandem.together.activities.forms import CostForm, MemoryForm
from tandem.together.activities.pages import verdict_of
from tandem.together.activities.queries import visible_expenses, visible_memories
from tandem.together.activities.rules import can_add_receipt, is_asked

from .meetings import FORM


@require_http_methods(FORM)
def cost(request: Request, activity: int) -> HttpResponse:
    """Cost, what it comes to per person, and receipts."""
    actor = request.actor
    one = get_object_or_404(visible_expenses(actor), activity__pk=activity)
    if request.method == "POST":
        require(can_add_receipt, actor, one)
    form = CostForm(sent(request), instance=one)
    return form_page(
        request,
        "together/activity_cost.html",
        form,
        lambda: actions.note_cost(
            one, cents=form.cleaned_data["cents"], version=form.shown_version, actor=actor, at=actor.at
        ),
        to=one.get_absolute_url(),
        text=lambda event: _("Saved.") if event else _("Nothing was different."),
        context={
            "expense": one,
            "activity": one.activity,
            "verdict": verdict_of(one),
            "may_change": allows(can_add_receipt, actor, one),
            "cancel_url": one.activity.get_absolute_url(),
        },
    )


@require_http_methods(FORM)
def memory(request: Request, activity: int) -> HttpResponse:
    """Words and photos, for as long as everybody who came agrees."""
    actor = request.actor
    one = get_object_or_404(visible_memories(actor), activity__pk=activity)
    require(is_asked, actor, one.activity)
    form = MemoryForm(sent(request), initial={"text": one.text})
    return form_page(
        request,
        "together/activity_memory.html",
        form,
        lambda: actions.remember(one.activity, text=form.cleaned_data["text"], actor=actor, at=actor.at),
        to=one.get_absolute_url(),
        text=_("Saved."),
        context={"memory": one, "activity": one.activity, "cancel_url": one.activity.get_absolute_url()},
    )
