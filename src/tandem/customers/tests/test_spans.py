"""Half-open spans in the database: it refuses an overlap itself, whoever writes, on both databases."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tandem.core.spans import on_day, overlapping
from tandem.core.tests.races import at_once
from tandem.customers.models import Assignment, Customer
from tandem.tandems.models import Tandem
from tandem.tandems.tests.factories import a_tandem

from .factories import a_customer
from .world import World

pytestmark = pytest.mark.both

DAY = date(2026, 1, 1)
Span = tuple[int, int | None]
SPANS = st.tuples(st.integers(0, 9), st.one_of(st.none(), st.integers(1, 4))).map(
    lambda pair: (pair[0], None if pair[1] is None else pair[0] + pair[1])
)
WITH_DATABASE = settings(
    max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow], derandomize=True
)


def on(number: int) -> date:
    return DAY + timedelta(days=number)


def dates(span: Span) -> dict[str, date | None]:
    return {"start": on(span[0]), "end": None if span[1] is None else on(span[1])}


def write(customer: Customer, tandem: Tandem, span: Span) -> Assignment:
    with transaction.atomic():
        row = Assignment(customer=customer, tandem=tandem, **dates(span))
        row.save()
        return row


def move(row: Assignment, span: Span) -> None:
    with transaction.atomic():
        Assignment.objects.filter(pk=row.pk).update(**dates(span))


def days(span: Span) -> set[int]:
    """The days it covers, as far as these tests look."""
    return set(range(span[0], 20 if span[1] is None else span[1]))


@WITH_DATABASE
@given(st.lists(SPANS, max_size=6), st.lists(st.tuples(st.integers(0, 5), SPANS), max_size=4))
@pytest.mark.django_db
def test_exactly_the_overlapping_ones_are_refused(spans: list[Span], moves: list[tuple[int, Span]]) -> None:
    with transaction.atomic():
        customer, tandem = a_customer(), a_tandem()
        kept: dict[Assignment, Span] = {}
        for span in spans:
            free = all(not days(span) & days(other) for other in kept.values())
            if free:
                kept[write(customer, tandem, span)] = span
            else:
                with pytest.raises(IntegrityError):
                    write(customer, tandem, span)
        for index, span in moves:
            if index >= len(kept):
                continue
            row = list(kept)[index]
            free = all(not days(span) & days(other) for one, other in kept.items() if one != row)
            if free:
                move(row, span)
                kept[row] = span
            else:
                with pytest.raises(IntegrityError):
                    move(row, span)
        for day in range(15):
            holding = Assignment.objects.filter(on_day(DAY + timedelta(day)), customer=customer)
            assert holding.count() == sum(day in days(span) for span in kept.values()) <= 1
        transaction.set_rollback(True)


@WITH_DATABASE
@given(SPANS, SPANS)
@pytest.mark.django_db
def test_what_overlaps_is_found_as_the_database_sees_it(one: Span, other: Span) -> None:
    with transaction.atomic():
        write(a_customer(), a_tandem(), one)
        found = Assignment.objects.filter(overlapping(on(other[0]), dates(other)["end"]))
        assert found.exists() == bool(days(one) & days(other))
        transaction.set_rollback(True)


def test_adjacent_spans_are_fine_and_other_customers_free(world: World) -> None:
    customer = a_customer(team=world.team)
    write(customer, world.tandem, (0, 5))
    write(customer, world.mates, (5, None))
    with pytest.raises(IntegrityError):
        write(customer, world.tandem, (4, 5))
    write(a_customer(team=world.team), world.tandem, (0, None))


@pytest.mark.parametrize("span", [(5, 5), (5, 4)])
def test_a_span_ends_after_it_starts(world: World, span: Span) -> None:
    with pytest.raises(IntegrityError):
        write(world.queued, world.tandem, span)


def test_a_row_may_be_saved_again_as_it_is(world: World) -> None:
    row = write(world.queued, world.tandem, (0, None))
    row.reason = "x"
    row.save()
    move(row, (1, 3))
    assert Assignment.objects.get(pk=row.pk).start == on(1)


@pytest.mark.django_db(transaction=True)
def test_two_at_once_without_any_lock_of_ours_get_one_row() -> None:
    customer, tandems = a_customer(), [a_tandem(), a_tandem()]
    acts = [lambda tandem=tandem: write(customer, tandem, (0, None)) for tandem in tandems]
    assert at_once(*acts) == ["IntegrityError", "done"]
    assert Assignment.objects.count() == 1
