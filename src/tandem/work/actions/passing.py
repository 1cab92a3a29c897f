"""Work that is on its way from one partner to the other, as the actions on that work have to mind it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from tandem.core.actor import Actor
from tandem.core.errors import Refused
from tandem.core.locking import save_changes
from tandem.work.models import OPEN, Handoff, HandoffState, Work
from tandem.work.steps import keep_step

from .recording import Ref, lock_work, record_work


def open_handoff(about: Ref) -> Handoff | None:
    """The hand-off of this thing that is offered or accepted."""
    rows = Handoff.objects.filter(about_kind=about[0], about_id=about[1], state__in=OPEN)
    return rows.select_related("giver", "taker", "customer").first()


def refuse_while_offered(piece: Work) -> None:
    """Refused while the piece is offered to somebody: who holds it is decided by their answer."""
    passed = open_handoff(piece.ref)
    if passed is not None and passed.state == HandoffState.OFFERED:
        text = _("%(giver)s has offered this to %(taker)s. Accept, return or withdraw that hand-off first.")
        raise Refused("offered", text % {"giver": passed.giver, "taker": passed.taker})


def end_with(piece: Work, *, actor: Actor, at: datetime) -> dict[str, Any]:
    """The piece is over, and so is its hand-off: done where it was accepted, else withdrawn.

    Returns what the piece's event keeps to take that back.
    """
    passed = open_handoff(piece.ref)
    if passed is None:
        return {}
    passed = lock_work(passed)
    before = passed.state
    if before == HandoffState.ACCEPTED:
        changes = save_changes(passed, {"state": HandoffState.DONE, "ended_at": at})
        record_work("handoff.done", passed, actor=actor, at=at, changes=changes, **people_of(passed))
    else:
        changes = save_changes(passed, {"state": HandoffState.WITHDRAWN, "ended_at": at})
        record_work("handoff.withdrawn", passed, actor=actor, at=at, changes=changes, **people_of(passed))
    keep_step(passed)
    return {"handoff": [passed.pk, before]}


def open_again(kept: Mapping[str, Any]) -> None:
    """What `end_with` ended goes on, unless the thing has been passed on anew."""
    told = kept.get("handoff")
    if not isinstance(told, list):
        return
    passed = Handoff.objects.select_related("customer").filter(pk=told[0]).first()
    if passed is None or (passed.about and open_handoff(passed.about)):
        return
    passed = lock_work(passed)
    save_changes(passed, {"state": told[1], "ended_at": None})
    keep_step(passed)


def people_of(handoff: Handoff) -> dict[str, Any]:
    """From whom to whom, as its events keep it."""
    return {
        "giver": handoff.giver_id,
        "taker": handoff.taker_id,
        "giver_name": str(handoff.giver),
        "taker_name": str(handoff.taker),
    }
