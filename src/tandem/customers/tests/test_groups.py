"""Customer groups: kept by who keeps the price lists, and what their customers pay by them."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from tandem.catalogue.models import PriceList
from tandem.catalogue.tests.factories import a_price_list, a_product, priced
from tandem.core.errors import Conflict, Invalid, Refused
from tandem.core.models import Event
from tandem.core.search import fold
from tandem.core.undo import undo_event
from tandem.customers.actions import edit_customer, merge_customers, undo_edit, undo_merge
from tandem.customers.actions.groups import create_group, edit_group, remove_group
from tandem.customers.actions.price_lists import end_price_list, give_price_list
from tandem.customers.models import Customer, CustomerGroup, Merge, PriceListUse
from tandem.customers.prices import lists_of, prices_for
from tandem.people.models import Employee
from tandem.people.tests.factories import signed_in_client

from .factories import AT, a_customer
from .world import World, of

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 24)
VALUES = {"number": "H", "name": "Händler", "note": "kaufen ab Lager"}


def a_group(world: World, **values: Any) -> CustomerGroup:
    return create_group(values=VALUES | values, actor=of(world.manager), at=AT)


def put(customer: Customer, group: CustomerGroup | None, world: World) -> Event | None:
    customer.refresh_from_db()
    return edit_customer(customer, values={"group": group}, version=customer.version, actor=of(world.manager), at=AT)


def everything() -> tuple[Any, ...]:
    return (
        list(CustomerGroup.objects.order_by("pk").values_list()),
        list(PriceListUse.objects.order_by("pk").values_list()),
        list(Customer.objects.order_by("pk").values_list("pk", "group", "version")),
        Event.objects.count(),
    )


def test_a_group_is_begun_changed_taken_back_and_removed(world: World) -> None:
    manager = of(world.manager)
    group = a_group(world)
    assert (group.number, group.name, group.name_key, group.version) == ("H", "Händler", "haendler", 1)
    assert Event.objects.latest("pk").data["note"] == "kaufen ab Lager"
    event = edit_group(group, values=VALUES | {"name": "Handel", "number": "HD"}, version=1, actor=manager, at=AT)
    assert event is not None
    assert event.changes == {"number": ["H", "HD"], "name": ["Händler", "Handel"]}
    group.refresh_from_db()
    assert (group.name, group.name_key, group.version) == ("Handel", "handel", 2)
    assert edit_group(group, values={"name": "Handel"}, version=2, actor=manager, at=AT) is None
    undo_event(event, actor=manager, at=AT)
    group.refresh_from_db()
    assert (group.number, group.name) == ("H", "Händler")
    removed = remove_group(group, actor=manager, at=AT)
    assert removed.changes == {"number": ["H", None], "name": ["Händler", None], "note": ["kaufen ab Lager", None]}
    assert not CustomerGroup.objects.exists()
    with pytest.raises(Conflict):
        remove_group(group, actor=manager, at=AT)


def test_a_key_is_of_one_group_and_a_lost_race_changes_nothing(world: World) -> None:
    manager, group, other = of(world.manager), a_group(world), a_group(world, number="O", name="OEM")
    edit_group(group, values={"note": ""}, version=1, actor=manager, at=AT)
    before = everything()
    with pytest.raises(Invalid) as taken:
        a_group(world)
    assert set(taken.value.fields) == {"number"}
    with pytest.raises(Invalid):
        edit_group(other, values={"number": "H"}, version=1, actor=manager, at=AT)
    with pytest.raises(Conflict) as lost:
        edit_group(group, values={"name": "Zu spät"}, version=1, actor=manager, at=AT)
    assert lost.value.current.version == 2
    assert everything() == before


def test_only_who_keeps_price_lists_keeps_groups(world: World) -> None:
    group = a_group(world)
    before = everything()
    for person in (world.inside, world.field, world.payroll, world.council):
        actor = of(person)
        for deed in (
            lambda who: create_group(values=VALUES | {"number": "X"}, actor=who, at=AT),
            lambda who: edit_group(group, values={"name": "X"}, version=1, actor=who, at=AT),
            lambda who: remove_group(group, actor=who, at=AT),
            lambda who: give_price_list(PriceList(currency="EUR"), group=group, start=DAY, actor=who, at=AT),
        ):
            with pytest.raises(Refused):
                deed(actor)
    assert everything() == before
    remove_group(group, actor=of(world.admin), at=AT)


def test_a_group_that_is_needed_stays_and_says_why(world: World) -> None:
    manager, group = of(world.manager), a_group(world)
    put(world.customer, group, world)
    price_list = a_price_list(name="Händlerpreise")
    use = give_price_list(price_list, group=group, start=DAY, actor=manager, at=AT)
    before = everything()
    with pytest.raises(Refused, match="1 customer is in this group"):
        remove_group(group, actor=manager, at=AT)
    assert everything() == before
    put(world.customer, None, world)
    before = everything()
    with pytest.raises(Refused, match="Händlerpreise"):
        remove_group(group, actor=manager, at=AT)
    assert everything() == before
    end_price_list(use, actor=manager, at=AT)  # a span has at least a day: it holds until tomorrow
    later = of(world.manager, AT + timedelta(days=1))
    remove_group(group, actor=later, at=later.at)
    assert not PriceListUse.objects.exists()


def test_customer_before_group_before_class_before_everyone_to_the_cent(world: World) -> None:
    product, manager, inside = a_product(list_price=100_0000), of(world.manager), of(world.inside)
    group, customer = a_group(world), world.customer
    edit_customer(
        customer, values={"customer_class": "A", "group": group}, version=customer.version, actor=inside, at=AT
    )
    customer.refresh_from_db()

    def a_list(price: int) -> PriceList:
        made = a_price_list(name=f"zu {price}")
        priced(made, product, (0, price), (10_000, price - 1_0000))
        return made

    def paid() -> tuple[int, int, str]:
        book = prices_for(customer, [product], DAY)
        one, ten = book.price(product, 1000), book.price(product, 10_000)
        assert one is not None
        assert ten is not None
        return one.unit_price, ten.unit_price, one.whose

    assert paid() == (100_0000, 100_0000, "list")
    give_price_list(a_list(50_0001), start=DAY, actor=manager, at=AT)
    assert paid() == (50_0001, 49_0001, "everyone")
    give_price_list(a_list(60_0002), customer_class="A", start=DAY, actor=manager, at=AT)
    assert paid() == (60_0002, 59_0002, "class")
    give_price_list(a_list(70_0003), group=group, start=DAY, actor=manager, at=AT)
    assert paid() == (70_0003, 69_0003, "group")
    give_price_list(a_list(20_0000), group=a_group(world, number="O"), start=DAY, actor=manager, at=AT)
    assert paid() == (70_0003, 69_0003, "group")  # another group's list is nothing to it
    assert [one.why for one in lists_of(customer, DAY)][2] == "List of the group Händler: zu 700003"
    give_price_list(a_list(80_0004), customer=customer, start=DAY, actor=inside, at=AT)
    assert paid() == (80_0004, 79_0004, "own")
    assert Event.objects.filter(subjects__kind="customer_group", verb="price_list.given").count() == 2


def test_a_list_of_a_group_holds_from_its_first_day_until_before_its_last(world: World) -> None:
    group, manager = a_group(world), of(world.manager)
    put(world.customer, group, world)
    world.customer.refresh_from_db()
    price_list = a_price_list()
    use = give_price_list(price_list, group=group, start=DAY, end=DAY + timedelta(days=3), actor=manager, at=AT)
    holds = [bool(lists_of(world.customer, DAY + timedelta(days=day))) for day in (-1, 0, 2, 3)]
    assert holds == [False, True, True, False]
    event = end_price_list(use, day=DAY + timedelta(days=1), actor=manager, at=AT)
    assert event.changes == {"end": ["2026-11-27", "2026-11-25"]}
    assert event.data["customer_group"] == "Händler"
    assert not lists_of(world.customer, DAY + timedelta(days=1))


def test_a_list_is_given_to_one_of_them_only_and_once(world: World) -> None:
    group, manager, price_list = a_group(world), of(world.manager), a_price_list()
    give_price_list(price_list, group=group, start=DAY, actor=manager, at=AT)
    before = everything()
    for whose in (
        {"group": group, "customer_class": "A"},
        {"group": group, "customer": world.customer},
        {"group": group},
    ):
        with pytest.raises(Invalid):
            give_price_list(price_list, **whose, start=DAY, actor=manager, at=AT)
    for wrong in ({"customer": world.customer}, {"customer_class": "A"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            PriceListUse.objects.create(price_list=price_list, group=group, start=DAY, **wrong)
    assert everything() == before


def test_the_group_of_a_customer_is_told_and_taken_back_unless_it_has_gone(world: World) -> None:
    group, other = a_group(world), a_group(world, number="O", name="OEM")
    first, second = put(world.customer, group, world), put(world.customer, other, world)
    assert first is not None
    assert second is not None
    assert [first.changes, second.changes] == [{"group": [None, group.pk]}, {"group": [group.pk, other.pk]}]
    remove_group(group, actor=of(world.manager), at=AT)
    before = everything()
    with pytest.raises(Invalid), transaction.atomic():
        undo_edit(second, of(world.manager), AT)
    with pytest.raises(Invalid):
        put(world.customer, group, world)
    assert everything() == before


def test_a_merge_keeps_the_group_and_gives_back_what_is_still_there(world: World) -> None:
    group, other = a_group(world), a_group(world, number="O", name="OEM")
    one, two = world.customer, a_customer(world.tandem, name="Hansen Antriebe")
    put(one, other, world)
    put(two, group, world)
    actor = of(world.manager)
    one.refresh_from_db()
    two.refresh_from_db()
    versions = (one.version, two.version)
    merge_customers(one, two, choices={"group": "take"}, same={}, versions=versions, actor=actor, at=AT)
    one.refresh_from_db()
    assert one.group_id == group.pk
    remove_group(other, actor=actor, at=AT)
    undo_merge(Merge.objects.get(), actor=actor, at=AT)
    one.refresh_from_db()
    assert one.group_id == group.pk  # what it was before has gone


def page(person: Employee, name: str, /, *args: Any, **data: Any) -> Any:
    client = signed_in_client(person)
    return client.post(reverse(name, args=args), data) if data else client.get(reverse(name, args=args))


def test_the_pages_of_groups(world: World) -> None:
    assert "No customer groups yet" in page(world.manager, "customers:groups").content.decode()
    data = VALUES | {"once": "k1"}
    for _again in range(2):
        made = page(world.manager, "customers:group_new", **data)
        assert made.status_code == 302
    group = CustomerGroup.objects.get()
    put(world.customer, group, world)
    give_price_list(
        a_price_list(name="Händlerpreise"),
        group=group,
        start=DAY - timedelta(days=9000),
        actor=of(world.manager),
        at=AT,
    )
    for name, args in (("customers:groups", ()), ("customers:group", ("H",))):
        told = page(world.inside, name, *args).content.decode()
        assert "Händlerpreise" in told
        assert "Händler" in told
        assert reverse("customers:group_new") not in told
    assert page(world.payroll, "customers:groups").status_code == 403
    assert page(world.payroll, "customers:group", "H").status_code == 404
    assert page(world.inside, "customers:group_edit", "H").status_code == 403
    assert page(world.manager, "customers:group", "nix").status_code == 404
    before = everything()
    assert page(world.inside, "customers:group_remove", "H", x=1).status_code == 403
    assert "1 customer is in this group" in page(world.manager, "customers:group_remove", "H", x=1).content.decode()
    stale = page(world.manager, "customers:group_edit", "H", **VALUES | {"name": "Neu", "version": "7"})
    assert stale.status_code == 409
    assert everything() == before


def test_the_group_shows_where_the_class_does(world: World) -> None:
    group = a_group(world)
    put(world.customer, group, world)
    client = signed_in_client(world.inside)
    assert '<span class="t-tag">Händler</span>' in client.get(world.customer.get_absolute_url()).content.decode()
    assert "Händler" in client.get(f"{world.customer.get_absolute_url()}peek/").content.decode()
    url = reverse("customers:customers")
    told = client.get(f"{url}?scope=all&group={group.pk}")
    assert [row.name for row in told.context["page"].rows] == ["Hansen Antriebe GmbH"]
    rows = client.get(f"{url}?scope=all&group=none").context["page"].rows
    assert "Hansen Antriebe GmbH" not in [row.name for row in rows]
    for junk in ("999", "x"):
        assert client.get(f"{url}?scope=all&group={junk}").status_code == 200


def test_the_form_of_a_customer_takes_a_group(world: World) -> None:
    group, customer = a_group(world), world.customer
    client = signed_in_client(world.inside)
    url = reverse("customers:edit", args=[customer.number])
    shown = client.get(url).context["form"]
    values = {name: shown[name].value() for name in shown.fields if shown[name].value() is not None}
    values = {name: value for name, value in values.items() if value is not False}
    assert client.post(url, values | {"group": str(group.pk)}).status_code == 302
    customer.refresh_from_db()
    assert customer.group == group
    assert client.post(url, values | {"group": "999", "version": customer.version}).status_code == 422
    assert client.post(url, values | {"group": "", "version": 1}).status_code == 409
    customer.refresh_from_db()
    assert customer.group == group


def test_a_group_is_chosen_on_the_page_of_the_list_and_named_on_the_customers(world: World) -> None:
    group, price_list = a_group(world), a_price_list(name="Händlerpreise")
    put(world.customer, group, world)
    data = {"who": f"group-{group.pk}", "start": "2020-01-01", "end": ""}
    assert page(world.manager, "customers:list_uses", price_list.number, **data).status_code == 302
    assert [(use.group, use.customer_class) for use in PriceListUse.objects.all()] == [(group, "")]
    assert page(world.manager, "customers:list_uses", price_list.number, **data | {"who": "group-0"}).status_code == 422
    assert "Händler" in page(world.manager, "customers:list_uses", price_list.number).content.decode()
    told = page(world.inside, "customers:price_lists", world.customer.number).content.decode()
    assert "List of the group Händler: Händlerpreise" in told


def keys() -> dict[str, str]:
    """What customers in a group carry for the order of lists, by name."""
    return dict(Customer.objects.exclude(group_key="").values_list("name", "group_key"))


@pytest.mark.both
def test_the_order_by_group_follows_whichever_way_a_group_changes(world: World) -> None:
    group, other = (a_group(world, number=name, name=name) for name in ("Öfen", "Zucker"))
    Customer.objects.bulk_create(
        Customer(number=name, name=name, name_key=name, group=group, team=world.team, created_at=AT)
        for name in ("Eins", "Zwei")
    )
    assert keys() == {"Eins": group.name_key, "Zwei": group.name_key}
    before = Customer.objects.get(name="Eins")
    put(Customer.objects.get(name="Eins"), other, world)
    assert keys() == {"Eins": other.name_key, "Zwei": group.name_key}
    edit_group(group, values={"name": "Ähren"}, version=group.version, actor=of(world.manager), at=AT)
    assert keys() == {"Eins": other.name_key, "Zwei": fold("Ähren")}
    before.save()  # with the group of then and its former key
    assert keys() == {"Eins": fold("Ähren"), "Zwei": fold("Ähren")}
    Customer.objects.filter(name="Zwei").update(group=None)
    Customer.objects.filter(name="Eins").update(group_key="anders")
    assert keys() == {"Eins": fold("Ähren")}
