"""An order is seen by exactly those who see its customer."""

from __future__ import annotations

import pytest

from tandem.customers.queries import visible_customers
from tandem.customers.tests.factories import a_customer, system
from tandem.orders.models import Order
from tandem.orders.queries import visible_orders
from tandem.people.models import Delegation
from tandem.people.tests.factories import an_employee

from .factories import TODAY, a_pair, actor_of, an_order

pytestmark = pytest.mark.django_db


def test_orders_are_seen_with_their_customers() -> None:
    pair, other = a_pair(restricted=True), a_pair()
    queued = a_customer(team=pair.team, restricted=True)
    orders = {name: an_order(customer) for name, customer in (
        ("restricted", pair.customer), ("open", other.customer), ("queued", queued)
    )}  # fmt: skip
    deputy = an_employee(["inside"])
    Delegation.objects.create(
        person=pair.inside, deputy=deputy, scope_kind="tandem", scope_id=pair.tandem.pk, start=TODAY
    )
    everything, only_open = set(orders), {"open"}
    cases = [
        (pair.inside, everything),
        (pair.manager, everything),
        (an_employee(["field"], pair.team), {"open", "queued"}),
        (deputy, {"open", "restricted"}),
        (other.field, only_open),
        (other.manager, only_open),
        *((an_employee([role]), set()) for role in ("payroll", "council", "admin")),
    ]
    for person, seen in cases:
        actor = actor_of(person)
        found = set(visible_orders(actor))
        assert {name for name, order in orders.items() if order in found} == seen, person.roles
        assert found == set(Order.objects.filter(customer__in=visible_customers(actor)))
    assert set(visible_orders(system())) == set(orders.values())
