"""Answering a request: once, by whom the customer hears of, and so that nobody answers beside somebody else."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from tandem.core.actor import Actor
from tandem.core.errors import Conflict, Invalid, Refused
from tandem.core.rules import require
from tandem.core.templatetags.tandem import moment
from tandem.people.mentions import mentioned
from tandem.people.models import Employee
from tandem.people.queries import signed_in
from tandem.work.models import Answer, AnswerKind, Request
from tandem.work.rules import can_serve_request

from .request_common import lock_request, record_request, save_request
from .requests import close_locked

REPLIES = (AnswerKind.CALL, AnswerKind.MAIL)  # what the customer hears


@transaction.atomic
def answer_request(
    request: Request, *, kind: str, text: str, seen: int = 0, close: bool = False, actor: Actor, at: datetime
) -> Answer:
    """Keep what was said. The first call or mail stops the clock; a note is for colleagues and stops nothing.

    `seen` is the newest answer that was shown (0: none). Where somebody else has replied since, a Conflict with their
    answer as `current`: the customer shall not hear twice.
    """
    require(can_serve_request, actor, request)
    request = lock_request(request)
    person, text = signed_in(actor), text.strip()
    if not text:
        raise Invalid("no_text", _("Write what was said."), {"text": _("Write what was said.")})
    if kind not in (*REPLIES, AnswerKind.NOTE):
        raise Invalid("no_kind", _("Say how you answered."), {"kind": _("Say how you answered.")})
    if kind == AnswerKind.NOTE:
        return _note(request, text, person, actor=actor, at=at)
    if request.closed_at:
        said = {"who": request.closed_by or _("Tandem"), "when": moment(request.closed_at)}
        raise Refused("closed_already", _("%(who)s closed this request (%(when)s). Reopen it to go on.") % said)
    _refuse_second(request, seen, actor)
    return _reply(request, kind, text, person, close=close, actor=actor, at=at)


def _reply(
    request: Request, kind: str, text: str, person: Employee | None, *, close: bool, actor: Actor, at: datetime
) -> Answer:
    answer = Answer.objects.create(request=request, kind=kind, text=text, at=at, author=person)
    first = request.answered_at is None
    holder = request.holder or person  # who answers what nobody held goes on with it
    # A reply changes the request even where no field does: who looks at an older state shall notice.
    new = {"answered_at": request.answered_at or at, "holder": holder, "snoozed_until": None}
    changes = save_request(request, new)
    told = {"kind": str(kind), "text": text[:500], "first": first, "kept": at <= request.due_at}
    record_request(
        "request.answered", request, answer, request.contact, holder, actor=actor, at=at, changes=changes, **told
    )
    if close:
        close_locked(request, actor=actor, at=at)
    return answer


def _note(request: Request, text: str, person: Employee | None, *, actor: Actor, at: datetime) -> Answer:
    answer = Answer.objects.create(request=request, kind=AnswerKind.NOTE, text=text, at=at, author=person)
    named = mentioned(text, actor, about=request)
    told: dict[str, Any] = {"text": text[:500], **({"mentions": named} if named else {})}
    record_request("request.noted", request, answer, request.holder, actor=actor, at=at, **told)
    return answer


def _refuse_second(request: Request, seen: int, actor: Actor) -> None:
    """Somebody else has told the customer meanwhile."""
    newer = Answer.objects.filter(request=request, pk__gt=seen, kind__in=REPLIES).exclude(author=actor.id)
    theirs = newer.select_related("author").last()
    if theirs is not None:
        said = {"who": theirs.author or _("Somebody"), "when": moment(theirs.at)}
        text = _("%(who)s answered this meanwhile (%(when)s). Nothing of yours was sent; read it, then decide.")
        raise Conflict("answered_meanwhile", text % said, current=theirs)
