"""Notes: whoever talks to the customer writes; the author edits; what is removed can come back."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest

from tandem.core.errors import Conflict, Invalid, Refused
from tandem.core.models import Event
from tandem.core.tests.races import at_once
from tandem.core.tests.snapshots import unchanged
from tandem.core.undo import undo_event
from tandem.customers.actions import add_note, edit_note, remove_note
from tandem.customers.models import Customer, Note
from tandem.customers.queries import visible_notes
from tandem.people.models import Employee

from .factories import AT, a_contact
from .world import World, a_world, of


def write(world: World, who: Employee, customer: Customer | None = None, **values: Any) -> tuple[Note, Event]:
    values = {"kind": "call", "text": "Braucht zehn Motoren.", **values}
    return add_note(customer or world.customer, values=values, actor=of(who), at=AT)


def change(note: Note, who: Employee, *, version: int | None = None, **values: Any) -> Event | None:
    version = note.version if version is None else version
    return edit_note(note, values=values, version=version, actor=of(who), at=AT)


def fresh(note: Note) -> Note:
    return Note.objects.get(pk=note.pk)


def seen(world: World) -> list[int]:
    return list(visible_notes(of(world.inside)).values_list("pk", flat=True))


def test_all_sales_staff_write_notes(world: World) -> None:
    contact = a_contact(world.customer)
    for who in (world.owners | world.others).values():
        note, event = write(world, who, contact=contact)
        assert (note.author, note.at, note.kind) == (who, AT, "call")
        assert (event.verb, event.data, event.half) == ("note.added", {"kind": "call"}, who.half)
        assert set(event.subjects.values_list("kind", "object_id")) == {
            ("note", note.pk),
            ("customer", world.customer.pk),
            ("tandem", world.tandem.pk),
            ("contact", contact.pk),
        }


def test_a_note_in_an_event_says_nothing_of_its_text(world: World) -> None:
    _note, event = write(world, world.inside, text="streng geheim")
    assert "geheim" not in str(event.data)


def test_the_others_do_not(world: World) -> None:
    for who in world.outsiders.values():
        with unchanged(), pytest.raises(Refused):
            write(world, who)
    for who in world.others.values():
        with unchanged(), pytest.raises(Refused):
            write(world, who, world.restricted)


def test_a_contact_of_another_customer_is_refused(world: World) -> None:
    contact = a_contact(world.queued)
    with unchanged(), pytest.raises(Invalid) as invalid:
        write(world, world.inside, contact=contact)
    assert (invalid.value.code, set(invalid.value.fields)) == ("other_customer", {"contact"})
    note, _event = write(world, world.inside)
    with unchanged(), pytest.raises(Invalid):
        change(note, world.inside, contact=contact)


def test_the_author_edits_and_the_manager_of_the_customer(world: World) -> None:
    note, _event = write(world, world.mate)
    for who in (world.mate, world.manager):
        event = change(fresh(note), who, text=f"Von {who.pk}")
        assert event
        assert event.changes["text"][1] == f"Von {who.pk}"
    for who in (world.inside, world.field, world.cover, world.stranger, world.far_manager, *world.outsiders.values()):
        with unchanged(), pytest.raises(Refused):
            change(fresh(note), who, text="Meins")
        with unchanged(), pytest.raises(Refused):
            remove_note(fresh(note), actor=of(who), at=AT)
    with unchanged():
        assert change(fresh(note), world.mate, text=fresh(note).text) is None


def test_what_changed_meanwhile_is_a_conflict(world: World) -> None:
    note, _event = write(world, world.mate)
    change(fresh(note), world.manager, text="Neuer")
    with unchanged(), pytest.raises(Conflict):
        change(note, world.mate, text="Meiner")


def test_a_note_just_written_is_taken_back(world: World) -> None:
    note, event = write(world, world.mate)
    undone = undo_event(event, actor=of(world.mate), at=AT)
    assert (seen(world), fresh(note).removed_at) == ([], AT)
    assert ("customer", world.customer.pk) in undone.subjects.values_list("kind", "object_id")


def test_a_removed_note_comes_back(world: World) -> None:
    note, _event = write(world, world.mate)
    event = remove_note(note, actor=of(world.mate), at=AT)
    assert seen(world) == []
    undo_event(event, actor=of(world.mate), at=AT)
    assert seen(world) == [note.pk]


def test_what_is_removed_is_removed_once(world: World) -> None:
    note, _event = write(world, world.mate)
    remove_note(note, actor=of(world.mate), at=AT)
    with unchanged(), pytest.raises(Refused) as refused:
        remove_note(fresh(note), actor=of(world.mate), at=AT)
    assert refused.value.code == "removed_already"
    with unchanged(), pytest.raises(Conflict):
        change(note, world.mate, text="Doch")


def test_a_note_taken_back_does_not_return_by_a_second_undo(world: World) -> None:
    note, added = write(world, world.mate)
    removed = remove_note(note, actor=of(world.mate), at=AT)
    with unchanged(), pytest.raises(Conflict):
        undo_event(added, actor=of(world.mate), at=AT)
    undo_event(removed, actor=of(world.mate), at=AT)
    undo_event(added, actor=of(world.mate), at=AT)
    assert seen(world) == []


def test_who_may_no_longer_see_the_customer_takes_nothing_back(world: World) -> None:
    note, event = write(world, world.stranger)
    Customer.objects.filter(pk=world.customer.pk).update(restricted=True)
    with unchanged(), pytest.raises(Refused):
        undo_event(event, actor=of(world.stranger), at=AT)
    assert fresh(note).removed_at is None


@pytest.mark.django_db(transaction=True)
def test_two_who_edit_or_remove_at_once() -> None:
    world = a_world()
    note, _event = write(world, world.mate)
    one, two, three = fresh(note), fresh(note), fresh(note)
    acts: list[Callable[[], object]] = [
        partial(change, one, world.mate, text="Eins"),
        partial(change, two, world.manager, text="Zwei"),
        partial(remove_note, three, actor=of(world.manager), at=AT),
    ]
    found = at_once(*acts)
    assert found in (["changed_meanwhile", "changed_meanwhile", "done"], ["changed_meanwhile", "done", "done"])
    assert fresh(note).removed_at == AT
