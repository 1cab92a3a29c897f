"""Writing hand-offs: offered with a promise, accepted, done, or returned with a reason."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from tandem.core.actor import Actor
from tandem.core.attachments.actions import add_files
from tandem.core.attachments.storing import Received
from tandem.core.errors import Invalid, Refused, Text
from tandem.core.locking import lock_name, save_changes
from tandem.core.models import Event
from tandem.core.rules import require
from tandem.customers.actions import lock_standing
from tandem.customers.models import Customer
from tandem.people.mentions import mentions_told
from tandem.people.models import Employee
from tandem.people.queries import signed_in
from tandem.tandems.models import Tandem
from tandem.tandems.queries import scope_of
from tandem.work.belonging import Home, home_for
from tandem.work.clocks import accept_promise
from tandem.work.days import FURTHEST
from tandem.work.models import OPEN, Handoff, HandoffState, Request, Todo
from tandem.work.rules import can_add_work, can_answer_handoff, can_serve_request, can_withdraw_handoff, can_work_on
from tandem.work.steps import keep_step

from .moving import move_piece, piece_of
from .passing import open_handoff, people_of
from .recording import Ref, about_fields, check_holder, lock_work, record_work
from .todos import finish_todo

STANDS = {
    HandoffState.OFFERED: _("This hand-off has not been accepted yet."),
    HandoffState.ACCEPTED: _("%(taker)s has accepted this already."),
    HandoffState.DONE: _("%(taker)s has done this already."),
    HandoffState.RETURNED: _("%(taker)s has returned this already."),
    HandoffState.WITHDRAWN: _("%(giver)s has withdrawn this."),
}


@dataclass(frozen=True)
class Offer:
    """What is passed on: what it is called, what is expected by when, and what the customer was told."""

    title: str
    expected: str
    due_at: datetime
    promised: str = ""


@transaction.atomic
def offer_handoff(
    customer: Customer | None,
    offer: Offer,
    *,
    taker: Employee,
    about: Ref | None = None,
    giver: Employee | None = None,
    tandem: Tandem | None = None,
    files: Sequence[tuple[str, Received]] = (),
    actor: Actor,
    at: datetime,
) -> Handoff:
    """Offer work to somebody, alone or about a thing; by the rules of play it is to be accepted in working time.

    `giver` is somebody for whom the actor passes on work while they are away; the caller has asked for that right.
    """
    require(can_add_work, actor, customer)
    if customer is not None:
        customer = lock_standing(customer)
    piece = piece_of(about)
    _require_piece(piece, actor)
    giver = giver or signed_in(actor)
    if giver is None:
        raise Refused("nobody", _("Only a person can hand over work."))
    home = _home(piece, customer, tandem, actor)
    handoff = Handoff(
        customer=customer,
        tandem=home.tandem,
        team=home.team,
        holder=giver,
        giver=giver,
        taker=taker,
        title=offer.title.strip()[:160],
        expected=offer.expected.strip(),
        promised=offer.promised.strip(),
        due_at=offer.due_at,
        accept_by=min(accept_promise(home, taker, at).due_at, offer.due_at),
        created_at=at,
        created_by=signed_in(actor),
        **about_fields(about),
    )
    _check(handoff, at)
    check_holder(taker, handoff, at, field="taker")
    _save(handoff, about)
    keep_step(handoff)
    named = mentions_told(f"{handoff.expected}\n{handoff.promised}", actor, about=handoff)
    record_work("handoff.offered", handoff, actor=actor, at=at, **people_of(handoff), **named)
    add_files(handoff, files, field="uploads", actor=actor, at=at)
    return handoff


@transaction.atomic
def accept_handoff(handoff: Handoff, *, actor: Actor, at: datetime) -> Event:
    """It is the taker's from now on, and so is the request or to-do it is about. Who covers the taker takes it over."""
    require(can_answer_handoff, actor, handoff)
    handoff = _lock(handoff, HandoffState.OFFERED)
    person = _covering(handoff, actor)
    values: dict[str, object] = {"state": HandoffState.ACCEPTED, "accepted_at": at}
    if person is not None:
        values["taker"] = person
    changes = save_changes(handoff, values | {"holder": person or handoff.taker})
    moved = move_piece(piece_of(handoff.about), handoff.taker, actor=actor, at=at)
    keep_step(handoff)
    return record_work(
        "handoff.accepted", handoff, actor=actor, at=at, changes=changes, moved=moved, **people_of(handoff)
    )


@transaction.atomic
def return_handoff(handoff: Handoff, *, reason: str, actor: Actor, at: datetime) -> Event:
    """Back to the giver, with a reason; what had moved along goes back too."""
    require(can_answer_handoff, actor, handoff)
    handoff = _lock(handoff, *OPEN)
    if not reason.strip():
        raise Invalid("no_reason", _("Say why."), {"reason": _("Say why.")})
    values = {"state": HandoffState.RETURNED, "ended_at": at, "reason": reason.strip(), "holder": handoff.giver}
    moved: list[int | None] | None = None
    piece = piece_of(handoff.about)
    if handoff.state == HandoffState.ACCEPTED and piece is not None and piece.holder_id == handoff.taker_id:
        moved = move_piece(piece, handoff.giver, actor=actor, at=at)
    changes = save_changes(handoff, values)
    keep_step(handoff)
    named = mentions_told(handoff.reason, actor, about=handoff)
    kept = {"reason": handoff.reason, "moved": moved, **people_of(handoff), **named}
    return record_work("handoff.returned", handoff, actor=actor, at=at, changes=changes, **kept)


