"""Cents of lines, owners over time, pairs."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engines.periods import Period
from tandem.exchange.derive import Sale, line_cents, net_cents, owners, pairs

BEGINS = date(2011, 5, 31)


def amounts(*texts: str) -> list[Decimal]:
    return [Decimal(text) for text in texts]


@pytest.mark.parametrize(
    ("total", "cents"),
    [("20565.6206", 2056562), ("0.005", 1), ("0.0049", 0), ("1.015", 102), ("-0.005", -1), ("2.675", 268)],
)
def test_a_net_is_rounded_half_up(total: str, cents: int) -> None:
    assert net_cents(Decimal(total)) == cents


@pytest.mark.parametrize(
    ("net", "totals", "cents"),
    [
        (404999, ("2024.994", "2024.9937"), [202500, 202499]),
        (101, ("0.335", "0.335", "0.335"), [34, 34, 33]),  # ties: the earlier lines
        (100, ("0.335", "0.338", "0.327"), [33, 34, 33]),  # the largest fraction
        (3, ("0.01", "0.02"), [1, 2]),
        (1, ("0.0149", "0"), [1, 0]),
        (-100, ("-1.50", "0.50"), [-150, 50]),
    ],
)
def test_missing_cents_go_to_the_largest_fractions(net: int, totals: tuple[str, ...], cents: list[int]) -> None:
    assert line_cents(net, amounts(*totals)) == cents


@pytest.mark.parametrize(
    ("net", "totals"), [(0, ("0.02",)), (300, ("1.00", "1.98")), (200, ("1.00",)), (99, ("1.00",))]
)
def test_lines_that_do_not_make_up_the_net_are_an_error(net: int, totals: tuple[str, ...]) -> None:
    assert line_cents(net, amounts(*totals)) is None


@given(st.lists(st.decimals(0, 10_000, places=6), min_size=1, max_size=40))
def test_lines_always_sum_to_the_rounded_total(totals: list[Decimal]) -> None:
    net = net_cents(sum(totals, Decimal(0)))
    cents = line_cents(net, totals)
    assert cents is not None
    assert sum(cents) == net
    assert all(abs(part - total * 100) < 1 for part, total in zip(cents, totals, strict=True))


def test_the_last_sale_of_a_day_owns_from_that_day() -> None:
    sales = [
        Sale(date(2012, 7, 1), 20, "c"),
        Sale(date(2012, 7, 1), 9, "b"),
        Sale(date(2011, 9, 1), 1, "a"),
        Sale(date(2012, 1, 1), 2, "a"),
        Sale(date(2013, 1, 1), 3, "a"),
    ]
    assert owners(sales, BEGINS, "z") == [
        (Period(BEGINS, date(2012, 7, 1)), "a"),
        (Period(date(2012, 7, 1), date(2013, 1, 1)), "c"),
        (Period(date(2013, 1, 1)), "a"),
    ]


def test_two_sellers_on_the_first_day_leave_one_owner() -> None:
    sales = [Sale(BEGINS, 2, "b"), Sale(BEGINS, 1, "a")]
    assert owners(sales, BEGINS, None) == [(Period(BEGINS), "b")]


def test_a_sale_before_the_beginning_begins() -> None:
    assert owners([Sale(date(2010, 1, 1), 1, "a")], BEGINS, None) == [(Period(date(2010, 1, 1)), "a")]


def test_without_a_sale_the_customer_is_with_its_seller_or_nobody() -> None:
    assert owners([], BEGINS, "z") == [(Period(BEGINS), "z")]
    assert owners([], BEGINS, None) == []


def test_pairs_go_by_first_day_then_number() -> None:
    day, later = date(2011, 5, 31), date(2012, 4, 16)
    assert pairs([(later, "9"), (day, "100"), (day, "20")], ["17", "18"]) == [("20", "17"), ("100", "18"), ("9", None)]


def test_more_desk_than_sellers_stays_free() -> None:
    assert pairs([(BEGINS, "1")], ["17", "18"]) == [("1", "17")]
