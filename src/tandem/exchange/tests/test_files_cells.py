"""Numbers, days and flags as people write them: exact, or refused with a reason."""

from __future__ import annotations

import contextlib
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tandem.exchange.files.cells import guess_date_order, guess_decimal, read_day, read_flag, read_number
from tandem.exchange.files.form import DateOrder, Decimal
from tandem.exchange.values import Unreadable

pytestmark = pytest.mark.once


@pytest.mark.parametrize(
    ("cell", "decimal", "cents"),
    [
        ("1.234,56", ",", 123456),
        ("1,234.56", ".", 123456),
        ("1 234,56", ",", 123456),
        ("1\u202f234,56", ",", 123456),
        ("1\u00a0234\u00a0567,5", ",", 123456750),
        ("1'234.56", ".", 123456),
        ("1’234’567", ".", 123456700),
        ("€ 12,-", ",", 1200),
        ("12,-- €", ",", 1200),
        ("12,– €", ",", 1200),
        ("12 EUR", ",", 1200),
        ("CHF 1'200.50", ".", 120050),
        ("(12,00)", ",", -1200),
        ("(€ 12,00)", ",", -1200),
        ("12,00-", ",", -1200),
        ("-€ 1.234,5", ",", -123450),
        ("−7", ",", -700),
        ("+3", ".", 300),
        ("12%", ",", 1200),
        ("12,5 %", ",", 1250),
        (",5", ",", 50),
        ("1.234", ",", 123400),
        ("1.234", ".", 123),
        ("0.005", ".", 1),
        ("0.0049", ".", 0),
        ("-0.005", ".", -1),
        ("007", ",", 700),
        ("999999999999999", ".", 99999999999999900),
    ],
)
def test_numbers(cell: str, decimal: Decimal, cents: int) -> None:
    assert read_number(cell, 2, decimal) == cents


@pytest.mark.parametrize(
    ("cell", "decimal"),
    [
        ("", ","),
        ("-", ","),
        ("€", ","),
        ("abc", ","),
        ("1,234.56", ","),
        ("1.234,56", "."),
        ("1.23.4", ","),
        ("1,23,456", "."),
        ("1.2345", ","),
        ("1.2E+05", "."),
        ("1,2E+05", ","),
        ("12 Stück", ","),
        ("12-13", ","),
        ("--5", ","),
        ("1" * 16, ","),
        ("²", ","),
        ("٣", ","),
        ("NaN", "."),
    ],
)
def test_what_is_no_number_is_refused(cell: str, decimal: Decimal) -> None:
    with pytest.raises(Unreadable):
        read_number(cell, 2, decimal)


@given(st.integers(-(10**13), 10**13), st.integers(0, 4), st.sampled_from([",", "."]), st.booleans())
def test_numbers_written_by_a_program_are_read_back(units: int, places: int, decimal: Decimal, grouped: bool) -> None:
    whole, fraction = divmod(abs(units), 10**places)
    group = "." if decimal == "," else ","
    text = f"{whole:,}".replace(",", group) if grouped else str(whole)
    text = ("-" if units < 0 else "") + text + (f"{decimal}{fraction:0{places}}" if places else "")
    assert read_number(text, places, decimal) == units


