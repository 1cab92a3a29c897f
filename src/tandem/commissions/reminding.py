"""Every morning: whoever must answer about pay is reminded, once before the time is over and once after."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone

from tandem.core.actor import Actor
from tandem.core.events import record
from tandem.core.locking import lock
from tandem.core.models import Event, EventSubject

from .answering import working_day
from .models import Question, QuestionStatus

DUE, LATE = "pay.answer_due", "pay.answer_late"
LONGEST_REST = timedelta(days=10)  # without a working day in between


def remind_of_answers(event: Event, at: datetime) -> None:
    """Due means by the next working day. Of what is late already only that is told."""
    day = timezone.localdate(at)
    rows = Question.objects.filter(status=QuestionStatus.OPEN, due_on__lte=day + LONGEST_REST)
    for question in rows.select_related("employee__team").order_by("due_on", "pk"):
        verb = _verb(question, day)
        if verb and not _told(question, verb):
            _remind(question, verb, at)


def _verb(question: Question, day: date) -> str:
    if question.due_on < day:
        return LATE
    return DUE if question.due_on <= working_day(question.employee, day) else ""


def _told(question: Question, verb: str) -> bool:
    return EventSubject.objects.filter(kind=Question.ref_kind, object_id=question.pk, event__verb=verb).exists()


@transaction.atomic
def _remind(question: Question, verb: str, at: datetime) -> None:
    question = lock(question)
    if question.status != QuestionStatus.OPEN or _told(question, verb):
        return
    actor, data = Actor.system(at, "schedule"), {"period": question.period}
    if verb == LATE:
        record("pay.answer_late", question, actor=actor, at=at, data=data)
    else:
        record("pay.answer_due", question, actor=actor, at=at, data=data)
