"""Serving is open to all sales staff on unrestricted customers; owning is its tandem's, cover's and manager's."""

from __future__ import annotations

from collections.abc import Sequence

from tandem.core.actor import CONTACT, Actor
from tandem.people.models import Role, Team
from tandem.people.rules import has_role, sells
from tandem.tandems.queries import scope_of

from .models import Contact, Customer, DuplicatePair, Merge, Note, Site
from .queries import is_shown_as_guest, owner_ids

Owned = Customer | Contact | Site | Note


def customer_of(thing: Owned) -> Customer:
    """The customer that the thing belongs to."""
    return thing if isinstance(thing, Customer) else thing.customer


def can_see_customer(actor: Actor, thing: Owned) -> bool:
    """All sales staff; a restricted customer only those who own it, and for a day the guest on a swap day."""
    if not sells(actor):
        return False
    customer = customer_of(thing)
    return not customer.restricted or can_own_customer(actor, thing) or is_shown_as_guest(actor, customer)


def can_serve_customer(actor: Actor, thing: Owned) -> bool:
    """Note, call, request, appointment, quote: whoever picks up the phone can help."""
    return can_see_customer(actor, thing)


def speaks_for_customer(actor: Actor, customer: Customer) -> bool:
    """A contact of this very customer, who has not left; one statement, for contacts only."""
    if actor.kind != CONTACT:
        return False
    return Contact.objects.filter(pk=actor.id or 0, customer=customer, left_at=None, merged_into=None).exists()


def can_own_customer(actor: Actor, thing: Owned) -> bool:
    """Master data, price terms, contracts, cancelling: its tandem, cover, or the manager of its team.

    A customer without a tandem belongs to its team's queue: everyone of that team may look after it.
    """
    if not sells(actor):
        return False
    customer = customer_of(thing)
    scope = scope_of(actor)
    tandem_id, team_id = owner_ids(customer, actor.today)
    if tandem_id is None:
        return team_id in scope.team_ids
    return tandem_id in scope.acting_ids or team_id in scope.led_team_ids


def can_assign_customer(actor: Actor, customer: Customer) -> bool:
    """Which tandem owns it is decided by the manager of its team; out of the queue the team may take it."""
    if not sells(actor):
        return False
    scope = scope_of(actor)
    tandem_id, team_id = owner_ids(customer, actor.today)
    if team_id in scope.led_team_ids:
        return True
    return tandem_id is None and team_id in scope.team_ids


def can_freeze_assignments(actor: Actor, thing: object = None) -> bool:
    """Sales managers and administration, for the whole company."""
    return has_role(actor, Role.MANAGER, Role.ADMIN)


def can_create_customer(actor: Actor, team: Team | None = None) -> bool:
    """Anyone in sales may add a customer; it starts with their tandem or in the team's queue."""
    return sells(actor)


def can_edit_note(actor: Actor, note: Note) -> bool:
    """Its author; the manager of the customer's team may remove what does not belong there."""
    if not can_see_customer(actor, note):
        return False
    return note.author_id == actor.id or can_edit_notes_of(actor, note)


def can_edit_notes_of(actor: Actor, thing: Owned) -> bool:
    """The notes of others too: the manager of the customer's team."""
    return has_role(actor, Role.MANAGER) and can_own_customer(actor, thing)


def can_see_pair(actor: Actor, pair: DuplicatePair) -> bool:
    """Who may see both may say what the two are: not the same, or better made one."""
    return can_see_customer(actor, pair.left_customer) and can_see_customer(actor, pair.right_customer)


def can_merge_customers(actor: Actor, two: Sequence[Customer]) -> bool:
    """Making one of two customers takes owning both."""
    return all(can_own_customer(actor, customer) for customer in two)


def can_merge_contacts(actor: Actor, customer: Customer) -> bool:
    """Contacts of one customer: its owners."""
    return can_own_customer(actor, customer)


def can_undo_merge(actor: Actor, merge: Merge) -> bool:
    """Whoever owns the survivor today."""
    return can_own_customer(actor, merge.survivor)


def can_scan_duplicates(actor: Actor, thing: None = None) -> bool:
    """Anyone in sales may have the book looked through."""
    return sells(actor)
