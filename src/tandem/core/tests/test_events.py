"""Recording: one event, its subjects once each, one delivery per handler, all in the transaction of the deed."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest
from django.db import connection, models, transaction
from django.test.utils import CaptureQueriesContext

from tandem.core.actor import Actor
from tandem.core.events import Draft, record, record_many, trail
from tandem.core.models import Delivery, Event, EventSubject

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("small_world")]
AT = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
ME = Actor("employee", 7, AT, "Anna Berg", SimpleNamespace(half="field"))


class Thing(models.Model):
    """Something events are about; never stored."""

    ref_kind = "thing"

    class Meta:
        app_label = "core"
        managed = False


class Other(Thing):
    """The same number, another kind."""

    ref_kind = "other"

    class Meta:
        app_label = "core"
        managed = False
        proxy = True


def subjects(event: Event) -> set[tuple[str, int]]:
    return set(EventSubject.objects.filter(event=event).values_list("kind", "object_id"))


def test_an_event_says_who_when_what_and_which_half() -> None:
    event = record("thing.seen", actor=ME, at=AT, changes={"name": ["alt", "neu"]}, data={"why": "so"})
    event.refresh_from_db()
    assert (event.verb, event.at) == ("thing.seen", AT)
    assert (event.actor_kind, event.actor_id, event.actor_label, event.half) == ("employee", 7, "Anna Berg", "field")
    assert event.data == {"why": "so", "changes": {"name": ["alt", "neu"]}}
    assert event.changes == {"name": ["alt", "neu"]}
    assert abs(event.recorded_at - datetime.now(UTC)) < timedelta(minutes=1)


def test_an_event_without_changes_has_none() -> None:
    event = record("thing.seen", actor=ME, at=AT)
    assert (event.changes, event.data) == ({}, {})


def test_a_label_too_long_is_cut_not_refused() -> None:
    assert record("thing.seen", actor=Actor.system(AT, "x" * 300), at=AT).actor_label == "x" * 150


def test_subjects_stand_once_each_and_none_is_passed_over() -> None:
    event = record("thing.seen", Thing(pk=1), None, Thing(pk=1), Thing(pk=2), Other(pk=1), actor=ME, at=AT)
    assert subjects(event) == {("thing", 1), ("thing", 2), ("other", 1)}
    assert event.subjects.count() == 3


def test_one_delivery_per_handler_due_at_once() -> None:
    event = record("thing.done", actor=ME, at=AT)
    assert list(event.deliveries.order_by("handler").values_list("handler", "next_at", "attempts", "done_at")) == [
        ("core.react", AT, 0, None),
        ("core.write_row", AT, 0, None),
    ]
    assert not record("thing.seen", actor=ME, at=AT).deliveries.exists()


def test_a_deed_that_fails_leaves_no_event() -> None:
    with transaction.atomic():
        record("thing.done", Thing(pk=1), actor=ME, at=AT)
        transaction.set_rollback(True)
    assert (Event.objects.count(), EventSubject.objects.count(), Delivery.objects.count()) == (0, 0, 0)


def test_events_of_one_deed_share_a_trail_others_do_not() -> None:
    with trail() as ours:
        inside = [record("thing.seen", actor=ME, at=AT).trail for _ in range(2)]
        with trail(known := uuid.uuid4()):
            assert record("thing.seen", actor=ME, at=AT).trail == known
        inside.append(record("thing.seen", actor=ME, at=AT).trail)
    outside = [record("thing.seen", actor=ME, at=AT).trail for _ in range(2)]
    assert inside == [ours] * 3
    assert len({ours, known, *outside}) == 4


def test_many_events_keep_their_own_actor_half_and_subjects() -> None:
    house = Actor.system(AT, "import")
    drafts = [
        Draft("thing.done", AT, [("thing", 1), ("other", 1)], {"a": 1}, half="inside"),
        Draft("thing.seen", AT - timedelta(1), [("thing", 2)], actor=ME),
    ]
    assert record_many(drafts, actor=house, deliver=True) == 2
    first, second = Event.objects.order_by("id")
    assert (first.actor_kind, first.actor_label, first.half, first.data) == ("system", "import", "inside", {"a": 1})
    assert (second.actor_id, second.half, second.at) == (7, "field", AT - timedelta(1))
    assert (subjects(first), subjects(second)) == ({("thing", 1), ("other", 1)}, {("thing", 2)})
    assert set(Delivery.objects.values_list("event", "handler")) == {
        (first.pk, "core.write_row"),
        (first.pk, "core.react"),
    }
    assert first.trail != second.trail


def test_history_is_not_delivered() -> None:
    record_many([Draft("thing.done", AT, [])], actor=ME, deliver=False)
    assert not Delivery.objects.exists()


def test_many_events_take_few_statements() -> None:
    drafts = [Draft("thing.done", AT, [("thing", n)]) for n in range(300)]
    with CaptureQueriesContext(connection) as used:
        record_many(drafts, actor=ME, deliver=True)
    assert len(used) <= 20
