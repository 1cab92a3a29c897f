"""Customers with their sites, contacts and owners."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction

from tandem.core import search
from tandem.core.events import Draft, record_many
from tandem.customers.entries import contact_entry, customer_entry
from tandem.customers.matching.keys import keep_match_keys
from tandem.customers.models import Assignment, Contact, Customer, CustomerFigures, Lifecycle, Site
from tandem.exchange.mapping import Record

from .context import Context, assigned, chunks, some

CHUNK = 250


def write_customers(context: Context) -> None:
    """Chunk by chunk, each in a transaction of its own; a chunk in which nothing is missing writes nothing."""
    for keys in chunks(list(context.plan.records["customer"]), CHUNK):
        with transaction.atomic():
            _write_chunk(context, keys)
        context.progress(len(keys))


def _write_chunk(context: Context, keys: Sequence[str]) -> None:
    sites = [site for key in keys for site in context.of_customer("site", key)]
    main = _main_sites(context, sites)
    missing = context.split(context.plan.records["customer"][key] for key in keys)
    rows = [_customer(context, record, main.get(record.key)) for record in missing]
    context.add(missing, rows)
    CustomerFigures.objects.bulk_create([CustomerFigures(customer=row) for row in rows])
    drafts = [Draft("customer.imported", context.at, [("customer", row.pk)], {"name": row.name}) for row in rows]
    record_many(drafts, actor=context.actor, deliver=False)
    search.put_many([customer_entry(row) for row in rows])
    _add_sites(context, sites, main)
    _add_contacts(context, [contact for key in keys for contact in context.of_customer("contact", key)])
    keep_match_keys(context.keys["customer"][key] for key in keys)
    _assign(context, keys)


def _main_sites(context: Context, sites: Sequence[Record]) -> dict[str, Record]:
    """The site that each customer's lists show: the one the source calls so, else its first."""
    main: dict[str, Record] = {}
    for flagged in (True, False):
        for site in sites:
            if bool(site.values.get("is_main")) is flagged:
                main.setdefault(site.values["customer"], site)
    return main


def _customer(context: Context, record: Record, main: Record | None) -> Customer:
    place = main.values if main else {}
    return Customer(
        number=record.values["number"],
        name=record.values["name"],
        name_key=search.fold(record.values["name"])[:200],
        lifecycle=Lifecycle.ACTIVE if context.of_customer("order", record.key) else Lifecycle.PROSPECT,
        currency=context.profile.currency,
        team_id=context.keys["team"][record.values["team"]],
        created_at=context.at,
        source_key=context.stamp(record.key),
        **some(place, "town", "country"),
        **some(record.values, "industry", "language", "phone", "email"),
    )


def _add_sites(context: Context, sites: Sequence[Record], main: dict[str, Record]) -> None:
    missing = context.split(sites)
    owners = {context.keys["customer"][site.values["customer"]] for site in missing}
    placed = set(Site.objects.filter(customer__in=owners, is_main=True).values_list("customer", flat=True))
    rows = []
    for record in missing:
        customer = context.keys["customer"][record.values["customer"]]
        is_main = main[record.values["customer"]] is record and customer not in placed
        rows.append(
            Site(
                customer_id=customer,
                is_main=is_main,
                source_key=context.stamp(record.key),
                **some(record.values, "name", "street", "extra", "postcode", "town", "region", "country"),
                **_coordinates(record),
            )
        )
    context.add(missing, rows)


def _coordinates(site: Record) -> dict[str, float]:
    """Where the site lies; 0, 0 is in the sea and means that nobody knows."""
    latitude, longitude = site.values.get("latitude"), site.values.get("longitude")
    if latitude is None or longitude is None or (not latitude and not longitude):
        return {}
    return {"latitude": float(latitude), "longitude": float(longitude)}


def _add_contacts(context: Context, contacts: Sequence[Record]) -> None:
    missing = context.split(contacts)
    names = ("salutation", "last_name", "function", "buying_role", "language", "email", "phone", "mobile")
    rows = [
        Contact(
            customer_id=context.keys["customer"][record.values["customer"]],
            first_name=record.values["first_name"],
            source_key=context.stamp(record.key),
            **some(record.values, *names),
        )
        for record in missing
    ]
    context.add(missing, rows)
    found = Contact.objects.select_related("customer").filter(pk__in=[row.pk for row in rows])
    search.put_many([contact_entry(contact) for contact in found])


def _assign(context: Context, keys: Sequence[str]) -> None:
    """Give customers the owners that follow from their orders, as long as nobody has assigned them otherwise.

    Spans differ from what is stored only for a new customer, or when a mended row brought another order.
    """
    stored: dict[int, list[Assignment]] = {}
    for row in Assignment.objects.filter(customer__in=[context.keys["customer"][key] for key in keys]).order_by(
        "start"
    ):
        stored.setdefault(row.customer_id, []).append(row)
    stale, fresh, drafts = [], [], []
    for key in keys:
        wanted = _spans(context, key)
        rows = stored.get(context.keys["customer"][key], [])
        same = [(row.start, row.end, row.tandem_id) for row in rows] == [(w.start, w.end, w.tandem_id) for w in wanted]
        if same or any(row.reason != context.profile.company for row in rows):
            continue
        stale += [row.pk for row in rows]
        fresh += wanted
        drafts += [assigned(context, row) for row in wanted if not _told_by_order(context, key, row, wanted)]
    Assignment.objects.filter(pk__in=stale).delete()
    Assignment.objects.bulk_create(fresh)
    record_many(drafts, actor=context.actor, deliver=False)


def _spans(context: Context, key: str) -> list[Assignment]:
    return [
        Assignment(
            customer_id=context.keys["customer"][key],
            tandem_id=context.keys["tandem"][seller],
            start=period.start,
            end=period.end,
            reason=context.profile.company,
        )
        for period, seller in context.plan.owners[key]
    ]


def _told_by_order(context: Context, key: str, row: Assignment, spans: Sequence[Assignment]) -> bool:
    """Whether an order yet to be written made the change: it then tells of it, so that events keep their order."""
    return row is not spans[0] and any(
        order.values["ordered_on"] == row.start
        and order.key not in context.keys["order"]
        and context.is_first_of_day(order)
        for order in context.of_customer("order", key)
    )
