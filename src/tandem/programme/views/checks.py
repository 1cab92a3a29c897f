"""The readiness check: opening it, answering it, and what may be told of it."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from tandem.core.http import Request
from tandem.core.pages import form_page, sent
from tandem.core.rules import allows, require
from tandem.people.rules import sells
from tandem.programme.forms import CheckForm, MarksForm
from tandem.programme.models import ReadinessCheck
from tandem.programme.readiness import actions
from tandem.programme.readiness.queries import check_that_waits, own_part, results_of, visible_checks
from tandem.programme.rules import can_answer_check, can_plan_programme
from tandem.together.pulse.rules import is_pulse_on
from tandem.together.survey.rules import can_read_results

FORM = ["GET", "HEAD", "POST"]
MOST = 50


@require_http_methods(FORM)
def list_checks(request: Request) -> HttpResponse:
    """Those that were held; who plans the introduction opens the next one."""
    actor = request.actor
    if request.method == "POST":
        require(can_plan_programme, actor)
    form = CheckForm(sent(request))
    return form_page(
        request,
        "programme/checks.html",
        form,
        lambda: actions.open_check(**form.cleaned_data, actor=actor, at=actor.at),
        to=reverse("programme:checks"),
        text=_("The check is open to everybody in inside and field sales."),
        context={
            "checks": visible_checks(actor)[:MOST],
            "waits": check_that_waits(actor),
            "on": is_pulse_on(actor),
            "may_open": allows(can_plan_programme, actor),
            "may_read": allows(can_read_results, actor),
        },
    )


@require_safe
def show_check(request: Request, pk: int) -> HttpResponse:
    """The results, per area and department, and what to do next."""
    check = _one(request, pk)
    require(can_read_results, request.actor)
    context = {"check": check, "results": results_of(check, request.actor), "sells": sells(request.actor)}
    return render(request, "programme/check.html", context)


@require_http_methods(FORM)
def answer(request: Request, pk: int) -> HttpResponse:
    """Ten statements, once."""
    actor, check = request.actor, _one(request, pk)
    require(can_answer_check, actor, check)
    form = MarksForm(sent(request))
    return form_page(
        request,
        "programme/check_answer.html",
        form,
        lambda: actions.answer_check(check, marks=form.cleaned_data, actor=actor, at=actor.at),
        to=reverse("programme:checks"),
        text=_("Thank you. Your answers are in, and nobody knows which are yours."),
        context={"check": check, "part": own_part(check, actor), "cancel_url": reverse("programme:checks")},
    )


def _one(request: Request, pk: int) -> ReadinessCheck:
    return get_object_or_404(visible_checks(request.actor), pk=pk)
