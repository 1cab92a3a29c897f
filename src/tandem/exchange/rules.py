"""Who may put files in: whoever could type the same by hand, row by row under the same rules."""

from __future__ import annotations

from datetime import timedelta

from tandem.catalogue.rules import can_edit_product
from tandem.core.actor import Actor
from tandem.people.models import Role
from tandem.people.rules import can_manage_people, has_role, sells

from .models import Import, ImportKind, ImportState

REVERTIBLE = timedelta(days=30)
_KEEPERS = {ImportKind.PRODUCT, ImportKind.PRICE}
_MONEY = {ImportKind.INVOICE, ImportKind.PAYMENT}


def can_import_kind(actor: Actor, kind: str) -> bool:
    """Customers and what belongs to them: sales; what was billed and paid: sales managers; the catalogue: who keeps it;
    people: administration."""
    if kind in _KEEPERS:
        return can_edit_product(actor)
    if kind in _MONEY:
        return has_role(actor, Role.MANAGER)
    if kind == ImportKind.EMPLOYEE:
        return can_manage_people(actor)
    return sells(actor)


def can_import(actor: Actor, thing: object = None) -> bool:
    """Whether there is any kind for them."""
    return any(can_import_kind(actor, kind) for kind in ImportKind.values)


def owns_import(actor: Actor, one: Import) -> bool:
    """An import is its author's alone: the file may hold what others may not see."""
    return one.by_id == actor.id and actor.kind == "employee"


def can_prepare_import(actor: Actor, one: Import) -> bool:
    """Its author, as long as they may import such things."""
    return owns_import(actor, one) and can_import_kind(actor, one.kind)


def can_revert_import(actor: Actor, one: Import) -> bool:
    """Its author, for thirty days, once it has ended or was stopped."""
    ended = one.state in (ImportState.DONE, ImportState.STOPPED) and one.began_at is not None
    return can_prepare_import(actor, one) and ended and one.created_at > actor.at - REVERTIBLE
