"""How far below the list somebody may go by themselves."""

from __future__ import annotations

from tandem.core.actor import Actor

from .models import DiscountLimit


def discount_limit(actor: Actor) -> int:
    """The largest limit of the actor's roles in parts per million; nothing without a role, all for the system."""
    if actor.is_system:
        return 1_000_000
    if "discount_limit" not in actor.cache:
        rows = DiscountLimit.objects.filter(role__in=actor.roles).values_list("ppm", flat=True)
        actor.cache["discount_limit"] = max(rows, default=0)
    found: int = actor.cache["discount_limit"]
    return found