@pytest.mark.parametrize(
    ("cell", "order", "day"),
    [
        ("2026-01-31", "mdy", date(2026, 1, 31)),
        ("2026-01-31T23:59:59Z", "dmy", date(2026, 1, 31)),
        ("2026-01-31 10:00:00.000+01:00", "dmy", date(2026, 1, 31)),
        ("2010-10-14T12:00:00.000Z-0300", "dmy", date(2010, 10, 14)),
        ("2014-02-08 10:01:36.827000000", "dmy", date(2014, 2, 8)),
        ("2026/1/5", "mdy", date(2026, 1, 5)),
        ("31.12.2026", "dmy", date(2026, 12, 31)),
        ("1. 2. 2026", "dmy", date(2026, 2, 1)),
        ("1.2.26", "dmy", date(2026, 2, 1)),
        ("31.12.99", "dmy", date(1999, 12, 31)),
        ("02/01/2014", "dmy", date(2014, 1, 2)),
        ("02/01/2014", "mdy", date(2014, 2, 1)),
        ("5/13/2026 3:15 PM", "mdy", date(2026, 5, 13)),
        ("26-01-31", "ymd", date(2026, 1, 31)),
        ("20260131", "dmy", date(2026, 1, 31)),
        ("20090808T1430-0500", "dmy", date(2009, 8, 8)),
        ("31. Januar 2026", "dmy", date(2026, 1, 31)),
        ("Samstag, 31. Jan. 2026", "dmy", date(2026, 1, 31)),
        ("1. Mär 2026 12:30 Uhr", "dmy", date(2026, 3, 1)),
        ("31-Dec-2026", "mdy", date(2026, 12, 31)),
        ("1st March 2026", "dmy", date(2026, 3, 1)),
        ("January 31, 2026", "dmy", date(2026, 1, 31)),
    ],
)
def test_days(cell: str, order: DateOrder, day: date) -> None:
    assert read_day(cell, order) == day


@pytest.mark.parametrize(
    ("cell", "order"),
    [
        ("", "dmy"),
        ("x", "dmy"),
        ("31/12/2012", "mdy"),
        ("12/31/2012", "dmy"),
        ("30.02.2026", "dmy"),
        ("2026-02-30", "dmy"),
        ("00.00.0000", "dmy"),
        ("0000-00-00", "dmy"),
        ("2026", "dmy"),
        ("45292", "dmy"),
        ("31 Foo 2026", "dmy"),
        ("31.12", "dmy"),
        ("31.12/2026", "dmy"),
    ],
)
def test_what_is_no_day_is_refused(cell: str, order: DateOrder) -> None:
    with pytest.raises(Unreadable):
        read_day(cell, order)


def test_a_count_of_days_is_a_day_in_a_spreadsheet_only() -> None:
    assert read_day("45292", "dmy", sheet=True) == date(2024, 1, 1)
    assert read_day("45292.75", "dmy", sheet=True) == date(2024, 1, 1)
    with pytest.raises(Unreadable):
        read_day("2026", "dmy", sheet=True)


@given(st.dates(date(1970, 1, 1), date(2069, 12, 31)), st.sampled_from(["%d.%m.%Y", "%d/%m/%y", "%Y-%m-%d", "%Y%m%d"]))
def test_days_written_by_a_program_are_read_back(day: date, form: str) -> None:
    assert read_day(day.strftime(form), "dmy") == day


@given(st.text(max_size=30), st.sampled_from(["dmy", "mdy", "ymd"]))
def test_any_text_is_a_day_or_refused(cell: str, order: DateOrder) -> None:
    for read in (lambda: read_day(cell, order, sheet=True), lambda: read_number(cell, 2, ","), lambda: read_flag(cell)):
        with contextlib.suppress(Unreadable):
            read()


def test_flags() -> None:
    assert [read_flag(cell) for cell in ("Ja", "yes", "WAHR", "true", "1", "x", "J")] == [True] * 7
    assert [read_flag(cell) for cell in ("nein", "No", "falsch", "0", "", "n")] == [False] * 6
    with pytest.raises(Unreadable):
        read_flag("vielleicht")


def test_the_order_of_days_is_guessed_from_those_that_fit_one_only() -> None:
    assert guess_date_order([["02/01/2014", "31/12/2012"]]) == "dmy"
    assert guess_date_order([["02/01/2014", "12/31/2012"], ["x", ""]]) == "mdy"
    assert guess_date_order([["1.2.2026"]]) == "dmy"
    assert guess_date_order([["99-12-31"]]) == "ymd"
    assert guess_date_order([["02/01/2014"]]) == "dmy"
    assert guess_date_order([]) == "dmy"


def test_the_decimal_mark_is_guessed_from_numbers_that_fit_one_only() -> None:
    assert guess_decimal(["1,7", "1.234", "Firma, Ort"]) == ","
    assert guess_decimal(["1.234.567"]) == ","
    assert guess_decimal(["1.5", "2,000"], ",") == "."
    assert guess_decimal(["1.234", "12.03.2020"], ",") == ","
    assert guess_decimal([]) == "."
