"""Locking: no change of anybody is lost, and what has gone is said plainly."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

import pytest
from django.db import connection, transaction

from tandem.core.errors import Conflict
from tandem.core.locking import lock, save_changes
from tandem.core.models import Once, ScheduledDay
from tandem.people.models import WorkingTime
from tandem.people.tests.factories import an_employee

from .races import at_once

pytestmark = pytest.mark.both

AT = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


@pytest.mark.django_db
def test_lock_gives_the_row_as_it_stands_now() -> None:
    seen = Once.objects.create(key="k", at=AT, object_id=1)
    Once.objects.update(object_id=2)
    with transaction.atomic():
        locked = lock(seen)
    assert (locked.object_id, seen.object_id) == (2, 1)


@pytest.mark.django_db
def test_what_has_been_removed_meanwhile_is_a_conflict() -> None:
    seen = Once.objects.create(key="k", at=AT)
    Once.objects.all().delete()
    with pytest.raises(Conflict) as conflict, transaction.atomic():
        lock(seen)
    assert (conflict.value.code, conflict.value.current) == ("removed_meanwhile", None)


@pytest.mark.django_db
def test_save_changes_writes_what_differs_and_nothing_else() -> None:
    row = ScheduledDay.objects.create(pk=1, last_day=date(2026, 11, 20))
    assert save_changes(row, {"last_day": date(2026, 11, 20)}) == {}
    assert save_changes(row, {"last_day": date(2026, 11, 24)}) == {"last_day": ["2026-11-20", "2026-11-24"]}
    assert ScheduledDay.objects.get().last_day == date(2026, 11, 24)


@pytest.mark.django_db
def test_save_changes_leaves_alone_what_others_changed_in_other_fields() -> None:
    seen = Once.objects.create(key="k", at=AT, object_id=1)
    Once.objects.update(object_id=2)
    save_changes(seen, {"key": "new"})
    assert list(Once.objects.values_list("key", "object_id")) == [("new", 2)]


@pytest.mark.django_db(transaction=True)
def test_no_count_is_lost_among_eight() -> None:
    row = Once.objects.create(key="k", at=AT, object_id=0)

    def count() -> None:
        for _ in range(10):
            with transaction.atomic():
                locked = lock(row)
                save_changes(locked, {"object_id": (locked.object_id or 0) + 1})

    assert at_once(*[count] * 8) == ["done"] * 8
    assert Once.objects.get().object_id == 80


@pytest.mark.django_db(transaction=True)
def test_what_is_locked_can_still_be_named_by_others() -> None:
    """A foreign key to a locked row must not wait: two deeds that name each other's rows would stop each other."""
    if connection.vendor != "postgresql":
        pytest.skip("only PostgreSQL locks rows")
    person = an_employee()

    def name_person() -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET LOCAL lock_timeout = '1s'")
            WorkingTime.objects.create(employee=person, weekday=1, start=time(8), end=time(12))

    with transaction.atomic():
        lock(person)
        assert at_once(name_person) == ["done"]
