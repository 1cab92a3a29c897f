"""Lists whose usual look is a prepared query: it must depend on the viewer alone, not on the clock."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any, NoReturn

import pytest
from django.http import QueryDict
from django.utils import timezone

from tandem.core.actor import Actor
from tandem.core.listing import Listing, build_page, narrowed_rows
from tandem.customers.listing import CUSTOMERS
from tandem.customers.queries import listed_customers
from tandem.customers.tests.world import World, a_world, of
from tandem.orders.listing import ORDERS
from tandem.orders.queries import listed_orders
from tandem.pipeline.listing import OPPORTUNITIES
from tandem.pipeline.queries import listed_opportunities
from tandem.quotes.listing import QUOTES
from tandem.quotes.queries import listed_quotes
from tandem.work.listing.requests import REQUESTS, requests_for

pytestmark = pytest.mark.django_db
LISTS = {
    "customers": (CUSTOMERS, listed_customers),
    "orders": (ORDERS, listed_orders),
    "opportunities": (OPPORTUNITIES, listed_opportunities),
    "quotes": (QUOTES, listed_quotes),
    "requests": (REQUESTS, requests_for(QueryDict(""))),
    "all requests": (REQUESTS, requests_for(QueryDict("state=any"))),
}


@pytest.fixture
def world() -> World:
    return a_world()


@pytest.mark.parametrize(("listing", "rows"), LISTS.values(), ids=LISTS)
def test_no_clock_is_asked_while_the_query_is_built(
    world: World, listing: Listing, rows: Callable[[Actor], Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused() -> NoReturn:
        raise AssertionError("a prepared list asks the clock")

    actor = of(world.inside, timezone.now())
    usual = {item.name: item.default for item in listing.filters if item.default}
    listing.default_scope(actor)
    monkeypatch.setattr(timezone, "now", refused)
    for scope, _label in listing.scopes:
        found = listing.scope(rows(actor), scope, actor) if listing.scope else rows(actor)
        for item in listing.filters:
            found = item.apply(found, usual[item.name]) if item.name in usual else found
        str(found.query)


@pytest.mark.parametrize(("listing", "rows"), LISTS.values(), ids=LISTS)
def test_each_viewer_and_day_has_its_own_rows(world: World, listing: Listing, rows: Callable[[Actor], Any]) -> None:
    query = "state=any" if listing is REQUESTS and rows is not LISTS["requests"][1] else ""
    for days in (0, 400, -400):
        for person in (world.inside, world.field):
            for scope, _label in listing.scopes:
                params = QueryDict(f"scope={scope}&{query}")
                actor = of(person, timezone.now() + timedelta(days=days))
                page = build_page(listing, rows, params, actor)
                plain = narrowed_rows(listing, rows(actor), params, actor)
                assert [row.pk for row in page.rows] == [row.pk for row in plain[: listing.size]]
                assert page.count == plain.count()
