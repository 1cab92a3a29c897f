"""Who may take mail in, and sort what no rule could place."""

from __future__ import annotations

from typing import Any

from tandem.core.actor import Actor
from tandem.customers.models import Customer
from tandem.customers.rules import can_see_customer, can_serve_customer
from tandem.people.models import Role
from tandem.people.rules import has_role, sells

from .models import Mail


def can_take_in_mail(actor: Actor, customer: Customer | None = None) -> bool:
    """Anyone in sales; at a customer whoever may serve it."""
    return sells(actor) and (customer is None or can_serve_customer(actor, customer))


def can_see_mail(actor: Actor, mail: Mail) -> bool:
    """Whoever may see its customer; while it has none, anyone in sales, unless it points to a customer they may not."""
    about = mail.customer or mail.suggested
    if not sells(actor):
        return False
    return can_see_customer(actor, about) if about is not None else mail.became == ""


def can_sort_mail(actor: Actor, mail: Mail) -> bool:
    """Choose its customer, or discard it: whoever sees it."""
    return can_see_mail(actor, mail)


def can_manage_mailbox(actor: Actor, thing: Any = None) -> bool:
    """Administration sees whether mail comes in, and none of it."""
    return has_role(actor, Role.ADMIN)
