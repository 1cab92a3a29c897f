"""Facts are called by what stands on paper, so that nothing hangs on when a row came in."""

from __future__ import annotations

from datetime import date

import pytest

from engines.commission import read_window
from tandem.commissions.settling import prepare
from tandem.orders.billing.rates import Part
from tandem.orders.tests.factories import a_pair
from tandem.orders.tests.test_invoices import an_invoice, pay

from .factories import MONTH_OVER, plan_of_pair
from .test_runs import sold

pytestmark = pytest.mark.django_db
DAY = date(2026, 9, 20)


def test_payments_go_by_their_number_else_by_invoice_and_day_whatever_came_in_first() -> None:
    pair = a_pair()
    version = plan_of_pair(pair, [{"id": "cash", "rate": "10 %", "trigger": "payment"}])
    order = sold(pair, 1_000_00)
    invoice = an_invoice(pair, order, number="RE-7", issued_on=DAY, parts=[Part(190_000, 1000_00, 190_00)])
    pay(invoice, 300_00, pair, received_on=DAY)
    pay(invoice, 100_00, pair, received_on=DAY, number="ZE-5")
    pay(invoice, 200_00, pair, received_on=DAY)
    prepared = prepare(version, read_window("2026-09"), as_of=MONTH_OVER)
    assert prepared is not None
    paid = {fact.id: fact.amount for fact in prepared.case.facts if fact.kind == "payment"}
    assert paid == {"Z/ZE-5": 100_00, "Z/RE-7/2026-09-20": 200_00, "Z/RE-7/2026-09-20/2": 300_00}
