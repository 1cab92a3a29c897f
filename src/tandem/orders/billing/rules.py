"""Who may enter what the ERP says. Never a half of a tandem: its pay may wait for a payment."""

from __future__ import annotations

from tandem.core.actor import Actor
from tandem.customers.models import Customer
from tandem.customers.rules import can_see_customer
from tandem.people.models import Role
from tandem.people.rules import has_role


def can_enter_invoice(actor: Actor, customer: Customer) -> bool:
    """A sales manager who may see the customer; payroll and administration read no customers."""
    return has_role(actor, Role.MANAGER) and can_see_customer(actor, customer)


def can_enter_payment(actor: Actor, customer: Customer) -> bool:
    """As invoices."""
    return can_enter_invoice(actor, customer)


def can_cancel_invoice(actor: Actor, customer: Customer) -> bool:
    """As entering."""
    return can_enter_invoice(actor, customer)
