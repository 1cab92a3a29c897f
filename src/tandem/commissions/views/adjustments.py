"""Amounts by hand: entered, approved or refused by a second person, withdrawn by their author."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tandem.commissions import actions
from tandem.commissions.forms import AdjustmentForm, RefusalForm
from tandem.commissions.models import Adjustment
from tandem.commissions.months import month_label, month_of, next_month
from tandem.commissions.queries.adjustments import adjustments_page, shown, so_far, visible_adjustments
from tandem.commissions.rules import can_adjust, can_approve_adjustment, can_read_pay
from tandem.core.http import Request, done, key_in
from tandem.core.models import Event
from tandem.core.once import once
from tandem.core.pages import form_page, sent
from tandem.core.rules import require

from .statement import one_person

FORM = ["GET", "POST"]


@require_safe
def list_adjustments(request: Request) -> HttpResponse:
    """What waits for a second person, and what became of the others."""
    require(can_read_pay, request.actor)
    return render(request, "commissions/adjustments.html", {"rows": adjustments_page(request.actor)})


@require_safe
def show_adjustment(request: Request, pk: int) -> HttpResponse:
    """One amount by hand, with the buttons of who may use them."""
    row = _one(request, pk)
    return render(request, "commissions/adjustment.html", {"one": shown([row], request.actor)[0]})


@require_http_methods(FORM)
def new_adjustment(request: Request, pk: int) -> HttpResponse:
    """Enter an amount for somebody, into the open month."""
    person, actor = one_person(request, pk), request.actor
    require(can_adjust, actor, person)
    form = AdjustmentForm(sent(request))

    def act() -> Adjustment:
        data = form.cleaned_data
        make = lambda: actions.adjust_pay(person, cents=data["cents"], reason=data["reason"], actor=actor, at=actor.at)  # noqa: E731
        return once(Adjustment, form.once_key, make, actor=actor, at=actor.at)

    month = next_month() or month_of(actor.today)
    context = {
        "person": person,
        "label": month_label(month.name),
        **so_far(person, month),
        "cancel_url": reverse("commissions:statement", args=[pk]),
    }
    text = _("Entered. This page says whether somebody else has to approve it.")
    to = Adjustment.get_absolute_url
    return form_page(request, "commissions/adjust.html", form, act, to=to, text=text, context=context)


@require_POST
def approve(request: Request, pk: int) -> HttpResponse:
    """The second pair of eyes for an amount by hand."""
    row = _one(request, pk)
    version = key_in(request.POST, "version") or 0
    actions.approve_adjustment(row, version=version, actor=request.actor, at=request.actor.at)
    return done(request, _back(row), _("Approved. The next run posts it."))


@require_http_methods(FORM)
def refuse(request: Request, pk: int) -> HttpResponse:
    """The second pair of eyes says no, and why."""
    row, actor = _one(request, pk), request.actor
    require(can_approve_adjustment, actor, row)
    form = RefusalForm(sent(request), instance=row)

    def act() -> Event:
        reason, version = form.cleaned_data["reason"], form.shown_version
        return actions.refuse_adjustment(row, reason=reason, version=version, actor=actor, at=actor.at)

    context = {"row": row, "cancel_url": row.get_absolute_url()}
    text = _("Refused. Its author is told why.")
    return form_page(request, "commissions/refuse.html", form, act, to=_back(row), text=text, context=context)


@require_POST
def withdraw(request: Request, pk: int) -> HttpResponse:
    """Its author takes it back."""
    row = _one(request, pk)
    version = key_in(request.POST, "version") or 0
    actions.withdraw_adjustment(row, version=version, actor=request.actor, at=request.actor.at)
    return done(request, _back(row), _("Withdrawn. Nothing of it is paid."))


def _one(request: Request, pk: int) -> Adjustment:
    return get_object_or_404(visible_adjustments(request.actor), pk=pk)


def _back(row: Adjustment) -> str:
    """The dispute that it comes from, else its own page."""
    return reverse("commissions:question", args=[row.question_id]) if row.question_id else row.get_absolute_url()
