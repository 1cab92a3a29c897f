"""Quoting serves the customer: whoever picks up the phone may. Approving is for managers, and never one's own."""

from __future__ import annotations

from typing import Any

from tandem.catalogue.rules import can_see_cost
from tandem.core.actor import CONTACT, Actor
from tandem.customers.models import Contact, Customer
from tandem.customers.rules import can_own_customer, can_serve_customer
from tandem.people.models import Role
from tandem.people.queries import signed_in
from tandem.people.rules import has_role

from .models import Approval, Quote


def can_create_quote(actor: Actor, customer: Customer) -> bool:
    """Whoever may serve the customer."""
    return can_serve_customer(actor, customer)


def can_edit_quote(actor: Actor, quote: Quote) -> bool:
    """Draft, revise, ask for approval, send: whoever may serve the customer."""
    return can_serve_customer(actor, quote.customer)


def can_withdraw_quote(actor: Actor, quote: Quote) -> bool:
    """A promise is taken back by those who own the customer, or by who made it."""
    person = signed_in(actor)
    made = person is not None and quote.created_by_id == person.pk and can_serve_customer(actor, quote.customer)
    return made or can_own_customer(actor, quote.customer)


def can_answer_quote(actor: Actor, quote: Quote) -> bool:
    """Accept, decline, ask: a contact of the customer, or whoever of us hears it."""
    if actor.kind == CONTACT:
        me = Contact.objects.filter(pk=actor.id or 0, customer=quote.customer_id, left_at=None, merged_into=None)
        return me.exists()
    return can_serve_customer(actor, quote.customer)


def can_decide_approval(actor: Actor, approval: Approval) -> bool:
    """A sales manager who sees the customer, and who neither asked nor wrote the quote."""
    person, quote = signed_in(actor), approval.revision.quote
    if person is None or not has_role(actor, Role.MANAGER) or not can_serve_customer(actor, quote.customer):
        return False
    return person.pk not in {approval.asked_by_id, approval.revision.created_by_id, quote.created_by_id}


def can_see_margin(actor: Actor, thing: Any = None) -> bool:
    """As what things cost us."""
    return can_see_cost(actor)


def can_keep_blocks(actor: Actor, thing: Any = None) -> bool:
    """Text blocks and templates are kept by sales managers and administration."""
    return has_role(actor, Role.MANAGER, Role.ADMIN)


def can_print_quote(actor: Actor, quote: Quote) -> bool:
    """Whoever serves the customer."""
    return can_serve_customer(actor, quote.customer)
