"""Leads are taken down, asked, qualified, dropped, and become opportunities without losing anything."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tandem.core.attachments.actions import add_file
from tandem.core.attachments.storing import received
from tandem.core.errors import Conflict, Invalid, Refused
from tandem.core.models import Attachment, Event, EventSubject, SearchRow
from tandem.core.undo import undo_event
from tandem.customers.models import Contact, Customer, Note
from tandem.customers.tests.factories import AT, a_contact
from tandem.customers.tests.world import World, a_world, of
from tandem.pipeline.actions import (
    add_lead_person,
    convert_lead,
    drop_lead,
    edit_lead,
    note_lead,
    qualify_lead,
    reopen_lead,
)
from tandem.pipeline.lead_listing import visible_leads
from tandem.pipeline.models import Lead, LeadNote, LeadPerson, Opportunity

from .factories import CLOSE, a_lead, a_stage

pytestmark = pytest.mark.django_db
VALUES = {"title": "Slipanlage", "close_on": CLOSE, "value_cents": 50_000_00}


@pytest.fixture
def world() -> World:
    return a_world()


def again(lead: Lead) -> Lead:
    return Lead.objects.select_related("tandem", "team", "customer").get(pk=lead.pk)


def qualified(world: World, **values: Any) -> Lead:
    lead = a_lead(world.inside, need="Antrieb", decides="Werftleitung", **values)
    qualify_lead(lead, version=lead.version, actor=of(world.inside), at=AT)
    return again(lead)


def state() -> tuple[Any, ...]:
    models = (Lead, LeadPerson, LeadNote, Customer, Contact, Note, Opportunity)
    return (*(list(model._default_manager.order_by("pk").values()) for model in models), Event.objects.count())


def test_it_belongs_to_whoever_takes_it_down(world: World) -> None:
    lead = a_lead(world.inside, holder=world.inside)
    assert (lead.tandem, lead.team, lead.state, lead.company_key) == (
        world.tandem,
        world.team,
        "new",
        "werft am deich gmbh",
    )
    assert [str(person) for person in lead.people.all()] == ["Jule Petersen"]
    found = SearchRow.objects.get(kind="lead")
    assert "petersen" in found.text


def test_it_is_asked_before_it_is_qualified(world: World) -> None:
    lead = a_lead(world.inside)
    before = state()
    with pytest.raises(Invalid) as refused:
        qualify_lead(lead, version=1, actor=of(world.inside), at=AT)
    assert set(refused.value.fields) == {"need", "decides"}
    assert state() == before
    note_lead(lead, text="Ruft Montag an", actor=of(world.field), at=AT)
    assert again(lead).state == "talking"
    version = again(lead).version
    edit_lead(lead, values={"need": "Antrieb", "decides": "Chef"}, version=version, actor=of(world.inside), at=AT)
    event = qualify_lead(again(lead), version=version + 1, actor=of(world.inside), at=AT)
    assert again(lead).state == "qualified"
    undo_event(event, actor=of(world.inside), at=AT)
    assert again(lead).state == "talking"


def test_dropping_takes_a_reason_and_is_no_end(world: World) -> None:
    lead = a_lead(world.inside)
    before = state()
    with pytest.raises(Invalid):
        drop_lead(lead, reason=" ", version=1, actor=of(world.inside), at=AT)
    assert state() == before
    event = drop_lead(lead, reason="Kein Bedarf", version=1, actor=of(world.inside), at=AT)
    assert (again(lead).state, again(lead).reason, again(lead).ended_by) == ("dropped", "Kein Bedarf", world.inside)
    with pytest.raises(Conflict):
        note_lead(again(lead), text="x", actor=of(world.inside), at=AT)
    undo_event(event, actor=of(world.inside), at=AT)
    assert (again(lead).state, again(lead).ended_at) == ("new", None)
    drop_lead(again(lead), reason="Doch", version=again(lead).version, actor=of(world.inside), at=AT)
    reopen_lead(again(lead), actor=of(world.inside), at=AT)
    assert (again(lead).state, again(lead).reason) == ("talking", "")


def test_conversion_keeps_every_person_note_and_file(world: World) -> None:
    lead = qualified(world)
    person = {"first_name": "Ole", "last_name": "Harms", "mobile": "0171 55"}
    add_lead_person(lead, values=person, actor=of(world.field), at=AT)
    note_lead(again(lead), text="Messe", actor=of(world.inside), at=AT)
    note_lead(again(lead), text="Zeichnung kommt", actor=of(world.field, AT + timedelta(1)), at=AT + timedelta(1))
    with received(SimpleUploadedFile("plan.txt", b"Plan")) as content:
        file = add_file(again(lead), name="plan.txt", content=content, actor=of(world.inside), at=AT)
    version = again(lead).version
    one = convert_lead(
        again(lead), customer=None, stage=a_stage(), values=VALUES, version=version, actor=of(world.inside), at=AT
    )
    customer = one.customer
    assert (customer.name, customer.team, one.tandem, one.lead) == (lead.company, world.team, world.tandem, lead)
    people = set(customer.contacts.values_list("first_name", "last_name", "email", "mobile"))
    assert people == {("Jule", "Petersen", "jule@werft.example", ""), ("Ole", "Harms", "", "0171 55")}
    notes = set(customer.notes.values_list("text", "at", "author"))
    assert notes == {("Messe", AT, world.inside.pk), ("Zeichnung kommt", AT + timedelta(1), world.field.pk)}
    told = Event.objects.filter(verb="note.added", subjects__kind="customer", subjects__object_id=customer.pk)
    assert {(event.at, event.actor_id) for event in told} == {(at, author) for _text, at, author in notes}
    kept = Attachment.objects.get(pk=file.pk)
    assert (kept.about_kind, kept.about_id, kept.removed_at) == ("opportunity", one.pk, None)
    lead = again(lead)
    assert (lead.state, lead.customer, lead.people.count(), lead.notes.count()) == ("converted", customer, 2, 2)
    event = Event.objects.get(verb="lead.converted")
    subjects = set(EventSubject.objects.filter(event=event).values_list("kind", "object_id"))
    assert {("lead", lead.pk), ("customer", customer.pk), ("opportunity", one.pk)} <= subjects


def test_into_an_existing_customer_nobody_comes_twice(world: World) -> None:
    lead = qualified(world)
    there = a_contact(world.customer, first_name="J.", last_name="Petersen", email="JULE@werft.example")
    one = convert_lead(
        lead,
        customer=world.customer,
        stage=a_stage(),
        values=VALUES,
        version=lead.version,
        actor=of(world.inside),
        at=AT,
    )
    assert set(world.customer.contacts.values_list("pk", flat=True)) == {there.pk}
    assert (one.customer, one.contact, Customer.objects.filter(name=lead.company).count()) == (world.customer, there, 0)


def test_only_a_qualified_one_is_converted_and_once(world: World) -> None:
    lead = a_lead(world.inside)
    before = state()
    told: dict[str, Any] = {"customer": None, "stage": a_stage(), "values": VALUES}
    with pytest.raises(Refused):
        convert_lead(lead, **told, version=1, actor=of(world.inside), at=AT)
    assert state() == before
    lead = qualified(world)
    convert_lead(lead, **told, version=lead.version, actor=of(world.inside), at=AT)
    before = state()
    with pytest.raises(Conflict):
        convert_lead(lead, **told, version=lead.version, actor=of(world.field), at=AT)
    assert state() == before


def test_what_a_stage_demands_holds_for_a_lead_too(world: World) -> None:
    lead = qualified(world)
    lead.people.all().delete()
    before = state()
    with pytest.raises(Invalid) as refused:
        convert_lead(
            lead, customer=None, stage=a_stage(), values=VALUES, version=lead.version, actor=of(world.inside), at=AT
        )
    assert set(refused.value.fields) == {"contact"}
    assert state() == before


def test_who_sees_leads(world: World) -> None:
    lead, hidden = a_lead(world.inside), qualified(world)
    convert_lead(
        hidden, customer=world.restricted, stage=a_stage(), values=VALUES, version=hidden.version,
        actor=of(world.inside), at=AT,
    )  # fmt: skip
    for person in world.owners.values():
        assert set(visible_leads(of(person))) == {lead, hidden}
    for person in world.others.values():
        assert set(visible_leads(of(person))) == {lead}
    for person in world.outsiders.values():
        assert set(visible_leads(of(person))) == set()


def test_who_works_on_leads(world: World) -> None:
    lead = a_lead(world.inside)
    before = state()
    for person in {**world.others, **world.outsiders}.values():
        with pytest.raises(Refused):
            note_lead(lead, text="x", actor=of(person), at=AT)
    assert state() == before
    for person in world.owners.values():
        note_lead(again(lead), text="x", actor=of(person), at=AT)
