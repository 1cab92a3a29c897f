"""The book of customers: whose, sorted and narrowed as the address says, and who owns each row."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.http import QueryDict

from tandem.core import search
from tandem.core.listing import build_page
from tandem.customers.figures import store_figures
from tandem.customers.listing import CUSTOMERS, default_scope
from tandem.customers.models import Assignment, Customer, CustomerFigures
from tandem.customers.queries import hidden_customers, visible_customers
from tandem.people.models import Employee
from tandem.tandems.tests.factories import a_tandem

from .factories import a_contact, a_customer
from .test_groups import a_group
from .world import TODAY, World, of


def listed(who: Employee, query: str = "scope=all") -> list[Customer]:
    actor = of(who)
    rows = visible_customers(actor).select_related("figures")
    return list(build_page(CUSTOMERS, rows, QueryDict(query), actor).rows)


def names(who: Employee, query: str = "scope=all") -> list[str]:
    return [row.name.split()[0] for row in listed(who, query)]


def test_mine_tandem_team_all(world: World) -> None:
    second = a_tandem(world.far.team, inside=world.inside)
    a_customer(second, name="Zweit AG")
    a_customer(world.mates, name="Nachbar AG")
    a_customer(world.far, name="Fern AG")
    expected = {
        "mine": ["Geheimrat", "Hansen", "Zweit"],
        "tandem": ["Geheimrat", "Hansen"],
        "team": ["Fern", "Geheimrat", "Hansen", "Nachbar", "Verschluss", "Wartburg", "Zweit"],
        "all": ["Fern", "Geheimrat", "Hansen", "Nachbar", "Verschluss", "Wartburg", "Zweit"],
    }
    world.inside.current_tandem = world.tandem.pk
    assert {scope: names(world.inside, f"scope={scope}") for scope in expected} == expected
    assert names(world.mate, "scope=team") == ["Hansen", "Nachbar", "Verschluss", "Wartburg"]
    assert names(world.stranger, "scope=all") == ["Fern", "Hansen", "Nachbar", "Wartburg", "Zweit"]


def test_covered_customers_are_mine(world: World) -> None:
    assert names(world.cover, "scope=mine") == ["Geheimrat", "Hansen"]


@pytest.mark.both
@pytest.mark.parametrize(
    "query", ["technik", "elbe", "technik hamburg", "technik vo", "vogt", "an", "nirgends", "0221 4711"]
)
def test_a_common_word_finds_what_a_rare_one_would(world: World, query: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for number, name in enumerate(["Elbtechnik GmbH", "Antriebstechnik Vogt", "Technik & Elbe OHG", "Wattwerk AG"]):
        found = a_customer(world.mates, name=name, town="Hamburg" if number % 2 else "Köln", phone="+49 221 4711")
        a_contact(found, last_name="Vogt" if number > 1 else "Technikus")
    rare = names(world.mate, f"scope=all&q={query}")
    assert set(rare) < {row.name.split()[0] for row in listed(world.mate)}
    assert rare or query == "nirgends"
    monkeypatch.setattr(search, "COMMON", 1)
    assert names(world.mate, f"scope=all&q={query}") == rare


@pytest.mark.parametrize(
    ("who", "scope"), [("inside", "mine"), ("cover", "mine"), ("free", "team"), ("manager", "team"), ("payroll", "all")]
)
def test_where_the_list_begins(world: World, who: str, scope: str) -> None:
    assert default_scope(of(getattr(world, who))) == scope


def test_by_class_lifecycle_team_and_tandem(world: World) -> None:
    a_customer(world.mates, name="Nachbar AG", customer_class="A", lifecycle="active")
    a_customer(world.far, name="Fern AG", customer_class="A", lifecycle="lost")
    queries = {
        "class=A": ["Fern", "Nachbar"],
        "class=A&state=active": ["Nachbar"],
        "class=none&state=prospect": ["Geheimrat", "Hansen", "Verschluss", "Wartburg"],
        f"team={world.far.team_id}": ["Fern"],
        f"tandem={world.mates.pk}": ["Nachbar"],
        f"tandem={world.tandem.pk}": ["Geheimrat", "Hansen"],
        "class=X&state=x&team=x&tandem=999999": ["Fern", "Geheimrat", "Hansen", "Nachbar", "Verschluss", "Wartburg"],
    }
    assert {query: names(world.inside, f"scope=all&{query}") for query in queries} == queries


def test_sorted_by_every_column_that_offers_it(world: World) -> None:
    Customer.objects.all().delete()
    for number, name in enumerate(["Ähre", "Zebra", "Öse", "Anton"]):
        customer = a_customer(name=name, town=f"Ort {3 - number}", customer_class="BACA"[number])
        CustomerFigures.objects.filter(pk=customer.pk).update(revenue_cents=[5, 0, 7, 5][number])
    assert names(world.inside, "scope=all&sort=name") == ["Ähre", "Anton", "Öse", "Zebra"]
    assert names(world.inside, "scope=all&sort=-name") == ["Zebra", "Öse", "Anton", "Ähre"]
    assert names(world.inside, "scope=all&sort=town") == ["Anton", "Öse", "Zebra", "Ähre"]
    assert names(world.inside, "scope=all&sort=class") == ["Zebra", "Anton", "Ähre", "Öse"]
    groups = [a_group(world, number=name, name=name) for name in ("Öfen", "Zucker")]
    for name, group in (("Zebra", groups[0]), ("Anton", groups[1]), ("Ähre", groups[0])):
        Customer.objects.filter(name=name).update(group=group)
    assert names(world.inside, "scope=all&sort=group") == ["Öse", "Ähre", "Zebra", "Anton"]
    assert names(world.inside, "scope=all&sort=-group") == ["Anton", "Zebra", "Ähre", "Öse"]
    assert names(world.inside, "scope=all&sort=-revenue") == ["Öse", "Anton", "Ähre", "Zebra"]
    assert names(world.inside, "scope=all&sort=revenue") == ["Zebra", "Ähre", "Anton", "Öse"]


@pytest.mark.parametrize("column", [column.key for column in CUSTOMERS.columns if column.sort])
def test_every_sort_pages_through_all(world: World, column: str) -> None:
    groups = [a_group(world, number=name, name=name) for name in ("Z", "A")]
    for number in range(CUSTOMERS.size + 10):
        group = groups[number % 3 - 1] if number % 3 else None
        a_customer(team=world.team, town="Kiel" if number % 2 else "", group=group)
    actor = of(world.inside)
    for sort in (column, f"-{column}"):
        seen: list[int] = []
        url = f"?scope=all&sort={sort}"
        while url:
            rows = visible_customers(actor).select_related("figures")
            page = build_page(CUSTOMERS, rows, QueryDict(url[1:]), actor)
            seen += [row.pk for row in page.rows]
            url = page.next_url
        assert len(seen) == len(set(seen)) == page.count == CUSTOMERS.size + 14


def test_each_row_knows_its_tandem_of_today(world: World) -> None:
    Assignment.objects.filter(customer=world.customer).update(end=TODAY)
    Assignment.objects.create(customer=world.customer, tandem=world.mates, start=TODAY)
    Assignment.objects.create(customer=world.queued, tandem=world.mates, start=TODAY + timedelta(1))
    owners: dict[str, Any] = {row.name.split()[0]: row.owner for row in listed(world.inside)}  # type: ignore[attr-defined]
    assert owners == {"Hansen": world.mates, "Geheimrat": world.tandem, "Wartburg": None, "Verschluss": None}


def test_what_is_hidden_is_all_that_is_not_seen(world: World) -> None:
    a_customer(world.far, name="Fern AG", restricted=True)
    everything = set(Customer.objects.all())
    for name, who in (world.owners | world.others).items():
        seen, hidden = set(visible_customers(of(who))), set(hidden_customers(of(who)))
        assert (seen | hidden, seen & hidden) == (everything, set()), name


def test_figures_are_set_for_some_or_all_and_missing_rows_made(world: World) -> None:
    CustomerFigures.objects.filter(pk=world.customer.pk).delete()
    assert store_figures([world.customer.pk, world.queued.pk], revenue_cents=7) == 2
    assert dict(CustomerFigures.objects.values_list("pk", "revenue_cents")) == {
        world.customer.pk: 7,
        world.queued.pk: 7,
        world.restricted.pk: 0,
        world.hidden.pk: 0,
    }
    assert store_figures(None, orders=3) == 4
    assert set(CustomerFigures.objects.values_list("orders", flat=True)) == {3}
