"""Addresses filled into patterns are those that Django gives."""

from __future__ import annotations

import pytest
from django.urls import NoReverseMatch, clear_script_prefix, reverse, set_script_prefix

from tandem.core.addresses import address

pytestmark = pytest.mark.once


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("home", ()),
        ("work:request", (5,)),
        ("work:request", (9_000_000_001,)),
        ("brief", ("K-100",)),
        ("brief", ("Ä 1%&?#{}",)),
        ("today_act", ("request", 9_000_000_002, "claim")),
    ],
)
def test_an_address_is_what_django_gives(name: str, values: tuple[int | str, ...]) -> None:
    assert [address(name, *values), address(name, *values)] == [reverse(name, args=values)] * 2


@pytest.mark.parametrize(("name", "values"), [("brief", ("a/b",)), ("brief", ("",)), ("no:such", ()), ("home", (1,))])
def test_what_django_refuses_is_refused(name: str, values: tuple[int | str, ...]) -> None:
    with pytest.raises(NoReverseMatch):
        address(name, *values)


def test_the_prefix_of_the_place_stands_before_it() -> None:
    set_script_prefix("/tandem/")
    try:
        assert address("work:request", 5) == "/tandem/requests/5/"
    finally:
        clear_script_prefix()
    assert address("work:request", 5) == "/requests/5/"
