"""Money: integers only, one rounding, parts that sum exactly."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engines.money import CurrencyMismatch, Money, allocate, round_half_up

CENTS = st.integers(min_value=-(10**15), max_value=10**15)
WEIGHTS = st.lists(st.integers(0, 10**6), min_size=1, max_size=12).filter(any)


@given(total=CENTS, weights=WEIGHTS)
def test_parts_sum_to_the_total(total: int, weights: list[int]) -> None:
    assert sum(allocate(total, weights)) == total


@given(total=CENTS, weights=WEIGHTS)
def test_a_reversal_mirrors_its_original(total: int, weights: list[int]) -> None:
    assert allocate(-total, weights) == [-part for part in allocate(total, weights)]


@given(total=CENTS, weights=WEIGHTS)
def test_no_part_is_a_whole_cent_off_its_share(total: int, weights: list[int]) -> None:
    whole = sum(weights)
    for part, weight in zip(allocate(total, weights), weights, strict=True):
        assert abs(Fraction(part) - Fraction(total * weight, whole)) < 1
        assert weight or part == 0


@given(total=CENTS, weights=WEIGHTS, times=st.integers(2, 9))
def test_only_the_proportion_of_weights_counts(total: int, weights: list[int], times: int) -> None:
    assert allocate(total, [weight * times for weight in weights]) == allocate(total, weights)


@given(total=CENTS, weights=WEIGHTS)
def test_a_larger_weight_never_gets_less(total: int, weights: list[int]) -> None:
    parts = allocate(abs(total), weights)
    ranked = sorted(zip(weights, parts, strict=True), key=lambda pair: pair[0])
    for (less, small), (more, large) in pairwise(ranked):
        assert less == more or small <= large


@pytest.mark.parametrize(
    ("total", "weights", "parts"),
    [
        (1001, [50, 50], [501, 500]),
        (-1001, [50, 50], [-501, -500]),
        (100, [1, 1, 1], [34, 33, 33]),
        (101, [1, 1, 1], [34, 34, 33]),
        (1, [0, 1, 1], [0, 1, 0]),
        (10, [1, 2, 3], [2, 3, 5]),
        (0, [3, 4], [0, 0]),
        (7, [5], [7]),
        (1000, [60, 40], [600, 400]),
    ],
)
def test_ties_go_to_the_earlier_part(total: int, weights: list[int], parts: list[int]) -> None:
    assert allocate(total, weights) == parts


@pytest.mark.parametrize("weights", [[], [0, 0], [-1, 2], [1, -1]])
def test_weights_must_say_something(weights: list[int]) -> None:
    with pytest.raises(ValueError, match="weights"):
        allocate(100, weights)


@given(value=st.fractions(min_value=-(10**12), max_value=10**12, max_denominator=10**6))
def test_rounding_is_to_the_nearest_with_halves_away_from_zero(value: Fraction) -> None:
    rounded = round_half_up(value)
    assert abs(rounded - value) <= Fraction(1, 2)
    assert round_half_up(-value) == -rounded
    if abs(rounded - value) == Fraction(1, 2):
        assert abs(rounded) > abs(value)


@given(ten_thousandths=st.integers(-(10**13), 10**13))
def test_rounding_agrees_with_exact_decimals(ten_thousandths: int) -> None:
    cents = Decimal(ten_thousandths).scaleb(-2).quantize(Decimal(1), rounding=ROUND_HALF_UP)
    assert round_half_up(Fraction(ten_thousandths, 100)) == int(cents)


@pytest.mark.parametrize(
    ("value", "rounded"),
    [(Fraction(1, 2), 1), (Fraction(-1, 2), -1), (Fraction(5, 2), 3), (Fraction(49, 100), 0), (7, 7), (-7, -7), (0, 0)],
)
def test_rounding_by_example(value: Fraction | int, rounded: int) -> None:
    assert round_half_up(value) == rounded


@given(first=CENTS, second=CENTS)
def test_adding_and_taking_away(first: int, second: int) -> None:
    a, b = Money(first, "EUR"), Money(second, "EUR")
    assert (a + b, a - b, -a) == (Money(first + second, "EUR"), Money(first - second, "EUR"), Money(-first, "EUR"))
    assert a + b - b == a


@given(total=CENTS, weights=WEIGHTS)
def test_money_allocates_like_its_cents(total: int, weights: list[int]) -> None:
    parts = Money(total, "CHF").allocate(weights)
    assert [part.cents for part in parts] == allocate(total, weights)
    assert {part.currency for part in parts} == {"CHF"}


@pytest.mark.parametrize("cents", [1.0, "1", Decimal(1), True])
def test_cents_are_integers(cents: object) -> None:
    with pytest.raises(TypeError):
        Money(cents, "EUR")  # type: ignore[arg-type]


def test_currencies_never_mix() -> None:
    with pytest.raises(CurrencyMismatch, match="EUR and USD"):
        Money(1, "EUR") + Money(1, "USD")
    with pytest.raises(CurrencyMismatch):
        Money(1, "EUR") - Money(1, "USD")
