"""Price lists from files: the days on which a list that is begun holds, its currency, who buys by it."""

from __future__ import annotations

from datetime import date

import pytest
from django.utils import timezone

from tandem.catalogue.models import Price, PriceList
from tandem.catalogue.tests.factories import a_product
from tandem.customers.actions.groups import create_group
from tandem.customers.models import CustomerGroup, PriceListUse
from tandem.customers.tests.world import World, a_world, of
from tandem.people.tests.factories import signed_in_client

from .wizard import counts, put_in, refused, run, take_back

pytestmark = [pytest.mark.django_db, pytest.mark.both]


@pytest.fixture
def world() -> World:
    a_product(number="P-1", name="Motor")
    a_product(number="P-2", name="Welle")
    return a_world()


def dealers(world: World) -> CustomerGroup:
    actor = of(world.manager, timezone.now())
    return create_group(values={"number": "H", "name": "Händler", "note": ""}, actor=actor, at=actor.at)


def head(price_list: PriceList) -> tuple[date | None, date | None, str]:
    return price_list.valid_from, price_list.valid_to, price_list.currency


def test_a_list_is_begun_with_its_days_and_its_currency(world: World) -> None:
    text = (
        "Preisliste;Artikelnummer;Preis;Währung;Gültig ab;Gültig bis\n"
        "2027;P-1;9,50;CHF;01.01.2027;31.12.2027\n"
        "2027;P-2;1,50;;;\n"
        "Immer;P-1;9;;01.01.2027;31.12.9999\n"
    )
    one = run(put_in(text, by=world.manager))
    assert (one.kind, counts(one), refused(one)) == ("price", (3, 3, 0, 0, 0), [])
    first, second = PriceList.objects.order_by("name_key")
    assert head(first) == (date(2027, 1, 1), date(2028, 1, 1), "CHF")
    assert head(second) == (date(2027, 1, 1), None, "EUR")
    assert (PriceListUse.objects.count(), first.prices.count()) == (0, 2)
    assert counts(run(put_in(text, by=world.manager))) == (3, 0, 0, 3, 0)


def test_the_day_from_which_it_no_longer_holds_is_read_as_the_form_says_it(world: World) -> None:
    text = "Preisliste;Artikelnummer;Preis;Gültigkeit endet am\n2027;P-1;9,50;01.01.2028\n"
    assert counts(run(put_in(text, by=world.manager))) == (1, 1, 0, 0, 0)
    assert head(PriceList.objects.get()) == (None, date(2028, 1, 1), "EUR")


def test_days_may_be_given_once_for_all_rows(world: World) -> None:
    mapping = {"product": 0, "unit_price": 1}
    fixed = {"price_list": "2027", "valid_from": "1.1.2027", "last_day": "31.12.2027"}
    one = put_in("product;price\nP-1;9\nP-2;8\n", by=world.manager, kind="price", mapping=mapping, fixed=fixed)
    assert counts(run(one)) == (2, 2, 0, 0, 0)
    assert head(PriceList.objects.get()) == (date(2027, 1, 1), date(2028, 1, 1), "EUR")


def test_a_row_that_says_otherwise_than_its_list_is_refused_at_the_cell(world: World) -> None:
    begun = "Preisliste;Artikelnummer;Preis;Währung;Gültig ab;Letzter Tag\n"
    run(put_in(begun + "Hier;P-1;1;EUR;01.01.2027;31.12.2027\n", by=world.manager))
    before = list(PriceList.objects.values()), list(Price.objects.values())
    text = (
        "Hier;P-2;1;EUR;01.02.2027;\n"
        "Hier;P-2;1;EUR;;31.12.2028\n"
        "Hier;P-2;1;USD;;\n"
        "Neu;P-1;1;EUR;31.12.2027;01.01.2027\n"
        "Neu;P-1;1;EUR;bald;\n"
        "Neu;P-1;1;EUR;30.02.2027;\n"
    )
    one = run(put_in(begun + text, by=world.manager))
    assert counts(one) == (6, 0, 0, 0, 6)
    reasons = dict(refused(one))
    words = {
        2: "Valid from: the list that is here says",
        3: "Last day: the list that is here says 31 Dec 2027",
        4: "Currency: the list",
    }
    for line, told in words.items():
        assert told in reasons[line], reasons[line]
    assert "ends before it begins" in reasons[5]
    assert [word in reasons[line] for line, word in ((6, "bald"), (7, "30.02.2027"))] == [True, True]
    assert (list(PriceList.objects.values()), list(Price.objects.values())) == before
    two = run(put_in(begun + "Neu;P-1;1;EUR;;\nNeu;P-2;1;EUR;01.01.2027;\nNeu;P-2;2;CHF;;\n", by=world.manager))
    assert [line for line, _reason in refused(two)] == [3, 4]
    assert "line 2, which begins the list, says –" in dict(refused(two))[3]
    assert Price.objects.filter(price_list__name="Neu").count() == 1


