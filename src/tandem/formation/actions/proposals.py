"""Proposals: making and changing them, keeping and ruling out pairs, solving."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from engines.pairing import Pair
from tandem.core.actor import Actor
from tandem.core.errors import Invalid, Refused
from tandem.core.events import record
from tandem.core.jobs import start_job
from tandem.core.locking import lock, save_changes
from tandem.core.models import Event, Job
from tandem.core.rules import require
from tandem.formation.models import Proposal, Rollout
from tandem.formation.problem import problem_of
from tandem.formation.rules import can_change_proposal, can_propose_pairs
from tandem.formation.solving import JOB, available
from tandem.people.models import Team
from tandem.people.queries import signed_in

MOST_SEATS = 6
MARKS = ("locked", "forbidden", "")


@transaction.atomic
def propose_pairs(
    *,
    team: Team,
    title: str,
    starts_on: date,
    seats_inside: int,
    seats_field: int,
    left_out: Sequence[int],
    actor: Actor,
    at: datetime,
) -> Proposal:
    """Begin a proposal for a team; nothing is solved yet."""
    require(can_propose_pairs, actor, team)
    _check(starts_on, seats_inside, seats_field, actor)
    proposal = Proposal.objects.create(
        team=team,
        title=title,
        starts_on=starts_on,
        seats_inside=seats_inside,
        seats_field=seats_field,
        left_out=sorted(set(left_out)),
        created_by=signed_in(actor),
        created_at=at,
    )
    record("pairing.proposed", proposal, team, actor=actor, at=at, data={"title": title, "team": str(team)})
    return proposal


@transaction.atomic
def edit_proposal(
    proposal: Proposal, *, values: dict[str, Any], version: int | None = None, actor: Actor, at: datetime
) -> Event | None:
    """Title, day, seats, who takes no part: what was solved before is put away. None when nothing differs."""
    require(can_change_proposal, actor, proposal)
    proposal = lock_open(proposal, version=version)
    if "left_out" in values:
        values = {**values, "left_out": sorted(set(values["left_out"]))}
    given = {name: values.get(name, getattr(proposal, name)) for name in ("starts_on", "seats_inside", "seats_field")}
    _check(**given, actor=actor)
    changes = save_changes(proposal, values)
    if not changes:
        return None
    if set(changes) != {"title"}:
        _put_away(proposal)
    return record("pairing.edited", proposal, proposal.team, actor=actor, at=at, changes=changes)


@transaction.atomic
def mark_pair(proposal: Proposal, *, pair: Pair, mark: str, actor: Actor, at: datetime) -> Event:
    """Keep a pair, rule it out, or let it go again. One that cannot be is refused as not available, and never why."""
    require(can_change_proposal, actor, proposal)
    proposal = lock_open(proposal)
    if mark not in MARKS:
        raise Invalid("mark", _("A pair is kept, ruled out or open."))
    one = list(pair)
    proposal.locked = [other for other in proposal.locked if other != one] + ([one] if mark == "locked" else [])
    proposal.forbidden = [p for p in proposal.forbidden if p != one] + ([one] if mark == "forbidden" else [])
    if mark == "locked" and not available(problem_of(proposal, actor.today), pair):
        raise Refused("not_available", _("This pair is not available."))
    proposal.version += 1
    proposal.save(update_fields=["locked", "forbidden", "version"])
    data = {"pair": one, "mark": mark}
    return record("pairing.marked", proposal, proposal.team, actor=actor, at=at, data=data)


@transaction.atomic
def start_solving(proposal: Proposal, *, actor: Actor, at: datetime) -> Job:
    """As a job; one that still runs for the same proposal goes on."""
    require(can_change_proposal, actor, proposal)
    proposal = lock_open(proposal)
    running = proposal.job
    if running is not None and not running.is_over and running.params.get("version") == proposal.version:
        return running
    params = {"proposal": proposal.pk, "version": proposal.version}
    title = _("Pairs for %s") % proposal.team
    proposal.job = start_job(JOB, title=title, params=params, actor=actor, at=at, about=proposal)
    proposal.save(update_fields=["job"])
    return proposal.job


@transaction.atomic
def discard_proposal(proposal: Proposal, *, actor: Actor, at: datetime) -> Event:
    """Throw away what was never rolled out."""
    require(can_change_proposal, actor, proposal)
    proposal = lock_open(proposal)
    title, team = proposal.title, proposal.team
    proposal.delete()
    return record("pairing.discarded", team, actor=actor, at=at, data={"title": title, "team": str(team)})


def lock_open(proposal: Proposal, *, version: int | None = None) -> Proposal:
    """The proposal locked; Refused once it has been rolled out."""
    proposal = lock(proposal, version=version)
    if Rollout.objects.filter(proposal=proposal).exists():
        raise Refused("rolled_out", _("This has been rolled out already. Begin a new proposal to change something."))
    return proposal


def _put_away(proposal: Proposal) -> None:
    proposal.plans, proposal.solved_at = [], None
    proposal.save(update_fields=["plans", "solved_at"])


def _check(starts_on: date, seats_inside: int, seats_field: int, actor: Actor) -> None:
    if starts_on < actor.today:
        raise Invalid("past_day", _("Choose today or a later day."), {"starts_on": _("Choose today or a later day.")})
    for name, seats in (("seats_inside", seats_inside), ("seats_field", seats_field)):
        if not 1 <= seats <= MOST_SEATS:
            raise Invalid("seats", _("From 1 to 6."), {name: _("From 1 to 6.")})
