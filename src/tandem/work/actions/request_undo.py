"""Taking back what was done to a request."""

from __future__ import annotations

from datetime import datetime

from django.db import models

from tandem.core import search
from tandem.core.actor import Actor
from tandem.core.models import Event
from tandem.core.rules import require
from tandem.core.undo import old_values
from tandem.work.entries import request_entry
from tandem.work.models import Request
from tandem.work.rules import can_serve_request

from .passing import open_again
from .request_common import lock_open, lock_request, save_request

Undone = tuple[models.Model, ...]


def undo_change(event: Event, actor: Actor, at: datetime) -> Undone:
    """Set back a claim, a passing on, a putting off or an edit of a request that is still open."""
    request = _request_of(event)
    require(can_serve_request, actor, request)
    return _set_back(lock_open(request), event)


def undo_closed(event: Event, actor: Actor, at: datetime) -> Undone:
    """Open again as it was, with the promise it had."""
    request = _request_of(event)
    require(can_serve_request, actor, request)
    found = _set_back(lock_request(request), event)
    open_again(event.data)
    return found


def _set_back(request: Request, event: Event) -> Undone:
    if save_request(request, old_values(request, event)) and event.verb == "request.edited":
        search.put(request_entry(request))
    return tuple(thing for thing in (request, request.customer, request.tandem) if thing is not None)


def _request_of(event: Event) -> Request:
    keys = event.subjects.filter(kind=Request.ref_kind).values("object_id")
    return Request.objects.select_related("customer").get(pk__in=keys)
