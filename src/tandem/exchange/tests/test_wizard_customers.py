"""Customers from a file: new, changed, as they were, refused; known by each key; nobody else's are touched."""

from __future__ import annotations

from typing import Any

import pytest

from tandem.core.models import Event, SearchRow
from tandem.core.search import find
from tandem.customers.models import Assignment, Customer, CustomerGroup, Site
from tandem.customers.tests.world import World, a_world

from .wizard import counts, put_in, refused, run

pytestmark = pytest.mark.django_db
HEAD = "number;name;street;postcode;town;email;lifecycle\n"


@pytest.fixture
def world() -> World:
    return a_world()


def rows(text: str, world: World, **values: Any) -> Any:
    fixed = {"team": world.team.name}
    return run(put_in(HEAD + text, by=world.manager, kind="customer", fixed=fixed, **values))


def test_new_ones_with_site_figures_search_and_event(world: World) -> None:
    one = rows("90001;Müller Antriebe GmbH;Hauptstr. 1;20095;Hamburg;INFO@Mueller.example;Kunde\n", world)
    assert counts(one) == (1, 1, 0, 0, 0)
    customer = Customer.objects.get(number="90001")
    assert (customer.name, customer.town, customer.email) == ("Müller Antriebe GmbH", "Hamburg", "info@mueller.example")
    assert (customer.lifecycle, customer.team, customer.figures.orders) == ("active", world.team, 0)
    site = customer.sites.get()
    assert (site.street, site.postcode, site.is_main) == ("Hauptstr. 1", "20095", True)
    event = Event.objects.get(verb="customer.imported", subjects__object_id=customer.pk, subjects__kind="customer")
    assert (event.trail, event.actor_id, event.data["import"]) == (one.trail, world.manager.pk, one.pk)
    assert [row.object_id for row in find("mueller antr")] == [customer.pk]
    assert ("mail", "info@mueller.example") in customer.match_keys.values_list("kind", "key")


def test_a_second_run_changes_nothing_and_one_with_other_values_just_those(world: World) -> None:
    text = "90001;Nord GmbH;Weg 1;20095;Hamburg;a@nord.example;\n90002;Süd GmbH;Weg 2;80331;München;;\n"
    rows(text, world)
    events = Event.objects.filter(verb__startswith="customer.").count()
    assert counts(rows(text, world)) == (2, 0, 0, 2, 0)
    assert Event.objects.filter(verb__startswith="customer.").count() == events
    one = rows("90001;Nord AG;Weg 1;20095;Hamburg;a@nord.example;\n90002;Süd GmbH;Weg 3;80331;München;;\n", world)
    assert counts(one) == (2, 0, 2, 0, 0)
    changed = Event.objects.filter(trail=one.trail, verb__in=("customer.edited", "site.edited")).order_by("pk")
    assert sorted((event.verb, event.changes) for event in changed) == [
        ("customer.edited", {"name": ["Nord GmbH", "Nord AG"]}),
        ("site.edited", {"street": ["Weg 2", "Weg 3"]}),
    ]
    assert [row.title for row in SearchRow.objects.filter(number="90001")] == ["Nord AG"]


def test_an_empty_cell_leaves_what_is_there_unless_told_otherwise(world: World) -> None:
    rows("90001;Nord GmbH;;;Hamburg;a@nord.example;\n", world)
    assert counts(rows("90001;Nord GmbH;;;;;\n", world)) == (1, 0, 0, 1, 0)
    text = HEAD + "90001;Nord GmbH;;;;;\n"
    one = run(put_in(text, by=world.manager, kind="customer", fixed={"team": world.team.name, "blanks": True}))
    assert counts(one) == (1, 0, 1, 0, 0)
    assert Customer.objects.get(number="90001").email == ""


def test_bad_rows_are_refused_with_their_reasons_and_the_rest_goes_in(world: World) -> None:
    text = (
        "90001;;Weg 1;20095;Hamburg;;\n"
        "90002;Süd GmbH;Weg 2;80331;München;keine;\n"
        "90 003;West GmbH;;;;;\n"
        "90004;Ost GmbH;;;;;unklar\n"
        "90005;Mitte GmbH;;;;;\n"
        "90006;Zu;viele;Zellen;in;dieser;Zeile;hier;noch;mehr\n"
    )
    one = rows(text, world)
    assert counts(one) == (6, 1, 0, 0, 5)
    lines = dict(refused(one))
    assert sorted(lines) == [2, 3, 4, 5, 7]
    assert "is empty" in lines[2]
    assert "keine" in lines[3]
    assert "unklar" in lines[5]
    assert set(Customer.objects.filter(number__startswith="9000").values_list("name", flat=True)) == {"Mitte GmbH"}


@pytest.mark.parametrize(
    ("key", "head", "row"),
    [
        ("vat_id", "vat_id;name;industry", "DE 123 456 788;Anders;Bau"),
        ("external_id", "external_id;name;industry", "SF-1;Anders;Bau"),
        ("place", "name;postcode;industry", "NORD gmbh;D-20095;Bau"),
    ],
)
def test_known_by_other_keys_than_the_number(world: World, key: str, head: str, row: str) -> None:
    made = "number;name;vat_id;external_id;postcode;street\n90001;Nord GmbH;DE123456788;SF-1;20095;Weg 1\n"
    run(put_in(made, by=world.manager, kind="customer", fixed={"team": world.team.name}))
    one = run(put_in(f"{head}\n{row}\n", by=world.manager, kind="customer", key=key))
    assert counts(one) == (1, 0, 1, 0, 0)
    assert Customer.objects.get(number="90001").industry == "Bau"


