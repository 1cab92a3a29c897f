"""Pay by product and product group: every order line by itself, beside the whole orders."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any

import pytest

from engines.commission import read_window
from tandem.catalogue.actions import edit_product
from tandem.catalogue.models import Product
from tandem.catalogue.tests.factories import a_product
from tandem.commissions.actions import lock_run
from tandem.commissions.cases import case_for
from tandem.commissions.checking import prove
from tandem.commissions.models import Posting
from tandem.commissions.plans.actions import create_plan, propose_version
from tandem.commissions.plans.documents import read_document
from tandem.commissions.sold import KIND
from tandem.core.errors import Refused
from tandem.customers.actions import edit_customer
from tandem.orders.actions import cancel_order, issue_credit_note
from tandem.orders.models import Order
from tandem.orders.tests.factories import Pair, a_line, a_pair, actor_of, an_order
from tandem.people.tests.factories import an_employee

from .factories import MONTH_OVER, POOL, approved, fresh, house, locked, pay_of, plan_of_pair

pytestmark = [pytest.mark.django_db, pytest.mark.once]
SEPTEMBER, ON_TIME = date(2026, 9, 10), datetime(2026, 9, 10, 9, 0, tzinfo=UTC)
LATER = datetime(2026, 10, 20, 9, 0, tzinfo=UTC)
PUMPS = {"id": "pumps", "title": "Pumpen", "trigger": "line", "rate": "5 %", "where": {"group": ["Pumpen"]}}


def sold(pair: Pair, *cents: int, groups: Sequence[str] = ("Pumpen", "Motoren", "Ventile")) -> Order:
    """One line of each sum, of a product of each group in turn."""
    products = [a_product(group=groups[place % len(groups)], cost=None) for place in range(len(cents))]
    lines = [
        a_line(one, product_id=product.pk, discount_ppm=33_333, discount_cents=7 + place)
        for place, (one, product) in enumerate(zip(cents, products, strict=True))
    ]
    return an_order(pair.customer, lines, confirmed=True, ordered_on=SEPTEMBER, at=ON_TIME)


def facts(pair: Pair, *parts: dict[str, Any]) -> dict[str, Any]:
    version = plan_of_pair(pair, list(parts) or [PUMPS])
    return {fact.id: fact for fact in case_for(version, read_window("2026-10"), as_of=None).case.facts}


def credit(order: Order, position: int, quantity: int) -> None:
    line = order.lines.get(position=position)
    issue_credit_note(
        order, quantities={line.pk: quantity}, reason="Kratzer", issued_on=LATER.date(), actor=house(LATER), at=LATER
    )  # fmt: skip


def test_lines_sum_to_their_order_and_credit_notes_to_the_cent() -> None:
    pair = a_pair()
    order = sold(pair, 99_99, 1_000_01, 33_33)
    credit(order, 2, 333)
    found = facts(pair)
    lines = [fact for fact in found.values() if fact.kind == KIND]
    assert [fact.id for fact in lines] == [f"{order.number}/{place}" for place in (1, 2, 3)]
    assert sum(fact.amount for fact in lines) == order.net_cents == found[order.number].amount
    assert [fact.labels["group"] for fact in lines] == ["Pumpen", "Motoren", "Ventile"]
    note = order.credit_notes.get()
    back = [fact for fact in found.values() if fact.of == f"{order.number}/2"]
    assert [(fact.id, fact.amount) for fact in back] == [(f"{note.number}/2", note.net_cents)]


def test_a_credit_note_without_lines_takes_from_all_by_their_net() -> None:
    pair = a_pair()
    order = sold(pair, 100_00, 200_00, 33_33)
    credit(order, 1, 1000)
    note = order.credit_notes.get()
    note.lines.all().delete()
    parts = [fact for name, fact in facts(pair).items() if name.startswith(f"{note.number}/")]
    assert len(parts) == 3
    assert sum(fact.amount for fact in parts) == note.net_cents


def test_a_block_pays_its_group_beside_one_that_pays_whole_orders() -> None:
    pair = a_pair((85, 15))
    plan_of_pair(pair, [POOL, PUMPS])
    order = sold(pair, 1_000_00, 500_00)
    pumps = order.lines.get(position=1).net_cents
    locked()
    whole, part = (order.net_cents + 5) // 10, (pumps * 5 + 50) // 100
    posted = Posting.objects.filter(kind="earn").values_list("component", "fact", "deal", "cents")
    assert {(row[0], row[1], row[2]) for row in posted} == {
        ("pool", order.number, order.number),
        ("pumps", f"{order.number}/1", order.number),
    }
    assert sum(row[3] for row in posted if row[0] == "pool") == whole
    assert sum(row[3] for row in posted if row[0] == "pumps") == part
    run = approved(datetime(2026, 11, 3, 9, 0, tzinfo=UTC))
    lock_run(run, version=run.version, actor=house(), at=run.as_of)
    assert pay_of("2026-10") == {}
    assert (fresh(run).lines, prove().breaks) == (0, [])


def test_what_comes_back_is_taken_from_its_line_and_all_of_a_cancelled_order() -> None:
    pair = a_pair((1, 1))
    plan_of_pair(pair, [PUMPS])
    first, second = sold(pair, 1_000_00, 500_00), sold(pair, 400_00, 500_00)
    locked()
    earned = sum(pay_of("2026-09").values())
    assert earned == sum((order.lines.get(position=1).net_cents * 5 + 50) // 100 for order in (first, second))
    credit(first, 2, 1000)  # no pump
    cancel_order(second, reason="Doppelt", actor=house(LATER), at=LATER)
    run = approved(datetime(2026, 11, 3, 9, 0, tzinfo=UTC))
    lock_run(run, version=run.version, actor=house(), at=run.as_of)
    assert sum(pay_of("2026-10").values()) == -((second.lines.get(position=1).net_cents * 5 + 50) // 100)
    assert not prove().breaks


def test_products_are_asked_for_where_lines_count_and_never_where_money_does() -> None:
    orders, money = PUMPS | {"trigger": "order"}, PUMPS | {"release": "payment"}
    factor = POOL | {"multipliers": [{"where": {"product": ["P1"]}, "factor": "2"}]}
    for part in (orders, money, factor):
        document = {"schema": 1, "components": [part]}
        assert len(read_document(document, start=SEPTEMBER).lacking) == 1, part
    assert not read_document({"schema": 1, "components": [PUMPS]}, start=SEPTEMBER).lacking
    author = actor_of(an_employee(["manager"]))
    row = create_plan(name="Nord", document={"components": [orders]}, start=SEPTEMBER, actor=author, at=MONTH_OVER)
    with pytest.raises(Refused, match="order lines"):
        propose_version(row, version=1, actor=author, at=MONTH_OVER)


def moved(order: Order, group: str, *, since: date | None = None) -> None:
    product = order.lines.get(position=1).product
    assert product is not None
    values = {name: getattr(product, name) for name in ("number", "name")} | {"group": group}
    edit_product(product, values=values, version=product.version, group_since=since, actor=house(LATER), at=LATER)


def test_past_deals_keep_the_group_they_had_until_it_is_corrected() -> None:
    pair = a_pair((1, 1))
    version = plan_of_pair(pair, [PUMPS])
    order = sold(pair, 1_000_00, 500_00)
    locked()
    paid = sum(pay_of("2026-09").values())
    moved(order, "Motoren")
    known = case_for(version, read_window("2026-10"), as_of=None).case.facts
    assert [fact.labels["group"] for fact in known if fact.id == f"{order.number}/1"] == ["Pumpen"]
    run = approved(datetime(2026, 11, 3, 9, 0, tzinfo=UTC))
    lock_run(run, version=run.version, actor=house(), at=run.as_of)
    assert pay_of("2026-10") == {}
    moved(order, "Ventile", since=SEPTEMBER)
    run = approved(datetime(2026, 12, 3, 9, 0, tzinfo=UTC))
    lock_run(run, version=run.version, actor=house(), at=run.as_of)
    assert sum(pay_of("2026-11").values()) == -paid
    assert not prove().breaks


KEEN = {"id": "keen", "title": "A-Kunden", "rate": "10 %", "where": {"class": ["A"]}}
EARNED = {"id": "margin", "title": "Rohertrag", "measure": "margin", "rate": "10 %"}


@pytest.mark.parametrize("part", [KEEN, EARNED, KEEN | {"trigger": "line"}, EARNED | {"trigger": "line"}])
def test_a_past_deal_keeps_class_and_cost_of_its_confirmation(part: dict[str, Any]) -> None:
    pair = a_pair((1, 1), customer_class="A")
    plan_of_pair(pair, [part])
    product = a_product(cost=30_0000)
    lines = [a_line(100_00, product_id=product.pk)]
    an_order(pair.customer, lines, confirmed=True, ordered_on=SEPTEMBER, at=ON_TIME)
    locked()
    paid = 10_00 if part["id"] == "keen" else 7_00
    assert sum(pay_of("2026-09").values()) == paid
    regraded(pair, "C")
    edited(product, cost=50_0000)
    again = an_order(pair.customer, lines, confirmed=True, ordered_on=LATER.date(), at=LATER)
    run = approved(datetime(2026, 11, 3, 9, 0, tzinfo=UTC))
    lock_run(run, version=run.version, actor=house(), at=run.as_of)
    posted = Posting.objects.filter(period="2026-10", kind="earn").values_list("deal", "cents")
    assert not [row for row in posted if row[0] != again.number]
    assert sum(cents for _deal, cents in posted) == (0 if part["id"] == "keen" else 5_00)


def test_a_cost_that_becomes_known_late_counts_from_then_on() -> None:
    pair = a_pair((1, 1))
    plan_of_pair(pair, [EARNED])
    product = a_product(cost=None)
    an_order(pair.customer, [a_line(100_00, product_id=product.pk)], confirmed=True, ordered_on=SEPTEMBER, at=ON_TIME)
    locked()
    assert sum(pay_of("2026-09").values()) == 0
    edited(product, cost=30_0000)
    run = approved(datetime(2026, 11, 3, 9, 0, tzinfo=UTC))
    lock_run(run, version=run.version, actor=house(), at=run.as_of)
    assert sum(pay_of("2026-10").values()) == 7_00


def regraded(pair: Pair, grade: str) -> None:
    customer = pair.customer
    customer.refresh_from_db()
    edit_customer(customer, values={"customer_class": grade}, version=customer.version, actor=house(LATER), at=LATER)


def edited(product: Product, **values: Any) -> None:
    kept = {name: getattr(product, name) for name in ("number", "name")} | values
    edit_product(product, values=kept, version=product.version, actor=house(LATER), at=LATER)
