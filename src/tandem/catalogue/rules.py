"""Who may change the catalogue, and who may see what things cost us."""

from __future__ import annotations

from typing import Any

from tandem.core.actor import Actor
from tandem.people.models import Role
from tandem.people.rules import has_role


def can_edit_product(actor: Actor, thing: Any = None) -> bool:
    """Sales managers and administration keep the catalogue."""
    return has_role(actor, Role.MANAGER, Role.ADMIN)


def can_see_cost(actor: Actor, thing: Any = None) -> bool:
    """Cost stays with those who answer for margins."""
    return has_role(actor, Role.MANAGER, Role.ADMIN)


def can_see_products(actor: Actor, thing: Any = None) -> bool:
    """Whoever sells, and administration."""
    return has_role(actor, Role.INSIDE, Role.FIELD, Role.MANAGER, Role.ADMIN)
