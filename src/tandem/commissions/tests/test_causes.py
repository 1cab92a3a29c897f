"""Why something was taken back: what the house itself caused takes no commission back (§ 87a HGB)."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.utils import translation

from tandem.commissions.models import Posting
from tandem.commissions.telling import named, of_posting
from tandem.core.errors import Invalid
from tandem.core.models import Event
from tandem.orders.actions import cancel_order, issue_credit_note
from tandem.orders.models import Cause, Order, OrderCancellation
from tandem.orders.tests.factories import Pair, a_line, a_pair, an_order

from .factories import TIERS, house, locked, pay_of, plan_of_pair

pytestmark = [pytest.mark.django_db, pytest.mark.once]
SEPTEMBER, ON_TIME = date(2026, 9, 10), datetime(2026, 9, 10, 9, 0, tzinfo=UTC)
LATER = datetime(2026, 10, 8, 9, 0, tzinfo=UTC)
OCTOBER_OVER = datetime(2026, 11, 3, 9, 0, tzinfo=UTC)
LINES = {"id": "lines", "title": "Zeilen", "trigger": "line", "rate": "5 %"}


def settled(component: dict[str, Any] = TIERS, **document: Any) -> tuple[Pair, Order]:
    """An order of 120,000.00 in the books of September."""
    pair = a_pair((85, 15))
    plan_of_pair(pair, [component], **document)
    order = an_order(pair.customer, [a_line(120_000_00)], confirmed=True, ordered_on=SEPTEMBER, at=ON_TIME)
    locked()
    return pair, order


def cancelled(order: Order, cause: str, reason: str = "Siehe Akte") -> None:
    cancel_order(order, reason=reason, cause=cause, version=order.version, actor=house(LATER), at=LATER)


@pytest.mark.parametrize("cause", Cause.values)
def test_a_cancellation_takes_back_unless_we_caused_it(cause: str) -> None:
    pair, order = settled()
    assert pay_of("2026-09") == {pair.inside.pk: 4_760_00, pair.field.pk: 840_00}
    cancelled(order, cause)
    locked(OCTOBER_OVER)
    ours = cause in ("could_not_deliver", "own_failure")
    back = {pair.inside.pk: 0, pair.field.pk: 0} if ours else {pair.inside.pk: -4_760_00, pair.field.pk: -840_00}
    assert pay_of("2026-10") == back


@pytest.mark.parametrize(("cause", "back"), [("own_failure", 0), ("customer_withdrew", -3_600_00)])
def test_a_credit_note_takes_back_unless_we_caused_it(cause: str, back: int) -> None:
    _pair, order = settled()
    values = {"reason": "Kratzer", "cause": cause, "issued_on": LATER.date()}
    quantity = order.lines.get().quantity
    line = {order.lines.get().pk: quantity // 2}
    assert quantity % 2 == 0
    issue_credit_note(order, quantities=line, actor=house(LATER), at=LATER, **values)  # type: ignore[arg-type]
    locked(OCTOBER_OVER)
    # 60,000.00 are left of 120,000.00: 1,500.00 + 500.00 instead of 5,600.00
    assert sum(pay_of("2026-10").values()) == back


@pytest.mark.parametrize(("cause", "back"), [("could_not_deliver", 0), ("customer_withdrew", -6_000_00)])
def test_the_same_holds_for_lines(cause: str, back: int) -> None:
    _pair, order = settled(LINES)
    cancelled(order, cause)
    locked(OCTOBER_OVER)
    assert sum(pay_of("2026-10").values()) == back


def test_a_plan_may_spare_more_than_the_law_never_less() -> None:
    _pair, order = settled(clawback={"spared_reasons": ["goodwill"]})
    other = an_order(order.customer, [a_line(1_000_00)], confirmed=True, ordered_on=SEPTEMBER, at=ON_TIME)
    cancelled(order, "goodwill")
    cancelled(other, "could_not_deliver")
    locked(OCTOBER_OVER)
    assert sum(pay_of("2026-10").values()) == 80_00  # of the other one, known too late for September: 8 % of it


def test_old_rows_without_a_cause_take_back_as_before() -> None:
    _pair, order = settled()
    cancelled(order, "other", "defekt geliefert")
    OrderCancellation.objects.update(cause="")
    locked(OCTOBER_OVER)
    assert sum(pay_of("2026-10").values()) == -5_600_00


def test_the_line_says_the_cause_in_the_reader_s_language_and_nothing_that_was_typed() -> None:
    pair, order = settled()
    cancelled(order, "could_not_deliver", "GEHEIM")
    event = Event.objects.get(verb="order.cancelled")
    assert (event.data["cause"], event.data["reason"]) == ("could_not_deliver", "GEHEIM")
    locked(OCTOBER_OVER)
    row = Posting.objects.get(period="2026-10", employee=pair.inside)
    assert "GEHEIM" not in row.detail
    said = {}
    for language in ("en", "de"):
        with translation.override(language):
            [line] = named([of_posting(row)], house())
            said[language] = line.why
    assert said["en"].endswith("nothing is taken back, reason “We could not deliver”.")
    assert said["de"].endswith("nichts wird zurückgenommen, Grund „Wir konnten nicht liefern“.")


def test_another_code_is_refused_and_changes_nothing() -> None:
    _pair, order = settled()
    before = Event.objects.count()
    with pytest.raises(Invalid) as refused:
        cancelled(order, "employer")
    assert set(refused.value.fields) == {"cause"}
    assert (OrderCancellation.objects.count(), Event.objects.count()) == (0, before)
