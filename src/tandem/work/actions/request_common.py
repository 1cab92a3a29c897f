"""What the actions on requests share."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import models
from django.utils.translation import gettext as _

from tandem.core.actor import Actor
from tandem.core.errors import Invalid, Refused
from tandem.core.events import record
from tandem.core.locking import lock, save_changes
from tandem.core.models import Event
from tandem.core.templatetags.tandem import moment
from tandem.customers.rules import can_see_customer
from tandem.people.models import Employee
from tandem.people.queries import signed_in
from tandem.work.models import Request
from tandem.work.rules import may_hold
from tandem.work.steps import keep_step

HOLDING = ("request.opened", "request.claimed", "request.given", "request.answered", "handoff.accepted")


def lock_request(request: Request, *, version: int | None = None) -> Request:
    """The request locked, with its customer at hand; Refused where it has gone into another one."""
    current = lock(request, version=version)
    if current.customer_id == request.customer_id:  # else it has gone to another one with its customer meanwhile
        current.customer = request.customer
    if current.merged_into_id:
        text = _(
            "This request has been merged into another one of the same customer. Nothing was changed; go on there."
        )
        raise Refused("merged_already", text)
    return current


def lock_open(request: Request, *, version: int | None = None) -> Request:
    """The same; Refused with who was faster where it is closed."""
    current = lock_request(request, version=version)
    if current.closed_at:
        said = {"who": current.closed_by or _("Tandem"), "when": moment(current.closed_at)}
        raise Refused("closed_already", _("%(who)s closed this request (%(when)s). Reopen it to go on.") % said)
    return current


def save_request(request: Request, values: Mapping[str, Any]) -> dict[str, list[object]]:
    """Set the fields that differ; the one list follows."""
    changes = save_changes(request, dict(values))
    if changes:
        keep_step(request)
    return changes


def record_request(
    verb: str,
    request: Request,
    *others: models.Model | None,
    actor: Actor,
    at: datetime,
    changes: Mapping[str, list[Any]] | None = None,
    **data: Any,
) -> Event:
    """An event of the request, its customer and its tandem; its number and the beginning of the wish go with it."""
    kept = {"request": request.pk, "wish": str(request), **data}
    subjects = (request, request.customer, request.tandem, *others)
    return record(verb, *subjects, actor=actor, at=at, changes=changes, data=kept)


def person_of(actor: Actor) -> Employee:
    """The person who acts; Refused for others, for only people hold work."""
    person = signed_in(actor)
    if person is None:
        raise Refused("nobody", _("Only a person can hold a request."))
    return person


def check_holder(person: Employee, request: Request, at: datetime) -> None:
    """Invalid for somebody who cannot hold it: who does not sell, has left, or may not know the customer."""
    there = Actor.of(person, at)
    if not may_hold(person, request) or not person.works_here_on(there.today):
        text = _("%s cannot hold requests.") % person
        raise Invalid("cannot_hold", text, {"holder": text})
    customer = request.customer
    if customer is not None and customer.restricted and not can_see_customer(there, customer):
        text = _("%s may not see this customer.") % person
        raise Invalid("cannot_see", text, {"holder": text})


def held_since(request: Request) -> datetime | None:
    """When the request came to who holds it, as the events tell."""
    rows = Event.objects.filter(subjects__kind=Request.ref_kind, subjects__object_id=request.pk, verb__in=HOLDING)
    return rows.order_by("-id").values_list("at", flat=True).first()
