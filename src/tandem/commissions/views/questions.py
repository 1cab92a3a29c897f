"""Questions about pay, and their answers."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from tandem.commissions import actions
from tandem.commissions.forms import AnswerForm, QuestionForm
from tandem.commissions.models import Posting, Question
from tandem.commissions.months import month_label, month_of
from tandem.commissions.queries.adjustments import shown
from tandem.commissions.queries.currencies import currencies_of
from tandem.commissions.queries.statement import month_named, visible_questions
from tandem.commissions.rules import can_answer_question, can_read_pay, is_open
from tandem.core.http import Request, key_in
from tandem.core.models import Event
from tandem.core.once import once
from tandem.core.pages import form_page, sent
from tandem.core.rules import allows, require
from tandem.people.queries import signed_in

FORM = ["GET", "POST"]


@require_safe
def list_questions(request: Request) -> HttpResponse:
    """My own, and those that I may answer; what waits longest first."""
    require(can_read_pay, request.actor)
    rows = visible_questions(request.actor).order_by("answered_at", "due_on", "-pk")[:100]
    today = request.actor.today
    lines = [(one, month_label(one.period), one.is_late(today)) for one in rows]
    lines.sort(key=lambda line: not is_open(line[0]))
    return render(request, "commissions/questions.html", {"questions": lines, "me": request.actor.id})


@require_http_methods(FORM)
def new_question(request: Request) -> HttpResponse:
    """Ask about a month, or about one line of it."""
    require(can_read_pay, request.actor)
    actor, person = request.actor, signed_in(request.actor)
    if person is None:
        raise Http404
    month = month_named(request.GET.get("month", ""), month_of(actor.today))
    line = key_in(request.GET, "line")
    posting = get_object_or_404(Posting, number=line, employee=person) if line else None
    about = request.GET.get("order", "")[:40]  # of a line that is not in the books yet: the order opens the text
    currencies = [posting.currency] if posting else currencies_of(person, month.name)
    form = QuestionForm(sent(request), initial={"text": f"{about}: "} if about else {}, currencies=currencies)

    def ask() -> Question:
        data = form.cleaned_data
        values = {"kind": data["kind"], "text": data["text"], "claimed_cents": data["claimed"], "posting": posting}
        values["currency"] = data.get("currency", "")
        make = lambda: actions.ask_question(person, period=month.name, actor=actor, at=actor.at, **values)  # noqa: E731
        return once(Question, form.once_key, make, actor=actor, at=actor.at)

    context = {"label": month_label(month.name), "posting": posting, "month": month.name, "currencies": currencies}
    to, text = (
        reverse("commissions:questions"),
        _("Your question is on its way. The page says until when it is answered."),
    )
    return form_page(request, "commissions/ask.html", form, ask, to=to, text=text, context=context)


@require_http_methods(FORM)
def show_question(request: Request, pk: int) -> HttpResponse:
    """One question; who may answer it does so here."""
    actor = request.actor
    question = get_object_or_404(visible_questions(actor), pk=pk)
    answers = is_open(question) and allows(can_answer_question, actor, question)
    if request.method == "POST":
        require(can_answer_question, actor, question)
    form = AnswerForm(sent(request), instance=question)

    def act() -> Event:
        data = form.cleaned_data
        values = {"status": data["status"], "answer": data["answer"], "cents": data.get("cents") or 0}
        return actions.answer_question(question, version=data["version"] or 0, actor=actor, at=actor.at, **values)

    rows = question.adjustments.select_related("employee__team", "made_by", "approved_by", "refused_by")
    context = {
        "question": question,
        "label": month_label(question.period),
        "answers": answers,
        "late": question.is_late(actor.today),
        "adjustments": shown(rows, actor),
    }
    to, text = reverse("commissions:question", args=[pk]), _("The answer is sent.")
    return form_page(request, "commissions/question.html", form, act, to=to, text=text, context=context)