def test_two_of_one_name_need_a_number(world: World) -> None:
    for number in ("90001", "90002"):
        rows(f"{number};Nord GmbH;Weg 1;20095;Hamburg;;\n", world)
    one = run(put_in("name;postcode;industry\nNord GmbH;20095;Bau\n", by=world.manager, kind="customer"))
    assert counts(one) == (1, 0, 0, 0, 1)
    assert "several customers" in refused(one)[0][1]


def test_modes(world: World) -> None:
    rows("90001;Nord GmbH;;;;;\n", world)
    both = "90001;Nord AG;;;;;\n90002;Süd GmbH;;;;;\n"
    assert counts(rows(both, world, mode="create")) == (2, 1, 0, 1, 0)
    assert Customer.objects.get(number="90001").name == "Nord GmbH"
    more = "90001;Nord SE;;;;;\n90003;West GmbH;;;;;\n"
    one = rows(more, world, mode="update")
    assert counts(one) == (2, 0, 1, 0, 1)
    assert not Customer.objects.filter(number="90003").exists()


def test_free_numbers_are_none_that_the_file_uses(world: World) -> None:
    one = rows(";Ohne GmbH;;;;;\n70500;Mit GmbH;;;;;\n;Auch Ohne GmbH;;;;;\n", world)
    assert counts(one) == (3, 3, 0, 0, 0)
    numbers = dict(Customer.objects.filter(name__endswith="GmbH").values_list("name", "number"))
    assert (numbers["Ohne GmbH"], numbers["Mit GmbH"], numbers["Auch Ohne GmbH"]) == ("70501", "70500", "70502")


def test_a_second_row_about_the_same_customer_meets_the_first(world: World) -> None:
    one = rows("90001;Nord GmbH;;;;;\n90001;Nord AG;;;;;\n90001;Nord AG;;;;;\n", world)
    assert counts(one) == (3, 1, 1, 1, 0)
    assert Customer.objects.get(number="90001").name == "Nord AG"


def test_given_to_a_tandem_of_its_team_from_today(world: World) -> None:
    text = "number;name;tandem\n90001;Nord GmbH;" + world.tandem.name + "\n90002;Süd GmbH;" + world.far.name + "\n"
    one = run(put_in(text, by=world.manager, kind="customer", fixed={"team": world.team.name}))
    assert counts(one) == (2, 1, 0, 0, 1)
    assert Assignment.objects.get(customer__number="90001").tandem == world.tandem


def test_whoever_does_not_own_a_customer_changes_it_by_no_file(world: World) -> None:
    text = f"number;name\n{world.customer.number};Fremd GmbH\n{world.restricted.number};Geheim GmbH\n"
    before = dict(Customer.objects.values_list("number", "name"))
    one = run(put_in(text, by=world.stranger, kind="customer"))
    assert counts(one) == (2, 0, 0, 0, 2)
    assert dict(Customer.objects.values_list("number", "name")) == before
    reasons = dict(refused(one))
    assert "another tandem" in reasons[2]
    assert "taken" in reasons[3]
    assert world.restricted.name not in reasons[3]


def test_sites_of_a_customer(world: World) -> None:
    rows("90001;Nord GmbH;Weg 1;20095;Hamburg;;\n", world)
    text = (
        "customer number;name;street;postcode;town;is_main;latitude\n"
        "90001;Lager;Kai 2;21129;Hamburg;nein;53,54\n"
        "90001;Büro;Ring 3;10115;Berlin;ja;\n"
    )
    one = run(put_in(text, by=world.manager, kind="site"))
    assert counts(one) == (2, 2, 0, 0, 0)
    sites = {site.name: site for site in Site.objects.filter(customer__number="90001")}
    assert (sites["Lager"].latitude, sites["Büro"].is_main, sites[""].is_main) == (53.54, True, False)
    assert Customer.objects.get(number="90001").town == "Berlin"
    assert counts(run(put_in(text, by=world.manager, kind="site"))) == (2, 0, 0, 2, 0)


def test_a_customer_group_is_known_by_key_or_name_and_an_unknown_one_says_which_there_are(world: World) -> None:
    dealers = CustomerGroup.objects.create(number="H", name="Händler", name_key="haendler")
    makers = CustomerGroup.objects.create(number="OEM", name="Hersteller", name_key="hersteller")
    text = "Kundennummer;Name;Kundengruppe\n90001;Nord GmbH;{}\n90002;Süd GmbH;{}\n90003;Ost GmbH;\n"

    def take(*cells: str, **values: Any) -> Any:
        fixed = {"team": world.team.name, **values}
        return run(put_in(text.format(*cells), by=world.manager, kind="customer", fixed=fixed))

    def groups() -> dict[str, int | None]:
        return dict(Customer.objects.filter(number__startswith="9000").values_list("number", "group"))

    assert counts(take("h", "HERSTELLER")) == (3, 3, 0, 0, 0)
    assert groups() == {"90001": dealers.pk, "90002": makers.pk, "90003": None}
    one = take("OEM", "Verband")
    assert counts(one) == (3, 0, 1, 1, 1)
    assert "there are: Händler, Hersteller" in str(refused(one))
    event = Event.objects.get(trail=one.trail, verb="customer.edited")
    assert event.changes == {"group_id": [dealers.pk, makers.pk]}
    assert counts(take("", "oem", blanks=True)) == (3, 0, 1, 2, 0)
    assert groups() == {"90001": None, "90002": makers.pk, "90003": None}
