"""Writing sites."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from tandem.core import search
from tandem.core.actor import Actor
from tandem.core.errors import Refused
from tandem.core.events import record
from tandem.core.locking import lock, save_changes
from tandem.core.models import Event
from tandem.core.rules import require
from tandem.customers.entries import customer_entry
from tandem.customers.matching.keys import keep_match_keys
from tandem.customers.models import Customer, Site
from tandem.customers.queries import about
from tandem.customers.rules import can_own_customer

from .standing import lock_standing


@transaction.atomic
def add_site(customer: Customer, *, values: Mapping[str, Any], actor: Actor, at: datetime) -> Site:
    """Add an address; the first one is the main site."""
    require(can_own_customer, actor, customer)
    customer = lock_standing(customer)
    first = not customer.sites.exists()
    site = Site.objects.create(customer=customer, is_main=first, **values)
    if first:
        _follow_main_site(customer, site)
    keep_match_keys([customer.pk])
    record("site.added", site, *about(customer, actor), actor=actor, at=at, data={"name": str(site)})
    return site


@transaction.atomic
def edit_site(site: Site, *, values: Mapping[str, Any], version: int, actor: Actor, at: datetime) -> Event | None:
    """Change an address; None when nothing differs."""
    require(can_own_customer, actor, site)
    customer, site = _lock_both(site, version=version)
    changes = save_changes(site, dict(values))
    if not changes:
        return None
    if site.is_main:
        _follow_main_site(customer, site)
    keep_match_keys([customer.pk])
    data = {"name": str(site)}
    return record("site.edited", site, *about(customer, actor), actor=actor, at=at, changes=changes, data=data)


@transaction.atomic
def make_main_site(site: Site, *, actor: Actor, at: datetime) -> Event:
    """Lists and documents show this address from now on."""
    require(can_own_customer, actor, site)
    customer, site = _lock_both(site)
    if site.is_main:
        raise Refused("main_already", _("This is the main site already."))
    customer.sites.filter(is_main=True).update(is_main=False)
    save_changes(site, {"is_main": True})
    _follow_main_site(customer, site)
    return record("site.made_main", site, *about(customer, actor), actor=actor, at=at, data={"name": str(site)})


@transaction.atomic
def remove_site(site: Site, *, actor: Actor, at: datetime) -> Event:
    """Remove an address that is not the main one; the event keeps what it said."""
    require(can_own_customer, actor, site)
    customer, site = _lock_both(site)
    if site.is_main:
        raise Refused("main_site", _("The main site cannot be removed. Make another site the main one first."))
    kept = {name: getattr(site, name) for name in ("name", "street", "postcode", "town", "country")}
    data = {**kept, "name": str(site)}
    event = record("site.removed", site, *about(customer, actor), actor=actor, at=at, data=data)
    site.delete()
    keep_match_keys([customer.pk])
    return event


def _lock_both(site: Site, *, version: int | None = None) -> tuple[Customer, Site]:
    """Always the customer first: which site is the main one is a matter of all of them."""
    customer = lock_standing(site.customer)
    site = lock(site, version=version)
    site.customer = customer
    return customer, site


def _follow_main_site(customer: Customer, site: Site) -> None:
    """The customer's town and country are those of the main site: lists sort by them."""
    if save_changes(customer, {"town": site.town, "country": site.country}):
        search.put(customer_entry(customer))
