"""Drafts: what they begin with, lines and options side by side, and what is refused."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils.translation import gettext, override

from tandem.catalogue.models import DiscountLimit
from tandem.catalogue.pricing import Priced
from tandem.catalogue.tests.factories import a_price_list, a_product, priced
from tandem.core.errors import Conflict, Invalid, Refused
from tandem.core.models import Event
from tandem.core.undo import undo_event
from tandem.customers.models import Customer, CustomerGroup, PriceListUse
from tandem.customers.tests.world import World, a_world, of
from tandem.people.tests.factories import signed_in_client
from tandem.quotes.actions import (
    add_line,
    add_option,
    create_quote,
    duplicate_quote,
    edit_head,
    edit_line,
    edit_option,
    move_line,
    remove_line,
    remove_option,
    save_template,
    set_attributes,
    set_value,
)
from tandem.quotes.actions.copies import fill
from tandem.quotes.models import Line, Quote, Revision
from tandem.quotes.pricing import LineInput
from tandem.quotes.reckoning import content_of, sums_of

from .factories import AT, a_contact, a_draft, fresh, three_options

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return a_world()


def _in_german(text: str) -> str:
    with override("de"):
        return gettext(text)


def nets(quote: Quote) -> dict[str, int]:
    revision = quote.revisions.get(number=quote.revision)
    return {one.option.name: one.totals.net_cents for one in sums_of(content_of(revision))}


def test_a_draft_begins_with_number_month_and_one_option(world: World) -> None:
    actor = of(world.inside)
    first = create_quote(world.customer, actor=actor, at=AT)
    second = create_quote(world.customer, actor=actor, at=AT)
    assert [first.number, second.number] == ["Q26-00001", "Q26-00002"]
    assert (first.status, first.revision, first.tandem, first.created_by) == ("draft", 1, world.tandem, world.inside)
    revision = first.revisions.get()
    assert revision.valid_until == actor.today + timedelta(days=30)
    assert [option.name for option in revision.options.all()] == [_in_german("Our offer")]
    assert revision.payment_terms == _in_german("%d days net") % 30
    assert set(Event.objects.filter(verb="quote.created").values_list("data__number", flat=True)) == {
        "Q26-00001",
        "Q26-00002",
    }


def test_a_line_costs_what_the_nearest_list_says(world: World) -> None:
    actor, product = of(world.inside), a_product(list_price=100_0000)
    everyone, own = a_price_list(name="Alle"), a_price_list(name="Hansen")
    priced(everyone, product, (0, 95_0000), (10_000, 90_0000))
    priced(own, product, (5000, 80_0000))
    PriceListUse.objects.create(price_list=everyone, start=actor.today)
    PriceListUse.objects.create(price_list=own, customer=world.customer, start=actor.today)
    quote = a_draft(world.customer, actor, [])
    for quantity in (1000, 5000, 10_000):
        add_line(quote, LineInput(product_id=product.pk, quantity=quantity), actor=actor, at=AT)
    rows = Line.objects.order_by("position")
    assert [(row.unit_price, row.price_from["whose"], row.price_from["list"]) for row in rows] == [
        (95_0000, "everyone", "Alle"),
        (80_0000, "own", "Hansen"),
        (80_0000, "own", "Hansen"),
    ]
    assert fresh(quote).net_cents == 95_00 + 5 * 80_00 + 10 * 80_00


def test_a_line_of_a_group_says_so_and_so_does_one_from_before_there_were_groups(world: World) -> None:
    actor, product = of(world.inside), a_product(list_price=100_0000)
    group = CustomerGroup.objects.create(number="H", name="Händler")
    Customer.objects.filter(pk=world.customer.pk).update(group=group, customer_class="A")
    world.customer.refresh_from_db()
    for name, price, whose in (("Gruppe", 88_3300, {"group": group}), ("Klasse", 70_0000, {"customer_class": "A"})):
        price_list = a_price_list(name=name)
        priced(price_list, product, (0, price))
        PriceListUse.objects.create(price_list=price_list, start=actor.today, **whose)
    quote = a_draft(world.customer, actor, [LineInput(product_id=product.pk, quantity=3000)])
    line = Line.objects.get()
    assert line.price_from == {"whose": "group", "list": "Gruppe", "from": 0, "group": "Händler"}
    assert fresh(quote).net_cents == 264_99
    assert Priced.of_data(line.base_price, line.price_from).why == "List of the group Händler: Gruppe"
    before = Priced.of_data(1, {"whose": "group", "list": "A", "from": 0})
    assert before.why == "List of the customer's class: A"


@pytest.mark.parametrize(
    ("line", "field"),
    [
        (LineInput(text="", unit_price=1), "text"),
        (LineInput(text="x", unit_price=1, quantity=0), "quantity"),
        (LineInput(text="x", unit_price=1, quantity=-5000), "quantity"),
        (LineInput(text="x", unit_price=-1), "unit_price"),
        (LineInput(text="x"), "unit_price"),
        (LineInput(text="x", unit_price=1, discount_ppm=1_000_001), "discount"),
        (LineInput(text="x", unit_price=1, discount_ppm=-1), "discount"),
        (LineInput(text="x", unit_price=10**14, quantity=10**14), "quantity"),
        (LineInput(product_id=10**9), "product"),
    ],
)
def test_what_cannot_be_offered_changes_nothing(world: World, line: LineInput, field: str) -> None:
    actor = of(world.inside)
    quote = a_draft(world.customer, actor)
    with pytest.raises(Invalid) as found:
        add_line(quote, line, actor=actor, at=AT)
    assert set(found.value.fields) == {field}
    assert (Line.objects.count(), fresh(quote).version) == (1, quote.version)


def test_two_write_two_lines_and_one_of_them_only_once(world: World) -> None:
    inside, field = of(world.inside), of(world.field)
    quote = a_draft(world.customer, inside, [LineInput("A", unit_price=1_0000), LineInput("B", unit_price=2_0000)])
    first, second = Line.objects.order_by("position")
    edit_line(quote, first.pk, LineInput("A", 2000, 1_0000), version=1, actor=inside, at=AT)
    edit_line(quote, second.pk, LineInput("B", 3000, 2_0000), version=1, actor=field, at=AT)
    with pytest.raises(Conflict):
        edit_line(quote, first.pk, LineInput("A", 9000, 1_0000), version=1, actor=field, at=AT)
    assert list(Line.objects.order_by("position").values_list("quantity", "version")) == [(2000, 2), (3000, 2)]
    assert fresh(quote).net_cents == 8_00


def test_a_removed_line_comes_back_to_its_place(world: World) -> None:
    actor = of(world.inside)
    quote = a_draft(world.customer, actor, [LineInput(name, unit_price=1_0000) for name in "ABC"])
    event = remove_line(quote, Line.objects.get(text="B").pk, actor=actor, at=AT)
    assert [row.text for row in Line.objects.all()] == ["A", "C"]
    undo_event(event, actor=actor, at=AT)
    assert [row.text for row in Line.objects.order_by("position")] == ["A", "B", "C"]


def test_lines_are_moved(world: World) -> None:
    actor = of(world.inside)
    quote = a_draft(world.customer, actor, [LineInput(name, unit_price=1_0000) for name in "ABC"])
    key = Line.objects.get(text="C").pk
    assert move_line(quote, key, by=1, actor=actor, at=AT) is None  # the last one
    assert move_line(quote, key, by=-1, actor=actor, at=AT) is not None
    assert [row.text for row in Line.objects.order_by("position")] == ["A", "C", "B"]
    move_line(quote, key, by=-1, actor=actor, at=AT)
    assert move_line(quote, key, by=-1, actor=actor, at=AT) is None
    assert [row.text for row in Line.objects.order_by("position")] == ["C", "A", "B"]


def test_a_line_passes_those_of_other_options(world: World) -> None:
    actor = of(world.inside)
    quote = a_draft(world.customer, actor, [LineInput("A", unit_price=1_0000)])
    option = add_option(quote, name="Besser", actor=actor, at=AT)
    for name, key in (("x", option.pk), ("B", None), ("y", option.pk)):
        add_line(quote, LineInput(name, unit_price=1_0000, option_id=key), actor=actor, at=AT)
    move_line(quote, Line.objects.get(text="A").pk, by=1, actor=actor, at=AT)
    move_line(quote, Line.objects.get(text="y").pk, by=-1, actor=actor, at=AT)
    assert [row.text for row in Line.objects.filter(option=None).order_by("position")] == ["B", "A"]
    assert [row.text for row in Line.objects.filter(option=option).order_by("position")] == ["y", "x"]
    assert list(Line.objects.order_by("position").values_list("position", flat=True)) == [1, 2, 3, 4]


def test_the_arrows_of_a_row_move_it(world: World) -> None:
    actor, client = of(world.inside), signed_in_client(world.inside)
    quote = a_draft(world.customer, actor, [LineInput(name, unit_price=1_0000) for name in "AB"])
    key = Line.objects.get(text="A").pk
    address = f"/quotes/{quote.number}/lines/{key}/place/"
    assert f'formaction="{address}"' in client.get(f"/quotes/{quote.number}/edit/").content.decode()
    answer = client.post(address, {"to": "down"})
    assert (answer.status_code, answer["Location"]) == (302, f"/quotes/{quote.number}/edit/#line-{key}")
    assert client.post(address, {"to": "sideways"}).status_code == 404
    assert [row.text for row in Line.objects.order_by("position")] == ["B", "A"]


def test_a_quote_without_lines_waits_for_its_first_product(world: World) -> None:
    actor, client = of(world.inside), signed_in_client(world.inside)
    empty, begun = (a_draft(world.customer, actor, lines) for lines in ([], [LineInput("A", unit_price=1_0000)]))
    pages = [client.get(f"/quotes/{quote.number}/edit/").content.decode() for quote in (empty, begun)]
    assert [page.count("autofocus") for page in pages] == [1, 0]


def test_options_hold_their_lines_and_the_common_ones(world: World) -> None:
    quote = three_options(world.customer, of(world.inside))
    assert nets(quote) == {"Gut": 150_00, "Besser": 250_00, "Am besten": 350_00}
    assert quote.net_cents == 150_00  # the first, while none is recommended


def test_one_option_is_recommended_and_stands_for_the_quote(world: World) -> None:
    actor = of(world.inside)
    quote = three_options(world.customer, actor)
    keys = {option.name: option.pk for option in quote.revisions.get().options.all()}
    for name in ("Besser", "Am besten"):
        edit_option(quote, keys[name], values={"recommended": True, "reason": "Leiser"}, actor=actor, at=AT)
    assert [row.name for row in quote.revisions.get().options.filter(recommended=True)] == ["Am besten"]
    assert fresh(quote).net_cents == 350_00


def test_an_option_goes_with_its_lines_but_never_the_last(world: World) -> None:
    actor = of(world.inside)
    quote = three_options(world.customer, actor)
    first, second, third = quote.revisions.get().options.all()
    for option in (third, second):
        remove_option(quote, option.pk, actor=actor, at=AT)
    assert {line.text for line in Line.objects.all()} == {"Lieferung", "Antrieb 1"}
    with pytest.raises(Refused):
        remove_option(quote, first.pk, actor=actor, at=AT)


def test_an_option_begins_as_a_copy(world: World) -> None:
    actor = of(world.inside)
    quote = three_options(world.customer, actor)
    option = quote.revisions.get().options.get(name="Am besten")
    copy = add_option(quote, name="Noch besser", copy_of=option.pk, actor=actor, at=AT)
    assert [line.text for line in copy.lines.all()] == ["Antrieb 3", "Ersatzteile"]
    assert [line.text for line in option.lines.all()] == ["Antrieb 3", "Ersatzteile"]


def test_a_document_discount_is_split_to_the_cent(world: World) -> None:
    actor = of(world.inside)
    quote = a_draft(world.customer, actor, [LineInput(name, unit_price=1_0000) for name in "ABC"])
    edit_head(quote, values={"discount_cents": 1_00}, version=1, actor=actor, at=AT)
    [one] = sums_of(content_of(quote.revisions.get()))
    assert [row.final_cents for row in one.lines] == [66, 67, 67]
    assert (one.totals.net_cents, one.totals.discount_cents) == (2_00, 1_00)
    assert [(rate.tax_ppm, rate.net_cents, rate.tax_cents) for rate in one.totals.rates] == [(190_000, 2_00, 38)]


@pytest.mark.parametrize(
    "values",
    [
        {"discount_ppm": 1_000_001},
        {"discount_ppm": -1},
        {"discount_cents": -1},
        {"valid_until": AT.date().replace(2020)},
    ],
)
def test_a_head_that_cannot_be_is_refused(world: World, values: dict[str, Any]) -> None:
    actor = of(world.inside)
    quote = a_draft(world.customer, actor)
    with pytest.raises(Invalid):
        edit_head(quote, values=values, version=1, actor=actor, at=AT)
    assert Revision.objects.get().version == 1


def test_two_who_write_the_head_meet(world: World) -> None:
    inside, field = of(world.inside), of(world.field)
    quote = a_draft(world.customer, inside)
    add_line(quote, LineInput("B", unit_price=1), actor=field, at=AT)  # a line is no change of the head
    assert edit_head(quote, values={"intro": "Hallo"}, version=1, actor=inside, at=AT)
    with pytest.raises(Conflict):
        edit_head(quote, values={"intro": "Moin"}, version=1, actor=field, at=AT)
    assert edit_head(quote, values={"intro": "Hallo", "subject": ""}, version=2, actor=field, at=AT) is None
    assert Revision.objects.get().intro == "Hallo"


def test_a_foreign_contact_is_refused(world: World) -> None:
    actor = of(world.inside)
    with pytest.raises(Invalid):
        create_quote(world.customer, contact=a_contact(world.queued), actor=actor, at=AT)
    assert not Quote.objects.exists()


@pytest.mark.parametrize("who", ["payroll", "council", "admin"])
def test_who_sells_nothing_offers_nothing(world: World, who: str) -> None:
    quote = a_draft(world.customer, of(world.inside))
    actor = of(getattr(world, who))
    for act in (
        lambda: create_quote(world.customer, actor=actor, at=AT),
        lambda: add_line(quote, LineInput("x", unit_price=1), actor=actor, at=AT),
        lambda: edit_head(quote, values={"intro": "x"}, actor=actor, at=AT),
    ):
        with pytest.raises(Refused):
            act()
    assert (Quote.objects.count(), Line.objects.count()) == (1, 1)


@pytest.mark.parametrize("who", ["mate", "stranger", "far_manager"])
def test_a_private_customer_is_quoted_by_its_owners_only(world: World, who: str) -> None:
    with pytest.raises(Refused):
        create_quote(world.restricted, actor=of(getattr(world, who)), at=AT)
    assert not Quote.objects.exists()
    create_quote(world.restricted, actor=of(world.cover), at=AT)


def test_a_copy_has_the_content_at_the_prices_of_the_day(world: World) -> None:
    actor, product = of(world.inside), a_product(list_price=10_0000)
    quote = a_draft(world.customer, actor, [LineInput(product_id=product.pk, unit_price=7_0000, discount_ppm=20_000)])
    product.list_price = 12_0000
    product.save()
    copy = duplicate_quote(quote, actor=actor, at=AT)
    line = Line.objects.get(revision__quote=copy)
    assert (line.unit_price, line.discount_ppm, copy.about) == (12_0000, 0, ("quote", quote.pk))
    assert copy.net_cents == 12_00


def test_a_template_begins_a_quote_for_another_customer(world: World) -> None:
    actor = of(world.inside)
    source = three_options(world.customer, actor)
    template = save_template(source, name="Drei Antriebe", actor=actor, at=AT)
    quote = fill(create_quote(world.queued, actor=actor, at=AT), template.content, actor=actor)
    assert nets(quote) == {"Gut": 150_00, "Besser": 250_00, "Am besten": 350_00}
    with pytest.raises(Invalid):
        save_template(source, name=" ", actor=actor, at=AT)


def test_options_are_compared_by_what_is_asked(world: World) -> None:
    actor = of(world.inside)
    quote = three_options(world.customer, actor)
    option = quote.revisions.get().options.get(name="Gut")
    assert set_attributes(quote, names=["Lautstärke", " ", "Lautstärke", "Gewicht"], actor=actor, at=AT)
    assert set_value(quote, option.pk, attribute="Gewicht", value="12 kg", actor=actor, at=AT)
    with pytest.raises(Conflict):
        set_value(quote, option.pk, attribute="Farbe", value="rot", actor=actor, at=AT)
    option.refresh_from_db()
    assert (quote.revisions.get().attributes, option.values) == (["Lautstärke", "Gewicht"], {"Gewicht": "12 kg"})


def test_what_roles_may_give_away_begins_as_agreed() -> None:
    assert dict(DiscountLimit.objects.values_list("role", "ppm")) == {
        "inside": 50_000,
        "field": 100_000,
        "manager": 250_000,
        "admin": 0,
    }
