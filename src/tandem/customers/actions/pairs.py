"""Deciding about pairs that look alike, and having the book looked through."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from tandem.core.actor import Actor
from tandem.core.errors import Conflict, Refused
from tandem.core.events import record
from tandem.core.jobs import start_job
from tandem.core.locking import lock
from tandem.core.models import Event, Job, JobState
from tandem.core.rules import require
from tandem.customers.models import DuplicatePair, PairState
from tandem.customers.rules import can_scan_duplicates, can_see_pair
from tandem.people.queries import signed_in

SCAN = "customers.find_duplicates"


@transaction.atomic
def dismiss_pair(pair: DuplicatePair, *, actor: Actor, at: datetime) -> Event:
    """The two are not the same; no later scan brings them up again."""
    old, things, told = _decide(pair, PairState.DISMISSED, actor, at)
    return record("duplicate.dismissed", *things, actor=actor, at=at, changes=old, data=told)


@transaction.atomic
def propose_merge(pair: DuplicatePair, *, actor: Actor, at: datetime) -> Event:
    """They are one, says somebody who may not merge them; whoever owns both sees it first."""
    old, things, told = _decide(pair, PairState.PROPOSED, actor, at)
    return record("duplicate.proposed", *things, actor=actor, at=at, changes=old, data=told)


def undo_dismissed(event: Event, actor: Actor, at: datetime) -> tuple[DuplicatePair]:
    """The pair is as open as it was."""
    pair = lock(DuplicatePair(pk=event.subjects.get(kind=DuplicatePair.ref_kind).object_id))
    require(can_see_pair, actor, pair)
    if pair.state != PairState.DISMISSED:
        raise Conflict("changed_since", _("This was changed again since, so it cannot be taken back."))
    pair.state, pair.decided_by, pair.decided_at = PairState(event.changes["state"][0]), None, None
    pair.save(update_fields=["state", "decided_by", "decided_at"])
    return (pair,)


@transaction.atomic
def ask_for_scan(*, actor: Actor, at: datetime) -> Job:
    """Look through the whole book; one that is waiting or running already is enough."""
    require(can_scan_duplicates, actor)
    running = Job.objects.filter(name=SCAN, state__in=[JobState.WAITING, JobState.RUNNING]).first()
    return running or start_job(SCAN, title=_("Find duplicates"), params={}, actor=actor, at=at)


Decision = tuple[dict[str, list[Any]], tuple[Model | None, ...], dict[str, str]]


def _decide(pair: DuplicatePair, state: PairState, actor: Actor, at: datetime) -> Decision:
    """What the event of the decision says: changes, subjects and names."""
    require(can_see_pair, actor, pair)
    pair = lock(pair)
    if not pair.undecided or pair.state == state:
        raise Refused("decided_already", _("Somebody has decided about these two already."))
    old, pair.state = pair.state, state
    pair.decided_by, pair.decided_at = signed_in(actor), at
    pair.save(update_fields=["state", "decided_by", "decided_at"])
    things = (pair, pair.left_customer, pair.right_customer, pair.left_contact, pair.right_contact)
    return {"state": [old, str(state)]}, things, {"name": str(pair.left), "other": str(pair.right)}
