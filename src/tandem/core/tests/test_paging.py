"""Keyset paging: whichever way one walks, each row comes once, in order; a broken cursor does no harm."""

from __future__ import annotations

import base64
import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import transaction
from django.db.models import QuerySet
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tandem.core.models import Event, EventSubject
from tandem.core.paging import Keyset, keyset

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
WITH_DATABASE = settings(
    max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow], derandomize=True
)
COLUMNS = ["verb", "at", "actor_id", "pk"]


def make(values: list[int]) -> None:
    Event.objects.all().delete()
    Event.objects.bulk_create(
        Event(verb=f"v{value}", at=AT + timedelta(minutes=value), actor_id=value) for value in values
    )


def page(by: str, descending: bool, size: int, *, before: str = "", after: str = "", **more: Any) -> Keyset[Event]:
    return keyset(Event.objects.all(), by=by, descending=descending, size=size, before=before, after=after, **more)


def walk(by: str, descending: bool, size: int) -> list[Keyset[Event]]:
    pages = [page(by, descending, size)]
    while pages[-1].after:
        assert len(pages) < 50
        pages.append(page(by, descending, size, after=pages[-1].after))
    return pages


def ids(*pages: Keyset[Event]) -> list[int]:
    return [row.pk for one in pages for row in one.rows]


@WITH_DATABASE
@given(
    st.lists(st.integers(0, 3), max_size=13),
    st.sampled_from(COLUMNS),
    st.booleans(),
    st.integers(min_value=1, max_value=5),
)
def test_forth_and_back_each_row_comes_once_in_order(values: list[int], by: str, descending: bool, size: int) -> None:
    with transaction.atomic():
        make(values)
        sign = "-" if descending else ""
        expected = list(Event.objects.order_by(f"{sign}{by}", f"{sign}pk").values_list("pk", flat=True))
        forth = walk(by, descending, size)
        assert ids(*forth) == expected
        assert all(len(one.rows) == size for one in forth[:-1])
        assert [one.first for one in forth] == [1 + size * n for n in range(len(forth))]
        back = [forth[-1]]
        while back[0].before:
            assert len(back) < 50
            back.insert(0, page(by, descending, size, before=back[0].before))
        assert ids(*back) == expected
        assert [one.first for one in back] == [one.first for one in forth]
        transaction.set_rollback(True)


def test_rows_that_come_and_go_do_not_shift_the_others() -> None:
    make([0, 2, 4, 6, 8])
    first = page("actor_id", False, 2)
    Event.objects.create(verb="new", at=AT, actor_id=1)
    Event.objects.filter(actor_id=0).delete()
    assert [row.actor_id for row in page("actor_id", False, 2, after=first.after).rows] == [4, 6]


def test_a_page_behind_the_last_row_starts_anew() -> None:
    make([1, 2, 3])
    last = page("actor_id", False, 2)
    Event.objects.filter(actor_id=3).delete()
    again = page("actor_id", False, 2, after=last.after)
    assert ([row.actor_id for row in again.rows], again.first, again.before) == ([1, 2], 1, "")


def test_a_field_of_another_table() -> None:
    make([2, 1, 2])
    for event in Event.objects.all():
        EventSubject.objects.create(event=event, kind="x", object_id=event.pk)
    rows: QuerySet[EventSubject] = EventSubject.objects.all()
    walked: list[int | None] = []
    after = ""
    while True:
        found = keyset(rows, by="event__actor_id", descending=True, size=1, before="", after=after)
        walked += [row.event.actor_id for row in found.rows]
        after = found.after
        if not after:
            break
    assert walked == [2, 2, 1]


def cursor(*parts: Any) -> str:
    return base64.urlsafe_b64encode(json.dumps(parts).encode()).decode().rstrip("=")


BROKEN = [
    "x",
    "äöü",
    "AAAA",
    "a" * 5,
    cursor(),
    cursor("v1", 1),
    cursor("v1", "x", 1),
    cursor("v1", 1, None),
    cursor(None, 1, 1),
    cursor([], 1, 1),
    cursor({"a": 1}, 1, 1),
    cursor("a\0b", 1, 1),
    cursor("a\ud800b", 1, 1),
    cursor("nonsense", 1, 1),
    cursor(float("nan"), 1, 1),
    cursor(float("inf"), 1, 1),
    cursor(10**400, 1, 1),
    cursor(1, 2**63, 1),
    cursor(1, float("inf"), 1),
    cursor(2**63, 1, 1),
    cursor("99999-99-99", 1, 1),
    base64.urlsafe_b64encode(b"[" * 20_000).decode(),
]


@pytest.mark.parametrize("by", COLUMNS)
@pytest.mark.parametrize("broken", BROKEN, ids=range(len(BROKEN)))
def test_a_broken_cursor_does_no_harm(by: str, broken: str) -> None:
    make([1, 2, 3])
    for way in ("before", "after"):
        assert page(by, False, 2, **{way: broken}).rows


@WITH_DATABASE
@given(st.text(max_size=60), st.sampled_from(COLUMNS))
def test_no_text_at_all_does_harm(text: str, by: str) -> None:
    with transaction.atomic():
        make([1, 2, 3])
        assert page(by, True, 2, before=text).rows
        transaction.set_rollback(True)