def test_a_group_or_a_customer_buys_by_a_list_that_is_begun(world: World) -> None:
    group = dealers(world)
    text = (
        "Preisliste;Artikelnummer;Preis;Gültig ab;Gültig bis;Kundengruppe;Kundennummer\n"
        "Handel;P-1;9;01.01.2027;31.12.2027;händler;\n"
        "Handel;P-2;9;;;;\n"
        f"Hansen;P-1;8;;31.12.2025;;{world.customer.number}\n"
    )
    one = run(put_in(text, by=world.manager))
    assert (counts(one), refused(one)) == ((3, 3, 0, 0, 0), [])
    uses = PriceListUse.objects.order_by("pk")
    assert list(uses.values_list("price_list__name", "group", "customer", "start", "end")) == [
        ("Handel", group.pk, None, date(2027, 1, 1), date(2028, 1, 1)),
        ("Hansen", None, world.customer.pk, date(2025, 12, 31), date(2026, 1, 1)),
    ]
    assert counts(run(put_in(text, by=world.manager))) == (3, 0, 0, 3, 0)
    assert take_back(one).removed == 2
    assert (PriceList.objects.count(), PriceListUse.objects.count()) == (0, 0)


def test_who_cannot_buy_by_it_is_refused_and_nothing_begun(world: World) -> None:
    dealers(world)
    number = world.customer.number
    text = (
        "Preisliste;Artikelnummer;Preis;Währung;Kundengruppe;Kundennummer\n"
        "A;P-1;9;;Makler;\n"
        "B;P-1;9;;;nichts\n"
        f"C;P-1;9;;Händler;{number}\n"
        f"D;P-1;9;CHF;;{number}\n"
        f"E;P-1;9;;;{world.restricted.number}\n"
    )
    one = run(put_in(text, by=world.manager))
    assert counts(one) == (5, 1, 0, 0, 4)
    reasons = dict(refused(one))
    for line, words in {2: "Händler", 3: "nichts", 4: "only one of them", 5: "pays in EUR"}.items():
        assert words in reasons[line], reasons[line]
    other = run(put_in(text.replace("C;P-1", "F;P-1").replace("Händler", ""), by=world.far_manager))
    assert "only its tandem and manager" in dict(refused(other))[4]
    assert "there is no customer" in dict(refused(other))[6]
    late = run(put_in("Preisliste;Artikelnummer;Preis;Kundengruppe\nE;P-2;9;Händler\n", by=world.manager))
    assert "who buys by it" in dict(refused(late))[2]


def test_prices_come_back_as_they_were_exported(world: World) -> None:
    text = "Preisliste;Artikelnummer;Ab Menge;Preis;Gültig ab;Gültig bis\n"
    run(put_in(text + "2027;P-1;;9,5;01.01.2027;31.12.2027\n2027;P-1;10;0,0001;;\n", by=world.manager))
    number = PriceList.objects.get().number
    answer = signed_in_client(world.manager).post(f"/lists/prices/export/?about={number}", {"as": "prices.xlsx"})
    data = b"".join(answer.streaming_content)  # type: ignore[attr-defined]
    again = run(put_in(data, by=world.manager, name="prices.xlsx"))
    assert (again.kind, counts(again), refused(again)) == ("price", (2, 0, 0, 2, 0), [])
