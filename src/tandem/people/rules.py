"""Who may do what with people, absences and agreements."""

from __future__ import annotations

from typing import Any

from tandem.core.actor import Actor

from .models import SALES, Absence, Employee, Role, Team
from .queries import signed_in


def has_role(actor: Actor, *roles: str) -> bool:
    """Whether a signed-in employee has one of the roles."""
    person = signed_in(actor)
    return person is not None and person.has_role(*roles)


def sells(actor: Actor, thing: Any = None) -> bool:
    """Inside, field and managers serve customers; payroll, council and administration read none."""
    return has_role(actor, *SALES)


def can_manage_people(actor: Actor, thing: Employee | Team | None = None) -> bool:
    """Hire, edit, set roles, end: administration."""
    return has_role(actor, Role.ADMIN)


def can_edit_profile(actor: Actor, employee: Employee) -> bool:
    """Own photo, phone, languages, working time; administration for everyone."""
    return actor.id == employee.pk or has_role(actor, Role.ADMIN)


def leads(actor: Actor, employee: Employee) -> bool:
    """Whether the actor is the manager of the employee's team."""
    return has_role(actor, Role.MANAGER) and employee.team is not None and employee.team.manager_id == actor.id


def can_record_absence(actor: Actor, employee: Employee) -> bool:
    """Each for themselves, the manager for the team, administration for all."""
    return actor.id == employee.pk or leads(actor, employee) or has_role(actor, Role.ADMIN)


def can_see_absence_kind(actor: Actor, absence: Absence) -> bool:
    """Why somebody is away is nobody's business but theirs, their manager's and administration's."""
    return can_record_absence(actor, absence.employee)


def can_record_agreement(actor: Actor, thing: Any = None) -> bool:
    """Administration records what company and works council agreed."""
    return has_role(actor, Role.ADMIN)


def can_end_agreement(actor: Actor, thing: Any = None) -> bool:
    """Switching an evaluation off is open to the works council too."""
    return has_role(actor, Role.ADMIN, Role.COUNCIL)


def can_read_outbox(actor: Actor, thing: Any = None) -> bool:
    """Events and deliveries, without names of customers."""
    return has_role(actor, Role.ADMIN)
