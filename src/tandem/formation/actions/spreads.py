"""Spreading customers over tandems: beginning, changing, fixing single customers, solving, accepting."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, datetime, time
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from tandem.core.actor import Actor
from tandem.core.errors import Conflict, Invalid, Refused
from tandem.core.events import record
from tandem.core.jobs import start_job
from tandem.core.locking import lock, save_changes
from tandem.core.models import Event, Job
from tandem.core.rules import require
from tandem.customers.actions import refuse_frozen
from tandem.customers.models import Customer
from tandem.formation.models import Spread, SpreadRollout
from tandem.formation.rules import can_change_spread, can_spread_customers
from tandem.formation.spread_jobs import MOVE, SOLVE
from tandem.people.models import Team
from tandem.people.queries import signed_in
from tandem.tandems.models import Seat, Tandem
from tandem.tandems.queries import occupants
from tandem.work.actions.todos import add_todo

MOST_TOLERANCE, LISTED = 100, 100


@transaction.atomic
def begin_spread(
    *, team: Team, title: str, starts_on: date, evenly: str, tolerance: int, actor: Actor, at: datetime
) -> Spread:
    """Nothing is solved yet."""
    require(can_spread_customers, actor, team)
    _check(starts_on, tolerance, actor)
    values = {"title": title, "starts_on": starts_on, "evenly": evenly, "tolerance": tolerance}
    spread = Spread.objects.create(team=team, created_by=signed_in(actor), created_at=at, **values)
    record("spread.begun", spread, team, actor=actor, at=at, data={"title": title, "team": str(team)})
    return spread


@transaction.atomic
def edit_spread(
    spread: Spread, *, values: dict[str, Any], version: int | None = None, actor: Actor, at: datetime
) -> Event | None:
    """What was solved before is put away. None when nothing differs."""
    require(can_change_spread, actor, spread)
    spread = _lock_open(spread, version)
    _check(values.get("starts_on", spread.starts_on), values.get("tolerance", spread.tolerance), actor)
    changes = save_changes(spread, values)
    if not changes:
        return None
    if set(changes) != {"title"}:
        _put_away(spread)
    return record("spread.edited", spread, spread.team, actor=actor, at=at, changes=changes)


@transaction.atomic
def fix_customer(spread: Spread, *, customer: Customer, tandem: Tandem | None, actor: Actor, at: datetime) -> Event:
    """This customer goes to this tandem whatever is cheapest, or is open again."""
    require(can_change_spread, actor, spread)
    spread = _lock_open(spread)
    if customer.team_id != spread.team_id or (tandem is not None and tandem.team_id != spread.team_id):
        raise Invalid("other_team", _("Customer and tandem have to be of this team."))
    was = spread.fixed.get(str(customer.pk))
    fixed = {key: value for key, value in spread.fixed.items() if key != str(customer.pk)}
    spread.fixed = fixed if tandem is None else {**fixed, str(customer.pk): tandem.pk}
    _keep_fixed(spread)
    data = {"customer": customer.pk, "tandem": tandem.pk if tandem else None, "was": was}
    return record("spread.fixed", spread, spread.team, actor=actor, at=at, data=data)


def undo_fixed(event: Event, actor: Actor, at: datetime) -> tuple[Spread, Team]:
    """As it was before, as long as the customer was not fixed anew since."""
    spread = Spread.objects.filter(pk=event.subjects.get(kind=Spread.ref_kind).object_id).first()
    if spread is None:
        raise Refused("gone", _("This proposal has been thrown away."))
    require(can_change_spread, actor, spread)
    spread, key = _lock_open(spread), str(event.data["customer"])
    if spread.fixed.get(key) != event.data["tandem"]:
        raise Conflict("changed_since", _("This was changed again since, so it cannot be taken back."))
    kept = {name: value for name, value in spread.fixed.items() if name != key}
    spread.fixed = kept | ({key: event.data["was"]} if event.data.get("was") else {})
    _keep_fixed(spread)
    return spread, spread.team


def _keep_fixed(spread: Spread) -> None:
    spread.version += 1
    spread.save(update_fields=["fixed", "version"])


@transaction.atomic
def solve_again(spread: Spread, *, actor: Actor, at: datetime) -> Job:
    """As a job; one that still runs for the same state goes on."""
    require(can_change_spread, actor, spread)
    spread = _lock_open(spread)
    running = spread.job
    if running is not None and not running.is_over and running.params.get("version") == spread.version:
        return running
    params = {"spread": spread.pk, "version": spread.version}
    title = _("Customers of %s") % spread.team
    spread.job = start_job(SOLVE, title=title, params=params, actor=actor, at=at, about=spread)
    spread.save(update_fields=["job"])
    return spread.job


@transaction.atomic
def accept_spread(spread: Spread, *, version: int | None = None, actor: Actor, at: datetime) -> SpreadRollout:
    """Customers move in a job; each tandem that gives customers away gets a to-do with their names."""
    require(can_change_spread, actor, spread)
    spread = _lock_open(spread, version)
    if not spread.result.get("moves"):
        raise Refused("nothing_moves", _("Nothing would move. Solve the proposal first."))
    _check(spread.starts_on, spread.tolerance, actor)
    refuse_frozen(spread.starts_on)
    params = {"spread": spread.pk}
    job = start_job(MOVE, title=_("Customers of %s") % spread.team, params=params, actor=actor, at=at, about=spread)
    rollout = SpreadRollout.objects.create(spread=spread, job=job, accepted_by=signed_in(actor), accepted_at=at)
    _hand_over(spread, actor, at)
    data = {"title": spread.title, "team": str(spread.team), "from": spread.starts_on.isoformat()}
    record(
        "spread.accepted", spread, spread.team, actor=actor, at=at, data=data | {"moves": len(spread.result["moves"])}
    )
    return rollout


@transaction.atomic
def discard_spread(spread: Spread, *, actor: Actor, at: datetime) -> Event:
    """Throw away what was never accepted."""
    require(can_change_spread, actor, spread)
    spread = _lock_open(spread)
    title, team = spread.title, spread.team
    spread.delete()
    return record("spread.discarded", team, actor=actor, at=at, data={"title": title, "team": str(team)})


def _hand_over(spread: Spread, actor: Actor, at: datetime) -> None:
    """For who sits in the former tandem today: inside, or field where that seat is vacant."""
    leaving: dict[int, list[int]] = defaultdict(list)
    for key, before, _after in spread.result["moves"]:
        if before:
            leaving[before].append(key)
    customers = Customer.objects.in_bulk([key for keys in leaving.values() for key in keys])
    tandems, seats = Tandem.objects.in_bulk(leaving), occupants(leaving, actor.today)
    due = timezone.make_aware(datetime.combine(spread.starts_on, time(16)))
    text = _("Go through the customers one by one: what is open, what was promised, whom to know.")
    for key in sorted(leaving):
        seat: Seat | None = seats.get(key, {}).get("inside") or seats.get(key, {}).get("field")
        if seat is None or key not in tandems:
            continue
        names = [customers[one].label for one in leaving[key] if one in customers][:LISTED]
        title = _("Hand over customers: %s") % spread.title
        values: dict[str, Any] = {"title": title[:200], "text": text, "due_at": max(due, at)}
        add_todo(None, values=values, holder=seat.employee, items=names, tandem=tandems[key], actor=actor, at=at)


def _lock_open(spread: Spread, version: int | None = None) -> Spread:
    spread = lock(spread, version=version)
    if SpreadRollout.objects.filter(spread=spread).exists():
        raise Refused("rolled_out", _("This has been rolled out already. Begin a new proposal to change something."))
    return spread


def _put_away(spread: Spread) -> None:
    spread.result, spread.solved_at = {}, None
    spread.save(update_fields=["result", "solved_at"])


def _check(starts_on: date, tolerance: int, actor: Actor) -> None:
    if starts_on < actor.today:
        raise Invalid("past_day", _("Choose today or a later day."), {"starts_on": _("Choose today or a later day.")})
    if not 0 <= tolerance <= MOST_TOLERANCE:
        raise Invalid("tolerance", _("From 0 to 100."), {"tolerance": _("From 0 to 100.")})
