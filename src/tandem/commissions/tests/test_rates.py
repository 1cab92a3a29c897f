"""Orders in a foreign currency: exact cents at a rate, an open point without one, and nobody else is held up."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tandem.commissions.accruing import accrue
from tandem.commissions.actions import lock_run, set_rate
from tandem.commissions.models import Accrual, ExchangeRate, Posting
from tandem.commissions.reactions import accrue_after_rate
from tandem.core.actor import Actor
from tandem.core.errors import Invalid, Refused
from tandem.core.models import Event
from tandem.orders.models import Order
from tandem.orders.tests.factories import Pair, a_line, a_pair, an_order
from tandem.people.tests.factories import an_employee, signed_in_client

from .factories import MONTH_OVER, a_payroll, approved, house, locked, pay_of, plan_of_pair, previewed
from .test_plan_pages import begin, sent_form, url

pytestmark = [pytest.mark.django_db, pytest.mark.once]
SEPTEMBER, OCTOBER_OVER = date(2026, 9, 10), datetime(2026, 11, 3, 9, 0, tzinfo=UTC)
ON_TIME = datetime(2026, 9, 10, 9, 0, tzinfo=UTC)


def sold(pair: Pair, cents: int, day: date = SEPTEMBER, at: datetime = ON_TIME) -> Order:
    return an_order(pair.customer, [a_line(cents)], confirmed=True, ordered_on=day, at=at)


def a_rate(rate: str, currency: str = "CHF", start: date = date(2026, 1, 1), at: datetime = MONTH_OVER) -> ExchangeRate:
    return set_rate(currency=currency, into="EUR", start=start, rate=rate, actor=house(at), at=at)


def test_three_orders_of_ten_dollars_and_a_cent_pay_what_the_plans_rate_says() -> None:
    pair = a_pair((100, 0), currency="USD")
    plan_of_pair(pair, [{"id": "all", "rate": "100 %"}], rates={"USD": "0.9137"})
    for _turn in range(3):
        sold(pair, 10_01)
    locked()
    assert pay_of("2026-09")[pair.inside.pk] == 27_45  # 9.15 each, not 27.44 of the sum


def test_the_houses_rate_of_the_day_counts_where_the_plan_has_none() -> None:
    pair = a_pair(currency="CHF")
    plan_of_pair(pair)
    a_rate("1.05", at=ON_TIME)
    a_rate("1.0712", start=date(2026, 9, 15), at=ON_TIME)
    sold(pair, 1000_00)
    sold(pair, 1000_00, date(2026, 9, 15))
    locked()
    cents = Posting.objects.filter(employee=pair.inside).order_by("number").values_list("cents", flat=True)
    assert list(cents) == [52_50, 53_56]


def test_without_a_rate_the_order_waits_and_nothing_else_does() -> None:
    pair, other = a_pair(currency="CHF"), a_pair()
    plan_of_pair(pair), plan_of_pair(other)
    order = sold(pair, 1000_00)
    sold(other, 500_00)
    run = approved()
    told = {"order": order.number, "currency": "CHF", "into": "EUR", "plan": "Plan 1"}
    assert run.snapshot["waiting"] == [told]
    page = signed_in_client(a_payroll(language="en")).get(reverse("commissions:run", args=[run.pk])).content.decode()
    assert f"Order {order.number} is in CHF" in page
    assert reverse("commissions:new_rate") + "?currency=CHF&amp;into=EUR" in page
    assert pay_of("2026-09") == {}


def test_once_the_rate_is_there_a_closed_month_comes_as_a_difference() -> None:
    pair = a_pair(currency="CHF")
    plan_of_pair(pair)
    sold(pair, 1000_00)
    assert locked().lines == 0
    a_rate("1.05", at=datetime(2026, 10, 20, 9, 0, tzinfo=UTC))
    run = locked(OCTOBER_OVER)
    assert run.snapshot["waiting"] == []
    rows = Posting.objects.filter(period="2026-10", employee=pair.inside)
    assert [(row.rule, row.cents) for row in rows] == [("difference.2026-09", 52_50)]
    assert locked(datetime(2026, 12, 3, 9, 0, tzinfo=UTC)).lines == 0


def test_a_rate_that_comes_after_the_preview_waits_for_the_next_month() -> None:
    pair = a_pair(currency="CHF")
    plan_of_pair(pair)
    sold(pair, 1000_00)
    run, later = approved(), datetime(2026, 10, 4, tzinfo=UTC)
    a_rate("1.05", at=later)
    lock_run(run, version=run.version, actor=house(later), at=later)
    assert pay_of("2026-09") == {}


def test_a_plan_that_only_counts_orders_needs_no_rate() -> None:
    pair = a_pair(currency="CHF")
    plan_of_pair(pair, [{"id": "each", "kind": "spif", "amount": 20}])
    sold(pair, 1000_00)
    assert locked().snapshot["waiting"] == []
    assert sum(pay_of("2026-09").values()) == 20_00


def test_todays_figure_tells_the_order_and_the_rest_of_it_stands() -> None:
    pair, other, now = a_pair(currency="CHF"), a_pair(), timezone.now()
    plan_of_pair(pair), plan_of_pair(other)
    order = sold(pair, 1000_00, timezone.localdate(now), now)
    sold(other, 1000_00, timezone.localdate(now), now)
    accrue(at=timezone.now())
    month = f"{timezone.localdate():%Y-%m}"
    rows = {row.employee_id: row for row in Accrual.objects.filter(period=month)}
    assert rows[other.inside.pk].earned_cents == 50_00
    assert rows[other.inside.pk].held == []
    assert (rows[pair.field.pk].earned_cents, rows[pair.field.pk].held) == (
        0,
        [{"order": order.number, "currency": "CHF"}],
    )
    pair.field.language = "en"
    pair.field.save()
    client = signed_in_client(pair.field)
    assert f"Order {order.number} is in CHF and waits" in client.get(reverse("commissions:commission")).content.decode()
    a_rate("1.05", start=timezone.localdate(), at=timezone.now())
    accrue_after_rate(Event.objects.latest("pk"), timezone.now())
    row = Accrual.objects.get(period=month, employee=pair.field)
    assert (row.earned_cents, row.held, row.lines[0]["inputs"]["rate"]) == (52_50, [], "1.05")
    page = client.get(reverse("commissions:commission") + "?line=1").content.decode()
    assert "1 CHF = 1.05 EUR" in page


def test_a_rate_is_entered_in_the_browser_and_only_by_who_is_paid_by_no_plan() -> None:
    address = reverse("commissions:new_rate")
    client = signed_in_client(a_payroll(language="en"))
    assert address in client.get(reverse("commissions:rates")).content.decode()
    values = {"currency": "chf", "into": "EUR", "rate": "1.05260001", "start": "2026-09-01", "once": "k"}
    for _turn in range(2):
        assert client.post(address, values).status_code == 302
    assert str(ExchangeRate.objects.get()) == "1 CHF = 1.05260001 EUR"
    assert Event.objects.get(verb="exchange_rate.set").data["rate"] == "1.05260001"
    for wrong in ({"rate": "0"}, {"into": "CHF"}, {"currency": "Fr"}, {"start": ""}):
        answer = client.post(address, values | {"once": ""} | wrong)
        assert answer.status_code == 422, wrong
        assert f'id="id_{next(iter(wrong))}_error"' in answer.content.decode()
    pair = a_pair()
    plan_of_pair(pair)
    for person in (pair.inside, an_employee(["admin"])):
        assert signed_in_client(person).post(address, values | {"once": ""}).status_code == 403
    actor = Actor.of(pair.inside, MONTH_OVER)
    with pytest.raises(Refused):
        set_rate(currency="USD", into="EUR", start=SEPTEMBER, rate="0.9", actor=actor, at=MONTH_OVER)
    with pytest.raises(Invalid):
        a_rate("1.234567891")
    assert ExchangeRate.objects.count() == 1


def test_a_plans_rates_are_fields_of_its_frame() -> None:
    client: Client = signed_in_client(an_employee(["manager"], language="de"))
    row = begin(client)
    values: dict[str, Any] = {"rates-0-currency": "usd", "rates-0-rate": "0,914", "rates-1-currency": "CHF"}
    answer = sent_form(client, url("plan_frame", row.pk), **values)
    assert answer.status_code == 422
    assert 'id="id_rates-1-rate_error"' in answer.content.decode()
    row.refresh_from_db()
    assert "rates" not in row.document
    values |= {"rates-1-rate": "1,0526"}
    assert sent_form(client, url("plan_frame", row.pk), **values).status_code == 302
    row.refresh_from_db()
    assert row.document["rates"] == {"USD": "0.914", "CHF": "1.0526"}
    assert sent_form(client, url("plan_frame", row.pk)).status_code == 302  # shown and sent again as it stands
    before = row.document
    row.refresh_from_db()
    assert row.document == before
    twice = sent_form(client, url("plan_frame", row.pk), **{"rates-2-currency": "CHF", "rates-2-rate": "2"})
    assert 'id="id_rates-2-currency_error"' in twice.content.decode()


def test_the_preview_of_a_month_is_made_whatever_the_currency() -> None:
    pair = a_pair(currency="CHF")
    plan_of_pair(pair)
    sold(pair, 1000_00)
    assert previewed().status == "preview"
