"""Accepting a plan: seats change on the day, new tandems begin, others end, and each change gets its to-do."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, time
from typing import Any, TypedDict

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from tandem.core.actor import Actor
from tandem.core.errors import Invalid, Refused
from tandem.core.events import record
from tandem.core.locking import lock_name
from tandem.core.rules import require
from tandem.core.spans import on_day
from tandem.customers.models import Assignment
from tandem.formation.models import Proposal, Rollout
from tandem.formation.problem import participants, today_of
from tandem.formation.rules import can_change_proposal
from tandem.formation.steps import Deed, Step, steps_to
from tandem.people.models import Employee
from tandem.people.queries import signed_in
from tandem.tandems.actions import close_tandem, form_tandem, seat_employee, vacate_seat
from tandem.tandems.models import Tandem
from tandem.work.actions.todos import add_todo

from .proposals import lock_open

HANDED = 60  # names of customers on a to-do's list
AFTERNOON = time(16)


def steps_of(proposal: Proposal, plan: int) -> list[Step]:
    """What would happen: three statements. Refused where that plan is not there."""
    if not 0 <= plan < len(proposal.plans):
        raise Refused("no_plan", _("There is no such plan. Solve the proposal first."))
    now = today_of(proposal.team_id, proposal.starts_on)
    people = frozenset(person.pk for person in participants(proposal))
    pairs = [(row["pair"][0], row["pair"][1]) for row in proposal.plans[plan]["pairs"]]
    if any(not people.issuperset(pair) for pair in pairs):
        raise Refused("moved_on", _("Somebody of the plan does not take part any more. Solve it again."))
    return steps_to(pairs, now.seats, people, now.customers)


@transaction.atomic
def accept_plan(proposal: Proposal, *, plan: int, version: int | None = None, actor: Actor, at: datetime) -> Rollout:
    """All of it or nothing. Whoever leaves a tandem gets the hand-over as a to-do, due on that day."""
    require(can_change_proposal, actor, proposal)
    lock_name(f"pairing {proposal.team_id}")
    proposal = lock_open(proposal, version=version)
    if proposal.starts_on < actor.today:
        raise Invalid("past_day", _("The day of the proposal is over. Choose a later one."))
    steps = steps_of(proposal, plan)
    people = Employee.objects.in_bulk({key for step in steps for key in (*step.before.values(), *step.after.values())})
    tandems = Tandem.objects.in_bulk([step.tandem for step in steps if step.tandem])
    told = []
    for step in sorted(steps, key=lambda step: step.deed != Deed.ENDS):  # seats are free before others sit down
        tandem = tandems.get(step.tandem or 0)
        _hand_over(proposal, step, tandem, people, actor, at)
        begun = _do(proposal, step, tandem, people, actor, at)
        told.append(step.stored() | {"tandem": begun.pk, "name": begun.name})
    rollout = Rollout.objects.create(
        proposal=proposal,
        plan=plan,
        starts_on=proposal.starts_on,
        steps=told,
        accepted_by=signed_in(actor),
        accepted_at=at,
    )
    data = {"title": proposal.title, "team": str(proposal.team), "from": proposal.starts_on.isoformat()}
    record("pairing.accepted", proposal, proposal.team, actor=actor, at=at, data=data)
    return rollout


class _When(TypedDict):
    actor: Actor
    at: datetime


def _do(
    proposal: Proposal, step: Step, tandem: Tandem | None, people: Mapping[int, Employee], actor: Actor, at: datetime
) -> Tandem:
    day, when = proposal.starts_on, _When(actor=actor, at=at)
    if tandem is None:
        inside, outside = people[step.after["inside"]], people[step.after["field"]]
        made = form_tandem(
            name=_name(inside, outside), team=proposal.team, inside=inside, field=outside, founded_on=day, **when
        )
        return made[0]
    if step.deed == Deed.ENDS:
        close_tandem(tandem, closed_on=day, **when)
    for role in ("inside", "field"):
        before, after = step.before.get(role), step.after.get(role)
        if step.deed != Deed.CHANGES or before == after:
            continue
        if after is None:
            vacate_seat(tandem, role=role, start=day, **when)
        else:
            seat_employee(tandem, role=role, employee=people[after], start=day, **when)
    return tandem


def _name(inside: Employee, outside: Employee) -> str:
    """Both last names; counted on where that is taken."""
    base = f"{inside.last_name} & {outside.last_name}"[:70]
    taken = set(Tandem.objects.filter(name__istartswith=base).values_list("name", flat=True))
    names = [base, *(f"{base} {number}" for number in range(2, 100))]
    return next(name for name in names if name not in taken)


def _hand_over(
    proposal: Proposal, step: Step, tandem: Tandem | None, people: Mapping[int, Employee], actor: Actor, at: datetime
) -> None:
    """A to-do for each who leaves a tandem, with its customers as the list to go through."""
    if tandem is None:
        return
    leaving = {role: person for role, person in step.before.items() if step.after.get(role) != person}
    if not leaving:
        return
    rows = Assignment.objects.filter(on_day(proposal.starts_on), tandem=tandem).select_related("customer")
    names = [row.customer.label for row in rows.order_by("customer__customer_class", "customer__name_key")[:HANDED]]
    due = timezone.make_aware(datetime.combine(proposal.starts_on, AFTERNOON))
    text = _("Go through the customers one by one: what is open, what was promised, whom to know.")
    for role, key in leaving.items():
        title = _title(tandem, people.get(step.after.get(role) or 0))
        values: dict[str, Any] = {"title": title[:200], "text": text, "due_at": max(due, at)}
        add_todo(None, values=values, holder=people[key], items=names, tandem=tandem, actor=actor, at=at)


def _title(tandem: Tandem, taker: Employee | None) -> str:
    if taker is None:
        return _("Hand over what is open in %s") % tandem
    return _("Hand over %(tandem)s to %(name)s") % {"tandem": tandem, "name": taker}
