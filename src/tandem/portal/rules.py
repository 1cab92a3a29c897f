"""Who lets contacts in and out, and what contacts may do with what."""

from __future__ import annotations

from tandem.core.actor import CONTACT, Actor
from tandem.customers.models import Contact
from tandem.customers.rules import can_own_customer, can_see_customer, can_serve_customer
from tandem.quotes.models import Quote

from .models import Access


def can_invite(actor: Actor, contact: Contact) -> bool:
    """Opening a customer's orders and prices to somebody: its tandem, cover, or the manager of its team."""
    return can_own_customer(actor, contact)


def can_set_rights(actor: Actor, access: Access) -> bool:
    """As inviting."""
    return can_own_customer(actor, access.contact)


def can_revoke(actor: Actor, access: Access) -> bool:
    """Closing is never wrong for long: everybody in sales who may see the customer."""
    return can_see_customer(actor, access.contact)


def can_look_as(actor: Actor, access: Access) -> bool:
    """See what the customer sees: it is no more than one's own pages show."""
    return can_see_customer(actor, access.contact)


def can_show_file(actor: Actor, contact: Contact) -> bool:
    """Put a file of the customer into the portal: as inviting."""
    return can_own_customer(actor, contact)


def is_contact(actor: Actor, access: Access) -> bool:
    """The contact of an access that stands."""
    return access.revoked_at is None and (actor.kind, actor.id) == (CONTACT, access.contact_id)


def can_share(actor: Actor, quote: Quote) -> bool:
    """Send a contact the link to one quote: whoever may serve the customer sends quotes."""
    return can_serve_customer(actor, quote.customer)


def can_stop_sharing(actor: Actor, quote: Quote) -> bool:
    """As sharing."""
    return can_serve_customer(actor, quote.customer)
