"""Numbers as people type them."""

from __future__ import annotations

import pytest
from django import forms
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from tandem.core.numbers import PercentField, QuantityField, ScaledField, UnitPriceField, format_scaled, parse_scaled


@pytest.mark.parametrize(
    ("language", "text", "value"),
    [
        ("de", "1.234,56", 123456),
        ("de", "1234,5", 123450),
        ("de", "19.99", 1999),
        ("de", "1.234", 123400),
        ("de", "1.234.567", 123456700),
        ("de", " 12,50 € ", 1250),
        ("de", "−3,00", -300),
        ("de", ",5", 50),
        ("de", "12,", 1200),
        ("en", "1,234.56", 123456),
        ("en", "19,99", 1999),
        ("en", "1,234", 123400),
        ("en", "0.10", 10),
        ("en", "7.500", 750),
        ("en", "-3", -300),
    ],
)
def test_both_languages_are_read(language: str, text: str, value: int) -> None:
    with translation.override(language):
        assert parse_scaled(text, 2) == value


@pytest.mark.parametrize("text", ["", "x", "1.2.3", "1,2,3", "1,234.5,6", "0,123", "1e3", "--1", "١", "9" * 16, "1-2"])
def test_what_is_no_number_is_refused(text: str) -> None:
    for language in ("de", "en"):
        with translation.override(language), pytest.raises(ValueError):  # noqa: PT011
            parse_scaled(text, 1)


@given(st.integers(-(10**14), 10**14), st.sampled_from([0, 2, 3, 4]), st.sampled_from(["de", "en"]))
def test_what_is_shown_is_read_again(value: int, decimals: int, language: str) -> None:
    with translation.override(language):
        for least in range(decimals + 1):
            assert parse_scaled(format_scaled(value, decimals, least), decimals) == value


@pytest.mark.parametrize(
    ("field", "shown", "value"),
    [(UnitPriceField(), "1,50", 15000), (QuantityField(), "1,5", 1500), (PercentField(), "2,5", 25000)],
)
def test_fields_show_and_read_the_language(field: ScaledField, shown: str, value: int) -> None:
    with translation.override("de"):
        assert (field.prepare_value(value), field.clean(shown), field.prepare_value(shown)) == (shown, value, shown)
        assert not field.has_changed(value, shown)


def test_bounds_and_emptiness_are_told_in_words() -> None:
    class Form(forms.Form):
        price = UnitPriceField(low=0)
        discount = PercentField(low=0, high=1_000_000, required=False)

    with translation.override("en"):
        form = Form({"price": "-1", "discount": "101"})
        assert form.errors == {"price": ["At least 0.00."], "discount": ["At most 100."]}
        assert Form({"price": ""}).errors == {"price": ["This field is required."]}
        assert Form({"price": "1.23456"}).errors == {"price": ["A price with at most four decimals."]}
        valid = Form({"price": "0"})
        assert (valid.is_valid(), valid.cleaned_data) == (True, {"price": 0, "discount": None})
