"""Two people at once: one deed, and the other is told."""

from __future__ import annotations

import pytest

from tandem.core.models import Event
from tandem.core.tests.races import at_once
from tandem.orders.actions import cancel_order, confirm_order, issue_credit_note
from tandem.orders.models import Credit, CreditNote, Order, OrderCancellation, OrderConfirmation

from .factories import AT, TODAY, a_line, a_pair, actor_of, an_order

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.both]


def own(order: Order) -> Order:
    """A copy, as each request has its own."""
    return Order.objects.select_related("customer").get(pk=order.pk)


@pytest.mark.parametrize("round_", range(3))
def test_two_confirm_at_once(round_: int) -> None:
    pair = a_pair()
    order = an_order(pair.customer, [a_line(1001)])
    copies = [(own(order), person) for person in (pair.inside, pair.field, pair.manager)]
    found = at_once(
        *(lambda copy=copy, who=who: confirm_order(copy, actor=actor_of(who), at=AT) for copy, who in copies)
    )
    assert found == ["done", "order_moved_on", "order_moved_on"]
    assert OrderConfirmation.objects.count() == 1
    assert sum(Credit.objects.values_list("net_cents", flat=True)) == 1001
    assert Event.objects.filter(verb="order.confirmed").count() == 1


def test_one_confirms_and_one_cancels_what_both_saw() -> None:
    pair = a_pair()
    order = an_order(pair.customer)
    one, two = own(order), own(order)
    found = at_once(
        lambda: confirm_order(one, version=1, actor=actor_of(pair.inside), at=AT),
        lambda: cancel_order(two, reason="x", version=1, actor=actor_of(pair.field), at=AT),
    )
    assert found in (["changed_meanwhile", "done"], ["done", "order_moved_on"])
    assert OrderConfirmation.objects.count() + OrderCancellation.objects.count() == 1


def test_numbers_taken_at_once_leave_no_gap() -> None:
    customers = [a_pair().customer for _ in range(4)]
    assert at_once(*(lambda one=one: an_order(one) for one in customers)) == ["done"] * 4
    numbers = list(Order.objects.order_by("number").values_list("number", flat=True))
    assert numbers == ["26-00001", "26-00002", "26-00003", "26-00004"]


def test_two_credit_the_same_rest() -> None:
    pair = a_pair()
    order = an_order(pair.customer, [a_line(1000, 1000)], confirmed=True)
    line = order.lines.get()
    copies = [own(order), own(order)]
    found = at_once(
        *(
            lambda copy=copy: issue_credit_note(
                copy,
                quantities={line.pk: 700},
                reason="x",
                issued_on=TODAY,
                actor=actor_of(pair.inside),
                at=AT,
            )
            for copy in copies
        )
    )
    assert found == ["done", "quantity_wrong"]
    assert [(note.number, note.net_cents) for note in CreditNote.objects.all()] == [("C26-00001", 700)]
