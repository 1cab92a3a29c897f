"""Customers by what a file knows of them."""

from __future__ import annotations

from collections.abc import Mapping
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Q

from tandem.customers.models import Customer, Site
from tandem.customers.queries import remember_owner, visible_customers, with_owner
from tandem.exchange.wizard.verdicts import Ctx, held


def find_customers(wanted: Mapping[str, set[Any]], ctx: Ctx) -> dict[str, dict[Any, list[Customer]]]:
    """Customers by name of a natural key and key, with owner and main site at hand; three statements for all."""
    conditions = {
        "number": lambda keys: Q(number__in=keys),
        "external_id": lambda keys: Q(source_key__in=[f"file:{key}" for key in keys]),
        "vat_id": lambda keys: Q(vat_id__in=keys, merged_into=None),
        "place": lambda keys: Q(name_key__in={key[0] for key in keys}, merged_into=None),
        "name": lambda keys: Q(name_key__in=keys, merged_into=None),
    }
    asked = [conditions[name](keys) for name, keys in wanted.items() if keys]
    found: dict[str, dict[Any, list[Customer]]] = {name: {} for name in wanted}
    if not asked:
        return found
    rows = with_owner(Customer.objects.filter(reduce(or_, asked)), ctx.actor.today)
    for customer in _with_site(held(rows, ctx), ctx):
        for name in wanted:
            found[name].setdefault(_key_in(name, customer), []).append(customer)
    return found


def _key_in(name: str, customer: Customer) -> Any:
    site = main_site(customer)
    keys: dict[str, Any] = {
        "number": customer.number,
        "external_id": (customer.source_key or "").removeprefix("file:"),
        "vat_id": customer.vat_id,
        "place": (customer.name_key, bare_postcode(site.postcode if site else "")),
        "name": customer.name_key,
    }
    return keys[name]


def _with_site(rows: Any, ctx: Ctx) -> list[Customer]:
    customers = list(rows)
    keys = [customer.pk for customer in customers]
    sites = {site.customer_id: site for site in Site.objects.filter(customer__in=keys, is_main=True)}
    seen = (
        None
        if ctx.actor.is_system
        else set(visible_customers(ctx.actor).filter(pk__in=keys).values_list("pk", flat=True))
    )
    for customer in customers:
        remember_owner(customer, ctx.actor.today)
        customer.__dict__["_main_site"] = sites.get(customer.pk)
        customer.__dict__["_seen"] = seen is None or customer.pk in seen
    return customers


def main_site(customer: Customer) -> Site | None:
    """The main site of a customer that `find_customers` has found."""
    site: Site | None = customer.__dict__.get("_main_site")
    return site


def may_see(customer: Customer, ctx: Ctx) -> bool:
    """Whether the one who imports may know of it."""
    return bool(customer.__dict__.get("_seen", True))


def owner_of(customer: Customer) -> list[tuple[str, int]]:
    """Its tandem as a subject of events."""
    tandem = customer.__dict__.get("owner_tandem")
    return [("tandem", tandem)] if tandem else []


def bare_postcode(postcode: str) -> str:
    """As it is compared: without blanks and country."""
    return "".join(postcode.split()).upper().removeprefix("D-")
