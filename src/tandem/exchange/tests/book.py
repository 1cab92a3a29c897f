"""Importing in tests, and what the company then holds: everything but ids and times of the run."""

from __future__ import annotations

import json
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.db.models import Model

from tandem.catalogue.models import Product
from tandem.core.actor import Actor
from tandem.core.models import Company, Event, SearchRow
from tandem.customers.models import Assignment, Contact, Customer, CustomerFigures, Site
from tandem.exchange.profile import load_profile
from tandem.exchange.progress import Bar
from tandem.exchange.report import Report
from tandem.exchange.running import import_source, read_folder
from tandem.orders.models import Credit, Order, OrderConfirmation, OrderLine
from tandem.people.models import Employee, Team
from tandem.tandems.models import Seat, Tandem

AT = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
FIELDS: dict[type[Model], str] = {
    Company: "name currency source",
    Team: "name manager__source_key source_key",
    Employee: "email first_name last_name roles team__name personnel_number phone job_title language joined_on "
    "source_key",
    Tandem: "name team__name founded_on source_key",
    Seat: "tandem__name role employee__source_key start end",
    Product: "number name name_key group list_price cost currency sold_from sold_to source_key",
    Customer: "number name name_key town country lifecycle industry language currency team__name source_key",
    CustomerFigures: "customer__source_key revenue_cents last_year_cents orders open_orders last_order_on",
    Site: "customer__number name is_main street extra postcode town region country latitude longitude source_key",
    Contact: "customer__number salutation first_name last_name function buying_role language email phone "
    "mobile source_key",
    Assignment: "customer__source_key tandem__name start end reason",
    Order: "number customer__number contact__email tandem__name seller__source_key ordered_on status currency "
    "net_cents customer_reference source_key",
    OrderLine: "order__number position product__number text quantity unit_price discount_ppm net_cents source_key",
    OrderConfirmation: "order__number at by",
    Credit: "order__number tandem__name seat employee__source_key weight net_cents",
    SearchRow: "kind number title title_key detail text",
}


def run_import(folder: Path, at: datetime = AT) -> Report:
    """Import by the profile of AdventureWorks."""
    bar = Bar()
    source = read_folder(load_profile("adventureworks"), folder, bar=bar)
    return import_source(source, actor=Actor.system(at, "import"), at=at, bar=bar)


def book() -> dict[str, Counter[Any]]:
    """All rows of all models, with links told by keys that do not depend on the run."""
    held: dict[str, Counter[Any]] = {
        model.__name__: Counter(map(str, model._default_manager.order_by().values_list(*names.split())))
        for model, names in FIELDS.items()
    }
    events = Event.objects.prefetch_related("subjects")
    held["Event"] = Counter(
        (
            event.verb,
            json.dumps(_without_ids(event.data), sort_keys=True),
            tuple(sorted(s.kind for s in event.subjects.all())),
        )
        for event in events
    )
    return held


def is_empty() -> bool:
    """Whether nothing at all has been written."""
    return not any(book().values())


def _without_ids(data: dict[str, Any]) -> dict[str, Any]:
    """Event data without the ids of people."""
    if "credits" not in data:
        return data
    return {**data, "credits": [{**credit, "employee": None} for credit in data["credits"]]}