@transaction.atomic
def finish_handoff(handoff: Handoff, *, result: str = "", actor: Actor, at: datetime) -> Event:
    """Done, with what came of it. An offered one counts as accepted by that; a to-do it is about is done with it."""
    require(can_answer_handoff, actor, handoff)
    handoff = _lock(handoff, *OPEN)
    piece = piece_of(handoff.about)
    moved = move_piece(piece, handoff.taker, actor=actor, at=at) if handoff.accepted_at is None else None
    values = {"state": HandoffState.DONE, "ended_at": at, "result": result.strip(), "holder": handoff.taker}
    changes = save_changes(handoff, values | {"accepted_at": handoff.accepted_at or at})
    keep_step(handoff)
    done = finish_todo(piece, actor=actor, at=at).pk if isinstance(piece, Todo) and piece.is_open else None
    named = mentions_told(handoff.result, actor, about=handoff)
    kept = {"result": handoff.result, "moved": moved, "todo_done": done, **people_of(handoff), **named}
    return record_work("handoff.done", handoff, actor=actor, at=at, changes=changes, **kept)


@transaction.atomic
def withdraw_handoff(handoff: Handoff, *, actor: Actor, at: datetime) -> Event:
    """The giver keeps it after all, as long as nobody has accepted it."""
    require(can_withdraw_handoff, actor, handoff)
    handoff = _lock(handoff, HandoffState.OFFERED)
    changes = save_changes(handoff, {"state": HandoffState.WITHDRAWN, "ended_at": at})
    keep_step(handoff)
    return record_work("handoff.withdrawn", handoff, actor=actor, at=at, changes=changes, **people_of(handoff))


def _lock(handoff: Handoff, *expected: HandoffState) -> Handoff:
    """The hand-off locked; Refused with what is the case where somebody was faster."""
    current = lock_work(handoff)
    if current.state not in expected:
        names = {"taker": current.taker, "giver": current.giver}
        raise Refused("handoff_moved_on", STANDS[HandoffState(current.state)] % names)
    return current


def _require_piece(piece: Request | Todo | None, actor: Actor) -> None:
    """Who passes on a request or to-do must have a say in it, and it must be open."""
    if isinstance(piece, Todo):
        require(can_work_on, actor, piece)
    elif isinstance(piece, Request):
        require(can_serve_request, actor, piece)
    if piece is not None and piece.due is None:
        raise Refused("piece_over", _("This is over already, so there is nothing to hand over."))


def _home(piece: Request | Todo | None, customer: Customer | None, tandem: Tandem | None, actor: Actor) -> Home:
    """Where the hand-off belongs: where its piece does, else as any new work."""
    if piece is not None and piece.tandem is not None and customer is None:
        return home_for(None, actor, tandem=piece.tandem)
    return home_for(customer, actor, tandem=tandem)


def _check(handoff: Handoff, at: datetime) -> None:
    wrong: dict[str, Text] = {}
    if not handoff.title:
        wrong["title"] = _("Say what it is about.")
    if not handoff.expected:
        wrong["expected"] = _("Say what is expected.")
    if not at < handoff.due_at < at + FURTHEST:
        wrong["day"] = _("Choose a later day.") if handoff.due_at <= at else _("Choose a nearer day.")
    if handoff.giver_id == handoff.taker_id:
        wrong["taker"] = _("Choose somebody else: this is who holds it now.")
    if wrong:
        raise Invalid("handoff_wrong", _("The hand-off is not right yet."), wrong)


def _save(handoff: Handoff, about: Ref | None) -> None:
    """One open hand-off per thing: the second is told who was faster."""
    if about is None:
        handoff.save()
        return
    lock_name(f"handoff:{about[0]}:{about[1]}")
    passed = open_handoff(about)
    if passed is None:
        try:
            with transaction.atomic():
                handoff.save()
            return
        except IntegrityError:
            passed = open_handoff(about)
            if passed is None:
                raise
    text = _("%(giver)s is passing this on to %(taker)s already.")
    raise Refused("passed_already", text % {"giver": passed.giver, "taker": passed.taker})


def _covering(handoff: Handoff, actor: Actor) -> Employee | None:
    """Who accepts in the taker's stead because they cover the tandem; None for the taker and the manager."""
    person = signed_in(actor)
    if person is None or person.pk == handoff.taker_id or handoff.tandem_id not in scope_of(actor).cover_ids:
        return None
    if person.pk == handoff.giver_id:
        raise Refused("own_offer", _("You gave this yourself; withdraw it to keep it."))
    return person
