"""Contacts: open to all who serve the customer, one first among them, found until they leave, consents kept."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

import pytest

from tandem.core import search
from tandem.core.errors import Conflict, Refused
from tandem.core.models import Event
from tandem.core.tests.races import at_once
from tandem.core.tests.snapshots import unchanged
from tandem.core.undo import undo_event
from tandem.customers.actions import add_contact, edit_contact, record_consent, retire_contact
from tandem.customers.models import Consent, Contact, Customer
from tandem.customers.queries import current_consents, people_knowing
from tandem.people.models import Employee

from .factories import AT
from .world import TODAY, World, a_world, of


def add(world: World, last_name: str = "Thomsen", *, who: Employee | None = None, **values: Any) -> Contact:
    values = {"first_name": "Birte", "last_name": last_name, **values}
    return add_contact(world.customer, values=values, actor=of(who or world.inside), at=AT)


def change(contact: Contact, who: Employee, *, version: int | None = None, **values: Any) -> Event | None:
    version = contact.version if version is None else version
    return edit_contact(contact, values=values, version=version, actor=of(who), at=AT)


def fresh(contact: Contact) -> Contact:
    return Contact.objects.get(pk=contact.pk)


def found(query: str) -> list[str]:
    return [row.title for row in search.find(query, kinds=["contact"])]


def firsts(world: World) -> list[str]:
    return list(Contact.objects.filter(customer=world.customer, is_first=True).values_list("last_name", flat=True))


def test_whoever_serves_the_customer_adds_a_contact(world: World) -> None:
    for name, who in (world.owners | world.others).items():
        contact = add(world, f"Von-{name}", who=who, email=f"{name.replace('_', '-')}@kunde.example")
        event = Event.objects.get(verb="contact.added", subjects__kind="contact", subjects__object_id=contact.pk)
        assert (event.actor_id, event.data["name"]) == (who.pk, f"Birte Von-{name}")
        assert ("customer", world.customer.pk) in event.subjects.values_list("kind", "object_id")
        assert found(f"von-{name}") == [f"Birte Von-{name}"]


def test_those_who_read_no_customers_touch_no_contacts(world: World) -> None:
    contact = add(world)
    acts: list[Callable[..., object]] = [
        partial(add_contact, world.customer, values={"last_name": "X"}),
        partial(edit_contact, contact, values={"last_name": "X"}, version=1),
        partial(retire_contact, contact),
        partial(record_consent, contact, channel="mail", given=True, origin="x"),
    ]
    for who in world.outsiders.values():
        for act in acts:
            with unchanged(), pytest.raises(Refused):
                act(actor=of(who), at=AT)


def test_contacts_of_a_restricted_customer_are_its_owners_business(world: World) -> None:
    contact = add_contact(world.restricted, values={"last_name": "X"}, actor=of(world.cover), at=AT)
    for who in world.others.values():
        with unchanged(), pytest.raises(Refused):
            add_contact(world.restricted, values={"last_name": "Y"}, actor=of(who), at=AT)
        with unchanged(), pytest.raises(Refused):
            retire_contact(fresh(contact), actor=of(who), at=AT)


def test_an_edit_says_what_was_and_is_found_by_its_new_words(world: World) -> None:
    contact = add(world, phone="040 111")
    event = change(contact, world.stranger, last_name="Petersen", phone="040 222", knows_best=world.field)
    assert event
    assert event.changes == {
        "last_name": ["Thomsen", "Petersen"],
        "phone": ["040 111", "040 222"],
        "knows_best": [None, world.field.pk],
    }
    assert (found("petersen"), found("thomsen"), found("040222")) == (["Birte Petersen"], [], ["Birte Petersen"])
    with unchanged():
        assert change(fresh(contact), world.inside, last_name="Petersen") is None


def test_what_changed_meanwhile_is_a_conflict(world: World) -> None:
    contact = add(world)
    change(fresh(contact), world.field, last_name="Petersen")
    with unchanged(), pytest.raises(Conflict):
        change(contact, world.inside, last_name="Jensen")


def test_an_edit_is_taken_back_with_its_references(world: World) -> None:
    contact = add(world, knows_best=world.inside)
    event = change(contact, world.inside, last_name="Petersen", knows_best=world.field, email="p@kunde.example")
    assert event
    undo_event(event, actor=of(world.inside), at=AT)
    back = fresh(contact)
    assert (back.last_name, back.knows_best, back.email) == ("Thomsen", world.inside, "")
    assert (found("thomsen"), found("petersen")) == (["Birte Thomsen"], [])


def test_one_is_the_first(world: World) -> None:
    one, two = add(world, "Eins", is_first=True), add(world, "Zwei", is_first=True)
    assert firsts(world) == ["Zwei"]
    change(fresh(one), world.inside, is_first=True)
    assert firsts(world) == ["Eins"]
    assert fresh(two).last_name == "Zwei"


@pytest.mark.django_db(transaction=True)
def test_one_is_the_first_whatever_happens_at_once() -> None:
    world = a_world()
    contacts = [add(world, name) for name in ("Eins", "Zwei", "Drei")]
    acts: list[Callable[[], object]] = [partial(change, fresh(one), world.inside, is_first=True) for one in contacts]
    acts.append(partial(add, world, "Vier", is_first=True))
    assert at_once(*acts) == ["done"] * 4
    assert len(firsts(world)) == 1


def test_who_has_left_is_kept_but_not_found(world: World) -> None:
    contact = add(world, is_first=True)
    event = retire_contact(contact, actor=of(world.stranger), at=AT)
    gone = fresh(contact)
    assert (gone.left_at, gone.is_first, event.verb, event.data["name"]) == (
        AT,
        False,
        "contact.retired",
        "Birte Thomsen",
    )
    assert found("thomsen") == []
    with unchanged(), pytest.raises(Refused) as refused:
        retire_contact(gone, actor=of(world.inside), at=AT)
    assert refused.value.code == "left_already"


def test_no_later_change_makes_them_found_again(world: World) -> None:
    contact = add(world)
    event = change(contact, world.inside, last_name="Petersen")
    assert event
    retire_contact(fresh(contact), actor=of(world.inside), at=AT)
    change(fresh(contact), world.inside, function="Einkauf")
    assert found("petersen") == []
    undo_event(event, actor=of(world.inside), at=AT)
    assert (found("petersen"), found("thomsen"), fresh(contact).last_name) == ([], [], "Thomsen")


def test_the_newest_consent_holds_and_the_older_stay(world: World) -> None:
    contact = add(world)
    for given, days in ((True, 0), (False, 1)):
        at = AT + timedelta(days=days)
        record_consent(contact, channel="mail", given=given, origin="am Telefon", actor=of(world.mate, at), at=at)
    record_consent(contact, channel="phone", given=True, origin="Messe", actor=of(world.mate), at=AT)
    now = {label: consent.given if consent else None for label, consent in current_consents(contact)}
    assert list(now.values()) == [False, True, None, None, None]
    assert list(Consent.objects.filter(channel="mail").order_by("at").values_list("given", "origin")) == [
        (True, "am Telefon"),
        (False, "am Telefon"),
    ]
    event = Event.objects.filter(verb="consent.recorded").order_by("id")[1]
    assert event.data == {"name": "Birte Thomsen", "channel": "mail", "given": False, "origin": "am Telefon"}


def test_of_two_answers_of_one_moment_the_later_row_holds(world: World) -> None:
    contact = add(world)
    for given in (True, False):
        record_consent(contact, channel="mail", given=given, origin="x", actor=of(world.mate), at=AT)
    assert dict(current_consents(contact)).popitem()[1] is None
    held = next(consent for _label, consent in current_consents(contact) if consent)
    assert held.given is False


def test_whom_a_contact_may_know_best(world: World) -> None:
    assert set(people_knowing(world.customer, TODAY)) == {world.inside, world.field}
    assert people_knowing(world.queued, TODAY) == []
    assert people_knowing(Customer.objects.get(pk=world.customer.pk), TODAY - timedelta(days=3000)) == []
