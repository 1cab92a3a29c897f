"""Taking a credit note back: the order counts again, the note stays, and nothing is deleted."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone

from tandem.core.errors import Conflict, Invalid, Refused
from tandem.core.models import Event
from tandem.customers.tests.world import World, a_world
from tandem.orders.actions import cancel_order, issue_credit_note, withdraw_credit_note
from tandem.orders.figures import refresh_some
from tandem.orders.models import CreditNote, CreditNoteWithdrawal, NumberRange, Order
from tandem.orders.queries import order_page
from tandem.people.models import Employee
from tandem.people.tests.factories import signed_in_client

from .factories import a_line, actor_of, an_order
from .pages import text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return a_world()


def an_open_order(world: World, *cents: int) -> Order:
    return an_order(
        world.customer, [a_line(one, 3000) for one in cents], confirmed=True, ordered_on=timezone.localdate()
    )


def credit(order: Order, person: Employee, *quantities: int, **more: Any) -> CreditNote:
    """So much of its first lines."""
    lines = dict(zip(order.lines.values_list("pk", flat=True), quantities, strict=False))
    values = {"reason": "Bruch", "issued_on": timezone.localdate(), **more}
    return issue_credit_note(order, quantities=lines, actor=actor_of(person, at := timezone.now()), at=at, **values)


def withdraw(note: CreditNote, person: Employee, **more: Any) -> Event:
    at = timezone.now()
    return withdraw_credit_note(note, **{"reason": "Irrtum", **more}, actor=actor_of(person, at), at=at)


def state() -> tuple[int, int, list[int]]:
    versions = list(Order.objects.order_by("pk").values_list("version", flat=True))
    return CreditNoteWithdrawal.objects.count(), Event.objects.count(), versions


def test_the_order_counts_again_and_the_note_stays_with_its_reason(world: World) -> None:
    order = an_open_order(world, 100_00)
    note = credit(order, world.inside, 1000)
    event = withdraw(note, world.field, reason=" Doppelt ")
    kept = CreditNoteWithdrawal.objects.get()
    assert (kept.note, kept.by, kept.reason, kept.frees_number) == (note, world.field, "Doppelt", False)
    assert event.verb == "credit_note.withdrawn"
    assert event.data == {
        "number": order.number, "note": note.number, "net_cents": 100_00, "currency": "EUR", "reason": "Doppelt",
    }  # fmt: skip
    told = set(event.subjects.values_list("kind", flat=True))
    assert told == {"order", "customer", "tandem", "credit_note"}
    page = order_page(Order.objects.get(pk=order.pk), actor_of(world.inside))
    assert (page.credited_cents, page.rest_cents, page.positions[0].rest) == (0, 300_00, 3000)
    assert (page.may_credit, page.may_cancel, page.may_withdraw, len(page.notes)) == (True, True, False, 1)
    refresh_some([order.customer_id], timezone.localdate())
    world.customer.figures.refresh_from_db()
    assert world.customer.figures.revenue_cents == 300_00
    cancel_order(Order.objects.get(pk=order.pk), reason="x", actor=actor_of(world.inside), at=timezone.now())


def test_after_it_the_rest_of_a_line_still_ends_at_its_cents(world: World) -> None:
    order = an_open_order(world, 0)
    order.lines.update(net_cents=100)
    first, second = credit(order, world.inside, 1000), credit(order, world.inside, 1000)
    assert (first.net_cents, second.net_cents) == (33, 34)
    withdraw(first, world.inside)
    assert [credit(order, world.inside, 1000).net_cents for _ in range(2)] == [33, 33]


def test_who_may_not_credit_may_not_withdraw(world: World) -> None:
    note = credit(an_open_order(world, 100_00), world.inside, 1000)
    before = state()
    for person in (world.stranger, world.payroll):
        with pytest.raises(Refused):
            withdraw(note, person)
        assert signed_in_client(person).post(f"/credit-notes/{note.pk}/withdrawal/", {"reason": "x"}).status_code in (
            403,
            404,
        )
    assert state() == before


def test_once_with_a_reason_and_as_one_saw_it(world: World) -> None:
    order = an_open_order(world, 100_00)
    note = credit(order, world.inside, 1000)
    before = state()
    with pytest.raises(Invalid):
        withdraw(note, world.inside, reason=" ")
    with pytest.raises(Conflict):
        withdraw(note, world.inside, version=2)
    assert state() == before
    withdraw(note, world.inside, version=3)
    before = state()
    with pytest.raises(Refused) as error:
        withdraw(note, world.inside)
    assert (error.value.code, state()) == ("withdrawn_already", before)


def test_the_number_of_the_erp_is_used_once_and_ours_go_on_behind_it(world: World) -> None:
    order, other, year = an_open_order(world, 100_00), an_open_order(world, 50_00), f"{timezone.localdate():%y}"
    assert credit(order, world.inside, 1000, number="GS-4711").number == "GS-4711"
    assert credit(order, world.inside, 500, number=f"C{year}-00041").number == f"C{year}-00041"
    assert credit(order, world.inside, 500).number == f"C{year}-00042"
    before = (state(), CreditNote.objects.count(), NumberRange.objects.get(name__startswith="credit").next)
    for one in (order, other):
        with pytest.raises(Invalid) as error:
            credit(one, world.inside, 100, number="GS-4711")
        assert set(error.value.fields) == {"number"}
    withdraw(CreditNote.objects.get(number="GS-4711"), world.inside)
    with pytest.raises(Invalid):  # withdrawn by hand: the ERP's paper is used up
        credit(order, world.inside, 100, number="GS-4711")
    counts = (CreditNote.objects.count(), NumberRange.objects.get(name__startswith="credit").next)
    assert counts == before[1:]


def test_through_the_browser(world: World) -> None:
    order = an_open_order(world, 100_00)
    client = signed_in_client(world.inside)
    sent = {f"line-{order.lines.get().pk}": "1", "version": 2, "once": "a", "reason": "Retoure", "cause": "goodwill"}
    sent |= {"issued_on": timezone.localdate(), "number": "GS/1"}
    assert client.post(f"/orders/{order.number}/credit-note/", sent).status_code == 422
    assert client.post(f"/orders/{order.number}/credit-note/", sent | {"number": "GS-1"}).status_code == 302
    note = CreditNote.objects.get(number="GS-1")
    url = f"/credit-notes/{note.pk}/withdrawal/"
    assert f'href="{url}"' in client.get(f"/orders/{order.number}/").content.decode()
    assert "GS-1" in text_of(client.get(url))
    before = state()
    assert client.post(url, {"version": 3, "once": "b", "reason": ""}).status_code == 422
    assert client.post(url, {"version": 2, "once": "b", "reason": "Irrtum"}).status_code == 409
    assert state() == before
    for _ in range(2):
        assert client.post(url, {"version": 3, "once": "b", "reason": "Irrtum"}).status_code == 302
    assert CreditNoteWithdrawal.objects.count() == 1
    page = client.get(f"/orders/{order.number}/")
    assert "withdrawn" in text_of(page)
    assert "Irrtum" in text_of(page)
    assert f'href="{url}"' not in page.content.decode()
    assert "Credit note withdrawn" in text_of(client.get(f"/orders/{order.number}/trail/"))
    assert "already" in text_of(client.get(url))
