"""What is done to a request: claim, pass on, answer, put off, close, reopen, merge."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from tandem.core.errors import Conflict, Refused, Text
from tandem.core.http import Request, attempt, done, key_in
from tandem.core.models import Event
from tandem.core.once import once
from tandem.core.pages import form_page, sent
from tandem.core.rules import require
from tandem.people.models import SALES, Employee
from tandem.people.queries import employees_here
from tandem.work import models
from tandem.work.actions.answers import answer_request
from tandem.work.actions.request_holding import claim_request, give_request
from tandem.work.actions.request_merges import merge_requests
from tandem.work.actions.requests import close_request, reopen_request, snooze_request
from tandem.work.belonging import home_of_tandem
from tandem.work.forms.requests import AnswerForm, GiveForm, OnceForm, OtherForm, ReasonForm, SnoozeForm
from tandem.work.models import Answer
from tandem.work.request_page import other_open
from tandem.work.rules import can_serve_request

from .requests import one_request, show_page

METHODS = ["GET", "POST"]


@require_POST
def claim(request: Request, pk: int) -> HttpResponse:
    """Hold it oneself; who comes second reads who was faster."""
    one, actor = one_request(request, pk), request.actor
    try:
        event = claim_request(one, actor=actor, at=actor.at)
    except Refused as error:
        if error.code not in ("held_already", "offered") or request.htmx:
            raise
        return show_page(request, one_request(request, pk), notice=error.text, status=409)
    return _done(request, one, _("You hold this now.") if event else _("You hold this already."), event)


@require_http_methods(METHODS)
def give(request: Request, pk: int) -> HttpResponse:
    """Let somebody else go on with it, with the reason."""
    one, actor = one_request(request, pk), request.actor
    require(can_serve_request, actor, one)
    shown = {"seen": one.holder_id or 0, "holder": key_in(request.GET, "holder")}
    theirs = one.holder_id not in (None, actor.id, key_in(request.POST, "holder"))
    why = _("%s holds this. Say why it is passed on.") % one.holder if theirs else ""
    form = GiveForm(sent(request), people=_people(one, request), initial=shown, at=actor.at, needs_reason=why)

    def act() -> Event | None:
        values = {name: form.cleaned_data[name] for name in ("reason", "seen")}
        return give_request(one, form.cleaned_data["holder"], **values, actor=actor, at=actor.at)

    own = shown["holder"] == actor.id
    words = (_("Take the request over"), _("Take over")) if own else (_("Pass the request on"), _("Pass on"))
    context = _form_context(one, *words)
    text: Callable[[Event | None], Text] = lambda event: (  # noqa: E731
        _("%s goes on with it.") % form.cleaned_data["holder"] if event else _("%s holds this already.") % one.holder
    )
    return form_page(request, "work/request_form.html", form, act, to=_back(request, one), text=text, context=context)


def _people(one: models.Request, request: Request) -> list[Employee]:
    """Everybody who sells: the tandem of the request first, then its team."""
    rows = employees_here(request.actor.today).select_related("team").order_by("name_key")
    people = [person for person in rows if SALES & person.roles and person.pk != one.holder_id]
    seated = home_of_tandem(one.tandem, request.actor.today).people if one.tandem else ()
    return sorted(people, key=lambda person: (person not in seated, person.team_id != one.team_id))


@require_POST
def answer(request: Request, pk: int) -> HttpResponse:
    """Write down an answer or a note. Where somebody else was faster, theirs is shown and nothing typed is lost."""
    one, actor = one_request(request, pk), request.actor
    form = AnswerForm(request.POST)

    def act() -> Answer:
        values = {name: form.cleaned_data[name] for name in ("kind", "text", "close")}
        seen = form.cleaned_data["seen"] or 0
        return answer_request(one, **values, seen=seen, actor=actor, at=actor.at)

    try:
        made = attempt(form, lambda: once(Answer, form.once_key, act, actor=actor, at=actor.at))
    except Conflict as error:
        return _answered_meanwhile(request, pk, form, error)
    if made is None:
        return show_page(request, one, form=form, status=422)
    return _done(request, one, _("Noted.") if made.kind == "note" else _("Answer written down."))


def _answered_meanwhile(request: Request, pk: int, form: AnswerForm, error: Conflict) -> HttpResponse:
    """The page with their answer; what was typed stays, and sending it again is a decision."""
    if not isinstance(error.current, Answer):
        raise error
    typed = form.data.copy()  # type: ignore[attr-defined]
    typed["seen"] = str(error.current.pk)
    again = AnswerForm(typed)
    return show_page(request, one_request(request, pk), form=again, notice=error.text, theirs=error.current, status=409)


@require_POST
def snooze(request: Request, pk: int) -> HttpResponse:
    """Have it come back later."""
    one, actor = one_request(request, pk), request.actor
    form = SnoozeForm(request.POST)

    def act() -> Event:
        return snooze_request(one, until=form.cleaned_data["until"], actor=actor, at=actor.at)

    event = attempt(form, lambda: once(Event, form.once_key, act, actor=actor, at=actor.at))
    if event is None:
        return show_page(request, one, notice=" ".join(_errors(form)), status=422)
    return _done(request, one, _("Put off."), event)


@require_http_methods(METHODS)
def close(request: Request, pk: int) -> HttpResponse:
    """The customer has what they wanted."""
    one = one_request(request, pk)
    form = ReasonForm(sent(request))
    return _reasoned(request, one, form, close_request, _("Close the request"), _("Close"), _("Closed."))


@require_http_methods(METHODS)
def reopen(request: Request, pk: int) -> HttpResponse:
    """It is not settled after all."""
    one = one_request(request, pk)
    form = ReasonForm(sent(request))
    told = _("Open again; a new answer is owed.")
    return _reasoned(request, one, form, reopen_request, _("Reopen the request"), _("Reopen"), told)


def _reasoned(
    request: Request, one: models.Request, form: ReasonForm, deed: Any, title: str, submit: str, told: str
) -> HttpResponse:
    """The page that asks for a reason, and what it does."""
    actor = request.actor
    require(can_serve_request, actor, one)

    def act() -> Event:
        reason = form.cleaned_data["reason"]
        return once(
            Event,
            form.once_key,
            lambda: deed(one, reason=reason, actor=actor, at=actor.at),
            actor=actor,
            at=actor.at,
        )

    context = _form_context(one, title, submit)
    return form_page(request, "work/request_form.html", form, act, to=_back(request, one), text=told, context=context)


@require_http_methods(METHODS)
def merge(request: Request, pk: int) -> HttpResponse:
    """Make another open request of the same customer part of this one."""
    one, actor = one_request(request, pk), request.actor
    require(can_serve_request, actor, one)
    form = OtherForm(sent(request), others=other_open(one, actor))

    def act() -> Event:
        other = form.cleaned_data["other"]
        return once(
            Event, form.once_key, lambda: merge_requests(one, other, actor=actor, at=actor.at), actor=actor, at=actor.at
        )

    context = _form_context(one, _("Merge another request into this one"), _("Merge"))
    to = one.get_absolute_url()
    return form_page(request, "work/request_form.html", form, act, to=to, text=_("Merged."), context=context)


def _form_context(one: models.Request, title: str, submit: str) -> dict[str, Any]:
    return {"one": one, "title": title, "submit": submit, "cancel_url": one.get_absolute_url()}


def _errors(form: OnceForm) -> list[str]:
    return [str(text) for texts in form.errors.values() for text in texts]


def _done(request: Request, one: models.Request, text: Text, event: Event | None = None) -> HttpResponse:
    return done(request, _back(request, one), text, event)


def _back(request: Request, one: models.Request) -> str:
    """Where one came from, as the form says; else the request's own page."""
    wanted = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, request.is_secure())
    return wanted if safe else one.get_absolute_url()
