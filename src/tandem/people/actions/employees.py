"""Writing employees: hiring, editing, roles."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from tandem.core.actor import Actor
from tandem.core.errors import Invalid, Refused
from tandem.core.events import record
from tandem.core.locking import lock, save_changes
from tandem.core.models import Event
from tandem.core.rules import require
from tandem.core.undo import old_values
from tandem.people.addresses import keep_address
from tandem.people.entries import refresh_search
from tandem.people.models import Employee, Role
from tandem.people.rules import can_manage_people

from .invitations import INVITED, ask_in


@transaction.atomic
def hire_employee(
    *,
    email: str,
    first_name: str,
    last_name: str,
    roles: Iterable[str],
    invite: bool = False,
    actor: Actor,
    at: datetime,
    **details: Any,
) -> Employee:
    """Add a person of the company. Nobody can sign in as them until they are invited."""
    require(can_manage_people, actor)
    employee = Employee(first_name=first_name, last_name=last_name, roles=frozenset(roles), **details)
    employee.email = email.strip().lower()
    employee.set_unusable_password()
    _check_unique(employee)
    try:
        with transaction.atomic():
            employee.save()
    except IntegrityError as error:
        raise _taken() from error
    keep_address(employee)
    refresh_search(employee)
    data = {"name": str(employee), "roles": sorted(employee.roles)}
    record("employee.hired", employee, employee.team, actor=actor, at=at, data=data)
    if invite:
        ask_in(employee, INVITED, actor=actor, at=at)
    return employee


@transaction.atomic
def edit_employee(
    employee: Employee, *, values: Mapping[str, Any], version: int, actor: Actor, at: datetime
) -> Event | None:
    """Change master data; None when nothing differs."""
    require(can_manage_people, actor, employee)
    employee = lock(employee, version=version)
    former = employee.team
    changes = change_employee(employee, values)
    if not changes:
        return None
    subjects = [employee, employee.team, former if "team" in changes else None]
    return record("employee.edited", *subjects, actor=actor, at=at, changes=changes)


def undo_edit(event: Event, actor: Actor, at: datetime) -> tuple[Employee, ...]:
    """Take back an edit of master data."""
    employee = lock(employee_of(event))
    require(can_manage_people, actor, employee)
    change_employee(employee, old_values(employee, event))
    return (employee,)


@transaction.atomic
def set_roles(employee: Employee, *, roles: Iterable[str], version: int, actor: Actor, at: datetime) -> Event | None:
    """Give a person these roles and no others; None when they are the same."""
    require(can_manage_people, actor, employee)
    wanted = frozenset(roles)
    if Role.ADMIN not in wanted:
        keep_an_administrator(employee)
    employee = lock(employee, version=version)
    changes = save_changes(employee, {"roles": wanted})
    if not changes:
        return None
    return record("employee.roles_set", employee, employee.team, actor=actor, at=at, changes=changes)


def undo_roles(event: Event, actor: Actor, at: datetime) -> tuple[Employee, ...]:
    """Give back the roles as they were."""
    employee = employee_of(event)
    require(can_manage_people, actor, employee)
    values = old_values(employee, event)
    if Role.ADMIN not in values["roles"]:  # type: ignore[operator]
        keep_an_administrator(employee)
    employee = lock(employee)
    save_changes(employee, old_values(employee, event))
    return (employee,)


def change_employee(employee: Employee, values: Mapping[str, Any]) -> dict[str, list[object]]:
    """Save what differs on a locked row, with the address for signing in and what search knows."""
    new = dict(values)
    if "email" in new:
        new["email"] = str(new["email"]).strip().lower()
    for name, value in new.items():
        if name in ("email", "personnel_number"):
            _check_unique(Employee(pk=employee.pk, **{name: value}))
    try:
        with transaction.atomic():
            changes = save_changes(employee, new)
    except IntegrityError as error:
        raise _taken() from error
    if "email" in changes:
        keep_address(employee)
    if changes:
        refresh_search(employee)
    return changes


def keep_an_administrator(leaving: Employee) -> None:
    """Refuse what would leave nobody who can set the system up. Locks the administrators in one order."""
    rows = Employee.objects.filter(roles__contains=Role.ADMIN, is_active=True, left_on=None).order_by("pk")
    locked = [lock(row) for row in rows]
    others = [row for row in locked if row.is_active and row.has_role(Role.ADMIN) and row.pk != leaving.pk]
    if not others and any(row.pk == leaving.pk for row in locked):
        raise Refused("last_administrator", _("This is the last administrator. Make somebody else one first."))


def employee_of(event: Event) -> Employee:
    """The employee whom an event is about."""
    return Employee.objects.get(pk=event.subjects.get(kind=Employee.ref_kind).object_id)


def _check_unique(employee: Employee) -> None:
    """E-mail and personnel number belong to one person each, also to people who have left."""
    others = Employee.objects.exclude(pk=employee.pk)
    fields = {}
    if employee.email and others.filter(email__iexact=employee.email).exists():
        fields["email"] = _("Somebody else has this e-mail.")
    if employee.personnel_number and others.filter(personnel_number=employee.personnel_number).exists():
        fields["personnel_number"] = _("Somebody else has this number.")
    if fields:
        raise Invalid("taken", _("This is taken already."), fields)


def _taken() -> Invalid:
    """Somebody else took it in the same moment."""
    return Invalid("taken", _("Somebody else took this e-mail or personnel number in this moment. Look and try again."))
