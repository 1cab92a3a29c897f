"""Columns that hold a small set of words."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import ValidationError

from tandem.core.fields import VALID_NUMBER, SetField

FIELD = SetField(choices=[("mail", "Mail"), ("phone", "Phone")])


def test_words_are_kept_sorted_and_come_back_as_a_set() -> None:
    assert FIELD.get_prep_value({"phone", "mail"}) == "mail phone"
    assert FIELD.from_db_value("mail phone", None, None) == frozenset({"mail", "phone"})
    nothing: list[Any] = [None, "", frozenset()]
    for empty in nothing:
        assert FIELD.get_prep_value(empty) == ""
        assert FIELD.to_python(empty) == frozenset()
    assert FIELD.from_db_value(None, None, None) == frozenset()


def test_what_an_event_keeps_becomes_the_set_again() -> None:
    assert FIELD.to_python(["phone", "mail"]) == FIELD.to_python("mail phone") == frozenset({"mail", "phone"})


def test_unknown_words_are_refused() -> None:
    FIELD.validate({"mail"}, None)
    with pytest.raises(ValidationError, match="pigeon"):
        FIELD.validate({"mail", "pigeon"}, None)


@pytest.mark.parametrize("number", ["10001", "A-7", "x.1", "é~+_"])
def test_numbers_that_fit_into_addresses(number: str) -> None:
    VALID_NUMBER(number)


@pytest.mark.parametrize("number", ["", "new", "a/b", "a b", "a?b", "#1", "%41", "a\nb", "a\\b"])
def test_numbers_that_do_not(number: str) -> None:
    with pytest.raises(ValidationError):
        VALID_NUMBER(number)
