"""Who may see and do what: everybody in sales serves a chance, whoever owns its customer leads it on."""

from __future__ import annotations

from typing import Any

from tandem.core.actor import Actor
from tandem.customers.models import Customer
from tandem.customers.rules import can_own_customer, can_see_customer, can_serve_customer
from tandem.people.models import Role
from tandem.people.queries import signed_in
from tandem.people.rules import has_role, sells
from tandem.tandems.queries import scope_of

from .models import Lead, Opportunity


def can_create_opportunity(actor: Actor, customer: Customer) -> bool:
    """Whoever hears of it writes it down."""
    return can_serve_customer(actor, customer)


def can_lead_opportunity(actor: Actor, opportunity: Opportunity) -> bool:
    """Change, move, win, lose, open again: the customer's tandem, its cover and manager, and who holds it."""
    if not can_see_customer(actor, opportunity.customer):
        return False
    person = signed_in(actor)
    return can_own_customer(actor, opportunity.customer) or (person is not None and person.pk == opportunity.holder_id)


def can_see_lead(actor: Actor, lead: Lead) -> bool:
    """Everybody in sales; once it became a customer, who may see the customer."""
    return sells(actor) and (lead.customer is None or can_see_customer(actor, lead.customer))


def can_work_on_lead(actor: Actor, lead: Lead) -> bool:
    """Note, ask, qualify, drop: its tandem, cover and manager, who holds or made it; without a tandem the team."""
    if not can_see_lead(actor, lead):
        return False
    person, scope = signed_in(actor), scope_of(actor)
    if person is not None and person.pk in {lead.holder_id, lead.created_by_id}:
        return True
    if lead.tandem_id is None:
        return lead.team_id in scope.team_ids
    return lead.tandem_id in scope.acting_ids or lead.team_id in scope.led_team_ids


def can_change_pipelines(actor: Actor, thing: Any = None) -> bool:
    """Pipelines and their stages: sales managers and administration."""
    return has_role(actor, Role.MANAGER, Role.ADMIN)
