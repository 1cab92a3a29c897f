"""What the customer says once more about a request: it goes into its thread, and an answer is owed again."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from tandem.core.actor import CONTACT, Actor
from tandem.core.errors import Invalid
from tandem.core.rules import require
from tandem.customers.models import Contact
from tandem.work.models import Answer, AnswerKind, Request
from tandem.work.rules import can_bring_word

from .request_common import lock_request, record_request, save_request
from .requests import promised, reopen_locked


@transaction.atomic
def hear_from_customer(
    request: Request, *, text: str, contact: Contact | None, source: str, actor: Actor, at: datetime
) -> Answer:
    """Keep what came. A closed request opens again; an answered one waits again, by the rules from now on.

    `actor` is who or what brought it; the event tells that the contact spoke. One that has gone into another request
    leads there.
    """
    while request.merged_into is not None:
        request = request.merged_into
    require(can_bring_word, actor, request)
    if not text.strip():
        raise Invalid("no_text", _("Write what was said."), {"text": _("Write what was said.")})
    request = lock_request(request)
    answer = Answer.objects.create(request=request, kind=AnswerKind.CAME, text=text.strip(), at=at, contact=contact)
    told: dict[str, Any] = {"text": text.strip()[:500], "source": source}
    speaker = Actor(CONTACT, contact.pk, at, str(contact)) if contact else actor
    if request.closed_at is not None:
        reopen_locked(request, actor=actor, at=at)
        changes: dict[str, list[Any]] = {}
    else:
        changes = save_request(request, _owed_again(request, at))
    subjects = (answer, contact, request.holder)
    record_request("request.heard", request, *subjects, actor=speaker, at=at, changes=changes, **told)
    return answer


def _owed_again(request: Request, at: datetime) -> dict[str, Any]:
    """What changes on an open request: it is put off no longer, and one that was answered has a new promise."""
    new: dict[str, Any] = {"snoozed_until": None}
    if request.answered_at is None:
        return new
    return new | {"answered_at": None} | promised(request, request.kind, at)
