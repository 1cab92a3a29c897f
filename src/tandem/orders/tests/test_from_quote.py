"""The order of an accepted quote, to the cent; and what is delivered of an order."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tandem.catalogue.tests.factories import a_price_list, a_product, priced
from tandem.core.errors import Conflict, Invalid, Refused
from tandem.customers.models import PriceListUse
from tandem.customers.tests.world import World, a_world, of
from tandem.orders.actions import (
    cancel_order,
    confirm_order,
    edit_order,
    note_delivery,
    order_from_quote,
    promise_delivery,
)
from tandem.orders.deliveries import deliveries_of
from tandem.orders.forms import LineTable
from tandem.orders.lines import standing_lines
from tandem.orders.models import Order, OrderDelivery
from tandem.quotes.actions import accept_quote, add_line, edit_head, send_quote
from tandem.quotes.models import Line, Quote
from tandem.quotes.pricing import LineInput
from tandem.quotes.tests.factories import AT, a_draft, a_sent, fresh
from tandem.work.models import Todo

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return a_world()


def accepted(world: World, quote: Quote, optional: list[int] | None = None) -> Quote:
    option = quote.revisions.get(number=quote.revision).options.all()[0]
    actor = of(world.inside)
    accept_quote(quote, revision=1, option_id=option.pk, optional_ids=optional or [], actor=actor, at=AT)
    return fresh(quote)


LINES = st.lists(
    st.tuples(st.integers(1, 10**6), st.integers(0, 10**7), st.integers(0, 1_000_000), st.booleans()),
    min_size=1,
    max_size=6,
)


@settings(max_examples=15, suppress_health_check=list(HealthCheck))
@given(lines=LINES, ppm=st.integers(0, 1_000_000), cents=st.integers(0, 10**4), data=st.data())
def test_the_order_has_the_cents_of_the_snapshot(
    world: World, lines: list[tuple[int, int, int, bool]], ppm: int, cents: int, data: Any
) -> None:
    system = of(world.manager)
    rows = [
        LineInput(f"L{n}", quantity, price, discount, optional=optional and n > 0)
        for n, (quantity, price, discount, optional) in enumerate(lines)
    ]
    quote = a_draft(world.customer, system, rows)
    quote.created_by = None
    revision = quote.revisions.get()
    edit_head(quote, values={"discount_ppm": ppm, "discount_cents": cents}, actor=system, at=AT)
    Line.objects.filter(revision=revision).update(base_price=0)  # so that nobody has to approve it
    try:
        send_quote(fresh(quote), actor=system, at=AT)
    except Invalid:
        return  # more is taken off than there is
    optional = list(Line.objects.filter(revision=revision, optional=True).values_list("pk", flat=True))
    chosen = data.draw(st.lists(st.sampled_from(optional), unique=True)) if optional else []
    quote = accepted(world, fresh(quote), chosen)
    order = order_from_quote(quote, actor=system, at=AT)
    frozen = {line["id"]: line for line in quote.revisions.get().snapshot["options"][0]["lines"]}  # type: ignore[index]
    wanted = [line["final_cents"] for key, line in frozen.items() if not line["optional"] or key in chosen]
    assert [line.net_cents for line in order.lines.all()] == wanted
    assert order.net_cents == quote.acceptance.net_cents == sum(wanted)


def test_one_order_of_a_quote_until_it_is_cancelled(world: World) -> None:
    actor = of(world.inside)
    quote = accepted(world, a_sent(world.customer, actor))
    assert Todo.objects.filter(step="order", done_at=None).count() == 1
    order = order_from_quote(quote, actor=actor, at=AT)
    assert (order.quote, order.ordered_on, order.net_cents) == (quote, date(2026, 11, 24), 100_00)
    assert not Todo.objects.filter(step="order", done_at=None).exists()
    with pytest.raises(Conflict):
        order_from_quote(quote, actor=actor, at=AT)
    cancel_order(order, reason="falsch", actor=actor, at=AT)
    assert order_from_quote(quote, actor=actor, at=AT).number != order.number
    assert Order.objects.count() == 2


@pytest.mark.parametrize("state", ["draft", "sent"])
def test_what_nobody_accepted_becomes_no_order(world: World, state: str) -> None:
    actor = of(world.inside)
    quote = a_draft(world.customer, actor) if state == "draft" else a_sent(world.customer, actor)
    with pytest.raises(Refused):
        order_from_quote(quote, actor=actor, at=AT)
    assert not Order.objects.exists()


def test_its_lines_stand_while_the_rest_may_change(world: World) -> None:
    actor = of(world.inside)
    order = order_from_quote(accepted(world, a_sent(world.customer, actor)), actor=actor, at=AT)
    lines = standing_lines(order)
    assert edit_order(order, values={"remark": "Tor 3"}, lines=lines, version=1, actor=actor, at=AT)
    with pytest.raises(Refused):
        edit_order(order, values={}, lines=[*lines, *lines], version=2, actor=actor, at=AT)
    assert [line.net_cents for line in order.lines.all()] == [100_00]


def test_an_order_takes_the_customers_price_where_none_is_typed(world: World) -> None:
    product, own = a_product(list_price=100_0000), a_price_list()
    priced(own, product, (0, 90_0000), (10_000, 80_0000))
    PriceListUse.objects.create(price_list=own, customer=world.customer, start=date(2020, 1, 1))
    table = LineTable(
        [("r1", {"product": product.number, "quantity": "1"}), ("r2", {"product": product.number, "quantity": "10"})],
        world.customer,
    )
    assert [line.unit_price for line in table.lines() or []] == [90_0000, 80_0000]


def test_what_has_come_is_noted_and_never_more_than_was_ordered(world: World) -> None:
    actor = of(world.inside)
    quote = a_draft(world.customer, actor, [LineInput("Motor", 5000, 10_0000)])
    add_line(quote, LineInput("Kabel", 1000, 1_0000), actor=actor, at=AT)
    send_quote(fresh(quote), actor=actor, at=AT)
    order = order_from_quote(accepted(world, fresh(quote)), actor=actor, at=AT)
    motor, cable = order.lines.all()
    with pytest.raises(Conflict):
        note_delivery(order, quantities={motor.pk: 1000}, delivered_on=actor.today, actor=actor, at=AT)
    confirm_order(order, actor=actor, at=AT)
    tomorrow = actor.today + timedelta(days=1)
    promise_delivery(order, days={motor.pk: tomorrow, cable.pk: None}, actor=actor, at=AT)
    note_delivery(order, quantities={motor.pk: 2000, cable.pk: 0}, delivered_on=actor.today, actor=actor, at=AT)
    for wrong in ({motor.pk: 3001}, {motor.pk: -1}, {}):
        with pytest.raises(Invalid):
            note_delivery(order, quantities=wrong, delivered_on=actor.today, actor=actor, at=AT)
    with pytest.raises(Invalid):
        note_delivery(order, quantities={motor.pk: 1}, delivered_on=tomorrow, actor=actor, at=AT)
    assert [row.quantity for row in OrderDelivery.objects.all()] == [2000]
    later = tomorrow + timedelta(days=1)
    states = [row.state for row in deliveries_of(order, list(order.lines.all()), later)]
    assert states == ["late", "open"]
    with pytest.raises(Refused):
        note_delivery(order, quantities={motor.pk: 1}, delivered_on=actor.today, actor=of(world.admin), at=AT)
