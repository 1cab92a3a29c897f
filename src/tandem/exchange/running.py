"""An import from start to report."""

from __future__ import annotations

from collections.abc import Mapping, Set
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.db.models import Count, Sum
from django.utils.translation import gettext as _

from tandem.core.actor import Actor
from tandem.customers.models import Assignment, Customer
from tandem.orders.models import Order, OrderLine

from .mapping import Records, map_records
from .planning import make_plan
from .profile import Profile
from .progress import Bar
from .reading import check_folder
from .report import FileReport, Report
from .settling import settle
from .tables import Table, load_tables
from .targets import TARGETS
from .writing import Context, claim_company, write_customers, write_foundation, write_orders


@dataclass(frozen=True)
class Source:
    """A folder that has been read: its tables, and the records that could be read from them."""

    profile: Profile
    tables: Mapping[str, Table]
    records: Records


def read_folder(profile: Profile, folder: Path, *, bar: Bar) -> Source:
    """Read every file; InputRefused when the folder or a whole file cannot be taken. Needs no database."""
    bar.start(_("Reading"), 2)
    tables = load_tables(profile, check_folder(folder, list(profile.files)))
    bar.advance(1)
    records = map_records(profile, tables)
    bar.advance(1)
    return Source(profile, tables, records)


def import_source(source: Source, *, actor: Actor, at: datetime, bar: Bar) -> Report:
    """Take in what is not there yet, and report every file; InputRefused before anything is written.

    Only what is missing is written, in transactions that leave nothing half done: an import that was cut off
    and runs again ends as if it had run through.
    """
    profile, records = source.profile, source.records
    claim_company(profile, write=False)
    settle(records, source.tables, _taken(profile))
    context = Context(profile, make_plan(profile, records), actor, at, bar.advance)
    write_foundation(context)
    bar.start(_("Customers"), len(records["customer"]))
    write_customers(context)
    bar.start(_("Orders"), len(records["order"]))
    write_orders(context)
    bar.finish()
    return Report(_files(profile, source.tables), totals(profile))


def totals(profile: Profile) -> dict[str, object]:
    """What the company holds from this source."""
    prefix = f"{profile.source}:"
    orders = Order.objects.filter(source_key__startswith=prefix)
    sums = orders.aggregate(count=Count("pk"), net=Sum("net_cents"))
    sellers = orders.values_list("seller__source_key").annotate(net=Sum("net_cents")).order_by("seller__source_key")
    return {
        "customers": Customer.objects.filter(source_key__startswith=prefix).count(),
        "orders": sums["count"],
        "order_lines": OrderLine.objects.filter(source_key__startswith=prefix).count(),
        "net_cents": sums["net"] or 0,
        "currency": profile.currency,
        "assignments": Assignment.objects.filter(customer__source_key__startswith=prefix).count(),
        "per_seller": {str(key).removeprefix(prefix): net for key, net in sellers if key},
    }


def _taken(profile: Profile) -> Mapping[tuple[str, str], Set[str]]:
    """Numbers and addresses that must stand once and belong to somebody from elsewhere."""
    return {
        (kind, name): {
            str(value).lower() if name == "email" else str(value)
            for value in target.model._default_manager.exclude(source_key__startswith=f"{profile.source}:")
            .exclude(**{name: ""})
            .values_list(name, flat=True)
        }
        for kind, target in TARGETS.items()
        for name in target.unique
    }


def _files(profile: Profile, tables: Mapping[str, Table]) -> list[FileReport]:
    """The reports of the files in the order of the profile."""
    by_name = {table.spec.file: table.report for table in tables.values()}
    return [by_name[name] for name in profile.files if name in by_name]
