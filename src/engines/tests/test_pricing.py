"""Prices, discounts and taxes: whatever is sold at whatever price, the parts sum to the whole."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engines.pricing import (
    WHOLE,
    Candidate,
    Position,
    choose_price,
    discount_of,
    final_cents,
    line_net,
    taken_off_ppm,
    totals_of,
)

pytestmark = pytest.mark.once

PPM = st.integers(0, WHOLE)
POSITIONS = st.lists(
    st.builds(
        Position,
        quantity=st.integers(1, 10**9),
        unit_price=st.integers(0, 10**9),
        discount_ppm=PPM,
        tax_ppm=st.sampled_from([0, 70_000, 190_000]),
        optional=st.booleans(),
    ),
    max_size=12,
)


@given(POSITIONS, PPM, st.integers(0, 10**9))
def test_the_finals_of_the_firm_lines_sum_to_what_the_document_says(
    positions: Sequence[Position], ppm: int, cents: int
) -> None:
    finals = final_cents(positions, ppm, cents)
    firm = [(row.net_cents, final) for row, final in zip(positions, finals, strict=True) if not row.optional]
    lines = sum(net for net, _final in firm)
    assert sum(final for _net, final in firm) == lines - (discount_of(lines, ppm, cents) if lines else 0)
    assert all(0 <= final <= row.net_cents for row, final in zip(positions, finals, strict=True))


@given(POSITIONS, PPM, st.integers(0, 10**9))
def test_totals_are_the_sum_of_their_parts_with_one_rounding_per_rate(
    positions: Sequence[Position], ppm: int, cents: int
) -> None:
    finals = final_cents(positions, ppm, cents)
    totals = totals_of((row.net_cents, final, row.tax_ppm) for row, final in zip(positions, finals, strict=True))
    assert totals.net_cents == sum(finals) == sum(rate.net_cents for rate in totals.rates)
    assert totals.gross_cents == sum(rate.gross_cents for rate in totals.rates)
    assert totals.lines_cents - totals.discount_cents == totals.net_cents
    for rate in totals.rates:
        assert abs(Fraction(rate.net_cents * rate.tax_ppm, WHOLE) - rate.tax_cents) <= Fraction(1, 2)
    assert len({rate.tax_ppm for rate in totals.rates}) == len(totals.rates)


@given(POSITIONS, PPM, st.integers(0, 10**9))
def test_an_optional_line_costs_the_same_whichever_others_are_chosen(
    positions: Sequence[Position], ppm: int, cents: int
) -> None:
    finals = final_cents(positions, ppm, cents)
    for at, row in enumerate(positions):
        if row.optional:
            assert final_cents([row], ppm, cents) == [finals[at]]


@given(st.integers(0, 10**12), st.integers(0, 10**12))
def test_what_is_taken_off_is_never_told_too_small(reference: int, final: int) -> None:
    ppm = taken_off_ppm(reference, final)
    assert 0 <= ppm <= WHOLE
    if final < reference:
        assert reference * (WHOLE - ppm) <= final * WHOLE


@pytest.mark.parametrize(
    ("quantity", "price", "discount", "cents"),
    [
        (1000, 1, 0, 0),  # a hundredth of a cent
        (1000, 50, 0, 1),  # half a cent goes up
        (1, 50_0000, 0, 5),  # a thousandth of 50
        (1000, 99_9999, 500_000, 50_00),
        (10**9, 1, 0, 100_00),  # a million of what costs nearly nothing
        (1000, 100_0000, WHOLE, 0),
    ],
)
def test_a_line_is_rounded_once(quantity: int, price: int, discount: int, cents: int) -> None:
    assert line_net(quantity, price, discount) == cents


def test_the_nearest_list_holds_in_it_the_last_tier_and_of_two_the_cheaper() -> None:
    prices = [
        Candidate(0, 5000, 80, 1),
        Candidate(0, 10_000, 70, 1),
        Candidate(1, 0, 60, 2),
        Candidate(1, 0, 55, 3),
        Candidate(2, 0, 10, 4),
    ]
    found = [choose_price(quantity, prices) for quantity in (1000, 5000, 9999, 10_000)]
    assert [one.unit_price if one else None for one in found] == [55, 80, 80, 70]
    assert choose_price(1000, []) is None


def test_nobody_pays_less_than_nothing() -> None:
    positions = [Position(1000, 100_0000, WHOLE), Position(1000, 100_0000)]
    assert final_cents(positions, WHOLE, 10**9) == [0, 0]
