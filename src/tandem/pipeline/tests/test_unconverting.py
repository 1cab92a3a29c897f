"""A conversion is taken back whole, or not at all once somebody has built on it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tandem.core.attachments.actions import add_file
from tandem.core.attachments.storing import received
from tandem.core.errors import Conflict
from tandem.core.models import Attachment, Event, SearchRow
from tandem.core.undo import undo_event
from tandem.customers.actions import add_contact
from tandem.customers.models import Contact, Customer, Note
from tandem.customers.tests.factories import AT
from tandem.customers.tests.world import World, a_world, of
from tandem.pipeline.actions import convert_lead, edit_opportunity, note_lead, qualify_lead
from tandem.pipeline.models import Lead, LeadNote, LeadPerson, Opportunity

from .factories import CLOSE, a_lead, a_stage

pytestmark = pytest.mark.django_db
VALUES = {"title": "Slipanlage", "close_on": CLOSE, "value_cents": 50_000_00}
LATER = AT + timedelta(hours=1)


@pytest.fixture
def world() -> World:
    return a_world()


def rows() -> tuple[Any, ...]:
    models = (LeadPerson, LeadNote, Customer, Contact, Opportunity)
    return tuple(sorted(model._default_manager.values_list("pk", flat=True)) for model in models)


def converted(world: World, customer: Customer | None) -> tuple[Opportunity, tuple[Any, ...]]:
    lead, me = a_lead(world.inside, need="Antrieb", decides="Werftleitung"), of(world.inside)
    note_lead(lead, text="Messe", actor=me, at=AT)
    with received(SimpleUploadedFile("plan.txt", b"Plan")) as content:
        add_file(lead, name="plan.txt", content=content, actor=me, at=AT)
    qualify_lead(lead, version=Lead.objects.get().version, actor=me, at=AT)
    before, lead = rows(), Lead.objects.get()
    told: dict[str, Any] = {"stage": a_stage(), "values": VALUES, "version": lead.version}
    return convert_lead(lead, customer=customer, actor=me, at=AT, **told), before


def take_back(world: World) -> None:
    undo_event(Event.objects.get(verb="lead.converted"), actor=of(world.inside), at=LATER)


@pytest.mark.parametrize("known", [True, False])
def test_all_is_as_before_with_every_person_note_and_file(world: World, known: bool) -> None:
    one, before = converted(world, world.customer if known else None)
    assert rows() != before
    take_back(world)
    assert rows() == before
    lead = Lead.objects.get()
    assert (lead.state, lead.customer, lead.ended_at) == ("qualified", None, None)
    file = Attachment.objects.get()
    assert (file.about_kind, file.about_id) == ("lead", lead.pk)
    assert not Note.objects.filter(removed_at=None).exists()
    assert not SearchRow.objects.filter(kind="opportunity", object_id=one.pk).exists()
    told: dict[str, Any] = {"stage": a_stage(), "values": VALUES, "version": lead.version}
    again = convert_lead(lead, customer=None, actor=of(world.inside), at=LATER, **told)
    assert again.customer.notes.filter(removed_at=None).count() == 1


def test_nothing_changes_once_somebody_worked_on_the_opportunity(world: World) -> None:
    one, _before = converted(world, world.customer)
    edit_opportunity(one, values={"title": "Größer"}, version=one.version, actor=of(world.field), at=LATER)
    kept = rows()
    with pytest.raises(Conflict, match="worked on since"):
        take_back(world)
    assert (rows(), Lead.objects.get().state) == (kept, "converted")


def test_nor_once_somebody_worked_on_the_new_customer(world: World) -> None:
    one, _before = converted(world, None)
    add_contact(one.customer, values={"last_name": "Neu"}, actor=of(world.inside), at=LATER)
    kept = rows()
    with pytest.raises(Conflict):
        take_back(world)
    assert (rows(), Lead.objects.get().state) == (kept, "converted")
