"""The law of rounding, and shares that sum."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tandem.orders.actions.credit import credited_cents
from tandem.orders.credits import Halves, credit_rows, standing_shares
from tandem.orders.lines import LineInput, line_net, order_net
from tandem.orders.models import Order

QUANTITIES = st.integers(1, 10**9)
PRICES = st.integers(0, 10**9)
DISCOUNTS = st.integers(0, 10**6)
CENTS = st.integers(0, 10**12)
WEIGHTS = st.tuples(st.integers(0, 1000), st.integers(0, 1000)).filter(lambda pair: sum(pair) > 0)


@pytest.mark.parametrize(
    ("quantity", "unit_price", "discount", "cents"),
    [
        (1000, 1_0050, 0, 101),  # 1.005 is a half: up
        (1000, 1_0049, 0, 100),
        (3000, 3333, 0, 100),  # 0.9999
        (1500, 19_9900, 0, 2999),  # 29.985
        (1000, 100_0000, 33_333, 96_67),  # 96.6667
        (1000, 100_0000, 1_000_000, 0),
        (250, 200, 0, 1),  # half a cent
        (249, 200, 0, 0),
    ],
)
def test_a_line_is_rounded_once_half_up(quantity: int, unit_price: int, discount: int, cents: int) -> None:
    assert line_net(quantity, unit_price, discount) == cents


@given(QUANTITIES, PRICES, DISCOUNTS)
def test_rounding_agrees_with_exact_decimals(quantity: int, unit_price: int, discount: int) -> None:
    exact = Decimal(quantity).scaleb(-3) * Decimal(unit_price).scaleb(-4) * (1 - Decimal(discount).scaleb(-6))
    assert line_net(quantity, unit_price, discount) == int(exact.scaleb(2).quantize(Decimal(1), ROUND_HALF_UP))


@given(st.lists(st.tuples(QUANTITIES, PRICES, DISCOUNTS), max_size=20))
def test_an_order_is_the_sum_of_its_rounded_lines(rows: list[tuple[int, int, int]]) -> None:
    lines = [LineInput("x", *row) for row in rows]
    assert order_net(lines) == sum(line_net(*row) for row in rows)


@given(CENTS, WEIGHTS)
def test_credits_sum_to_the_net(net: int, weights: tuple[int, int]) -> None:
    order = Order(tandem_id=1, net_cents=net)
    rows = credit_rows(order, Halves(weights, {"inside": 7}))
    assert sum(row.net_cents for row in rows) == net
    assert [(row.seat, row.employee_id, row.weight) for row in rows] == [
        ("inside", 7, weights[0]),
        ("field", None, weights[1]),
    ]
    assert all(abs(row.net_cents * sum(weights) - net * row.weight) < sum(weights) for row in rows)


def test_an_order_without_a_tandem_counts_for_nobody() -> None:
    assert credit_rows(Order(tandem_id=None, net_cents=100), Halves((1, 1), {})) == []


@given(CENTS, st.integers(1, 10**6), st.lists(st.integers(1, 10**6), max_size=12))
def test_credit_notes_never_exceed_a_line_and_the_last_meets_it(net: int, quantity: int, wishes: list[int]) -> None:
    done = cents = 0
    for wish in wishes:
        more = min(wish, quantity - done)
        part = credited_cents(net, quantity, (done, cents), more)
        assert 0 <= part <= net - cents
        done, cents = done + more, cents + part
    assert cents + credited_cents(net, quantity, (done, cents), quantity - done) == net


@given(CENTS, st.integers(1, 10**6), st.lists(st.tuples(st.integers(1, 10**6), st.booleans()), max_size=12))
def test_nor_where_some_of_them_were_withdrawn(net: int, quantity: int, wishes: list[tuple[int, bool]]) -> None:
    standing: list[tuple[int, int]] = []
    for wish, stays in wishes:
        done, cents = (sum(part[place] for part in standing) for place in (0, 1))
        more = min(wish, quantity - done)
        part = credited_cents(net, quantity, (done, cents), more)
        assert 0 <= part <= net - cents
        standing += [(more, part)] if stays else []
    done, cents = (sum(part[place] for part in standing) for place in (0, 1))
    assert cents + credited_cents(net, quantity, (done, cents), quantity - done) == net


@given(CENTS, WEIGHTS, st.data())
def test_what_still_counts_ends_at_nothing(net: int, weights: tuple[int, int], data: st.DataObject) -> None:
    credited = data.draw(st.integers(0, net))
    assert sum(standing_shares(net, credited, weights)) == net - credited
    assert standing_shares(net, net, weights) == (0, 0)
