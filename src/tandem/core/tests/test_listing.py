"""Lists: what the URL asks for, and what becomes of it when it asks for nonsense."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from django.http import QueryDict
from django.utils import translation

from tandem.core import listing
from tandem.core.actor import Actor
from tandem.core.listing import Column, Filter, Listing, Page, build_page, by_field, choices_of, narrowed_rows
from tandem.core.models import Event

pytestmark = [pytest.mark.django_db, pytest.mark.both]
AT = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
ME = Actor("employee", 1, AT)


def _scope(rows: Any, scope: str, actor: Actor) -> Any:
    """Mine is what I did; nobody has a tandem or a team here."""
    return rows.filter(actor_id=actor.id) if scope == "mine" else rows


LISTING = Listing(
    title="Events",
    columns=(
        Column("name", "Verb", sort="verb"),
        Column("half", "Half"),
        Column("size", "Size", sort="at", numeric=True, falling=True, wide=True),
    ),
    filters=(
        Filter("half", "Half", choices_of([("inside", "Inside"), ("field", "Field")]), by_field("half")),
        Filter("kind", "Kind", choices_of([("a", "A"), ("b", "B")]), by_field("actor_kind")),
        Filter("nr", "No.", choices_of([("x", "X")]), by_field("actor_id")),
    ),
    scope=_scope,
    search=lambda rows, query: rows.filter(verb__contains=query),
    default_scope=lambda actor: "mine",
    row_template="x.html",
    default_sort="-size",
    size=2,
)


@pytest.fixture(autouse=True)
def _five_events() -> Any:
    halves = ["inside", "field", "inside", "", "field"]
    Event.objects.bulk_create(
        Event(verb=verb, at=AT.replace(minute=n), actor_kind="ab"[n % 2], actor_id=1 if n < 4 else 2, half=half)
        for n, (verb, half) in enumerate(zip(["c", "a", "b", "a", "d"], halves, strict=True))
    )
    with translation.override("en"):
        yield


def page(query: str = "", listing: Listing = LISTING) -> Page:
    return build_page(listing, Event.objects.all(), QueryDict(query), ME)


def verbs(found: Page) -> str:
    return "".join(row.verb for row in found.rows)


def query(url: str) -> dict[str, str]:
    assert url.startswith("?")
    return QueryDict(url[1:]).dict()


def heads(found: Page) -> dict[str, tuple[dict[str, str] | None, str]]:
    """Per column where its head leads, and how the list is sorted by it now."""
    return {key: (query(url) if url else None, direction) for key, _label, url, direction, *_marks in found.columns}


def test_without_wishes_the_viewers_own_in_the_order_of_the_list() -> None:
    found = page()
    assert (verbs(found), found.count, found.first, found.last) == ("ab", 4, 1, 2)
    assert [(key, current) for key, _label, _url, current in found.scopes] == [
        ("mine", True),
        ("tandem", False),
        ("team", False),
        ("all", False),
    ]
    assert (found.chips, found.narrowed, found.prev_url) == ([], True, "")


@pytest.mark.parametrize(
    ("wish", "expected"),
    [
        ("sort=name", "aa"),
        ("sort=-name", "cb"),
        ("sort=size", "ca"),
        ("sort=-size", "ab"),
        ("sort=-name&scope=all", "dc"),
        ("scope=all&half=field", "da"),
        ("half=field", "a"),
        ("half=inside&kind=a", "bc"),
        ("q=c", "c"),
        ("q=%20c%20", "c"),
        ("q=c&half=field", ""),
    ],
)
def test_the_url_narrows_and_sorts(wish: str, expected: str) -> None:
    assert verbs(page(wish)) == expected


@pytest.mark.parametrize(
    "nonsense",
    [
        "sort=half",
        "sort=nothing",
        "sort=-nothing",
        "sort=-",
        "sort=--name",
        "sort=pk;drop",
        "half=nowhere",
        "half=",
        "unknown=1",
        "after=%00",
        "before=x&after=y",
        "scope=",
        "q=",
        "q=%20",
        "sort=actor__password",
    ],
)
def test_what_is_asked_for_in_vain_is_passed_over(nonsense: str) -> None:
    found = page(nonsense)
    assert (verbs(found), found.count, found.chips) == ("ab", 4, [])


def test_an_unknown_scope_is_all_and_never_less_strict_than_the_rows() -> None:
    assert page("scope=everything").count == 5
    mine = build_page(LISTING, Event.objects.filter(actor_id=1), QueryDict("scope=everything"), ME)
    assert mine.count == 4


def test_chips_take_themselves_away_and_keep_the_rest() -> None:
    found = page("half=inside&kind=a&q=b&sort=name&scope=all&after=x")
    assert [(label, value) for label, value, _url in found.chips] == [
        ("Half", "Inside"),
        ("Kind", "A"),
        ("Search", "b"),
    ]
    kept = {"half": "inside", "kind": "a", "q": "b", "sort": "name", "scope": "all"}
    for name, (_label, _value, url) in zip(["half", "kind", "q"], found.chips, strict=True):
        assert query(url) == {key: value for key, value in kept.items() if key != name}


def test_every_option_of_a_filter_leads_to_the_first_page_of_its_choice() -> None:
    found = page("half=inside&sort=name&before=x")
    name, _label, options = found.filters[0]
    assert name == "half"
    assert [(text, query(url), current) for text, url, current in options] == [
        ("Inside", {"half": "inside", "sort": "name"}, True),
        ("Field", {"half": "field", "sort": "name"}, False),
    ]


def test_scopes_keep_filters_and_drop_the_page() -> None:
    found = page("half=inside&after=x")
    assert [query(url) for _key, _label, url, _current in found.scopes] == [
        {"half": "inside", "scope": scope} for scope in ("mine", "tandem", "team", "all")
    ]


def test_a_head_sorts_and_sorts_back() -> None:
    assert heads(page()) == {
        "name": ({"sort": "name"}, ""),
        "half": (None, ""),
        "size": ({"sort": "size"}, "descending"),
    }
    assert heads(page("sort=name")) == {
        "name": ({"sort": "-name"}, "ascending"),
        "half": (None, ""),
        "size": ({"sort": "-size"}, ""),
    }


def test_next_and_back_keep_what_was_chosen() -> None:
    first = page("scope=all&sort=name")
    second = page(first.next_url[1:])
    assert (verbs(first), verbs(second), second.first, second.last) == ("aa", "bc", 3, 4)
    third = page(second.next_url[1:])
    assert (verbs(third), third.next_url, third.first, third.last) == ("d", "", 5, 5)
    back = page(page(third.prev_url[1:]).prev_url[1:])
    assert (verbs(back), back.prev_url, back.first) == ("aa", "", 1)
    assert query(second.next_url).keys() == {"scope", "sort", "after"}
    assert query(third.prev_url).keys() == {"scope", "sort", "before"}


def test_nothing_found_says_that_it_was_narrowed_and_how_to_see_all() -> None:
    found = page("q=zzz")
    assert (found.rows, found.count, found.first, found.last) == ([], 0, 0, 0)
    assert (found.narrowed, query(found.reset_url)) == (True, {"scope": "all"})
    assert not page("scope=all").narrowed


def test_a_value_that_a_field_cannot_hold_finds_nothing() -> None:
    assert page("nr=x").count == 0


def test_the_rows_behind_a_list_are_all_of_them_in_its_order() -> None:
    rows = narrowed_rows(LISTING, Event.objects.all(), QueryDict("scope=all&half=field&sort=name&after=x"), ME)
    assert [row.verb for row in rows] == ["a", "d"]
    rows = narrowed_rows(LISTING, Event.objects.all(), QueryDict(""), ME)
    assert [row.verb for row in rows] == ["a", "b", "a", "c"]


def test_a_page_costs_two_statements_wherever_it_lies(django_assert_num_queries: Any) -> None:
    first = page("scope=all")
    for url in ("?scope=all", first.next_url, page(first.next_url[1:]).next_url):
        with django_assert_num_queries(2):
            page(url[1:])


def test_what_is_searched_for_in_a_long_list_is_counted_no_further(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listing, "FOUND", 1)
    long = replace(LISTING, most=4)
    counted = [(one.count, one.more) for one in (page("scope=all", long), page("scope=all&q=a", long))]
    assert counted == [(4, True), (1, True)]
    asked = [
        (one.count, one.more) for one in (page("scope=all&count=all", long), page("scope=all&q=a&count=all", long))
    ]
    assert asked == [(5, False), (2, False)]


def test_a_long_list_says_that_there_is_more_and_counts_all_when_asked() -> None:
    first = page("scope=all&sort=name", replace(LISTING, most=4))
    assert (first.count, first.more, first.count_url) == (4, True, "?scope=all&sort=name&count=all")
    counted = page(first.count_url[1:], replace(LISTING, most=4))
    assert (counted.count, counted.more, counted.count_url) == (5, False, "")
    assert "count=all" in counted.next_url  # it stays counted on the next page
