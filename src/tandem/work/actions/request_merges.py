"""Two requests that mean the same: one survives, the other leads to it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from tandem.core import search
from tandem.core.actor import Actor
from tandem.core.errors import Invalid
from tandem.core.models import Attachment, Event
from tandem.core.rules import require
from tandem.people.queries import signed_in
from tandem.work.models import Answer, Request
from tandem.work.rules import can_serve_request

from .passing import end_with
from .request_common import lock_open, record_request, save_request


@transaction.atomic
def merge_requests(survivor: Request, other: Request, *, actor: Actor, at: datetime) -> Event:
    """Make the other one part of the survivor. The older promise holds, and an answer to either counts for both."""
    require(can_serve_request, actor, survivor)
    require(can_serve_request, actor, other)
    if survivor.pk == other.pk or survivor.customer_id != other.customer_id:
        text = _("Only two requests of the same customer can be merged.")
        raise Invalid("not_alike", text, {"other": text})
    first, second = sorted(
        (survivor, other), key=lambda one: one.pk
    )  # always in this order, so that none waits in turn
    rows = {row.pk: row for row in (lock_open(first), lock_open(second))}
    survivor, other = rows[survivor.pk], rows[other.pk]
    answered = [one.answered_at for one in (survivor, other) if one.answered_at]
    new = {
        "received_at": min(survivor.received_at, other.received_at),
        "answered_at": min(answered, default=None),
        "holder": survivor.holder or other.holder,
        "contact": survivor.contact or other.contact,
    }
    if other.due_at < survivor.due_at:
        new |= {name: getattr(other, name) for name in ("due_at", "answer_minutes", "rules_version")}
    kept = _kept(survivor, other)
    changes = save_request(survivor, new)
    closed = {"closed_at": at, "closed_by": signed_in(actor), "snoozed_until": None, "merged_into": survivor}
    kept |= end_with(other, actor=actor, at=at)
    save_request(other, closed)
    Request.objects.filter(merged_into=other).update(merged_into=survivor)
    Attachment.objects.filter(about_kind=Request.ref_kind, about_id=other.pk).update(about_id=survivor.pk)
    search.drop(Request.ref_kind, other.pk)
    told = {"into": survivor.pk, "other": str(other), **kept}
    return record_request("request.merged", survivor, other, actor=actor, at=at, changes=changes, **told)


def _kept(survivor: Request, other: Request) -> dict[str, Any]:
    """What taking it back has to know: what comes along with the other one, and which answers were there."""
    files = Attachment.objects.filter(about_kind=Request.ref_kind, about_id=other.pk)
    followed = Request.objects.filter(merged_into=other)
    last = Answer.objects.filter(request=survivor).aggregate(last=Max("pk"))["last"]
    return {
        "other_id": other.pk,
        "snoozed": other.snoozed_until.isoformat() if other.snoozed_until else "",
        "files": sorted(files.values_list("pk", flat=True)),
        "followed": sorted(followed.values_list("pk", flat=True)),
        "answers": last or 0,
    }
