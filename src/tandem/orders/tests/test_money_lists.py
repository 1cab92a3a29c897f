"""The lists of payments and of credit notes, through the URL."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone

from tandem.customers.tests.world import World, a_world
from tandem.orders.actions import issue_credit_note
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
