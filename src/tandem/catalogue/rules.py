"""Who may change the catalogue, and who may see what things cost us. People is a sibling: roles go by their words."""

from __future__ import annotations

from typing import Any

from tandem.core.actor import Actor

KEEPERS = frozenset({"manager", "admin"})
READERS = KEEPERS | {"inside", "field"}


def can_edit_product(actor: Actor, thing: Any = None) -> bool:
    """Sales managers and administration keep the catalogue."""
    return bool(actor.roles & KEEPERS)


def can_edit_price_list(actor: Actor, thing: Any = None) -> bool:
    """Who keeps the catalogue keeps its price lists and the prices in them."""
    return bool(actor.roles & KEEPERS)


def can_set_limits(actor: Actor, thing: Any = None) -> bool:
    """How much others may give away is said by sales managers and administration."""
    return bool(actor.roles & KEEPERS)


def can_set_taxes(actor: Actor, thing: Any = None) -> bool:
    """Tax rates are kept by administration."""
    return "admin" in actor.roles


def can_see_cost(actor: Actor, thing: Any = None) -> bool:
    """Cost stays with those who answer for margins."""
    return bool(actor.roles & KEEPERS)


def can_see_products(actor: Actor, thing: Any = None) -> bool:
    """Whoever sells, and administration."""
    return bool(actor.roles & READERS)


def can_see_price_lists(actor: Actor, thing: Any = None) -> bool:
    """Whoever sells, and administration."""
    return bool(actor.roles & READERS)
