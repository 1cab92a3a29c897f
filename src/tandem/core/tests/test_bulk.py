"""Bulk rows are what single ones would be, on both databases."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from tandem.core.bulk import insert_many
from tandem.core.models import Event, EventSubject, Once, SearchRow
from tandem.people.models import Employee, WorksAgreement

pytestmark = [pytest.mark.django_db, pytest.mark.both]
AT = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


def events(count: int) -> list[Event]:
    return [Event(verb=f"thing.{i}", at=AT, actor_kind="system", data={"ä": [i, None, "\\N\t"]}) for i in range(count)]


@pytest.mark.parametrize("count", [1, 3, 450, 1_700])
def test_rows_bear_the_ids_they_have(count: int) -> None:
    Event.objects.create(verb="before", at=AT, actor_kind="system")
    rows = events(count)
    insert_many(rows)
    stored = {event.pk: event for event in Event.objects.exclude(verb="before")}
    assert len(stored) == count
    for row in rows:
        kept = stored[row.pk]
        assert (kept.verb, kept.at, kept.data, kept.trail) == (row.verb, row.at, row.data, row.trail)
        assert kept.recorded_at is not None
    after = Event.objects.create(verb="after", at=AT, actor_kind="system")
    assert after.pk not in stored
    insert_many(more := events(2))
    assert not {row.pk for row in more} & {*stored, after.pk}


def test_every_type_comes_back_as_it_went(db: Any) -> None:
    row = WorksAgreement(
        title="Pilot „Nord“",
        purpose="pulse",
        start=date(2026, 1, 1),
        end=None,
        audience={"council", "admin"},
        text="a\nb",
    )
    insert_many([row])
    kept = WorksAgreement.objects.get(pk=row.pk)
    assert (kept.title, kept.start, kept.end, kept.audience) == (row.title, row.start, None, {"admin", "council"})
    assert kept.text == "a\nb"


def test_saved_afterwards_a_row_is_changed_and_not_doubled() -> None:
    [row] = rows = events(1)
    insert_many(rows)
    row.verb = "thing.renamed"
    row.save()
    assert list(Event.objects.values_list("pk", "verb")) == [(row.pk, "thing.renamed")]


@pytest.mark.parametrize("count", [1, 300])
def test_what_the_database_refuses_is_refused_as_a_whole(count: int) -> None:
    rows = [Once(key=f"k{i}", at=AT) for i in range(count)] + [Once(key="k0", at=AT)]
    with pytest.raises(IntegrityError), transaction.atomic():
        insert_many(rows)
    assert not Once.objects.exists()


def test_search_rows_are_found() -> None:
    insert_many([SearchRow(kind="thing", object_id=1, owner_id=1, title="Ä", title_key="ae", text="maschine")])
    assert SearchRow.objects.get().title == "Ä"


def test_nothing_is_nothing() -> None:
    insert_many([])
    assert (Event.objects.count(), EventSubject.objects.count(), Employee.objects.count()) == (0, 0, 0)
