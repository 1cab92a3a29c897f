"""Payroll is the work of one role."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from tandem.core.actor import Actor
from tandem.people.models import Role
from tandem.people.rules import has_role

ASK = _("What is paid out is handed over by payroll alone. Ask there.")


def can_pay(actor: Actor, thing: Any = None) -> bool:
    """Read what is released of everybody, set wage types, export."""
    return has_role(actor, Role.PAYROLL)
