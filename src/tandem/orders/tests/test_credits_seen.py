"""Who sees how two people share an order: the two, their cover and manager, and whoever sold it; nobody else."""

from __future__ import annotations

import pytest
from django.test import Client

from tandem.customers.tests.factories import a_customer
from tandem.orders.tests.factories import an_order
from tandem.people.models import Employee
from tandem.people.tests.factories import a_team, an_employee, signed_in_client
from tandem.tandems.tests.factories import a_tandem

pytestmark = pytest.mark.django_db


def _shows(client: Client, number: str, name: str) -> tuple[bool, bool]:
    """Whether the page and the trail of the order show the person's share."""
    page = client.get(f"/orders/{number}/").content.decode()
    trail = client.get(f"/orders/{number}/trail/").content.decode()
    return "t-halves" in page and name in page, "Frozen credits" in trail


def test_the_two_and_their_manager_see_it_and_colleagues_do_not() -> None:
    manager = an_employee(roles=("manager",))
    team = a_team(manager=manager)
    inside = an_employee(roles=("inside",), team=team, first_name="Inga", last_name="Innen")
    field = an_employee(roles=("field",), team=team)
    tandem = a_tandem(team=team, inside=inside, field=field)
    order = an_order(a_customer(tandem), confirmed=True)
    colleague = an_employee(roles=("inside",), team=team)
    stranger = an_employee(roles=("field",), team=a_team())

    def seen(person: Employee) -> tuple[bool, bool]:
        return _shows(signed_in_client(person), order.number, "Inga Innen")

    assert {seen(person) for person in (inside, field, manager)} == {(True, True)}
    assert {seen(person) for person in (colleague, stranger)} == {(False, False)}
