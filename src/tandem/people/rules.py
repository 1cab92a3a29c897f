"""Who may do what with people, absences and agreements."""

from __future__ import annotations

from typing import Any

from tandem.core.actor import Actor

from .models import SALES, Absence, Employee, Role, Team
from .queries import signed_in

PERSONNEL_DATA = frozenset({"personnel_number", "cost_centre", "joined_on"})  # fields for `can_see_personnel_data`


def has_role(actor: Actor, *roles: str) -> bool:
    """Whether a signed-in employee has one of the roles."""
    person = signed_in(actor)
    return person is not None and person.has_role(*roles)


def is_self(actor: Actor, employee: Employee) -> bool:
    """Whether the actor is this employee; a contact may bear the same number."""
    person = signed_in(actor)
    return person is not None and person.pk == employee.pk


def sells(actor: Actor, thing: Any = None) -> bool:
    """Inside, field and managers serve customers; payroll, council and administration read none."""
    return has_role(actor, *SALES)


def can_manage_people(actor: Actor, thing: Employee | Team | None = None) -> bool:
    """Hire, edit, set roles, end: administration."""
    return has_role(actor, Role.ADMIN)


def can_see_personnel_data(actor: Actor, employee: Employee | None = None) -> bool:
    """Personnel number and cost centre: payroll and administration, and each their own."""
    return has_role(actor, Role.PAYROLL, Role.ADMIN) or (employee is not None and is_self(actor, employee))


def can_edit_profile(actor: Actor, employee: Employee) -> bool:
    """Own photo, phone, languages, working time; administration for everyone."""
    return is_self(actor, employee) or has_role(actor, Role.ADMIN)


def can_choose_language(actor: Actor, employee: Employee) -> bool:
    """The language of the screens is each one's own business."""
    return is_self(actor, employee)


def leads(actor: Actor, employee: Employee) -> bool:
    """Whether the actor is the manager of the employee's team."""
    person = signed_in(actor)
    if person is None or not person.has_role(Role.MANAGER) or employee.team is None:
        return False
    return employee.team.manager_id == person.pk


def can_record_absence(actor: Actor, employee: Employee) -> bool:
    """Each for themselves, the manager for the team, administration for all."""
    return is_self(actor, employee) or leads(actor, employee) or has_role(actor, Role.ADMIN)


def can_change_absence(actor: Actor, absence: Absence) -> bool:
    """Whoever may record it may change and remove it."""
    return can_record_absence(actor, absence.employee)


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
