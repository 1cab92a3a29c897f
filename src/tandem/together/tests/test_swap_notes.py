"""The evening of a swap day: notes, who reads them when, what becomes of them, and the question a month later."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import transaction
from django.urls import reverse

from tandem.core.actor import Actor
from tandem.core.errors import Conflict, Invalid, Refused
from tandem.core.models import Event
from tandem.core.tests.browser import submit, text_of
from tandem.people.tests.factories import as_actor, signed_in_client
from tandem.together.models import SwapDay, SwapNote
from tandem.together.swaps import notes
from tandem.together.swaps.queries import visible_notes
from tandem.together.swaps.reactions import follow_swaps
from tandem.work.models import Todo

from .swap_world import EVENING, Trip, a_trip, everything, on

pytestmark = pytest.mark.django_db
WORDS = {"surprised": "37 Anrufe vor dem Mittag", "will_do": "", "should_change": "Angebote vor zehn Uhr"}


@pytest.fixture
def trip() -> Trip:
    return a_trip()


def refused(error: type[Exception], act: Any) -> Any:
    before = everything()
    with pytest.raises(error) as caught, transaction.atomic():
        act()
    assert everything() == before
    return caught.value


def anna(trip: Trip) -> Actor:
    return as_actor(trip.world.inside, EVENING)


def ben(trip: Trip) -> Actor:
    return as_actor(trip.world.field, EVENING)


def write(swap: SwapDay, actor: Actor, version: int | None = None, **words: str) -> Event | None:
    return notes.write_note(swap, values=WORDS | words, version=version, actor=actor, at=actor.at)


def read(actor: Actor) -> set[str]:
    return set(visible_notes(actor).values_list("author__first_name", flat=True))


def test_each_reads_the_other_once_both_have_written(trip: Trip) -> None:
    swap = trip.plan()
    write(swap, anna(trip))
    swap.refresh_from_db()
    assert (swap.status, read(anna(trip)), read(ben(trip))) == ("lived", {"Anna"}, set())
    write(swap, ben(trip), surprised="So viel Fahrt")
    swap.refresh_from_db()
    assert (swap.status, read(anna(trip)), read(ben(trip))) == ("closed", {"Anna", "Ben"}, {"Anna", "Ben"})


def test_nobody_else_ever_reads_them(trip: Trip) -> None:
    swap = trip.plan()
    write(swap, anna(trip))
    write(swap, ben(trip))
    for person in (trip.world.manager, trip.world.new_inside, trip.far):
        actor = as_actor(person, EVENING)
        assert read(actor) == set()
        refused(Refused, lambda actor=actor: write(swap, actor))
        refused(Refused, lambda actor=actor: notes.remove_note(swap.notes.all()[0], actor=actor, at=actor.at))


def test_no_event_tells_what_was_written(trip: Trip) -> None:
    swap = trip.plan()
    write(swap, anna(trip))
    write(swap, anna(trip), version=1, surprised="Anders")
    write(swap, ben(trip))
    told = str(list(Event.objects.filter(verb__startswith="swap_day").values_list("data", flat=True)))
    assert not any(word in told for word in ("Anrufe", "Angebote", "Anders"))


def test_one_deletes_what_one_wrote_and_it_is_gone(trip: Trip) -> None:
    swap = trip.plan()
    write(swap, anna(trip))
    write(swap, ben(trip))
    own = SwapNote.objects.get(author=trip.world.inside)
    refused(Refused, lambda: notes.remove_note(own, actor=ben(trip), at=EVENING))
    notes.remove_note(own, actor=anna(trip), at=EVENING)
    assert read(ben(trip)) == {"Ben"}
    refused(Conflict, lambda: write(swap, anna(trip), version=1))


def test_nothing_is_written_before_the_day_or_about_a_cancelled_one(trip: Trip) -> None:
    swap = trip.plan()
    early = as_actor(trip.world.inside, on("2026-12-01"))
    assert refused(Refused, lambda: write(swap, early)).code == "not_yet"
    SwapDay.objects.update(status="cancelled")
    assert refused(Refused, lambda: write(swap, anna(trip))).code == "cancelled"


def test_an_empty_or_endless_note_is_refused(trip: Trip) -> None:
    swap = trip.plan()
    empty: dict[str, Any] = dict.fromkeys(WORDS, " ")
    assert refused(Invalid, lambda: write(swap, anna(trip), **empty)).code == "empty"
    assert refused(Invalid, lambda: write(swap, anna(trip), will_do="x" * 2001)).code == "long"


def test_two_windows_of_one_person_conflict(trip: Trip) -> None:
    swap = trip.plan()
    write(swap, anna(trip))
    write(swap, anna(trip), version=1, will_do="Fragen")
    refused(Conflict, lambda: write(swap, anna(trip), version=1, will_do="Anrufen"))


def test_what_should_change_becomes_one_to_do(trip: Trip) -> None:
    swap = trip.plan()
    write(swap, anna(trip))
    note = SwapNote.objects.get()
    values: dict[str, Any] = {"title": "Angebote früher", "holder": trip.world.field, "due_on": date(2026, 12, 10)}
    refused(Refused, lambda: notes.turn_note_into_todo(note, **values, actor=ben(trip), at=EVENING))
    notes.turn_note_into_todo(note, **values, actor=anna(trip), at=EVENING)
    todo = Todo.objects.get()
    assert (todo.title, todo.holder, todo.tandem, todo.about) == (
        "Angebote früher",
        trip.world.field,
        trip.world.tandem,
        ("swap_day", swap.pk),
    )
    again = refused(Refused, lambda: notes.turn_note_into_todo(note, **values, actor=anna(trip), at=EVENING))
    assert again.code == "todo_already"


def test_after_thirty_days_it_is_asked_once_what_came_of_it(trip: Trip) -> None:
    swap = trip.plan()
    follow_swaps(Event(), on("2026-12-03"))
    swap.refresh_from_db()
    assert swap.status == "lived"
    follow_swaps(Event(), on("2027-01-01"))
    assert not Todo.objects.exists()
    for _run in range(2):
        follow_swaps(Event(), on("2027-01-02"))
    todo = Todo.objects.get()
    assert (todo.holder, todo.about) == (trip.world.inside, ("swap_day", swap.pk))
    later = as_actor(trip.world.field, on("2027-01-04"))
    swap.refresh_from_db()
    notes.tell_outcome(swap, outcome="Angebote gehen jetzt früher", version=swap.version, actor=later, at=later.at)
    todo.refresh_from_db()
    swap.refresh_from_db()
    assert (todo.done_at, swap.outcome) == (later.at, "Angebote gehen jetzt früher")


def test_who_has_told_already_is_not_asked(trip: Trip) -> None:
    swap = trip.plan()
    write(swap, anna(trip))
    swap.refresh_from_db()
    notes.tell_outcome(swap, outcome="Viel", version=swap.version, actor=anna(trip), at=EVENING)
    follow_swaps(Event(), on("2027-01-02"))
    assert not Todo.objects.exists()


def test_a_pair_plans_lives_and_closes_it_on_the_pages(trip: Trip, time_machine: Any) -> None:
    time_machine.move_to(on("2026-11-24"), tick=False)
    clients = {name: signed_in_client(getattr(trip.world, name)) for name in ("inside", "field", "manager")}
    new = f"/tandems/{trip.world.tandem.pk}/swap-days/new/"
    query = f"?host={trip.world.field.pk}&guest={trip.world.inside.pk}&start=2026-12-02"
    made = submit(clients["inside"], new + query, aims="Wie ein Besuch läuft")
    assert made.status_code == 302, text_of(made)
    swap = SwapDay.objects.get()
    proposals = clients["inside"].get(new.replace("new", "proposals") + query + "&days=1")
    assert "is free" in text_of(proposals)
    assert "Besuch" in text_of(clients["field"].get(made.url))
    time_machine.move_to(EVENING, tick=False)
    for name in ("inside", "field"):
        client = signed_in_client(getattr(trip.world, name))
        answer = submit(client, f"{made.url}note/", surprised=f"Staunen von {name}")
        assert answer.status_code == 302, text_of(answer)
    boss = signed_in_client(trip.world.manager)
    pages = {name: text_of(signed_in_client(getattr(trip.world, name)).get(made.url)) for name in ("inside", "field")}
    assert all("Staunen von inside" in page and "Staunen von field" in page for page in pages.values())
    assert "Staunen" not in text_of(boss.get(made.url))
    assert boss.get(f"{made.url}note/").status_code == 403
    swap.refresh_from_db()
    assert swap.status == "closed"


def test_a_form_sent_twice_plans_one_day(trip: Trip, time_machine: Any) -> None:
    time_machine.move_to(on("2026-11-24"), tick=False)
    client = signed_in_client(trip.world.inside)
    new = f"/tandems/{trip.world.tandem.pk}/swap-days/new/"
    body = {"host": trip.world.field.pk, "guest": trip.world.inside.pk, "start": "2026-12-02", "days": 1, "once": "k"}
    assert [client.post(new, body).status_code for _time in range(2)] == [302, 302]
    assert SwapDay.objects.count() == 1


def test_a_proposal_starts_with_what_should_change(trip: Trip) -> None:
    url = reverse("tandems:proposal", args=[trip.world.tandem.pk])
    page = signed_in_client(trip.world.inside).get(f"{url}?why=Vor+zehn+Uhr")
    assert "Vor zehn Uhr" in page.content.decode()
