"""Merging on the page: comparing, sending, the way on from old addresses, and what nobody may lose."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.test import Client

from tandem.core.models import Event
from tandem.core.tests.browser import forms_of
from tandem.core.tests.races import at_once
from tandem.core.tests.snapshots import unchanged
from tandem.customers.actions import edit_customer, undo_merge
from tandem.customers.merging.registry import mergers
from tandem.customers.models import Contact, Customer, DuplicatePair, Merge, Note
from tandem.customers.tests.factories import AT, system
from tandem.customers.tests.world import World, a_world
from tandem.people.tests.factories import signed_in_client

from .merging import LATER, a_full_customer, merged


@pytest.fixture
def world(db: None) -> World:
    return a_world()


@pytest.fixture
def two(world: World) -> tuple[Customer, Customer]:
    a = a_full_customer(world.tandem, "Hansen Antriebe GmbH", phone="040 1234567")
    return a, a_full_customer(world.tandem, "Hansen Antriebe", vat_id="DE123456789")


@pytest.fixture
def client(world: World) -> Client:
    return signed_in_client(world.inside)


def page_of(a: Customer, b: Customer) -> str:
    return f"/customers/{a.number}/merge/{b.number}/"


def test_every_reference_to_a_customer_or_contact_moves_or_stays_for_a_reason() -> None:
    known = {row for merger in mergers() for row in (*merger.customer_rows, *merger.contact_rows, *merger.stays)}
    there = {
        (model, field.name)
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if field.related_model in (Customer, Contact)
    }
    assert sorted(f"{model._meta.label}.{name}" for model, name in there - known) == []
    assert known - there == set()


def test_the_page_is_sent_as_it_is_shown(two: tuple[Customer, Customer], client: Client) -> None:
    a, b = two
    pair = DuplicatePair.objects.create(
        kind="customer", left_customer=a, right_customer=b, score_ppm=990_000, found_at=AT
    )
    html = client.get(page_of(a, b)).content.decode()
    form = next(found.values for found in forms_of(html) if "other_version" in found.values)
    assert (form["field-vat_id"], form["field-phone"], form["field-name"]) == (["take"], ["keep"], ["take"])
    answer = client.post(page_of(a, b), {**form, "field-name": "keep"})
    assert answer["Location"] == a.get_absolute_url()
    a.refresh_from_db()
    pair.refresh_from_db()
    assert (a.name, a.vat_id, a.phone) == ("Hansen Antriebe GmbH", "DE123456789", "040 1234567")
    assert (pair.state, a.contacts.filter(merged_into=None).count()) == ("merged", 3)
    shown = client.get(a.get_absolute_url()).content.decode()
    event = Event.objects.get(verb="customer.merged")
    assert f"/undo/{event.pk}/" in shown  # the toast
    client.post(f"/undo/{event.pk}/", {"next": "/"})
    pair.refresh_from_db()
    assert (Customer.objects.get(pk=b.pk).merged_into, pair.state) == (None, "open")


def test_the_page_of_a_merge_takes_it_back_and_tells_what_stayed(
    two: tuple[Customer, Customer], client: Client, world: World
) -> None:
    a, b = two
    merge = merged(a, b)
    a.refresh_from_db()
    edit_customer(a, values={"vat_id": "DE999999999"}, version=a.version, actor=system(), at=LATER)
    Merge.objects.update(at=world.customer.created_at)
    address = f"/customers/duplicates/merges/{merge.pk}/"
    Merge.objects.update(at=Event.objects.latest("recorded_at").recorded_at)
    assert f'action="{address}undo/"' in client.get(address).content.decode()
    assert f'action="{address}undo/"' not in signed_in_client(world.stranger).get(address).content.decode()
    assert client.post(f"{address}undo/")["Location"] == address
    html = client.get(address).content.decode()
    assert ("DE999999999" in html, f'action="{address}undo/"' in html) == (True, False)


def test_old_addresses_lead_to_the_survivor(two: tuple[Customer, Customer], client: Client, world: World) -> None:
    a, b = two
    c = a_full_customer(world.tandem, "Hanssen GmbH")
    folded, moved = b.contacts.get(last_name="Thomsen"), b.contacts.exclude(last_name="Thomsen").get()
    merged(a, b)
    stays = a.contacts.get(last_name="Thomsen")
    there = a.get_absolute_url()
    for old, new in (
        ("", there),
        ("timeline/?kind=calls", f"{there}timeline/?kind=calls"),
        ("edit/", f"{there}edit/"),
        (f"contacts/{folded.pk}/", f"{there}contacts/{stays.pk}/"),
        (f"contacts/{moved.pk}/edit/", f"{there}contacts/{moved.pk}/edit/"),
    ):
        answer = client.get(f"/customers/{b.number}/{old}")
        assert (answer.status_code, answer.get("Location")) == (302, new), old
    merged(c, a)
    assert client.get(b.get_absolute_url())["Location"] == c.get_absolute_url()
    with unchanged():
        answer = client.post(f"/customers/{b.number}/notes/new/", {"note-kind": "note", "note-text": "x"})
    assert (answer.status_code, "merged" in answer.content.decode()) == (403, True)
    assert client.get("/customers/gibt-es-nicht/").status_code == 404
    Customer.objects.filter(pk=c.pk).update(restricted=True)
    assert signed_in_client(world.stranger).get(b.get_absolute_url()).status_code == 404


def test_a_merged_customer_is_found_nowhere(two: tuple[Customer, Customer], client: Client) -> None:
    a, b = two
    merged(a, b)
    for address in ("/customers/?scope=all", "/palette/?q=hansen", "/orders/customers/?customer=hansen"):
        html = client.get(address).content.decode()
        assert (a.number in html, b.number in html) == (True, False), address
    html = client.get(f"{a.get_absolute_url()}assignments/").content.decode()
    assert b.number in html  # who owned it stays readable
    assert "merged Hansen Antriebe into" in client.get(a.get_absolute_url()).content.decode()


def test_one_timeline_in_order(two: tuple[Customer, Customer], client: Client) -> None:
    a, b = two
    older, newer = (f"Notiz {one.name}" for one in two)
    merged(a, b)
    html = client.get(f"{a.get_absolute_url()}timeline/?kind=notes").content.decode()
    assert html.index(newer) < html.index(older)


@pytest.mark.django_db(transaction=True)
def test_two_merges_at_once_and_an_edit_during_one() -> None:
    world = a_world()
    a, b = (a_full_customer(world.tandem, f"Hansen {n}") for n in "AB")
    assert at_once(lambda: merged(a, b), lambda: merged(b, a)) in (
        ["changed_meanwhile", "done"],
        ["done", "merged_meanwhile"],
    )
    merge = Merge.objects.get()
    stale = Customer.objects.get(pk=merge.survivor_id)
    undo_merge(merge, actor=system(), at=LATER)
    stale.refresh_from_db()
    results = at_once(
        lambda: edit_customer(stale, values={"industry": "Bau"}, version=stale.version, actor=system(), at=LATER),
        lambda: merged(a, b),
    )
    assert "done" in results
    assert set(results) <= {"changed_meanwhile", "done", "merged_meanwhile"}
    notes = Note.objects.values_list("customer__merged_into", flat=True)
    assert set(notes) == {None}  # whatever came first: nothing hangs on what is hidden
