"""Typed numbers become exact integers, or a sentence that says how to write them."""

from __future__ import annotations

import pytest
from django import forms
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from tandem.core.errors import Invalid
from tandem.core.numbers import (
    MOST,
    MoneyField,
    PercentField,
    QuantityField,
    ScaledField,
    UnitPriceField,
    format_decimal,
    parse_decimal,
)
from tandem.core.templatetags.tandem import money, percent, quantity, unit_price

NBSP, NARROW, MINUS = "\u00a0", "\u202f", "\u2212"
LANGUAGES = st.sampled_from(["de", "en"])
SCALED = st.integers(min_value=1 - MOST, max_value=MOST - 1)


@pytest.mark.parametrize(
    ("text", "places", "language", "value"),
    [
        ("1.234,5678", 4, "de", 12345678),
        ("1,234.5678", 4, "en", 12345678),
        ("1234,5678", 4, "de", 12345678),
        ("1 234,5", 2, "de", 123450),
        (f"1{NBSP}234{NARROW}567,89", 2, "de", 123456789),
        ("12", 2, "de", 1200),
        (",5", 2, "de", 50),
        (".5", 2, "en", 50),
        ("-3,20", 2, "de", -320),
        (f"{MINUS}3.20", 2, "en", -320),
        (" 7,10 ", 2, "de", 710),
        ("1,50000", 2, "de", 150),
        ("1.234", 2, "de", 123400),
        ("1,234", 2, "en", 123400),
        ("1.234", 3, "en", 1234),
        ("007", 0, "de", 7),
        ("0", 4, "en", 0),
    ],
)
def test_reads_what_people_type(text: str, places: int, language: str, value: int) -> None:
    assert parse_decimal(text, places, language=language) == value


@pytest.mark.parametrize(
    ("text", "language", "code"),
    [
        ("12.50", "de", "number_unclear"),
        ("12,50", "en", "number_unclear"),
        ("1.23.456", "de", "number_unclear"),
        ("1.234.56", "de", "number_unclear"),
        ("1234.567,00", "de", "number_unclear"),
        ("1,2,3", "de", "number_unclear"),
        ("1,234.567", "de", "number_unclear"),
        ("1,", "de", "number_unclear"),
        (",", "de", "number_unclear"),
        ("", "de", "number_unclear"),
        ("-", "de", "number_unclear"),
        ("--1", "de", "number_unclear"),
        ("1-", "de", "number_unclear"),
        ("1e3", "en", "number_unclear"),
        ("0x10", "en", "number_unclear"),
        ("٣", "en", "number_unclear"),
        ("²", "en", "number_unclear"),
        ("NaN", "en", "number_unclear"),
        ("12 Stück", "de", "number_unclear"),
        ("1_000", "en", "number_unclear"),
        ("1,001", "de", "number_too_fine"),
        ("1" * 20, "de", "number_too_large"),
    ],
)
def test_rejects_what_is_no_number_or_two(text: str, language: str, code: str) -> None:
    with pytest.raises(Invalid) as refused:
        parse_decimal(text, 2, language=language)
    assert refused.value.code == code


def test_says_what_was_probably_meant() -> None:
    with translation.override("en"):
        with pytest.raises(Invalid, match=r"Write 12,50 or leave"):
            parse_decimal("12.50", 2, language="de")
        with pytest.raises(Invalid, match=r"like 1234\.50\."):
            parse_decimal("a lot", 2, language="en")


@given(value=SCALED, places=st.integers(0, 6), least=st.integers(0, 6), language=LANGUAGES)
def test_what_is_written_is_read_back(value: int, places: int, least: int, language: str) -> None:
    text = format_decimal(value, places, least=min(least, places), language=language)
    assert parse_decimal(text, places, language=language) == value


@given(value=SCALED, language=LANGUAGES)
def test_what_pages_show_can_be_typed_again(value: int, language: str) -> None:
    kinds: list[type[ScaledField]] = [MoneyField, UnitPriceField, QuantityField, PercentField]
    with translation.override(language):
        shown = [money(value), unit_price(value), quantity(value), percent(value)]
        read = [kind(min_value=None).clean(text) for kind, text in zip(kinds, shown, strict=True)]
    assert read == [value] * 4


@given(text=st.text(alphabet="0123456789.,-+ €%eE_٣²", max_size=12), language=LANGUAGES)
def test_any_text_is_a_number_or_invalid(text: str, language: str) -> None:
    try:
        value = parse_decimal(text, 2, language=language)
    except Invalid:
        return
    assert parse_decimal(format_decimal(value, 2, language=language), 2, language=language) == value


class Prices(forms.Form):
    price = UnitPriceField()
    discount = PercentField(required=False, max_value=1_000_000)


def test_fields_show_and_take_integers() -> None:
    with translation.override("de"):
        form = Prices({"price": "1.234,5678 €", "discount": "2,5 %"}, initial={"price": 12345678, "discount": 25_000})
        assert form.is_valid()
        assert form.cleaned_data == {"price": 12345678, "discount": 25_000}
        assert form.changed_data == []
        assert 'value="12,50"' in str(Prices(initial={"price": 125_000})["price"])
        assert 'inputmode="decimal"' in str(Prices()["price"])


def test_fields_keep_what_was_typed_and_say_what_is_wrong() -> None:
    with translation.override("en"):
        form = Prices({"price": "12,5", "discount": "100.0001"})
        assert form.errors == {
            "price": ["This could mean two numbers. Write 12.5 or leave the mark out."],
            "discount": ["At most 100."],
        }
        assert 'value="12,5"' in str(form["price"])
        assert Prices({"price": "-1"}).errors["price"] == ["At least 0.00."]
        assert Prices({"price": ""}).errors["price"] == ["This field is required."]
        assert Prices({"price": "1"}).is_valid()


def test_a_number_without_end_is_too_large_and_no_crash() -> None:
    with pytest.raises(Invalid) as refused:
        parse_decimal("9" * 5000, 2, language="de")
    assert refused.value.code == "number_too_large"
    assert parse_decimal("0" * 5000 + "1", 2, language="de") == 100
