"""Contracts are made, countersigned and ended by who owns the customer; the customer's contact signs for it."""

from __future__ import annotations

from typing import Any

from tandem.core.actor import CONTACT, Actor
from tandem.customers.models import Customer
from tandem.customers.rules import can_own_customer
from tandem.people.models import Role
from tandem.people.rules import has_role, sells

from .models import Contract


def can_create_contract(actor: Actor, customer: Customer) -> bool:
    """Its tandem, cover, or the manager of its team."""
    return can_own_customer(actor, customer)


def can_edit_contract(actor: Actor, contract: Contract) -> bool:
    """As making one: write, send, take back."""
    return can_own_customer(actor, contract.customer)


def can_countersign(actor: Actor, contract: Contract) -> bool:
    """A sales manager who owns the customer, or one of its two people."""
    return can_own_customer(actor, contract.customer)


def can_terminate(actor: Actor, contract: Contract) -> bool:
    """As making one."""
    return can_own_customer(actor, contract.customer)


def can_sign_contract(actor: Actor, contract: Contract) -> bool:
    """The very contact whom the contract names. Whether they may sign at all, the portal has asked before."""
    return actor.kind == CONTACT and actor.id is not None and actor.id == contract.contact_id


def can_see_templates(actor: Actor, thing: Any = None) -> bool:
    """Who sells, and administration."""
    return sells(actor) or has_role(actor, Role.ADMIN)


def can_edit_templates(actor: Actor, thing: Any = None) -> bool:
    """Administration and sales managers."""
    return has_role(actor, Role.ADMIN, Role.MANAGER)
