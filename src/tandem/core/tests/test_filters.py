"""Template filters: money, quantities, days, in German and English."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.template import Context, Template
from django.utils import translation
from django.utils.formats import date_format
from hypothesis import given
from hypothesis import strategies as st

from tandem.core.actor import Actor
from tandem.core.spell import hours, length
from tandem.core.templatetags.tandem import (
    day,
    initials,
    minutes,
    moment,
    money,
    money_short,
    per_cent,
    percent,
    percent_short,
    quantity,
    unit_price,
)
from tandem.core.templatetags.tandem_ui import number


@pytest.fixture(params=["de", "en"])
def language(request: Any) -> Iterator[str]:
    """Both languages of the screens."""
    with translation.override(request.param):
        yield request.param


def said(language: str, german: str, english: str) -> str:
    """What the language says, with the blank that does not break where a blank stands."""
    return (german if language == "de" else english).replace(" ", "\u00a0")


@pytest.mark.parametrize(
    ("cents", "currency", "german", "english"),
    [
        (0, "EUR", "0,00 €", "€0.00"),
        (5, "EUR", "0,05 €", "€0.05"),
        (-5, "EUR", "−0,05 €", "−€0.05"),
        (100, "USD", "1,00 $", "$1.00"),
        (123_456_789, "EUR", "1.234.567,89 €", "€1,234,567.89"),
        (-100_050, "CHF", "−1.000,50 CHF", "−CHF 1,000.50"),
        (99, "SEK", "0,99 SEK", "SEK 0.99"),
        (10**15 + 1, "EUR", "10.000.000.000.000,01 €", "€10,000,000,000,000.01"),
    ],
)
def test_money(language: str, cents: int, currency: str, german: str, english: str) -> None:
    assert money(cents, currency) == said(language, german, english)


@pytest.mark.parametrize(
    ("cents", "german", "english"),
    [
        (0, "0 €", "€0"),
        (49, "0 €", "€0"),
        (50, "1 €", "€1"),
        (-49, "0 €", "€0"),
        (-50, "−1 €", "−€1"),
        (123_456_750, "1.234.568 €", "€1,234,568"),
    ],
)
def test_whole_money(language: str, cents: int, german: str, english: str) -> None:
    assert money_short(cents) == said(language, german, english)


@pytest.mark.parametrize(
    ("price", "german", "english"),
    [
        (0, "0,00 €", "€0.00"),
        (12_345, "1,2345 €", "€1.2345"),
        (12_340, "1,234 €", "€1.234"),
        (12_300, "1,23 €", "€1.23"),
        (10_000, "1,00 €", "€1.00"),
        (-1, "−0,0001 €", "−€0.0001"),
        (12_345_678_900, "1.234.567,89 €", "€1,234,567.89"),
    ],
)
def test_unit_prices_show_two_to_four_decimals(language: str, price: int, german: str, english: str) -> None:
    assert unit_price(price) == said(language, german, english)


@pytest.mark.parametrize(
    ("thousandths", "german", "english"),
    [
        (0, "0", "0"),
        (1_000, "1", "1"),
        (1_500, "1,5", "1.5"),
        (1, "0,001", "0.001"),
        (-2_250, "−2,25", "−2.25"),
        (1_234_567_000, "1.234.567", "1,234,567"),
    ],
)
def test_quantities(language: str, thousandths: int, german: str, english: str) -> None:
    assert quantity(thousandths) == said(language, german, english)


@pytest.mark.parametrize(
    ("ppm", "german", "english"),
    [(0, "0 %", "0 %"), (25_000, "2,5 %", "2.5 %"), (1, "0,0001 %", "0.0001 %"), (-1_000_000, "−100 %", "−100 %")],
)
def test_percent(language: str, ppm: int, german: str, english: str) -> None:
    assert percent(ppm) == said(language, german, english)


@pytest.mark.parametrize(
    ("ppm", "tenths"),
    [(420_077, 420_000), (420_500, 421_000), (-420_500, -421_000), (499, 0), (-499, 0), (1_000_000, 1_000_000)],
)
def test_a_reckoned_share_has_one_decimal_at_most(language: str, ppm: int, tenths: int) -> None:
    assert percent_short(ppm) == percent(tenths)


def test_units_stay_with_their_numbers(language: str) -> None:
    told = [per_cent(5), minutes(45), hours(130), length(timedelta(minutes=12))]
    assert told == [said(language, text, text) for text in ("5 %", "45 min", "2:10 h", "0:12 h")]


def test_an_hour_of_the_day_has_two_digits_everywhere(language: str) -> None:
    at = datetime(2026, 11, 24, 8, 5, tzinfo=UTC)
    for kind in ("TIME_FORMAT", "SHORT_DATETIME_FORMAT", "DATETIME_FORMAT"):
        assert date_format(at, kind).endswith("08:05"), kind


def test_numbers(language: str) -> None:
    assert number(1_234_567) == said(language, "1.234.567", "1,234,567")


@given(st.integers(min_value=-(10**17), max_value=10**17))
def test_no_cent_is_lost_on_the_way_to_the_screen(cents: int) -> None:
    with translation.override("de"):
        shown = money(cents)
    digits = int("".join(filter(str.isdigit, shown)))
    assert (digits if not shown.startswith("−") else -digits) == cents


@given(st.integers(-(10**12), 10**12))
def test_whole_money_rounds_half_away_from_zero(cents: int) -> None:
    with translation.override("en"):
        shown = money_short(cents)
    whole = int(shown.replace("−", "-").replace(",", "").replace("€", ""))
    assert abs(whole * 100 - cents) <= 50
    if abs(cents) % 100 == 50:
        assert abs(whole * 100) > abs(cents)


def test_what_is_not_there_is_a_dash() -> None:
    assert [money(None), money_short(None), day(None), moment(None)] == ["–"] * 4


def test_days(language: str) -> None:
    assert day(date(2026, 11, 4)) == ("04.11.2026" if language == "de" else "4 Nov 2026")


@pytest.mark.parametrize(
    ("at", "german", "english"),
    [
        (datetime(2026, 11, 24, 8, 58, tzinfo=UTC), "heute 09:58", "today 09:58"),
        (datetime(2026, 11, 22, 23, 30, tzinfo=UTC), "gestern 00:30", "yesterday 00:30"),
        (datetime(2026, 11, 18, 12, 0, tzinfo=UTC), "Mi 13:00", "Wed 13:00"),
        (datetime(2026, 11, 17, 12, 0, tzinfo=UTC), "17.11.2026", "17 Nov 2026"),
        (datetime(2026, 11, 25, 12, 0, tzinfo=UTC), "25.11.2026", "25 Nov 2026"),
    ],
)
@time_machine.travel(datetime(2026, 11, 24, 12, 0, tzinfo=UTC), tick=False)
def test_moments_as_people_say_them(language: str, at: datetime, german: str, english: str) -> None:
    assert moment(at).endswith(german if language == "de" else english)


@pytest.mark.parametrize(
    ("name", "letters"),
    [("Anna Lena Berg", "AB"), ("anna", "A"), ("", "?"), ("Åsa Öst", "ÅÖ"), (" x ", "X")],
)
def test_initials(name: str, letters: str) -> None:
    assert initials(name) == letters


def is_seven(actor: Actor, thing: object) -> bool:
    """A rule of this test."""
    return thing == 7


def test_templates_ask_the_same_rules_as_actions() -> None:
    template = Template('{% may "core.tests.test_filters.is_seven" actor thing as ok %}{{ ok }}')
    at = datetime(2026, 11, 24, tzinfo=UTC)
    person, house = Actor("employee", 1, at), Actor.system(at, "x")
    answers = [
        template.render(Context({"actor": who, "thing": n})) for who, n in ((person, 7), (person, 8), (house, 8))
    ]
    assert answers == ["True", "False", "True"]
