"""Colours stay readable, whatever a company's own one is."""

from __future__ import annotations

from itertools import product

import pytest

from tandem.core.colours import contrast, mix, readable

pytestmark = pytest.mark.once


def test_contrast_is_that_of_the_standard() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.478, abs=0.001)
    assert contrast("#2563c4", "#2563c4") == 1


def test_a_colour_that_is_readable_stays_as_it_is() -> None:
    assert readable("#1c51a5", "#ffffff") == "#1c51a5"
    assert mix("#000000", "#ffffff", 0.5) == "#808080"


@pytest.mark.parametrize("on", ["#ffffff", "#1a1715"])
def test_every_colour_becomes_readable(on: str) -> None:
    for parts in product(("00", "55", "aa", "ff"), repeat=3):
        assert contrast(readable(f"#{''.join(parts)}", on), on) >= 4.5
