"""The company's survey: opening it, answering it, and the results as far as they may be told."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from tandem.core.http import Request
from tandem.core.pages import form_page, sent
from tandem.core.rules import allows, require
from tandem.together.models import Survey, TogetherSettings
from tandem.together.pulse.rules import is_pulse_on
from tandem.together.pulse.words import QUESTIONS
from tandem.together.survey import actions
from tandem.together.survey.forms import AnswerForm, SettingsForm, SurveyForm
from tandem.together.survey.queries import open_survey_for, own_part, results_of, visible_surveys
from tandem.together.survey.rules import can_answer_survey, can_open_survey, can_read_results, can_set_together

from .meetings import FORM

MOST = 50


@require_http_methods(FORM)
def list_surveys(request: Request) -> HttpResponse:
    """Those that were held; administration opens the next one."""
    actor = request.actor
    if request.method == "POST":
        require(can_open_survey, actor)
    form = SurveyForm(sent(request))
    return form_page(
        request,
        "together/surveys.html",
        form,
        lambda: actions.open_survey(**form.cleaned_data, actor=actor, at=actor.at),
        to=reverse("together:surveys"),
        text=_("The survey is open to everybody in inside and field sales."),
        context={
            "surveys": visible_surveys(actor).order_by("-opens_on", "-pk")[:MOST],
            "waits": open_survey_for(actor),
            "on": is_pulse_on(actor),
            "may_open": allows(can_open_survey, actor),
            "may_read": allows(can_read_results, actor),
        },
    )


@require_safe
def show_survey(request: Request, survey: int) -> HttpResponse:
    """The results."""
    one = _survey(request, survey)
    require(can_read_results, request.actor, one)
    context = {"survey": one, "results": results_of(one, request.actor), "questions": QUESTIONS.values()}
    return render(request, "together/survey.html", context)


@require_http_methods(FORM)
def answer(request: Request, survey: int) -> HttpResponse:
    """Five questions, once."""
    actor, one = request.actor, _survey(request, survey)
    require(can_answer_survey, actor, one)
    form = AnswerForm(sent(request))
    return form_page(
        request,
        "together/survey_answer.html",
        form,
        lambda: actions.answer_survey(one, scores=form.cleaned_data, actor=actor, at=actor.at),
        to=reverse("together:surveys"),
        text=_("Thank you. Your answers are in, and nobody knows which are yours."),
        context={"survey": one, "part": own_part(one, actor), "cancel_url": reverse("together:surveys")},
    )


@require_http_methods(FORM)
def change_settings(request: Request) -> HttpResponse:
    """Swap days a year, group size."""
    actor = request.actor
    require(can_set_together, actor)
    form = SettingsForm(sent(request), instance=TogetherSettings.load())
    return form_page(
        request,
        "together/settings.html",
        form,
        lambda: actions.change_settings(values=form.values(), version=form.shown_version, actor=actor, at=actor.at),
        to=reverse("together:settings"),
        text=lambda event: _("Saved.") if event else _("Nothing was different."),
        context={"cancel_url": reverse("together:surveys")},
    )


def _survey(request: Request, pk: int) -> Survey:
    return get_object_or_404(visible_surveys(request.actor), pk=pk)
