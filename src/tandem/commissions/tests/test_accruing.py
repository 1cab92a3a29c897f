"""Today's figure follows what happens, and many events in a row are counted once."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from tandem.commissions.models import Accrual
from tandem.commissions.reactions import accrue_daily, accrue_order
from tandem.core.models import Event
from tandem.orders.models import Order
from tandem.orders.tests.factories import Pair, a_line, a_pair, an_order

from .factories import plan_of_pair

pytestmark = pytest.mark.django_db


def bought(pair: Pair, cents: int) -> Order:
    now = timezone.now()
    return an_order(pair.customer, [a_line(cents)], confirmed=True, ordered_on=timezone.localdate(now), at=now)


def figures(pair: Pair) -> list[int]:
    rows = Accrual.objects.filter(period=f"{timezone.localdate():%Y-%m}")
    return [rows.get(employee=person).earned_cents for person in (pair.inside, pair.field)]


def test_a_confirmed_order_shows_in_the_figure_of_both() -> None:
    pair = a_pair((85, 15))
    plan_of_pair(pair)
    bought(pair, 1_000_00)
    event = Event.objects.filter(verb="order.confirmed").latest("pk")
    accrue_order(event, timezone.now())
    assert figures(pair) == [85_00, 15_00]


def test_what_was_counted_after_an_event_is_not_counted_again() -> None:
    pair = a_pair()
    plan_of_pair(pair)
    bought(pair, 1_000_00)
    first = Event.objects.filter(verb="order.confirmed").latest("pk")
    bought(pair, 1_000_00)
    second = Event.objects.filter(verb="order.confirmed").latest("pk")
    at = timezone.now() + timedelta(seconds=1)
    accrue_order(first, at)
    kept = set(Accrual.objects.values_list("pk", flat=True))
    accrue_order(second, at + timedelta(seconds=1))
    assert set(Accrual.objects.values_list("pk", flat=True)) == kept
    assert figures(pair) == [100_00, 100_00]


def test_every_morning_all_figures_are_made_anew_and_none_is_added_up() -> None:
    pair = a_pair()
    plan_of_pair(pair)
    bought(pair, 1_000_00)
    event = Event.objects.latest("pk")
    for _turn in range(2):
        accrue_daily(event, timezone.now())
    assert figures(pair) == [50_00, 50_00]


def test_an_order_of_people_without_a_plan_changes_nothing() -> None:
    bought(a_pair(), 1_000_00)
    accrue_order(Event.objects.filter(verb="order.confirmed").latest("pk"), timezone.now())
    assert not Accrual.objects.exists()
