"""Questions and disputes about one's own pay, and the answers."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from tandem.commissions.answering import answer_by
from tandem.commissions.models import Posting, Question, QuestionKind, QuestionStatus
from tandem.commissions.months import is_month
from tandem.commissions.queries.currencies import currencies_of
from tandem.commissions.rules import can_answer_question, can_ask
from tandem.core.actor import Actor
from tandem.core.errors import Invalid, Refused
from tandem.core.events import record
from tandem.core.locking import lock
from tandem.core.models import Event
from tandem.core.rules import require
from tandem.people.models import Employee
from tandem.people.queries import signed_in

from .adjustments import adjust_pay


@transaction.atomic
def ask_question(
    employee: Employee,
    *,
    period: str,
    kind: str,
    text: str,
    posting: Posting | None = None,
    claimed_cents: int | None = None,
    currency: str = "",
    actor: Actor,
    at: datetime,
) -> Question:
    """Ask, or dispute an amount and say what it should be."""
    require(can_ask, actor, employee)
    if not is_month(period):
        raise Invalid("month_unknown", _("This month is not known."))
    if not text.strip():
        raise Invalid("text_missing", _("Say what it is about."), {"text": _("Say what it is about.")})
    if kind == QuestionKind.DISPUTE and claimed_cents is None:
        wanted = _("Say which amount it should be.")
        raise Invalid("claim_missing", wanted, {"claimed": wanted})
    currency = posting.currency if posting else _currency(employee, period, currency)
    question = Question.objects.create(
        employee=employee,
        period=period,
        posting=posting,
        kind=kind,
        text=text.strip(),
        claimed_cents=claimed_cents if kind == QuestionKind.DISPUTE else None,
        currency=currency,
        asked_at=at,
        due_on=answer_by(kind, employee, actor.today),
    )
    record("pay.asked", question, actor=actor, at=at, data={"kind": kind, "period": period})
    return question


def _currency(employee: Employee, period: str, wanted: str) -> str:
    """One of those that the statement of the month has; the first of them where none is said."""
    there = currencies_of(employee, period)
    if wanted and wanted not in there:
        text = _("Your statement of this month has no %(currency)s.") % {"currency": wanted}
        raise Invalid("currency_unknown", text, {"currency": text})
    return wanted or there[0]


@transaction.atomic
def answer_question(
    question: Question,
    *,
    version: int,
    status: str,
    answer: str,
    cents: int = 0,
    actor: Actor,
    at: datetime,
) -> Event:
    """Answer; a dispute is accepted or refused. `cents` of an accepted one are asked for as an adjustment, which
    another person may have to approve."""
    require(can_answer_question, actor, question)
    question = lock(question, version=version)
    if question.status != QuestionStatus.OPEN:
        raise Refused("answered_already", _("Somebody has answered this already."))
    allowed: tuple[QuestionStatus, ...] = (QuestionStatus.ANSWERED,)
    if question.kind == QuestionKind.DISPUTE:
        allowed = (QuestionStatus.ACCEPTED, QuestionStatus.REFUSED)
    if status not in allowed:
        raise Invalid("answer_unclear", _("Choose what becomes of it."), {"status": _("Choose what becomes of it.")})
    if not answer.strip():
        raise Invalid("answer_missing", _("Write an answer."), {"answer": _("Write an answer.")})
    question.status, question.answer = status, answer.strip()
    question.answered_by, question.answered_at = signed_in(actor), at
    question.version += 1
    question.save(update_fields=["status", "answer", "answered_by", "answered_at", "version"])
    if status == QuestionStatus.ACCEPTED and cents:
        reason = _("Dispute %(number)d accepted") % {"number": question.pk}
        adjust_pay(
            question.employee,
            cents=cents,
            reason=reason,
            question=question,
            currency=question.currency if question.claimed_cents is not None else "",
            actor=actor,
            at=at,
        )
    return record("pay.answered", question, actor=actor, at=at, data={"status": status, "period": question.period})
