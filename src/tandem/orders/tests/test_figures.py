"""What lists sort by, always computed anew."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.test.utils import CaptureQueriesContext

from tandem.core.models import Delivery, Event
from tandem.core.outbox import deliver_due
from tandem.core.schedule import record_due
from tandem.customers.models import Customer, CustomerFigures
from tandem.orders.actions import cancel_order, issue_credit_note
from tandem.orders.figures import refresh_all_figures, refresh_some, years_before
from tandem.orders.models import Order
from tandem.orders.reactions import refresh_figures

from .factories import AT, TODAY, a_line, a_pair, actor_of, an_order

pytestmark = pytest.mark.django_db
Figures = tuple[int, int, int, int, date | None]


def figures(customer: Customer) -> Figures:
    row = CustomerFigures.objects.get(customer=customer)
    return row.revenue_cents, row.last_year_cents, row.orders, row.open_orders, row.last_order_on


def test_twelve_months_end_with_the_day() -> None:
    customer = a_pair().customer
    for cents, day in ((1, TODAY), (2, date(2025, 11, 25)), (4, date(2025, 11, 24)), (8, date(2024, 11, 25))):
        an_order(customer, [a_line(cents)], ordered_on=day, confirmed=True)
    an_order(customer, [a_line(16)], ordered_on=date(2024, 11, 24), confirmed=True)
    refresh_all_figures(TODAY)
    assert figures(customer) == (3, 12, 5, 0, TODAY)
    refresh_all_figures(date(2026, 11, 25))
    assert figures(customer) == (1, 6, 5, 0, TODAY)


def test_only_what_is_confirmed_and_not_given_back_counts() -> None:
    pair = a_pair()
    captured = an_order(pair.customer, [a_line(1)], ordered_on=date(2026, 11, 23))
    cancelled = an_order(pair.customer, [a_line(2)], confirmed=True)
    cancel_order(cancelled, reason="x", actor=actor_of(pair.inside), at=AT)
    credited = an_order(pair.customer, [a_line(1000)], ordered_on=date(2025, 12, 1), confirmed=True)
    issue_credit_note(
        credited,
        quantities={credited.lines.get().pk: 300},
        reason="x",
        issued_on=TODAY,
        actor=actor_of(pair.inside),
        at=AT,
    )
    foreign = an_order(pair.customer, [a_line(64)], confirmed=True)
    Order.objects.filter(pk=foreign.pk).update(currency="USD")
    refresh_all_figures(TODAY)
    assert figures(pair.customer) == (700, 0, 2, 1, TODAY)
    foreign.delete()
    refresh_some([pair.customer.pk], TODAY)
    assert figures(pair.customer) == (700, 0, 1, 1, captured.ordered_on)


def test_who_never_ordered_has_zeros_and_a_missing_row_is_made() -> None:
    pair = a_pair()
    CustomerFigures.objects.all().delete()
    refresh_all_figures(TODAY)
    assert figures(pair.customer) == (0, 0, 0, 0, None)
    CustomerFigures.objects.all().delete()
    refresh_some([pair.customer.pk], TODAY)
    assert figures(pair.customer) == (0, 0, 0, 0, None)


def test_events_refresh_their_customer_and_nobody_else() -> None:
    pair, other = a_pair(), a_pair()
    order = an_order(pair.customer, [a_line(500)], confirmed=True)
    CustomerFigures.objects.filter(customer=other.customer).update(revenue_cents=7)
    deliver_due(at=AT)
    assert (figures(pair.customer)[0], figures(other.customer)[0]) == (500, 7)
    event = Event.objects.get(verb="order.confirmed")
    cancel_order(order, reason="x", actor=actor_of(pair.inside), at=AT)
    for _ in range(2):  # an old event delivered again computes what holds now
        refresh_figures(event, AT)
        assert figures(pair.customer) == (0, 0, 0, 0, None)
    assert not Delivery.objects.filter(handler="orders.refresh_figures", parked_at__isnull=False).exists()


def test_every_morning_all_move_on() -> None:
    pair = a_pair()
    an_order(pair.customer, [a_line(500)], ordered_on=date(2025, 11, 25), confirmed=True)
    noon = AT
    deliver_due(at=noon)
    assert figures(pair.customer)[:2] == (500, 0)
    next_day = AT + timedelta(1)
    assert record_due(at=next_day)
    deliver_due(at=next_day)
    assert figures(pair.customer)[:2] == (0, 500)


def test_the_same_statements_however_many(django_assert_num_queries: CaptureQueriesContext) -> None:
    for size in (1, 3):
        pair = a_pair()
        for _ in range(size):
            an_order(pair.customer, confirmed=True)
        with django_assert_num_queries(2):  # type: ignore[operator]
            refresh_all_figures(TODAY)


@pytest.mark.parametrize(
    ("day", "years", "before"),
    [
        (date(2024, 2, 29), 1, date(2023, 2, 28)),
        (date(2024, 2, 29), 4, date(2020, 2, 29)),
        (date(2026, 11, 24), 2, date(2024, 11, 24)),
    ],
)
def test_a_leap_day_has_a_day_before_it(day: date, years: int, before: date) -> None:
    assert years_before(day, years) == before
