"""Who holds a request: claiming it oneself, and passing it on."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from tandem.core.actor import Actor
from tandem.core.errors import Conflict, Invalid, Refused
from tandem.core.models import Event
from tandem.core.rules import require
from tandem.core.templatetags.tandem import moment
from tandem.people.models import Employee
from tandem.work.models import Request
from tandem.work.rules import can_serve_request

from .passing import refuse_while_offered
from .request_common import check_holder, held_since, lock_open, person_of, record_request, save_request


@transaction.atomic
def claim_request(request: Request, *, actor: Actor, at: datetime) -> Event | None:
    """Hold it oneself; None where one does already. Refused with who was faster, and when."""
    require(can_serve_request, actor, request)
    person = person_of(actor)
    request = lock_open(request)
    if request.holder_id == person.pk:
        return None
    if request.holder_id:
        raise Refused("held_already", held_by(request))
    refuse_while_offered(request)
    changes = save_request(request, {"holder": person})
    return record_request("request.claimed", request, person, actor=actor, at=at, changes=changes, holder=str(person))


@transaction.atomic
def give_request(
    request: Request, holder: Employee, *, reason: str = "", seen: int | None = None, actor: Actor, at: datetime
) -> Event | None:
    """Let somebody else hold it; None where they do already. Taking it from another person needs a reason.

    `seen` is the holder that was shown (0: nobody); a Conflict where it has moved on since.
    """
    require(can_serve_request, actor, request)
    request = lock_open(request)
    if request.holder_id == holder.pk:
        return None
    if seen is not None and seen != (request.holder_id or 0):
        text = held_by(request) if request.holder_id else _("Nobody holds this any more; look again.")
        raise Conflict("held_meanwhile", text, current=request)
    refuse_while_offered(request)
    check_holder(holder, request, at)
    former, reason = request.holder, reason.strip()
    if former is not None and former.pk != actor.id and not reason:
        text = _("%s holds this. Say why it is passed on.") % former
        raise Invalid("no_reason", text, {"reason": text})
    changes = save_request(request, {"holder": holder})
    told = {"holder": str(holder), "before": str(former or ""), "reason": reason[:500]}
    if former is not None and holder.pk == actor.id:
        told["taken"] = "yes"
    return record_request("request.given", request, former, holder, actor=actor, at=at, changes=changes, **told)


def held_by(request: Request) -> str:
    """Who holds it since when, and what can be done all the same."""
    said = {"who": request.holder, "when": moment(held_since(request))}
    text = _("%(who)s holds this (since %(when)s). Write a note for them, or pass it on with a reason.")
    return text % said
