"""Prepared queries give what plain ones give, and refuse what would give something else."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.db.models import Count, QuerySet
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tandem.core.actor import Actor
from tandem.core.marks import NotPrepared
from tandem.core.prepared import Prepared, prepared
from tandem.core.spans import on_day
from tandem.customers.models import Assignment, Customer
from tandem.customers.queries import visible_customers
from tandem.customers.tests.world import World, a_world, of
from tandem.people.models import Employee
from tandem.tandems.models import Seat
from tandem.tandems.queries import scope_of

pytestmark = [pytest.mark.django_db, pytest.mark.both]


@pytest.fixture
def world() -> World:
    return a_world()


def built(query: Prepared[Any, Any]) -> int:
    return len(query.shapes)


def test_the_rows_of_each_kind_are_those_of_the_queryset(world: World) -> None:
    @prepared
    def seats(tandem_ids: Iterable[int], day: date) -> QuerySet[Seat]:
        rows = Seat.objects.filter(on_day(day), tandem__in=tandem_ids).select_related("employee", "tandem")
        return rows.prefetch_related("tandem__seats").order_by("pk")

    @prepared
    def names(tandem_ids: Iterable[int]) -> QuerySet[Seat, str]:
        return Seat.objects.filter(tandem__in=tandem_ids).values_list("employee__last_name", flat=True).order_by("pk")

    @prepared
    def counted(tandem_ids: Iterable[int]) -> QuerySet[Seat, Any]:
        return Seat.objects.filter(tandem__in=tandem_ids).values("tandem").annotate(n=Count("pk")).order_by("tandem")

    today = timezone.localdate()
    ids = {world.tandem.pk}
    for keys in (ids, {*ids, *Assignment.objects.values_list("tandem", flat=True)}, set()):
        plain = Seat.objects.filter(tandem__in=keys).order_by("pk")
        now = seats(keys, today)
        assert now == list(plain.filter(on_day(today)))
        with CaptureQueriesContext(connection) as asked:
            assert [len(seat.tandem.seats.all()) for seat in now] == [2 for _ in now]
        assert len(asked) == 0
        assert names(keys) == list(plain.values_list("employee__last_name", flat=True))
        assert counted(keys) == list(plain.values("tandem").annotate(n=Count("pk")).order_by("tandem"))


def test_the_sql_is_built_once_and_the_values_change(world: World) -> None:
    @prepared
    def on(customer_id: int, day: date) -> QuerySet[Assignment]:
        return Assignment.objects.filter(on_day(day), customer=customer_id)

    row = Assignment.objects.get(customer=world.customer, end=None)
    assert on(world.customer.pk, row.start) == [row]
    assert on(world.customer.pk, row.start - timedelta(1)) == []
    assert on(0, row.start) == []
    assert built(on) == 1


def test_a_number_that_no_column_holds_finds_nothing(world: World) -> None:
    @prepared
    def one(key: int) -> QuerySet[Customer]:
        return Customer.objects.filter(pk=key)

    assert one(world.customer.pk) == [world.customer]
    assert one(10**30) == one(-(10**30)) == []


def test_ids_share_a_shape_up_to_the_next_power_of_two(world: World) -> None:
    @prepared
    def those(ids: Iterable[int]) -> QuerySet[Employee]:
        return Employee.objects.filter(pk__in=ids).order_by("pk")

    people = list(Employee.objects.order_by("pk")[:5])
    for number in (0, 1, 2, 3, 4, 5):
        assert those([person.pk for person in people[:number]]) == people[:number]
    assert built(those) == 5  # none, one, two, four, eight


def test_an_actor_brings_rights_and_scope(world: World) -> None:
    @prepared
    def mine(actor: Actor) -> QuerySet[Customer]:
        return visible_customers(actor).order_by("pk")

    for person in (world.inside, world.field, world.manager, world.mate, world.inside):
        for days in (0, 400):
            actor = of(person, timezone.now() + timedelta(days=days))
            assert mine(actor) == list(visible_customers(actor).order_by("pk"))
    assert built(mine) < 8
    Customer.objects.filter(pk=world.customer.pk).update(restricted=True)
    assert world.customer in mine(of(world.inside))
    assert world.customer not in mine(of(world.mate))


def test_what_does_something_with_a_value_is_refused(world: World) -> None:
    @prepared
    def before(at: datetime) -> QuerySet[Customer]:
        return Customer.objects.filter(created_at__lt=at - timedelta(hours=1))

    @prepared
    def first(count: int) -> QuerySet[Customer]:
        return Customer.objects.order_by("pk")[:count]

    @prepared
    def of_seats(actor: Actor) -> QuerySet[Customer]:
        return Customer.objects.filter(pk__in=[seat.tandem_id for seat in scope_of(actor).seats])

    @prepared
    def of_team(actor: Actor) -> QuerySet[Customer]:
        return Customer.objects.filter(team=actor.employee.team_id)

    @prepared
    def looked_up(key: int) -> QuerySet[Customer]:
        return Customer.objects.filter(pk=Customer.objects.filter(pk=key).count())

    with pytest.raises(NotPrepared, match="reckons"):
        before(timezone.now())
    with pytest.raises(NotPrepared, match="depends on a value"):
        first(3)
    for query in (of_seats, of_team):
        with pytest.raises(NotPrepared):
            query(of(world.inside))
    with pytest.raises(NotPrepared, match="looks something up"):
        looked_up(1)
    with pytest.raises(NotPrepared, match="pass it by name"):
        before(True)  # type: ignore[arg-type]


def test_arguments_by_name_may_decide(world: World) -> None:
    @prepared
    def some(actor: Actor, *, most: int, owned: bool) -> QuerySet[Customer]:
        rows = visible_customers(actor).order_by("pk")
        return (rows.filter(assignments__end=None, assignments__isnull=False) if owned else rows)[:most]

    viewer = of(world.inside)
    everything = list(visible_customers(viewer).order_by("pk"))
    assert some(viewer, most=9, owned=False) == everything
    assert some(viewer, most=1, owned=False) == everything[:1]
    assert world.queued not in some(viewer, most=9, owned=True)
    assert built(some) == 3
