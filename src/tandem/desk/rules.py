"""Who may read the pages that span domains."""

from __future__ import annotations

from typing import Any

from tandem.core.actor import Actor
from tandem.people.models import Role
from tandem.people.rules import has_role


def can_read_overview(actor: Actor, thing: Any = None) -> bool:
    """How the work of teams stands: sales managers, each of the own teams."""
    return has_role(actor, Role.MANAGER)
