"""The lists of payments and of credit notes, through the URL."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from tandem.customers.tests.world import World, a_world
from tandem.orders.actions import issue_credit_note, withdraw_credit_note
from tandem.orders.billing.actions import enter_invoice, enter_payment
from tandem.orders.billing.rates import Part
from tandem.people.tests.factories import signed_in_client

from .factories import a_line, actor_of, an_order
from .test_views import statements

pytestmark = pytest.mark.django_db


def business(world: World, number: int) -> None:
    """An order of a customer whom only its tandem sees, billed, paid in part, in part given back."""
    at, day = timezone.now(), timezone.localdate()
    by: Any = {"actor": actor_of(world.manager, at), "at": at}
    order = an_order(world.restricted, [a_line(100_00)], confirmed=True, ordered_on=day)
    parts = [Part(190_000, 100_00, 19_00)]
    bill = enter_invoice(
        world.restricted, order=order, number=f"RE-{number}", parts=parts, issued_on=day, due_on=day, **by
    )
    enter_payment(bill, amount_cents=50_01, received_on=day, **by)
    line = order.lines.get()
    issue_credit_note(order, quantities={line.pk: 500}, reason="Bruch", issued_on=day, **by)


@pytest.mark.parametrize(("address", "shown"), [("/payments/", "50.01"), ("/credit-notes/", "50.00")])
def test_payments_and_credit_notes_have_lists_of_their_own(address: str, shown: str) -> None:
    world = a_world()
    business(world, 1)
    client = signed_in_client(world.inside)
    found = statements(client, f"{address}?scope=mine")
    page = client.get(f"{address}?scope=mine").content.decode()
    assert (page.count(shown), "Geheimrat KG" in page) == (1, True)
    business(world, 2)
    business(world, 3)
    assert statements(client, f"{address}?scope=mine") == found <= 12
    for narrowed in (
        "scope=mine",
        "scope=tandem",
        "scope=team",
        f"q={world.restricted.number}",
        f"year={timezone.localdate().year}",
    ):
        assert client.get(f"{address}?{narrowed}").content.decode().count(shown) == 3, narrowed
    assert client.get(f"{address}?q=nichts").content.decode().count(shown) == 0
    assert "Geheimrat KG" not in signed_in_client(world.stranger).get(f"{address}?scope=all").content.decode()
    assert signed_in_client(world.payroll).get(address).status_code == 403
    assert f'href="{address}"' in client.get("/invoices/").content.decode()


def test_credit_notes_are_sorted_and_narrowed() -> None:
    world = a_world()
    at, day = timezone.now(), timezone.localdate()
    by: Any = {"actor": actor_of(world.manager, at), "at": at}
    made = []
    for number, (customer, back, age) in enumerate(
        [(world.customer, 3, 0), (world.restricted, 1, 2), (world.customer, 2, 1)]
    ):
        issued = day - timedelta(age)
        order = an_order(customer, [a_line(100_00, 5000)], confirmed=True, ordered_on=issued)
        part = {order.lines.get().pk: 1000 * back}
        cause = "goodwill" if number else "own_failure"
        made.append(issue_credit_note(order, quantities=part, reason="x", cause=cause, issued_on=issued, **by))
    withdraw_credit_note(made[2], reason="y", **by)
    client = signed_in_client(world.manager)

    def shown(asked: str) -> list[int]:
        text = client.get(f"/credit-notes/?scope=all&{asked}").content.decode()
        places = [(text.find(f">{note.number}</th>"), place) for place, note in enumerate(made)]
        return [place for at_, place in sorted(places) if at_ >= 0]

    names = [note.order.customer.name_key for note in made]
    by_name = sorted(range(3), key=lambda place: (names[place], made[place].pk))
    orders = sorted(range(3), key=lambda place: made[place].order.number)
    assert shown("") == shown("sort=-issued") == [0, 2, 1]
    assert shown("sort=issued") == [1, 2, 0]
    assert (shown("sort=customer"), shown("sort=-customer")) == (by_name, by_name[::-1])
    assert (shown("sort=order"), shown("sort=-order")) == (orders, orders[::-1])
    assert (shown("sort=net"), shown("sort=-net")) == ([1, 2, 0], [0, 2, 1])
    assert (shown("state=withdrawn"), shown("state=stands&sort=number")) == ([2], [0, 1])
    assert shown("cause=own_failure") == [0]


def test_credit_notes_are_paged_by_customer_and_order() -> None:
    world = a_world()
    at, day = timezone.now(), timezone.localdate()
    by: Any = {"actor": actor_of(world.manager, at), "at": at}
    for number in range(53):
        order = an_order(
            (world.customer, world.restricted)[number % 2], [a_line(100_00)], confirmed=True, ordered_on=day
        )
        issue_credit_note(order, quantities={order.lines.get().pk: 500}, reason="x", issued_on=day, **by)
    client = signed_in_client(world.manager)
    for sort in ("customer", "-customer", "order", "-order", "-issued", "net"):
        found: list[str] = []
        url = f"/credit-notes/?scope=all&sort={sort}"
        while url:
            page = client.get(url).context["page"]
            found += [row.number for row in page.rows]
            url = f"/credit-notes/{page.next_url}" if page.next_url else ""
        assert (len(found), len(set(found))) == (53, 53), sort
