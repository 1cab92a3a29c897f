"""What moves a quote: approval, sending, withdrawal, revision, and the customer's answer."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.forms import BaseForm
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from tandem.core.http import Request, attempt, done
from tandem.core.models import Event
from tandem.core.once import FIELD, once
from tandem.core.rules import require
from tandem.quotes.actions import (
    accept_quote,
    ask_about,
    ask_approval,
    decide_approval,
    decline_quote,
    discard_revision,
    duplicate_quote,
    revise_quote,
    send_quote,
    take_back_approval,
    withdraw_quote,
)
from tandem.quotes.forms import (
    AcceptForm,
    DecisionForm,
    DeclineForm,
    OnceForm,
    QuestionForm,
    ReasonForm,
    SeenForm,
    WhyForm,
)
from tandem.quotes.models import Acceptance, Approval, Quote, Revision
from tandem.quotes.page import answer_page, quote_page
from tandem.quotes.queries import visible_approvals
from tandem.quotes.rules import (
    can_answer_quote,
    can_create_quote,
    can_decide_approval,
    can_edit_quote,
    can_withdraw_quote,
)
from tandem.work.models import Request as Wish

from .quotes import one_quote

METHODS = ["GET", "POST"]


@require_http_methods(METHODS)
def sending(request: Request, number: str) -> HttpResponse:
    """Freeze the draft, and plan its follow-up."""
    quote, actor = one_quote(request, number), request.actor
    require(can_edit_quote, actor, quote)
    form = SeenForm(request.POST or None, initial={"version": quote.version})

    def send() -> Event:
        return send_quote(quote, version=form.cleaned_data["version"], actor=actor, at=actor.at)

    if _done(request, form, Event, send):
        writing = f"{reverse('letters:new')}?about=quote:{quote.pk}"
        return done(request, writing, _("Quote %s is sent. Write to the customer, with the PDF along.") % quote.number)
    return _page(request, "quotes/sending.html", quote, form)


@require_http_methods(METHODS)
def withdrawal(request: Request, number: str) -> HttpResponse:
    """Take it back, with a reason."""
    quote, actor = one_quote(request, number), request.actor
    require(can_withdraw_quote, actor, quote)
    form = ReasonForm(request.POST or None, initial={"version": quote.version})

    def withdraw() -> Event:
        reason, version = form.cleaned_data["reason"], form.cleaned_data["version"]
        return withdraw_quote(quote, reason=reason, version=version, actor=actor, at=actor.at)

    if _done(request, form, Event, withdraw):
        return done(request, quote, _("Quote %s is withdrawn.") % quote.number)
    return _answer_page(request, "quotes/withdrawal.html", quote, form)


@require_POST
def revision(request: Request, number: str) -> HttpResponse:
    """Begin the next revision."""
    quote, actor = one_quote(request, number), request.actor
    require(can_edit_quote, actor, quote)
    key = request.POST.get(FIELD, "")
    once(Revision, key, lambda: revise_quote(quote, actor=actor, at=actor.at), actor=actor, at=actor.at)
    return done(request, build_url(quote), _("A new revision is begun; the one before can no longer be accepted."))


@require_POST
def discard(request: Request, number: str) -> HttpResponse:
    """Throw a draft revision away."""
    quote, actor = one_quote(request, number), request.actor
    require(can_edit_quote, actor, quote)
    key = request.POST.get(FIELD, "")
    once(Event, key, lambda: discard_revision(quote, actor=actor, at=actor.at), actor=actor, at=actor.at)
    return done(request, quote, _("The revision is gone; the one before stands again."))


@require_POST
def copy(request: Request, number: str) -> HttpResponse:
    """A new draft with the same content."""
    quote, actor = one_quote(request, number), request.actor
    require(can_create_quote, actor, quote.customer)
    key = request.POST.get(FIELD, "")
    made = once(Quote, key, lambda: duplicate_quote(quote, actor=actor, at=actor.at), actor=actor, at=actor.at)
    return done(request, build_url(made), _("Quote %s is begun.") % made.number)


@require_http_methods(METHODS)
def approval(request: Request, number: str) -> HttpResponse:
    """Ask somebody else for a discount."""
    quote, actor = one_quote(request, number), request.actor
    require(can_edit_quote, actor, quote)
    form = WhyForm(request.POST or None)

    def ask() -> Approval:
        return ask_approval(quote, why=form.cleaned_data["why"], actor=actor, at=actor.at)

    if _done(request, form, Approval, ask):
        return done(request, quote, _("Approval is asked for."))
    return _page(request, "quotes/approval.html", quote, form)


@require_http_methods(METHODS)
def decision(request: Request, number: str, pk: int) -> HttpResponse:
    """Say yes or no to a discount."""
    quote, actor = one_quote(request, number), request.actor
    row = get_object_or_404(visible_approvals(actor), pk=pk, revision__quote=quote)
    row.revision.quote = quote
    require(can_decide_approval, actor, row)
    form = DecisionForm(request.POST or None)

    def decide() -> Event:
        data = form.cleaned_data
        granted = data["granted"] == "yes"
        return decide_approval(row, granted=granted, answer=data["answer"], actor=actor, at=actor.at)

    if _done(request, form, Event, decide):
        return done(request, quote, _("The decision is noted."))
    return _page(request, "quotes/decision.html", quote, form, approval=row)


@require_POST
def approval_dropped(request: Request, number: str, pk: int) -> HttpResponse:
    """The question is not asked any more: the discount has come down, or it is sent without."""
    quote, actor = one_quote(request, number), request.actor
    take_back_approval(quote, asked=pk, actor=actor, at=actor.at)
    return done(request, quote, _("The question is taken back. Nobody has to decide any more."))


@require_http_methods(METHODS)
def acceptance(request: Request, number: str) -> HttpResponse:
    """The customer has said yes, and one of us writes it down."""
    quote, actor = one_quote(request, number), request.actor
    require(can_answer_quote, actor, quote)
    form = AcceptForm(request.POST or None, quote=quote)

    def accept() -> Acceptance:
        data = form.cleaned_data
        return accept_quote(
            quote,
            revision=data["revision"],
            option_id=data["option"],
            optional_ids=data.get("lines", []),
            contact=data["contact"],
            note=data["note"],
            actor=actor,
            at=actor.at,
        )

    if _done(request, form, Acceptance, accept):
        return done(request, quote, _("Quote %s is accepted.") % quote.number)
    return _answer_page(request, "quotes/acceptance.html", quote, form)


@require_http_methods(METHODS)
def decline(request: Request, number: str) -> HttpResponse:
    """The customer has said no."""
    quote, actor = one_quote(request, number), request.actor
    require(can_answer_quote, actor, quote)
    form = DeclineForm(request.POST or None, quote=quote)

    def refuse() -> Event:
        names = ("revision", "reason", "text", "competitor", "contact")
        return decline_quote(quote, **{name: form.cleaned_data[name] for name in names}, actor=actor, at=actor.at)

    if _done(request, form, Event, refuse):
        return done(request, quote, _("Noted, with the reason."))
    return _answer_page(request, "quotes/decline.html", quote, form)


@require_http_methods(METHODS)
def question(request: Request, number: str) -> HttpResponse:
    """The customer wants to know something about it."""
    quote, actor = one_quote(request, number), request.actor
    require(can_answer_quote, actor, quote)
    form = QuestionForm(request.POST or None, quote=quote)

    def ask() -> Wish:
        data = form.cleaned_data
        return ask_about(quote, text=data["text"], contact=data["contact"], actor=actor, at=actor.at)

    made = _done(request, form, Wish, ask)
    if made:
        return done(request, made, _("The question is a request now, with its clock."))
    return _answer_page(request, "quotes/question.html", quote, form)


def build_url(quote: Quote) -> str:
    """Where the draft is written."""
    return reverse("quotes:build", args=[quote.number])


def _done(request: Request, form: BaseForm, kind: type[Any], act: Callable[[], Any]) -> Any:
    """What the action makes of a form that was sent and is right; once, however often it is sent."""
    actor = request.actor
    return attempt(form, lambda: once(kind, form.cleaned_data[FIELD], act, actor=actor, at=actor.at))


def _answer_page(request: Request, template: str, quote: Quote, form: OnceForm) -> HttpResponse:
    context = {"quote": quote, "page": answer_page(quote, request.actor), "form": form}
    return render(request, template, context, status=422 if form.is_bound else 200)


def _page(request: Request, template: str, quote: Quote, form: OnceForm, **more: Any) -> HttpResponse:
    context = {"quote": quote, "page": quote_page(quote, request.actor), "form": form, **more}
    return render(request, template, context, status=422 if form.is_bound else 200)
