"""Who asks whom to an activity, and who reads what."""

from __future__ import annotations

from tandem.core.actor import Actor
from tandem.people.models import Role, Team
from tandem.people.queries import signed_in
from tandem.people.rules import has_role
from tandem.tandems.models import Tandem
from tandem.tandems.queries import scope_of
from tandem.together.models import ActivityGuest, Expense, Memory, TeamActivity


def can_ask_tandem(actor: Actor, tandem: Tandem) -> bool:
    """Who sits in it today."""
    return tandem.pk in scope_of(actor).tandem_ids


def can_ask_team(actor: Actor, team: Team) -> bool:
    """Everybody of the team, and its manager."""
    person = signed_in(actor)
    return person is not None and (person.team_id == team.pk or team.pk in scope_of(actor).led_team_ids)


def can_ask_company(actor: Actor, thing: None = None) -> bool:
    """Managers and administration."""
    return has_role(actor, Role.MANAGER, Role.ADMIN)


def can_organise(actor: Actor, activity: TeamActivity) -> bool:
    """Fix, change, cancel: who made it, and either of two in their own."""
    person = signed_in(actor)
    if person is None:
        return False
    own = activity.tandem_id is not None and activity.tandem_id in scope_of(actor).tandem_ids
    return own or activity.organiser_id == person.pk


def can_read_cost(actor: Actor, activity: TeamActivity) -> bool:
    """As `visible_expenses` has it: who organises it, the manager of the team, payroll for what is not of two."""
    led = activity.team_id is not None and activity.team_id in scope_of(actor).led_team_ids
    pays = activity.tandem_id is None and has_role(actor, Role.PAYROLL)
    return led or pays or can_organise(actor, activity)


def can_add_receipt(actor: Actor, expense: Expense) -> bool:
    """Cost and receipts come from who organises it."""
    return can_organise(actor, expense.activity)


def is_asked(actor: Actor, activity: TeamActivity) -> bool:
    """Vote, reply, consent, remember: whoever is asked; one statement."""
    person = signed_in(actor)
    return person is not None and ActivityGuest.objects.filter(activity=activity, employee=person).exists()


def can_add_photos(actor: Actor, memory: Memory) -> bool:
    """Whoever was asked, while all who came agree (else the memory cannot be seen at all)."""
    return is_asked(actor, memory.activity)
