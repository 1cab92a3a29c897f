"""What somebody reads who may not open a page of pay, and where the books end."""

from __future__ import annotations

import json

import pytest
from django.urls import reverse

from tandem.commissions.checking import prove
from tandem.commissions.models import LedgerHead
from tandem.orders.tests.factories import a_pair
from tandem.people.tests.factories import an_employee, signed_in_client

from .factories import a_payroll, locked, plan_of_pair
from .test_runs import sold

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("role", "name", "told"),
    [
        ("council", "commission", "Pay is each person&#x27;s own matter"),
        ("field", "runs", "settled by payroll and the sales managers"),
        ("field", "ledger_head", "settled by payroll and the sales managers"),
        ("field", "new_plan", "Commission plans are written by sales managers"),
        ("manager", "payroll", "handed over by payroll alone"),
    ],
)
def test_a_refusal_says_whom_to_ask_about_pay_and_speaks_of_no_customer(role: str, name: str, told: str) -> None:
    answer = signed_in_client(an_employee([role])).get(reverse(f"commissions:{name}"))
    text = answer.content.decode()
    assert answer.status_code == 403
    assert told in text
    assert "owns the customer" not in text


def test_the_head_of_the_books_stands_on_the_page_of_runs_and_proves_them_later() -> None:
    pair, payroll = a_pair(), a_payroll()
    client = signed_in_client(payroll)
    url = reverse("commissions:ledger_head")
    assert "Where the books end" not in client.get(reverse("commissions:runs")).content.decode()
    assert client.get(url).status_code == 404  # nothing is posted
    plan_of_pair(pair)
    sold(pair, 1_000_00)
    locked()
    head = LedgerHead.objects.get()
    page = client.get(reverse("commissions:runs")).content.decode()
    assert head.seal in page
    assert f'href="{url}"' in page
    answer = client.get(url)
    kept = json.loads(answer.content)
    assert (kept["number"], kept["seal"]) == (head.number, head.seal)
    assert f'filename="ledger-head-{head.number}.json"' in answer.headers["Content-Disposition"]
    assert prove(known=(kept["number"], kept["seal"])).breaks == []
    assert prove(known=(kept["number"], "0" * 64)).breaks != []
