"""Taking back an accepted plan, until its day has come: seats, tandems and hand-overs stand as before."""

from __future__ import annotations

from datetime import datetime

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from tandem.core.actor import Actor
from tandem.core.errors import Refused
from tandem.core.locking import lock, lock_name
from tandem.core.models import Event
from tandem.core.rules import require
from tandem.core.undo import undo_event
from tandem.formation.models import Proposal, Rollout
from tandem.formation.rules import can_change_proposal
from tandem.people.models import Team

DONE = ("tandem.formed", "tandem.closed", "seat.taken", "seat.vacated", "todo.added")


def undo_accepted(event: Event, actor: Actor, at: datetime) -> tuple[Proposal, Team]:
    """All of it or nothing: what was changed by hand since cannot be taken back with the rest."""
    proposal = Proposal.objects.select_related("team").get(pk=event.subjects.get(kind=Proposal.ref_kind).object_id)
    require(can_change_proposal, actor, proposal)
    lock_name(f"pairing {proposal.team_id}")
    proposal = lock(proposal)
    rollout = Rollout.objects.get(proposal=proposal)
    if rollout.starts_on <= actor.today:
        raise Refused(
            "day_has_come", _("The day has come, and people work in their tandems. Propose new pairs instead.")
        )
    rollout.delete()
    for one in _done_with(event).order_by("-pk"):
        undo_event(one, actor=actor, at=at)
    return proposal, proposal.team


def _done_with(event: Event) -> QuerySet[Event]:
    """What the roll-out did on its way, all in its own transaction and at its own instant."""
    same = {"actor_kind": event.actor_kind, "actor_id": event.actor_id, "at": event.at}
    return Event.objects.filter(**same, verb__in=DONE, pk__lt=event.pk, undo=None)
