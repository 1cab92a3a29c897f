"""Month end is read by who settles, set up by payroll; single people's figures follow the rules of statements."""

from __future__ import annotations

from typing import Any

from django.db.models import Q

from tandem.commissions.payroll.rules import can_pay
from tandem.commissions.rules import can_read_runs
from tandem.core.actor import Actor
from tandem.core.rules import allows
from tandem.goals.queries import results_agreed
from tandem.tandems.queries import scope_of


def can_read_provisions(actor: Actor, thing: Any = None) -> bool:
    """Sums of the company: sales managers and payroll."""
    return can_read_runs(actor)


def can_set_provisions(actor: Actor, thing: Any = None) -> bool:
    """Rate of employer cost, accounts, the booking file: payroll."""
    return can_pay(actor)


def shown(actor: Actor, team: str, *, locked: bool = True) -> Q:
    """Whose figures the reader may see, `team` being the path to the team: payroll everybody's of locked months, a
    manager the own teams' where a works agreement says so."""
    if actor.is_system or (locked and allows(can_pay, actor)):
        return Q()
    led = scope_of(actor).led_team_ids
    return Q(**{f"{team}__in": led}) & results_agreed(actor) if led else Q(pk__in=[])
