"""Taking requests in, changing them, putting them off, closing and reopening them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from tandem.core import search
from tandem.core.actor import Actor
from tandem.core.errors import Invalid, Refused, Text
from tandem.core.models import Event
from tandem.core.rules import require
from tandem.core.templatetags.tandem import moment
from tandem.customers.actions import lock_standing
from tandem.customers.models import Contact, Customer
from tandem.people.models import Employee
from tandem.people.queries import signed_in
from tandem.tandems.models import RequestKind
from tandem.work.belonging import Home, home_of_customer, home_of_tandem
from tandem.work.clocks import answer_promise
from tandem.work.entries import request_entry
from tandem.work.models import Answer, AnswerKind, Request, Source
from tandem.work.rules import can_ask, can_serve_request
from tandem.work.steps import keep_step
from tandem.work.suggest import suggest_holders

from .passing import end_with
from .recording import Ref, about_fields
from .request_common import check_holder, lock_open, lock_request, record_request, save_request

FURTHEST = timedelta(days=366)  # a typing error in the year, not a plan


@transaction.atomic
def open_request(
    customer: Customer,
    *,
    kind: RequestKind,
    wish: str,
    contact: Contact | None = None,
    source: str = Source.PHONE,
    holder: Employee | None = None,
    received_at: datetime | None = None,
    source_key: str | None = None,
    about: Ref | None = None,
    actor: Actor,
    at: datetime,
) -> Request:
    """Write down what the customer wants, with the promise of a first answer and who holds it.

    Without `holder` it goes to whoever is free to serve it. A `source_key` that has come before gives what came of it.
    """
    require(can_ask, actor, customer)
    customer = lock_standing(customer)
    known = Request.objects.filter(source_key=source_key).first() if source_key else None
    if known is not None:
        return known
    home, received = home_of_customer(customer, timezone.localdate(at)), received_at or at
    _check(customer, kind, wish, contact, new=True)
    promise = answer_promise(home, customer, kind, received)
    request = Request(
        customer=customer,
        tandem=home.tandem,
        team=home.team,
        holder=holder or _suggested(home, customer, at),
        kind=kind,
        contact=contact,
        source=source,
        wish=wish.strip(),
        received_at=received,
        due_at=promise.due_at,
        answer_minutes=promise.minutes,
        rules_version=promise.version,
        source_key=source_key,
        created_at=at,
        created_by=signed_in(actor),
        **about_fields(about),
    )
    if holder is not None:
        check_holder(holder, request, at)
    request.save()
    keep_step(request)
    search.put(request_entry(request))
    told: dict[str, Any] = {"kind": kind.key, "due": request.due_at.isoformat(), "source": str(source)}
    record_request("request.opened", request, request.holder, actor=actor, at=at, **told)
    return request


@transaction.atomic
def edit_request(
    request: Request, *, values: Mapping[str, Any], version: int, actor: Actor, at: datetime
) -> Event | None:
    """Change kind, contact, source or wish; another kind has another promise, from when it came in."""
    require(can_serve_request, actor, request)
    request = lock_open(request, version=version)
    new = {name: getattr(request, name) for name in ("kind", "contact", "wish")} | dict(values)
    new["wish"] = new["wish"].strip()
    _check(_customer(request), new["kind"], new["wish"], new["contact"], new=new["kind"] != request.kind)
    if new["kind"] != request.kind and request.answered_at is None:
        new |= promised(request, new["kind"], request.received_at)
    changes = save_request(request, new)
    if not changes:
        return None
    search.put(request_entry(request))
    return record_request("request.edited", request, actor=actor, at=at, changes=changes)


@transaction.atomic
def snooze_request(request: Request, *, until: datetime, actor: Actor, at: datetime) -> Event:
    """Have it come back at an instant; while a first answer is owed, not beyond the promise."""
    require(can_serve_request, actor, request)
    request = lock_open(request)
    if not at < until <= at + FURTHEST:
        raise Invalid("snooze_when", _("Choose a later time."), {"until": _("Choose a later time.")})
    if request.answered_at is None and until > request.due_at:
        text = _("The customer was promised an answer by %s. Answer first; then it can wait.") % moment(request.due_at)
        raise Invalid("promised", text, {"until": text})
    changes = save_request(request, {"snoozed_until": until})
    return record_request("request.snoozed", request, actor=actor, at=at, changes=changes, until=until.isoformat())


@transaction.atomic
def close_request(request: Request, *, reason: str = "", actor: Actor, at: datetime) -> Event:
    """The customer has what they wanted. One that was never answered is closed with a reason, kept as a note."""
    require(can_serve_request, actor, request)
    request = lock_open(request)
    reason = reason.strip()
    if request.answered_at is None and not reason:
        text = _("Nobody has answered the customer yet: answer, or say why no answer is needed.")
        raise Invalid("unanswered", text, {"reason": text})
    if reason:
        Answer.objects.create(request=request, kind=AnswerKind.NOTE, text=reason, at=at, author=signed_in(actor))
    return close_locked(request, reason, actor=actor, at=at)


def close_locked(request: Request, reason: str = "", *, actor: Actor, at: datetime) -> Event:
    """Close a request that the caller has locked; an open hand-off of it ends with it."""
    kept = end_with(request, actor=actor, at=at)
    changes = save_request(request, {"closed_at": at, "closed_by": signed_in(actor), "snoozed_until": None})
    told = {"reason": reason[:500], "answered": request.answered_at is not None, **kept}
    return record_request("request.closed", request, request.holder, actor=actor, at=at, changes=changes, **told)


@transaction.atomic
def reopen_request(request: Request, *, reason: str = "", actor: Actor, at: datetime) -> Event:
    """It is not settled after all: a new answer is owed, by the rules from now on. Who held it holds it again."""
    require(can_serve_request, actor, request)
    request = lock_request(request)
    if request.closed_at is None:
        raise Refused("open_already", _("This request is open already."))
    return reopen_locked(request, reason, actor=actor, at=at)


def reopen_locked(request: Request, reason: str = "", *, actor: Actor, at: datetime) -> Event:
    """Open a closed request that the caller has locked."""
    home = home_of_customer(_customer(request), timezone.localdate(at))
    promise = answer_promise(home, _customer(request), request.kind, at)
    new: dict[str, Any] = {"closed_at": None, "closed_by": None, "answered_at": None}
    new |= {"tandem": home.tandem, "team": home.team}
    new |= {"due_at": promise.due_at, "answer_minutes": promise.minutes, "rules_version": promise.version}
    if request.holder is None or not request.holder.works_here_on(timezone.localdate(at)):
        new["holder"] = _suggested(home, _customer(request), at)
    changes = save_request(request, new)
    if reason.strip():
        text = reason.strip()
        Answer.objects.create(request=request, kind=AnswerKind.NOTE, text=text, at=at, author=signed_in(actor))
    told = {"reason": reason.strip()[:500], "due": promise.due_at.isoformat()}
    return record_request("request.reopened", request, request.holder, actor=actor, at=at, changes=changes, **told)


def promised(request: Request, kind: RequestKind, start: datetime) -> dict[str, Any]:
    """The fields of the promise that a kind has, from an instant on."""
    day, customer = timezone.localdate(start), _customer(request)
    home = home_of_tandem(request.tandem, day) if request.tandem else Home(None, request.team)
    promise = answer_promise(home, customer, kind, start)
    return {"due_at": promise.due_at, "answer_minutes": promise.minutes, "rules_version": promise.version}


def _suggested(home: Home, customer: Customer, at: datetime) -> Employee | None:
    found = suggest_holders(home, at, own_only=customer.restricted)
    return found[0].person if found else None


def _customer(request: Request) -> Customer:
    """A request always has one; only other work may do without."""
    assert request.customer is not None  # noqa: S101
    return request.customer


def _check(customer: Customer, kind: RequestKind, wish: str, contact: Contact | None, *, new: bool) -> None:
    wrong: dict[str, Text] = {}
    if not wish.strip():
        wrong["wish"] = _("Say what the customer wants.")
    if contact is not None and contact.customer_id != customer.pk:
        wrong["contact"] = _("This contact belongs to another customer.")
    if new and kind.retired_at:
        wrong["kind"] = _("This kind is no longer used; choose another one.")
    if wrong:
        raise Invalid("request_wrong", _("The request is not right yet."), wrong)
