"""Letting contacts in, changing what they may do, and closing the door at once."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from tandem.core.actor import Actor
from tandem.core.errors import Invalid, Refused
from tandem.core.events import record
from tandem.core.locking import lock, save_changes
from tandem.core.models import Event
from tandem.core.rules import require
from tandem.customers.actions.standing import lock_standing
from tandem.customers.models import Contact
from tandem.customers.queries import about
from tandem.people.queries import signed_in
from tandem.portal.models import Access, Link, Purpose, Right, Session
from tandem.portal.rules import can_invite, can_revoke, can_set_rights

from .links import make_link

INVITED_FOR = timedelta(days=7)


@transaction.atomic
def invite_contact(contact: Contact, *, rights: Collection[str], actor: Actor, at: datetime) -> Access:
    """Open the portal to a contact and send the link; whoever is in already gets a new link and these rights."""
    require(can_invite, actor, contact)
    contact = lock_standing(contact)
    if contact.left_at:
        raise Refused("has_left", _("%s has left the customer and cannot be invited.") % contact)
    if not contact.email:
        text = _("An invitation goes by mail: note the address of %s first.") % contact
        raise Invalid("no_address", text, {"rights": text})
    _check(rights)
    access = Access.objects.filter(contact=contact, revoked_at=None).first()
    if access is None:
        access = Access.objects.create(
            contact=contact, email=contact.email, rights=frozenset(rights), invited_at=at, invited_by=signed_in(actor)
        )
    else:
        save_changes(access, {"rights": frozenset(rights), "email": contact.email})
    access.contact = contact
    link = make_link(Purpose.INVITATION, contact, access, lasts=INVITED_FOR, at=at)
    told = {"name": str(contact), "rights": sorted(rights), "link": link.pk}
    _record("portal.invited", access, actor=actor, at=at, data=told)
    return access


@transaction.atomic
def set_rights(access: Access, *, rights: Collection[str], version: int, actor: Actor, at: datetime) -> Event | None:
    """Change what a contact may do from their next click on."""
    require(can_set_rights, actor, access)
    access = _lock(access, version=version)
    _check(rights)
    changes = save_changes(access, {"rights": frozenset(rights)})
    if not changes:
        return None
    return _record("portal.rights_set", access, actor=actor, at=at, changes=changes)


@transaction.atomic
def revoke_access(access: Access, *, actor: Actor, at: datetime) -> Event:
    """Close the door: sessions end and links die with it."""
    require(can_revoke, actor, access)
    access = _lock(access)
    access.revoked_at, access.revoked_by = at, signed_in(actor)
    access.version += 1
    access.save(update_fields=["revoked_at", "revoked_by", "version"])
    Session.objects.filter(access=access, ended_at=None).update(ended_at=at)
    Link.objects.filter(access=access, used_at=None, withdrawn_at=None).update(withdrawn_at=at)
    return _record("portal.revoked", access, actor=actor, at=at, data={"name": str(access.contact)})


def _lock(access: Access, *, version: int | None = None) -> Access:
    current = lock(access, version=version)
    if current.revoked_at:
        raise Refused("revoked_already", _("This access has been revoked already."))
    return current


def _check(rights: Collection[str]) -> None:
    wrong = set(rights) - set(Right.values)
    if wrong:
        raise Invalid("no_right", _("Choose from the list."), {"rights": _("Choose from the list.")})


def _record(verb: str, access: Access, *, actor: Actor, at: datetime, **told: Any) -> Event:
    contact = access.contact
    told["data"] = {"name": str(contact), **told.get("data", {})}
    return record(verb, access, contact, *about(contact.customer, actor), actor=actor, at=at, **told)
