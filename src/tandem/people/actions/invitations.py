"""Letting people in: the invitation, and a new start for who has lost password and second factor."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from tandem.core.actor import Actor
from tandem.core.errors import Refused
from tandem.core.events import record
from tandem.core.locking import lock
from tandem.core.models import Event
from tandem.core.rules import require
from tandem.people.addresses import keep_address
from tandem.people.models import Employee
from tandem.people.rules import can_manage_people
from tandem.people.sessions import forget_credentials

INVITED = "employee.invited"


@transaction.atomic
def invite_employee(employee: Employee, *, actor: Actor, at: datetime) -> Event:
    """Have a link sent by which the person sets a password; sent again, the newer mail works like the older."""
    require(can_manage_people, actor, employee)
    employee = lock(employee)
    _check_here(employee, actor)
    if employee.has_usable_password():
        raise Refused("signs_in_already", _("This person has a password already."))
    return ask_in(employee, INVITED, actor=actor, at=at)


@transaction.atomic
def reset_sign_in(employee: Employee, *, actor: Actor, at: datetime) -> Event:
    """Password, second factors and sessions end; a new invitation goes out. For who has lost their device."""
    require(can_manage_people, actor, employee)
    employee = lock(employee)
    _check_here(employee, actor)
    forget_credentials(employee)
    return ask_in(employee, "employee.sign_in_reset", actor=actor, at=at)


def _check_here(employee: Employee, actor: Actor) -> None:
    if not employee.works_here_on(actor.today):
        raise Refused("has_left", _("This person has left."))


def ask_in(employee: Employee, verb: str, *, actor: Actor, at: datetime) -> Event:
    """Note since when a link by mail may set this person's password, and have one sent."""
    keep_address(employee)
    employee.invited_at = at
    employee.save(update_fields=["invited_at"])
    return record(verb, employee, actor=actor, at=at)
