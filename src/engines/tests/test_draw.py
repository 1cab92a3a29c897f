"""Chance that can be repeated, and a fair share of each stratum."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engines.draw import Unit, draw

pytestmark = pytest.mark.once
PATHS = st.tuples(st.sampled_from(["Nord", "Ost", "Süd"]), st.sampled_from(["a+", "a-"]), st.sampled_from(["n+", "n-"]))


@st.composite
def problems(pick: st.DrawFn) -> tuple[list[Unit], int, str]:
    paths = pick(st.lists(PATHS, min_size=1, max_size=30))
    units = [Unit(key, path) for key, path in enumerate(paths)]
    return units, pick(st.integers(1, len(units))), pick(st.text(max_size=12))


@given(problems())
def test_every_stratum_of_every_level_gives_its_share_within_one(problem: tuple[list[Unit], int, str]) -> None:
    units, size, seed = problem
    drawn = draw(units, size=size, seed=seed)
    assert len(drawn.chosen) == len(set(drawn.chosen)) == size
    for share in drawn.shares:
        assert abs(share.chosen - Fraction(share.units * size, len(units))) < 1
    for depth in (1, 2, 3):
        assert sum(share.chosen for share in drawn.shares if len(share.strata) == depth) == size


@given(problems(), st.randoms(use_true_random=False))
def test_the_same_seed_gives_the_same_group_in_whatever_order_units_come(problem, chance) -> None:  # type: ignore[no-untyped-def]
    units, size, seed = problem
    mixed = list(units)
    chance.shuffle(mixed)
    assert draw(units, size=size, seed=seed) == draw(mixed, size=size, seed=seed)


def test_everybody_is_as_likely() -> None:
    units = [Unit(key, ("Nord" if key < 3 else "Süd",)) for key in range(8)]
    times = [0] * 8
    for seed in range(2000):
        for key in draw(units, size=3, seed=str(seed)).chosen:
            times[key] += 1
    assert all(650 < one < 850 for one in times)  # 750 each


def test_known_group() -> None:
    units = [Unit(key, ("Nord" if key % 2 else "Süd",)) for key in range(10)]
    assert draw(units, size=4, seed="2026").chosen == draw(units, size=4, seed="2026").chosen
    assert len({draw(units, size=4, seed=str(n)).chosen for n in range(20)}) > 10


@pytest.mark.parametrize("size", [0, 3])
def test_nobody_can_choose_more_than_there_are(size: int) -> None:
    with pytest.raises(ValueError, match="size"):
        draw([Unit(1, ("a",)), Unit(2, ("a",))], size=size, seed="x")
    with pytest.raises(ValueError, match="once"):
        draw([Unit(1, ("a",)), Unit(1, ("a",))], size=1, seed="x")
