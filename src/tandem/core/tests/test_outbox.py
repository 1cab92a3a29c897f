"""The outbox: delivered once, tried again later and later, parked after five, put back by hand."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection

from tandem.core import outbox
from tandem.core.actor import Actor
from tandem.core.errors import Refused
from tandem.core.events import record, trail
from tandem.core.models import Delivery, Event, Once
from tandem.core.outbox import deliver_due, retry_parked

from .races import at_once

pytestmark = [pytest.mark.both, pytest.mark.django_db, pytest.mark.usefixtures("small_world")]
AT = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
ME = Actor("employee", 7, AT)


def a_delivery(verb: str = "thing.counted") -> Delivery:
    return record(verb, actor=ME, at=AT).deliveries.get()


def everybody(actor: Actor, thing: object) -> bool:
    return True


def nobody(actor: Actor, thing: object) -> bool:
    return False


def handled() -> int:
    return Once.objects.filter(key__startswith="handled").count()


def parked(at: datetime = AT) -> Delivery:
    """A delivery whose handler has failed five times."""
    delivery = a_delivery("thing.failed")
    for hours in range(5):
        deliver_due(at=at + timedelta(hours=hours))
    delivery.refresh_from_db()
    return delivery


def test_what_is_due_is_delivered_once() -> None:
    delivery = a_delivery()
    assert [deliver_due(at=AT), deliver_due(at=AT), deliver_due(at=AT + timedelta(1))] == [1, 0, 0]
    delivery.refresh_from_db()
    assert (delivery.done_at, delivery.attempts, delivery.error, handled()) == (AT, 0, "", 1)


def test_what_is_not_due_waits() -> None:
    a_delivery()
    assert deliver_due(at=AT - timedelta(microseconds=1)) == 0
    assert handled() == 0


def test_the_oldest_first_and_no_more_than_asked() -> None:
    later = a_delivery()
    Delivery.objects.filter(pk=later.pk).update(next_at=AT + timedelta(seconds=1))
    a_delivery()
    assert deliver_due(at=AT + timedelta(seconds=2), limit=1) == 1
    assert list(Delivery.objects.filter(done_at=None)) == [later]


def test_what_a_reaction_records_belongs_to_the_trail_of_the_deed() -> None:
    with trail() as ours:
        record("thing.done", actor=ME, at=AT)
    deliver_due(at=AT)
    assert Event.objects.get(verb="thing.followed").trail == ours


def test_a_failing_handler_writes_nothing_and_is_remembered() -> None:
    delivery = a_delivery("thing.failed")
    assert deliver_due(at=AT) == 1
    delivery.refresh_from_db()
    assert handled() == 0
    assert (delivery.attempts, delivery.done_at, delivery.parked_at) == (1, None, None)
    assert "HandlerBroken: the printer is on fire" in delivery.error


def test_a_failing_handler_does_not_hold_up_the_others() -> None:
    a_delivery("thing.failed")
    a_delivery()
    assert deliver_due(at=AT) == 2
    assert handled() == 1


def test_it_is_tried_after_5_20_80_320_seconds_then_parked() -> None:
    delivery = a_delivery("thing.failed")
    at, waits = AT, []
    for attempt in range(1, 6):
        assert deliver_due(at=at - timedelta(microseconds=1)) == 0
        assert deliver_due(at=at) == 1
        delivery.refresh_from_db()
        assert (delivery.attempts, delivery.parked_at) == (attempt, at if attempt == 5 else None)
        waits.append((delivery.next_at - at).total_seconds())
        at = delivery.next_at
    assert waits[:4] == [5, 20, 80, 320]
    assert "HandlerBroken" in delivery.error
    assert deliver_due(at=at + timedelta(365)) == 0
    assert handled() == 0


def test_success_after_failure_forgets_the_error() -> None:
    delivery = a_delivery("thing.failed")
    deliver_due(at=AT)
    Delivery.objects.filter(pk=delivery.pk).update(handler="core.write_row")
    deliver_due(at=AT + timedelta(seconds=5))
    delivery.refresh_from_db()
    assert (delivery.error, delivery.attempts, delivery.done_at) == ("", 1, AT + timedelta(seconds=5))


def test_a_handler_that_was_renamed_is_an_error_that_names_it() -> None:
    delivery = a_delivery()
    Delivery.objects.filter(pk=delivery.pk).update(handler="core.gone")
    deliver_due(at=AT)
    delivery.refresh_from_db()
    assert (delivery.attempts, "core.gone" in delivery.error) == (1, True)


def test_a_parked_delivery_gets_five_new_attempts() -> None:
    delivery, later = parked(), AT + timedelta(days=1)
    retry_parked(delivery, actor=ME, at=later, rule=everybody)
    delivery.refresh_from_db()
    assert (delivery.parked_at, delivery.attempts, delivery.next_at, delivery.error) == (None, 0, later, "")
    assert deliver_due(at=later) == 1


def test_putting_back_asks_the_rule_and_only_what_is_parked() -> None:
    delivery, waiting = parked(), a_delivery()
    before = list(Delivery.objects.order_by("pk").values())
    for one, rule in ((delivery, nobody), (waiting, everybody)):
        with pytest.raises(Refused):
            retry_parked(one, actor=ME, at=AT, rule=rule)
    assert list(Delivery.objects.order_by("pk").values()) == before


@pytest.mark.django_db(transaction=True)
def test_a_failure_that_shows_only_at_the_commit_is_remembered_too() -> None:
    delivery = a_delivery("thing.dangling")
    assert deliver_due(at=AT) == 1
    delivery.refresh_from_db()
    assert (delivery.attempts, delivery.done_at, "IntegrityError" in delivery.error) == (1, None, True)
    assert not Event.objects.filter(verb="thing.followed").exists()


def test_a_worker_with_an_old_list_respects_the_back_off() -> None:
    delivery = a_delivery("thing.failed")
    deliver_due(at=AT)
    assert not outbox._deliver(delivery.pk, at=AT)
    delivery.refresh_from_db()
    assert delivery.attempts == 1


@pytest.mark.django_db(transaction=True)
def test_workers_that_take_the_same_delivery_deliver_it_once() -> None:
    for _ in range(5):
        a_delivery()
    assert at_once(*[lambda: deliver_due(at=AT)] * 4) == ["done"] * 4
    assert (handled(), Delivery.objects.filter(done_at=None).count()) == (5, 0)


@pytest.mark.django_db(transaction=True)
def test_workers_that_fail_together_count_each_attempt_once() -> None:
    delivery = a_delivery("thing.failed")
    assert at_once(*[lambda: deliver_due(at=AT)] * 4) == ["done"] * 4
    delivery.refresh_from_db()
    assert (delivery.attempts, delivery.next_at) == (1, AT + timedelta(seconds=5))


def test_open_and_parked_deliveries_have_small_indexes_of_their_own() -> None:
    with connection.cursor() as cursor:
        found = connection.introspection.get_constraints(cursor, Delivery._meta.db_table)
    assert {"core_delivery_open", "core_delivery_parked", "core_delivery_once"} <= found.keys()


@pytest.mark.django_db(transaction=True)
def test_a_slow_mail_server_holds_up_nobody_who_writes() -> None:
    delivery = a_delivery("thing.sent")
    assert deliver_due(at=AT) == 1
    delivery.refresh_from_db()
    assert (delivery.done_at, delivery.error, handled()) == (AT, "", 1)
