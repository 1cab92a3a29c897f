"""Who may make and see backups."""

from __future__ import annotations

from typing import Any

from tandem.core.actor import Actor
from tandem.people.models import Role
from tandem.people.rules import has_role


def can_manage_backups(actor: Actor, thing: Any = None) -> bool:
    """Administration makes backups and sees that they are there; what is in them it does not read."""
    return has_role(actor, Role.ADMIN)
