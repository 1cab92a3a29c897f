"""The pulse of two: answering, what both share, the talk that follows, and asking for help."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from tandem.core.http import Request, done
from tandem.core.once import event_of
from tandem.core.pages import form_page, sent
from tandem.core.rules import require
from tandem.people.queries import employees_here
from tandem.tandems.models import Tandem
from tandem.tandems.queries import visible_tandems
from tandem.together.models import PulseAnswer
from tandem.together.pulse import actions
from tandem.together.pulse.forms import HelperForm, PulseForm
from tandem.together.pulse.queries import calls_of, helper_of, open_call, pulse_of, visible_answers
from tandem.together.pulse.rules import can_answer_pulse, is_pulse_on
from tandem.together.queries import the_two
from tandem.together.survey.queries import open_survey_for

from .meetings import FORM


@require_http_methods(FORM)
def show_pulse(request: Request, pk: int) -> HttpResponse:
    """This month's questions, the last shared answers, one's own trend; sent, the answers."""
    actor, tandem = request.actor, _tandem(request, pk)
    pulse = pulse_of(tandem, actor)
    form = PulseForm(sent(request), instance=pulse.own)
    version = form.data.get("version") if form.is_bound else None

    def act() -> PulseAnswer:
        shown = form.shown_version if pulse.own or version else None
        return actions.answer_pulse(
            tandem, scores=form.scores, share=form.cleaned_data["share"], version=shown, actor=actor, at=actor.at
        )

    return form_page(
        request,
        "together/pulse.html",
        form,
        act,
        to=reverse("together:pulse", args=[pk]),
        text=_("Kept. Your partner reads it only if both of you have answered and agreed."),
        context=_context(tandem, pulse, request),
    )


@require_POST
def remove(request: Request, pk: int, answer: int) -> HttpResponse:
    """Delete one's own answers of a month."""
    one = get_object_or_404(visible_answers(request.actor), pk=answer, tandem__pk=pk)
    actions.remove_answer(one, actor=request.actor, at=request.actor.at)
    return done(request, _home(pk), _("Your answers of that month are deleted."))


@require_POST
def talk(request: Request, pk: int) -> HttpResponse:
    """The suggested talk becomes a point of the next meeting."""
    tandem = _tandem(request, pk)
    item = actions.put_on_agenda(tandem, actor=request.actor, at=request.actor.at)
    return done(
        request,
        item.meeting.get_absolute_url(),
        _("It is a point of the next meeting."),
        event_of("minute.written", item),
    )


@require_http_methods(FORM)
def choose(request: Request, pk: int) -> HttpResponse:
    """Whom one would ask for help."""
    actor, tandem = request.actor, _tandem(request, pk)
    people = the_two(tandem, actor)
    _helper, chosen = helper_of(tandem, people)
    mine = chosen.get(actor.id or 0)
    others = employees_here(actor.today).exclude(pk__in=[person.pk for person in people]).order_by("name_key", "pk")
    form = HelperForm(sent(request), people=others, chosen=mine.pk if mine else None)
    return form_page(
        request,
        "together/helper.html",
        form,
        lambda: actions.choose_helper(tandem, helper=form.cleaned_data["helper"], actor=actor, at=actor.at),
        to=_home(pk),
        text=lambda event: _("Noted. It counts once both of you have chosen the same person.") if event else "",
        context={"tandem": tandem, "cancel_url": _home(pk)},
    )


@require_POST
def ask(request: Request, pk: int) -> HttpResponse:
    """We need help."""
    call = actions.ask_for_help(_tandem(request, pk), actor=request.actor, at=request.actor.at)
    return done(request, _home(pk), _("%s knows now that you want to talk.") % call.helper.first_name)


@require_POST
def end(request: Request, call: int) -> HttpResponse:
    """It was talked about."""
    one = get_object_or_404(calls_of(request.actor), pk=call)
    actions.end_help(one, actor=request.actor, at=request.actor.at)
    return done(request, one.tandem.get_absolute_url(), _("Settled."))


def _context(tandem: Tandem, pulse: Any, request: Request) -> dict[str, Any]:
    people = the_two(tandem, request.actor)
    helper, chosen = helper_of(tandem, people)
    return {
        "tandem": tandem,
        "pulse": pulse,
        "on": is_pulse_on(request.actor),
        "partner": next((person for person in people if person.pk != request.actor.id), None),
        "helper": helper,
        "mine": chosen.get(request.actor.id or 0),
        "call": open_call(tandem),
        "survey": open_survey_for(request.actor),
    }


def _tandem(request: Request, pk: int) -> Tandem:
    tandem = get_object_or_404(visible_tandems(request.actor), pk=pk)
    require(can_answer_pulse, request.actor, tandem)
    return tandem


def _home(pk: int) -> str:
    return reverse("together:pulse", args=[pk])
