"""What merging and taking back leave in the database."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from tandem.core.models import EventSubject
from tandem.core.tests.snapshots import snapshot
from tandem.customers.actions import add_contact, add_note, add_site, merge_customers, record_consent
from tandem.customers.matching.keys import keep_match_keys
from tandem.customers.merging.fields import default_choices
from tandem.customers.models import Contact, Customer, Merge
from tandem.customers.tests.factories import AT, a_customer, system
from tandem.customers.tests.world import TODAY
from tandem.orders.figures import refresh_some
from tandem.tandems.models import Tandem
from tandem.work.pace import refresh_paces

from .factories import a_line, an_order

LATER = AT + timedelta(hours=1)
HISTORY = ("core.Event", "core.EventUndo", "core.Delivery", "customers.Merge")


def a_full_customer(tandem: Tandem, name: str, **fields: Any) -> Customer:
    """With sites, people, notes, consents and orders, one of them confirmed."""
    customer = a_customer(tandem, name=name, **fields)
    for place in ({"street": "Hafenstraße 7", "postcode": "20457", "town": "Hamburg"}, {"town": f"Werk {name}"}):
        add_site(customer, values=place, actor=system(), at=AT)
    first = {"first_name": "Birte", "last_name": "Thomsen", "is_first": True}
    birte = add_contact(customer, values=first, actor=system(), at=AT)
    other = add_contact(customer, values={"last_name": f"Krause {name}"}, actor=system(), at=AT)
    add_note(customer, values={"text": f"Notiz {name}", "contact": birte}, actor=system(), at=AT)
    add_note(customer, values={"text": f"Anruf {name}", "contact": other, "kind": "call"}, actor=system(), at=AT)
    record_consent(birte, channel="mail", given=True, origin=name, actor=system(), at=AT)
    an_order(customer, [a_line(500_00)], confirmed=True)
    an_order(customer, [a_line(70_00)])
    refresh_some([customer.pk], TODAY)
    keep_match_keys([customer.pk])
    refresh_paces([customer.pk], AT)
    return Customer.objects.get(pk=customer.pk)


def merged(survivor: Customer, loser: Customer, *, same: bool = True, **more: Any) -> Merge:
    """`loser` into `survivor` by what the page suggests, with its Birte being the other's Birte."""
    survivor, loser = Customer.objects.get(pk=survivor.pk), Customer.objects.get(pk=loser.pk)
    people = Contact.objects.filter(last_name="Thomsen", merged_into=None)
    pair = {people.get(customer=loser).pk: people.get(customer=survivor).pk} if same else {}
    values: dict[str, Any] = {"choices": default_choices(survivor, loser), "same": pair, "actor": system(), "at": LATER}
    made, _event = merge_customers(survivor, loser, versions=(survivor.version, loser.version), **(values | more))
    return made


def content(before: dict[str, list[dict[str, Any]]] | None = None) -> dict[str, Any]:
    """Every row of the house without versions, and without what only history keeps; subjects of old events alone."""
    found = snapshot()
    known = {row["id"] for row in before["core.Event"]} if before else {row["id"] for row in found["core.Event"]}
    found["core.EventSubject"] = [row for row in found["core.EventSubject"] if row["event_id"] in known]
    for label in ("core.SearchRow", "customers.MatchKey"):
        found[label] = [{key: value for key, value in row.items() if key != "id"} for row in found[label]]
        found[label].sort(key=str)
    return {
        label: [{key: value for key, value in row.items() if key != "version"} for row in rows]
        for label, rows in found.items()
        if label not in HISTORY
    }


def subjects(kind: str, key: int) -> set[int]:
    """The events about one thing."""
    return set(EventSubject.objects.filter(kind=kind, object_id=key).values_list("event", flat=True))
