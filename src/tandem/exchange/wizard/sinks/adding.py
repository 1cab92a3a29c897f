"""New customers in bulk: what they need, and all that comes with them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from tandem.core import search
from tandem.core.bulk import insert_many
from tandem.core.events import Draft, record_many
from tandem.core.locking import lock_name
from tandem.core.search import fold
from tandem.customers.actions import next_number
from tandem.customers.entries import customer_entry
from tandem.customers.models import Assignment, Customer, CustomerFigures, Site
from tandem.exchange.wizard.cells import Parsed
from tandem.exchange.wizard.verdicts import Ctx
from tandem.tandems.queries import open_tandems

MASTER = (
    "name", "short_name", "customer_class", "group_id", "lifecycle", "industry", "vat_id", "phone", "email", "website",
    "language", "currency", "payment_days", "agreements", "since",
)  # fmt: skip
ADDRESS = (
    "street", "extra", "postcode", "town", "region", "country", "latitude", "longitude", "opening_hours",
)  # fmt: skip


def check_new(row: Parsed, ctx: Ctx) -> None:
    """What a new customer needs: a name, and a team by itself or by its tandem."""
    values = row.values
    if not values.get("name"):
        row.problems.setdefault("name", _("is empty"))
    if values.get("tandem"):
        team = _open_tandems(ctx).get(values["tandem"])
        if team is None:
            row.problems.setdefault("tandem", _("this tandem does not sell today"))
        elif values.setdefault("team", team) != team:
            row.problems.setdefault("tandem", _("this tandem sells for another team"))
    if not values.get("team"):
        row.problems.setdefault("team", _("is empty"))


def _open_tandems(ctx: Ctx) -> Mapping[str, str]:
    if "open_tandems" not in ctx.cache:
        rows = open_tandems(ctx.actor.today).values_list("pk", "team")
        ctx.cache["open_tandems"] = {str(key): str(team) for key, team in rows}
    found: Mapping[str, str] = ctx.cache["open_tandems"]
    return found


def add_customers(rows: Sequence[Mapping[str, Any]], ctx: Ctx) -> list[Customer]:
    """New customers with main site, owner, figures, search rows and events, in the order of the rows."""
    if not rows:
        return []
    numbers = _numbers([str(values.get("number") or "") for values in rows], ctx)
    customers = [_customer(values, number, ctx) for values, number in zip(rows, numbers, strict=True)]
    insert_many(customers)
    insert_many([CustomerFigures(customer=customer) for customer in customers])
    sites = [_site(customer, values) for customer, values in zip(customers, rows, strict=True)]
    insert_many([site for site in sites if site])
    owned = [
        Assignment(customer=customer, tandem_id=int(values["tandem"]), start=ctx.actor.today)
        for customer, values in zip(customers, rows, strict=True)
        if values.get("tandem")
    ]
    insert_many(owned)
    search.put_many(customer_entry(customer) for customer in customers)
    ctx.touched.update(customer.pk for customer in customers)
    record_many(_told(customers, owned, ctx), actor=ctx.actor, deliver=True)
    return customers


def _told(customers: Sequence[Customer], owned: Sequence[Assignment], ctx: Ctx) -> list[Draft]:
    tandem_of = {row.customer_id: row.tandem_id for row in owned}
    return [
        Draft(
            "customer.imported",
            ctx.at,
            [("customer", customer.pk), *([("tandem", tandem_of[customer.pk])] if customer.pk in tandem_of else [])],
            {"name": customer.name, **ctx.data},
            trail=ctx.trail,
        )
        for customer in customers
    ]


def _numbers(wanted: list[str], ctx: Ctx) -> list[str]:
    """The numbers of the file, and free ones for rows without."""
    missing = wanted.count("")
    if not missing:
        return wanted
    lock_name("customers.number")
    first = max(ctx.cache.get("next_number", 0), ctx.highest_number() + 1)
    fresh = [str(number) for number in range(first, first + missing)]
    if "next_number" not in ctx.cache or Customer.objects.filter(number__in=fresh).exists():
        first = max(int(next_number()), first)
        fresh = [str(number) for number in range(first, first + missing)]
    ctx.cache["next_number"] = first + missing
    free = iter(fresh)
    return [number or next(free) for number in wanted]


def _customer(values: Mapping[str, Any], number: str, ctx: Ctx) -> Customer:
    given = {name: values[name] for name in MASTER if values.get(name) not in (None, "")}
    place = {name: values[name] for name in ("town", "country") if values.get(name)}
    return Customer(
        number=number,
        name_key=fold(str(values["name"]))[:200],
        team_id=int(values["team"]),
        created_at=ctx.at,
        source_key=f"file:{values['external_id']}" if values.get("external_id") else None,
        **given,
        **place,
    )


def _site(customer: Customer, values: Mapping[str, Any]) -> Site | None:
    given = {name: value for name, value in site_values(values).items() if value not in (None, "")}
    if not given.keys() - {"country"}:
        return None
    return Site(customer=customer, is_main=True, **{"country": customer.country, **given})


def site_values(values: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of an address; coordinates as the column keeps them. 0, 0 means that nobody knows."""
    given = {name: values[name] for name in ADDRESS if name in values}
    if not given.get("latitude") and not given.get("longitude"):
        given.pop("latitude", None)
        given.pop("longitude", None)
    for name in ("latitude", "longitude"):
        if given.get(name) is not None:
            given[name] = given[name] / 10**7
    return given
