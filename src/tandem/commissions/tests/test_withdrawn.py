"""A credit note that is withdrawn: its month stays in the books, and what it took comes back in the open one."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.utils import translation

from tandem.commissions.accruing import accrue
from tandem.commissions.models import Accrual, Posting
from tandem.commissions.telling import named, of_posting, plain_fact
from tandem.orders.actions import issue_credit_note, withdraw_credit_note
from tandem.orders.models import CreditNote, Order
from tandem.orders.tests.factories import Pair, a_line, a_pair, an_order

from .factories import TIERS, house, locked, pay_of, plan_of_pair

pytestmark = [pytest.mark.django_db, pytest.mark.once]
SEPTEMBER, ON_TIME = date(2026, 9, 10), datetime(2026, 9, 10, 9, 0, tzinfo=UTC)
OCTOBER = datetime(2026, 10, 8, 9, 0, tzinfo=UTC)
OCTOBER_OVER = datetime(2026, 11, 3, 9, 0, tzinfo=UTC)
NOVEMBER = datetime(2026, 11, 12, 9, 0, tzinfo=UTC)
NOVEMBER_OVER = datetime(2026, 12, 3, 9, 0, tzinfo=UTC)
LINES = {"id": "lines", "title": "Zeilen", "trigger": "line", "rate": "5 %"}


def settled(component: dict[str, Any] = TIERS, **document: Any) -> tuple[Pair, Order]:
    """An order of 120,000.00 in the books of September: 5,600.00 in tiers, 6,000.00 by its line."""
    pair = a_pair((85, 15))
    plan_of_pair(pair, [component], **document)
    order = an_order(pair.customer, [a_line(120_000_00)], confirmed=True, ordered_on=SEPTEMBER, at=ON_TIME)
    locked()
    return pair, order


def half_back(order: Order, at: datetime, cause: str = "customer_withdrew", **more: Any) -> CreditNote:
    line = order.lines.get()
    values = {"quantities": {line.pk: line.quantity // 2}, "reason": "Kratzer", "cause": cause, **more}
    return issue_credit_note(order, issued_on=at.date(), actor=house(at), at=at, **values)


def withdraw(note: CreditNote, at: datetime, **more: Any) -> None:
    withdraw_credit_note(note, reason="GEHEIM", actor=house(at), at=at, **more)


@pytest.mark.parametrize(("component", "whole"), [(TIERS, 3_600_00), (LINES, 3_000_00)])
def test_each_month_keeps_its_own_and_the_sum_is_nothing(component: dict[str, Any], whole: int) -> None:
    pair, order = settled(component)
    note = half_back(order, OCTOBER)
    locked(OCTOBER_OVER)
    october = list(Posting.objects.filter(period="2026-10").order_by("number").values_list("number", "cents"))
    withdraw(note, NOVEMBER)
    locked(NOVEMBER_OVER)
    inside, field = whole * 85 // 100, whole * 15 // 100
    assert pay_of("2026-10") == {pair.inside.pk: -inside, pair.field.pk: -field}
    assert pay_of("2026-11") == {pair.inside.pk: inside, pair.field.pk: field}
    assert list(Posting.objects.filter(period="2026-10").order_by("number").values_list("number", "cents")) == october
    assert set(Posting.objects.filter(period="2026-11").values_list("day", flat=True)) == {NOVEMBER.date()}


def test_within_one_open_month_it_comes_to_nothing_at_once() -> None:
    pair, order = settled()
    withdraw(half_back(order, OCTOBER), OCTOBER)
    accrue(at=OCTOBER)
    today = Accrual.objects.get(employee=pair.inside, period="2026-10")
    assert (today.earned_cents, [line["cents"] for line in today.lines]) == (0, [-3_060_00, 3_060_00])
    locked(OCTOBER_OVER)
    assert pay_of("2026-10") == {pair.inside.pk: 0, pair.field.pk: 0}


def test_one_that_took_nothing_gives_nothing() -> None:
    _pair, order = settled()
    note = half_back(order, OCTOBER, cause="own_failure")
    locked(OCTOBER_OVER)
    withdraw(note, NOVEMBER)
    locked(NOVEMBER_OVER)
    assert sum(pay_of("2026-10").values()) == sum(pay_of("2026-11").values()) == 0


def test_a_number_that_came_again_with_its_import_counts_by_itself() -> None:
    _pair, order = settled()
    withdraw(half_back(order, OCTOBER, number="GS-1"), OCTOBER, frees_number=True)
    again = half_back(order, OCTOBER, number="GS-1")
    assert (again.number, again.edition) == ("GS-1", 2)
    locked(OCTOBER_OVER)
    assert sum(pay_of("2026-10").values()) == -3_600_00
    facts = set(Posting.objects.filter(period="2026-10").values_list("fact", flat=True))
    assert facts == {"GS-1", "GS-1/0", "GS-1#2"}


def test_the_line_says_what_was_withdrawn_and_nothing_that_was_typed() -> None:
    pair, order = settled()
    note = half_back(order, OCTOBER)
    locked(OCTOBER_OVER)
    withdraw(note, NOVEMBER)
    locked(NOVEMBER_OVER)
    row = Posting.objects.get(period="2026-11", employee=pair.inside)
    assert ("GEHEIM" in row.detail, plain_fact(row.fact), row.deal) == (False, note.number, order.number)
    with translation.override("de"):
        [line] = named([of_posting(row)], house())
    assert line.why.startswith(f"Rücknahme {note.number} vom 12.11.2026: Auftrag {order.number} vom 10.09.2026 bringt")
