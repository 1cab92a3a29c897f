"""Recurring work: once per business day after three in the morning of the company's zone."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from tandem.core.models import Event
from tandem.core.schedule import DAILY, record_due

from .races import at_once

pytestmark = pytest.mark.both

NIGHT = datetime(2026, 11, 24, 1, 59, 59, tzinfo=UTC)  # 2:59:59 in Berlin
MORNING = NIGHT + timedelta(seconds=1)


def days() -> list[str]:
    return [event.data["day"] for event in Event.objects.filter(verb=DAILY).order_by("id")]


@pytest.mark.django_db
def test_once_a_day_after_its_hour() -> None:
    assert [record_due(at=at) for at in (NIGHT, NIGHT, MORNING, MORNING + timedelta(hours=20))] == [
        True,
        False,
        True,
        False,
    ]
    assert days() == ["2026-11-23", "2026-11-24"]


@pytest.mark.django_db
def test_the_hour_follows_summer_time() -> None:
    record_due(at=datetime(2026, 7, 1, 0, 59, tzinfo=UTC))
    assert record_due(at=datetime(2026, 7, 1, 1, 0, tzinfo=UTC))
    assert days() == ["2026-06-30", "2026-07-01"]


@pytest.mark.django_db
def test_days_without_a_worker_are_made_up_for_once() -> None:
    record_due(at=MORNING)
    record_due(at=MORNING + timedelta(days=10))
    assert days() == ["2026-11-24", "2026-12-04"]


@pytest.mark.django_db(transaction=True)
def test_many_workers_record_one() -> None:
    assert at_once(*[lambda: record_due(at=MORNING)] * 4) == ["done"] * 4
    assert days() == ["2026-11-24"]
