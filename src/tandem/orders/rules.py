"""Capturing serves the customer; confirming, cancelling and crediting is for those who own it."""

from __future__ import annotations

from tandem.core.actor import Actor
from tandem.customers.models import Customer
from tandem.customers.rules import can_own_customer, can_serve_customer
from tandem.tandems.queries import scope_of

from .models import Order


def can_capture_order(actor: Actor, customer: Customer) -> bool:
    """Whoever picks up the phone writes the order down."""
    return can_serve_customer(actor, customer)


def can_edit_order(actor: Actor, order: Order) -> bool:
    """Until it is confirmed, whoever serves the customer may correct it."""
    return can_serve_customer(actor, order.customer)


def can_confirm_order(actor: Actor, order: Order) -> bool:
    """Prices and credits are frozen by the tandem, its cover or its manager."""
    return can_own_customer(actor, order.customer)


def can_cancel_order(actor: Actor, order: Order) -> bool:
    """As confirming."""
    return can_own_customer(actor, order.customer)


def can_credit_order(actor: Actor, order: Order) -> bool:
    """As confirming."""
    return can_own_customer(actor, order.customer)


def can_withdraw_credit_note(actor: Actor, order: Order) -> bool:
    """Who may credit an order may take that back."""
    return can_credit_order(actor, order)


def can_print_order(actor: Actor, order: Order) -> bool:
    """Whoever serves the customer."""
    return can_serve_customer(actor, order.customer)


def can_deliver_order(actor: Actor, order: Order) -> bool:
    """Whoever serves the customer says what is promised and what has come."""
    return can_serve_customer(actor, order.customer)


def can_see_credits(actor: Actor, order: Order) -> bool:
    """What an order counts for two people: themselves, who covers them, their manager, and who sold it."""
    if order.tandem is None or order.seller_id == actor.id:
        return True
    scope = scope_of(actor)
    return order.tandem.pk in scope.acting_ids or order.tandem.team_id in scope.led_team_ids
