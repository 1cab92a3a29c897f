"""Two at the same time, on a real database: one deed, and the other is told."""

from __future__ import annotations

import pytest

from tandem.core.tests.races import at_once
from tandem.customers.tests.world import a_world, of
from tandem.orders.actions import order_from_quote
from tandem.orders.models import Order
from tandem.quotes.actions import accept_quote, create_quote, decline_quote, edit_line, send_quote, withdraw_quote
from tandem.quotes.models import Acceptance, Decline, Line, Quote
from tandem.quotes.pricing import LineInput

from .factories import AT, a_contact, a_draft, a_sent, by_contact, fresh

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("round_", range(3))
def test_two_accept_at_once(round_: int) -> None:
    world = a_world()
    quote = a_sent(world.customer, of(world.inside))
    option = quote.revisions.get().options.get().pk
    actors = [by_contact(a_contact(world.customer)), by_contact(a_contact(world.customer)), of(world.field)]
    copies = [(fresh(quote), actor) for actor in actors]
    found = at_once(
        *(
            lambda copy=copy, actor=actor: accept_quote(copy, revision=1, option_id=option, actor=actor, at=AT)
            for copy, actor in copies
        )
    )
    assert found == ["done", "quote_moved_on", "quote_moved_on"]
    assert Acceptance.objects.count() == 1


def test_one_accepts_one_declines_and_we_withdraw() -> None:
    world = a_world()
    quote = a_sent(world.customer, of(world.inside))
    option = quote.revisions.get().options.get().pk
    one, two, three = (fresh(quote) for _ in range(3))
    contact = by_contact(a_contact(world.customer))
    found = at_once(
        lambda: accept_quote(one, revision=1, option_id=option, actor=contact, at=AT),
        lambda: decline_quote(two, revision=1, reason="price", actor=of(world.field), at=AT),
        lambda: withdraw_quote(three, reason="x", actor=of(world.inside), at=AT),
    )
    assert found == ["done", "quote_moved_on", "quote_moved_on"]
    assert Acceptance.objects.count() + Decline.objects.count() + Quote.objects.filter(status="withdrawn").count() == 1


def test_numbers_taken_at_once_leave_no_gap() -> None:
    world = a_world()
    customers = [world.customer, world.queued, world.customer]
    acts = [lambda one=one: create_quote(one, actor=of(world.inside), at=AT) for one in customers]
    assert at_once(*acts) == ["done"] * 3
    assert set(Quote.objects.values_list("number", flat=True)) == {"Q26-00001", "Q26-00002", "Q26-00003"}


def test_a_line_is_changed_or_the_quote_is_sent_never_both_unseen() -> None:
    world = a_world()
    quote = a_draft(world.customer, of(world.inside))
    line, one, two = Line.objects.get(), fresh(quote), fresh(quote)
    found = at_once(
        lambda: send_quote(one, version=quote.version, actor=of(world.inside), at=AT),
        lambda: edit_line(two, line.pk, LineInput("Motor", 2000, 100_0000), version=1, actor=of(world.field), at=AT),
    )
    assert found in (["done", "quote_moved_on"], ["changed_meanwhile", "done"])
    quote = fresh(quote)
    if quote.status == "sent":
        snapshot = quote.revisions.get().snapshot
        assert snapshot is not None
        assert snapshot["options"][0]["totals"]["net"] == quote.net_cents == 100_00


def test_two_make_the_order_at_once() -> None:
    world = a_world()
    quote = a_sent(world.customer, of(world.inside))
    option = quote.revisions.get().options.get().pk
    accept_quote(fresh(quote), revision=1, option_id=option, actor=of(world.inside), at=AT)
    copies = [(fresh(quote), of(who)) for who in (world.inside, world.field)]
    acts = [lambda copy=copy, who=who: order_from_quote(copy, actor=who, at=AT) for copy, who in copies]
    assert at_once(*acts) == ["done", "ordered_already"]
    assert Order.objects.count() == 1
