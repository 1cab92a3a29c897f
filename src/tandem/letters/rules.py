"""Who writes to customers, and who keeps the texts."""

from __future__ import annotations

from typing import Any

from tandem.core.actor import Actor
from tandem.customers.models import Customer
from tandem.customers.rules import can_serve_customer
from tandem.people.models import Role
from tandem.people.rules import has_role, sells

from .models import SentMail


def can_write_to(actor: Actor, customer: Customer) -> bool:
    """Whoever serves the customer."""
    return can_serve_customer(actor, customer)


def can_see_sent(actor: Actor, mail: SentMail) -> bool:
    """As the customer."""
    return can_serve_customer(actor, mail.customer)


def can_see_texts(actor: Actor, thing: Any = None) -> bool:
    """Who writes with them, and who keeps them."""
    return sells(actor) or has_role(actor, Role.ADMIN)


def can_edit_texts(actor: Actor, thing: Any = None) -> bool:
    """Administration and sales managers: what customers read is the company's word."""
    return has_role(actor, Role.ADMIN, Role.MANAGER)
