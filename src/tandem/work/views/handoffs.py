"""Hand-offs: list, page, offering, and the answers to them."""

from __future__ import annotations

from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tandem.core.attachments.storing import all_received
from tandem.core.errors import Invalid
from tandem.core.http import Request
from tandem.core.listing import build_page
from tandem.core.models import Event
from tandem.core.once import event_of, once
from tandem.core.pages import add_errors, form_page, sent, sent_files
from tandem.core.rules import allows, require
from tandem.people.rules import sells
from tandem.work.about import About, about_of
from tandem.work.actions.handoffs import (
    accept_handoff,
    finish_handoff,
    offer_handoff,
    return_handoff,
    withdraw_handoff,
)
from tandem.work.belonging import home_for
from tandem.work.days import tomorrow_of
from tandem.work.forms.handoffs import HandoffForm, ResultForm, ReturnForm
from tandem.work.holders import partner_first
from tandem.work.listing.handoffs import HANDOFFS, handoffs_for
from tandem.work.models import OPEN, Handoff, HandoffState
from tandem.work.passed import acceptance_of
from tandem.work.queries import visible_handoffs
from tandem.work.rules import can_add_work, can_answer_handoff, can_withdraw_handoff

from .common import act_once, back, named

FORM = ["GET", "POST"]


def _one(request: Request, pk: int) -> Handoff:
    rows = visible_handoffs(request.actor).select_related("customer", "giver__team", "taker__team", "tandem")
    return get_object_or_404(rows, pk=pk)


@require_GET
def list_handoffs(request: Request) -> HttpResponse:
    """What waits for whom, the late first."""
    require(sells, request.actor)
    rows, url = handoffs_for(request.GET, request.actor), reverse("work:handoff_new")
    page = build_page(HANDOFFS, rows, request.GET, request.actor, new_url=url, new_label=_("Hand over"))
    return render(request, "core/listing.html", {"page": page})


@require_http_methods(FORM)
def new_handoff(request: Request) -> HttpResponse:
    """Pass work on, alone or about a customer or anything else."""
    actor = request.actor
    customer, about = named(request)
    require(can_add_work, actor, customer)
    people = partner_first(home_for(customer, actor), actor)
    day = tomorrow_of(actor)
    form = HandoffForm(sent(request), sent_files(request), people=people, initial={"day": day, "title": _title(about)})

    def offer() -> Handoff:
        taker, ref = form.cleaned_data["taker"], about.ref if about else None
        with all_received(form.cleaned_data["uploads"]) as files:
            return offer_handoff(customer, form.offer(), taker=taker, about=ref, files=files, actor=actor, at=actor.at)

    def note() -> Event | None:
        return event_of("handoff.offered", once(Handoff, form.once_key, offer, actor=actor, at=actor.at))

    to = reverse("work:handoffs")
    return form_page(
        request,
        "work/form.html",
        form,
        note,
        to=customer.get_absolute_url() if customer and request.GET.get("next") == "customer" else to,
        text=lambda event: _("Offered to %s.") % form.cleaned_data["taker"],
        context={
            "title": _("Hand over"),
            "customer": customer,
            "about": about,
            "cancel_url": about.url if about else customer.get_absolute_url() if customer else to,
        },
    )


def _title(about: About | None) -> str:
    return about.title[:160] if about and about.thing != about.customer else ""


@require_GET
def show_handoff(request: Request, pk: int) -> HttpResponse:
    """One hand-off: what is expected, how it stands, what became of it."""
    handoff = _one(request, pk)
    return render(request, "work/handoff.html", _context(request, handoff))


def _context(request: Request, handoff: Handoff, **forms: Form) -> dict[str, object]:
    actor = request.actor
    open_ = handoff.state in OPEN
    offered = handoff.state == HandoffState.OFFERED
    may_answer = open_ and allows(can_answer_handoff, actor, handoff)
    return {
        "handoff": handoff,
        "late": handoff.late_at(actor.at),
        "about": about_of(handoff, actor),
        "acceptance": acceptance_of(handoff, actor.at),
        "may_accept": offered and may_answer,
        "may_return": may_answer,
        "may_finish": may_answer,
        "may_withdraw": offered and allows(can_withdraw_handoff, actor, handoff),
        "return_form": forms.get("return_form") or ReturnForm(),
        "result_form": forms.get("result_form") or ResultForm(),
    }


@require_POST
def accept(request: Request, pk: int) -> HttpResponse:
    """It is mine from now on."""
    handoff, actor = _one(request, pk), request.actor
    event = act_once(request, lambda: accept_handoff(handoff, actor=actor, at=actor.at))
    return back(request, handoff, _("Accepted: it is yours now."), event)


@require_POST
def give_back(request: Request, pk: int) -> HttpResponse:
    """Back to the giver, with a reason."""
    handoff, actor = _one(request, pk), request.actor
    require(can_answer_handoff, actor, handoff)
    form = ReturnForm(request.POST)
    if form.is_valid():
        reason = form.cleaned_data["reason"]
        try:
            event = act_once(request, lambda: return_handoff(handoff, reason=reason, actor=actor, at=actor.at))
            return back(request, handoff, _("Returned to %s.") % handoff.giver, event)
        except Invalid as error:
            add_errors(form, error)
    return render(request, "work/handoff.html", _context(request, handoff, return_form=form), status=422)


@require_POST
def finish(request: Request, pk: int) -> HttpResponse:
    """Done, with what came of it."""
    handoff, actor = _one(request, pk), request.actor
    require(can_answer_handoff, actor, handoff)
    form = ResultForm(request.POST)
    if form.is_valid():
        result = form.cleaned_data["result"]
        event = act_once(request, lambda: finish_handoff(handoff, result=result, actor=actor, at=actor.at))
        return back(request, handoff, _("Done."), event)
    return render(request, "work/handoff.html", _context(request, handoff, result_form=form), status=422)


@require_POST
def withdraw(request: Request, pk: int) -> HttpResponse:
    """Keep it after all."""
    handoff, actor = _one(request, pk), request.actor
    event = act_once(request, lambda: withdraw_handoff(handoff, actor=actor, at=actor.at))
    return back(request, handoff, _("Withdrawn."), event)
