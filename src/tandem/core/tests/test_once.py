"""A form sent twice does its work once."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection

from tandem.core.actor import Actor
from tandem.core.models import Event, Once, SearchRow
from tandem.core.once import KEPT, forget_old, new_key, once

pytestmark = pytest.mark.both

AT = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
ME, OTHER = Actor("employee", 1, AT), Actor("employee", 2, AT)


def a_row() -> SearchRow:
    return SearchRow.objects.create(
        kind="thing", object_id=SearchRow.objects.count() + 1, owner_id=1, title="x", title_key="x", text="x"
    )


@pytest.mark.django_db
def test_the_same_key_gives_what_came_of_it() -> None:
    first, again = (once(SearchRow, "k", a_row, actor=ME, at=AT) for _ in range(2))
    assert (first, SearchRow.objects.count()) == (again, 1)


@pytest.mark.django_db
def test_keys_are_each_persons_own_and_none_means_always() -> None:
    for actor, key in ((ME, "k"), (OTHER, "k"), (ME, ""), (ME, ""), (ME, new_key()), (ME, new_key())):
        once(SearchRow, key, a_row, actor=actor, at=AT)
    assert SearchRow.objects.count() == 6


@pytest.mark.django_db
def test_a_failure_leaves_the_key_unused() -> None:
    def fail() -> SearchRow:
        a_row()
        raise ValueError

    with pytest.raises(ValueError):  # noqa: PT011
        once(SearchRow, "k", fail, actor=ME, at=AT)
    assert (SearchRow.objects.count(), Once.objects.count()) == (0, 0)
    once(SearchRow, "k", a_row, actor=ME, at=AT)
    assert SearchRow.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_at_the_same_time_the_second_waits_for_the_first() -> None:
    made: list[int] = []
    start = threading.Barrier(4)

    def send() -> None:
        start.wait()
        try:
            made.append(once(SearchRow, "k", a_row, actor=ME, at=AT).pk)
        finally:
            connection.close()

    threads = [threading.Thread(target=send) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(made), len(set(made)), SearchRow.objects.count()) == (4, 1, 1)


@pytest.mark.django_db
def test_old_keys_are_forgotten() -> None:
    once(SearchRow, "old", a_row, actor=ME, at=AT - KEPT - timedelta(1))
    once(SearchRow, "new", a_row, actor=ME, at=AT)
    forget_old(Event(), AT)
    assert [row.key.rsplit(":", 1)[1] for row in Once.objects.all()] == ["new"]
