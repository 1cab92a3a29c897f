"""What new contracts cost, over their term: out of the books, closed months never move, every schedule sums up."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from tandem.commissions.models import EmployerCost, ProvisionSettings
from tandem.commissions.provisions.contract_costs import CostPage, contract_costs, costs_page, month_number
from tandem.commissions.provisions.standing import book_months
from tandem.contracts.models import Contract, Side, Signature, Termination
from tandem.core.actor import Actor
from tandem.core.events import record
from tandem.orders.models import Order
from tandem.orders.tests.factories import Pair, a_line, a_pair, an_order
from tandem.people.models import Employee
from tandem.people.tests.factories import signed_in_client
from tandem.quotes.tests.factories import a_draft

from .factories import a_payroll, house, locked, plan_of_pair, released

pytestmark = pytest.mark.django_db
SEPTEMBER_OVER = datetime(2026, 10, 2, 9, 0, tzinfo=UTC)
OCTOBER_OVER = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
SIGNED = datetime(2026, 9, 12, 9, 0, tzinfo=UTC)


def a_contract(pair: Pair, *, signed: datetime = SIGNED, end: date | None = date(2029, 9, 30), **more: Any) -> Contract:
    """10,000.00 sold on 10 September at 10 %, under a contract of 36 months from October on."""
    quote = a_draft(pair.customer, Actor.of(pair.inside, SIGNED))
    order = an_order(pair.customer, [a_line(10_000_00)], confirmed=True, ordered_on=date(2026, 9, 10), at=SIGNED)
    Order.objects.filter(pk=order.pk).update(quote=quote)
    contract = Contract.objects.create(
        number=f"V-{Contract.objects.count() + 1}", customer=pair.customer, tandem=pair.tandem, quote=quote,
        language="de", title="Wartung", starts_on=date(2026, 10, 1), ends_on=end, created_at=SIGNED, **more,
    )  # fmt: skip
    Signature.objects.create(contract=contract, side=Side.US, name="W", consent="ja", digest="x", at=signed)
    return contract


def settings(**values: Any) -> ProvisionSettings:
    return ProvisionSettings(pk=1, capitalise=True, **values)


def read(person: Employee, at: datetime = OCTOBER_OVER) -> CostPage:
    return costs_page(Actor.of(person, at), settings())


def a_pair_on_a_plan() -> Pair:
    pair = a_pair()
    plan_of_pair(pair)
    return pair


def told(page: CostPage) -> list[tuple[int, int, int]]:
    return [(month.added, month.written, month.closing) for month in page.months[:3]]


def test_commission_is_written_off_from_the_first_month_of_the_term() -> None:
    pair = a_pair_on_a_plan()
    a_contract(pair)
    released(SEPTEMBER_OVER)
    locked(OCTOBER_OVER)
    page = read(a_payroll())
    assert told(page) == [(1000_00, 0, 1000_00), (0, 27_78, 972_22), (0, 27_78, 944_44)]
    assert [(row.months, row.capitalised, row.monthly, row.written, row.left) for row in page.rows] == [
        (36, 1000_00, 27_78, 27_78, 972_22)
    ]
    (cost,) = contract_costs(book_months(date(2026, 11, 2))[:2], settings(), "EUR")
    assert sum(cost.plan.values()) == 1000_00
    assert list(cost.plan.values())[:3] == [27_78, 27_78, 27_77]


def test_employer_cost_is_part_of_it() -> None:
    pair = a_pair_on_a_plan()
    EmployerCost.objects.create(start=date(2026, 1, 1), rate_ppm=210_000, made_at=SIGNED)
    a_contract(pair)
    locked(SEPTEMBER_OVER)
    assert read(a_payroll()).capitalised == 1210_00


def test_what_is_signed_later_is_capitalised_then_and_locked_months_stay() -> None:
    pair = a_pair_on_a_plan()
    a_contract(pair, signed=datetime(2026, 10, 20, 9, tzinfo=UTC))
    locked(SEPTEMBER_OVER)
    assert read(a_payroll()).months == []
    released_ = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
    locked(released_)
    assert told(read(a_payroll()))[:1] == [(1000_00, 27_78, 972_22)]


@pytest.mark.parametrize("more", [{"end": date(2027, 9, 30)}, {"end": None}, {"signed": None}, {"amends": True}])
def test_what_is_short_open_not_signed_or_no_new_contract_is_not_capitalised(more: dict[str, Any]) -> None:
    pair = a_pair_on_a_plan()
    given = {key: value for key, value in more.items() if key == "end"}
    contract = a_contract(pair, **given)
    if "signed" in more:
        Signature.objects.all().delete()
    if "amends" in more:
        other = Contract.objects.create(
            number="V-0", customer=pair.customer, language="de", title="x", starts_on=SIGNED.date(), created_at=SIGNED
        )
        Contract.objects.filter(pk=contract.pk).update(amends=other)
    locked(SEPTEMBER_OVER)
    assert read(a_payroll()).months == []


def test_an_order_of_two_contracts_costs_once() -> None:
    pair = a_pair_on_a_plan()
    first = a_contract(pair)
    second = Contract.objects.create(
        number="V-9", customer=pair.customer, quote=first.quote, language="de", title="x",
        starts_on=first.starts_on, ends_on=first.ends_on, created_at=SIGNED,
    )  # fmt: skip
    Signature.objects.create(contract=second, side=Side.US, name="W", consent="ja", digest="x", at=SIGNED)
    locked(SEPTEMBER_OVER)
    page = read(a_payroll())
    assert (page.capitalised, [row.number for row in page.rows]) == (1000_00, [first.number])


def test_notice_writes_the_rest_off_and_a_renewal_changes_nothing() -> None:
    pair = a_pair_on_a_plan()
    contract = a_contract(pair)
    locked(SEPTEMBER_OVER)
    before = read(a_payroll()).months
    changes: dict[str, list[object]] = {"ends_on": ["2029-09-30", "2031-09-30"]}
    record("contract.renewed", contract, actor=house(), at=SEPTEMBER_OVER, changes=changes)
    Contract.objects.filter(pk=contract.pk).update(ends_on=date(2031, 9, 30))
    assert read(a_payroll()).months == before
    Termination.objects.create(
        contract=contract,
        by_customer=True,
        reason="x",
        received_on=date(2026, 10, 2),
        ends_on=date(2026, 12, 31),
        at=SEPTEMBER_OVER,
    )
    (cost,) = contract_costs(book_months(date(2026, 10, 2))[:1], settings(), "EUR")
    december = month_number(date(2026, 12, 1))
    assert (max(cost.plan), cost.plan[december], cost.left(december)) == (december, 1000_00 - 2 * 27_78, 0)


def test_single_contracts_are_for_who_may_read_what_their_people_earned() -> None:
    pair = a_pair_on_a_plan()
    contract = a_contract(pair)
    locked(SEPTEMBER_OVER)
    page = read(pair.manager)
    assert (page.capitalised, page.rows, page.hidden) == (1000_00, [], 1)
    client = signed_in_client(a_payroll())
    assert contract.number not in client.get("/provisions/contracts/").text
    ProvisionSettings.objects.update_or_create(pk=1, defaults={"capitalise": True})
    assert contract.number in client.get("/provisions/contracts/").text
    sheet: Any = client.post("/lists/contract_costs/export/", {"as": "schedules.csv"})
    lines = b"".join(sheet.streaming_content).decode("utf-8-sig").splitlines()
    assert len(lines) == 38  # head, September and 36 months
    none: Any = signed_in_client(pair.manager).post("/lists/contract_costs/export/", {"as": "schedules.csv"})
    assert contract.number not in b"".join(none.streaming_content).decode()
    assert signed_in_client(pair.inside).get("/provisions/contracts/").status_code == 403
