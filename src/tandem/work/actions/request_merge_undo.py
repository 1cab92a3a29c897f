"""Taking two merged requests apart again, as long as nothing has come on top of it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import models
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from tandem.core import search
from tandem.core.actor import Actor
from tandem.core.errors import Refused
from tandem.core.locking import lock
from tandem.core.models import Attachment, Event
from tandem.core.rules import require
from tandem.core.templatetags.tandem import moment
from tandem.core.undo import old_values
from tandem.work.entries import request_entry
from tandem.work.models import Answer, AnswerKind, Request
from tandem.work.rules import can_serve_request

from .passing import open_again
from .request_common import lock_open, save_request


def undo_merged(event: Event, actor: Actor, at: datetime) -> tuple[models.Model, ...]:
    """Two requests again, each with its own promise, holder, files and hand-off."""
    kept = event.data
    found = Request.objects.select_related("customer", "tandem").in_bulk([kept["request"], kept.get("other_id")])
    survivor, other = found.get(kept["request"]), found.get(kept.get("other_id"))
    if survivor is None or other is None:
        raise Refused("gone", _("One of the two requests is not there any more."))
    require(can_serve_request, actor, survivor)
    require(can_serve_request, actor, other)
    survivor, other = _locked(survivor, other)
    _refuse_answered(survivor, event)
    save_request(survivor, old_values(survivor, event))
    snoozed = parse_datetime(kept["snoozed"]) if kept["snoozed"] else None
    save_request(other, {"closed_at": None, "closed_by": None, "merged_into": None, "snoozed_until": snoozed})
    _give_back(survivor, other, kept)
    open_again(kept)
    search.put(request_entry(other))
    return tuple(thing for thing in (survivor, other, survivor.customer, survivor.tandem) if thing is not None)


def _locked(survivor: Request, other: Request) -> tuple[Request, Request]:
    """Both, in the order of merging; Refused where the survivor is closed or has itself gone into another one."""
    rows = {}
    for one in sorted((survivor, other), key=lambda row: row.pk):
        rows[one.pk] = lock_open(one) if one.pk == survivor.pk else lock(one)
    customer, merged = rows[survivor.pk], rows[other.pk]
    merged.customer = other.customer
    if merged.merged_into_id != customer.pk:
        raise Refused("merged_on", _("This request is no longer part of the other one. Nothing was changed."))
    return customer, merged


def _refuse_answered(survivor: Request, event: Event) -> None:
    """What the customer was told since may have settled either of the two."""
    replies = Answer.objects.filter(request=survivor, pk__gt=event.data["answers"], kind__in=_REPLIES)
    reply = replies.select_related("author").order_by("pk").first()
    if reply is not None:
        said = {"who": reply.author or _("Somebody"), "when": moment(reply.at)}
        text = _(
            "%(who)s has answered the customer since (%(when)s). The requests stay one; open a new one if need be."
        )
        raise Refused("answered_since", text % said)


def _give_back(survivor: Request, other: Request, kept: Mapping[str, Any]) -> None:
    """The files that came with it, and the requests that had gone into it before."""
    Attachment.objects.filter(pk__in=kept["files"], about_kind=Request.ref_kind, about_id=survivor.pk).update(
        about_id=other.pk
    )
    Request.objects.filter(pk__in=kept["followed"], merged_into=survivor).update(merged_into=other)


_REPLIES = (AnswerKind.CALL, AnswerKind.MAIL)
