"""Overlays: who helps is credited on top, and neither the two nor the company's revenue has less or more of it."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db.models import Sum
from django.urls import reverse
from django.utils import timezone

from tandem.catalogue.tests.factories import a_product
from tandem.commissions.accruing import accrue
from tandem.commissions.models import OVERLAY, Accrual, Plan, PlanMember, Posting
from tandem.commissions.plans.members import edit_member, put_on_plan
from tandem.commissions.reactions import accrue_order
from tandem.core.errors import Invalid
from tandem.core.models import Event
from tandem.orders.actions import cancel_order
from tandem.orders.models import Order
from tandem.orders.tests.factories import a_line, a_pair, an_order
from tandem.people.models import Employee
from tandem.people.tests.factories import an_employee, signed_in_client

from .factories import MONTH_OVER, START, a_payroll, a_plan, house, locked, pay_of, plan_of_pair, released
from .test_plan_pages import sent_form
from .test_rates import ON_TIME, SEPTEMBER, sold

pytestmark = [pytest.mark.django_db, pytest.mark.once]
TWO = {"id": "two", "title": "Umsatz", "rate": "2 %"}


def helps(plan: Plan, person: Employee, *tandems: int, ppm: int = 200_000, start: date = START) -> PlanMember:
    more: dict[str, Any] = {"role": OVERLAY, "overlay_ppm": ppm, "tandems": tandems}
    return put_on_plan(plan, person, start=start, **more, actor=house(), at=MONTH_OVER)


def test_a_specialist_is_credited_a_fifth_on_top_of_a_deal() -> None:
    pair, specialist = a_pair(), an_employee(["field"], language="en")
    version = plan_of_pair(pair, [TWO])
    helps(version.plan, specialist, pair.tandem.pk)
    sold(pair, 100_000_00)
    released()
    assert pay_of("2026-09") == {pair.inside.pk: 1000_00, pair.field.pk: 1000_00, specialist.pk: 400_00}
    line = Posting.objects.get(employee=specialist, kind="earn")
    assert (line.rule, line.joint, line.tandem_id) == ("two.overlay", False, pair.tandem.pk)
    assert Order.objects.aggregate(sum=Sum("net_cents"))["sum"] == 100_000_00
    client = signed_in_client(specialist)
    address = reverse("commissions:commission") + f"?month=2026-09&line={line.number}"
    page = client.get(address).content.decode()
    assert "overlay" in page
    assert "20 % of it on top" in page.replace("\u00a0", " ")
    joint = signed_in_client(pair.inside).get(reverse("commissions:joint", args=[pair.tandem.pk]) + "?month=2026-09")
    assert "400,00" not in joint.content.decode()


def test_a_cancelled_deal_is_taken_back_from_who_helped_too() -> None:
    pair, specialist = a_pair(), an_employee(["field"])
    helps(plan_of_pair(pair, [TWO]).plan, specialist, pair.tandem.pk)
    order = sold(pair, 100_000_00)
    cancel_order(order, reason="Kunde zahlt nicht", version=order.version, actor=house(ON_TIME), at=ON_TIME)
    locked()
    assert set(pay_of("2026-09").values()) == {0}


def test_one_who_names_no_tandem_helps_all_of_the_plan_and_no_other_one() -> None:
    pair, second, stranger, lead = a_pair(), a_pair(), a_pair(), an_employee(["manager"])
    version = plan_of_pair(pair, [TWO])
    PlanMember.objects.create(plan=version.plan, employee=second.inside, start=SEPTEMBER)
    helps(version.plan, lead, ppm=100_000)
    sold(pair, 1000_00)
    sold(second, 1000_00, date(2026, 9, 9))  # nobody of theirs was on the plan then
    sold(second, 1000_00)
    sold(stranger, 1000_00)
    locked()
    assert pay_of("2026-09")[lead.pk] == 4_00
    assert pay_of("2026-09")[second.inside.pk] == 10_00


def test_a_plan_of_specialists_alone_pays_only_them_and_only_for_their_products() -> None:
    pair, specialist = a_pair(), an_employee(["inside"])
    plan_of_pair(pair, [TWO])
    pumps = {"id": "pumps", "rate": "5 %", "trigger": "line", "where": {"group": "Pumpen"}, "roles": [OVERLAY]}
    helps(a_plan([], [pumps]).plan, specialist, pair.tandem.pk)
    product = a_product(group="Pumpen")
    lines = [a_line(1000_00, product_id=product.pk), a_line(500_00)]
    an_order(pair.customer, lines, confirmed=True, ordered_on=SEPTEMBER, at=ON_TIME)
    locked()
    assert pay_of("2026-09") == {pair.inside.pk: 15_00, pair.field.pk: 15_00, specialist.pk: 10_00}


def test_from_the_day_on_and_until_the_day() -> None:
    pair, specialist = a_pair(), an_employee(["field"])
    row = helps(plan_of_pair(pair, [TWO]).plan, specialist, pair.tandem.pk, start=SEPTEMBER)
    values: dict[str, Any] = {"role": OVERLAY, "target_cents": None, "overlay_ppm": 200_000}
    edit_member(row, end=date(2026, 9, 12), tandems=[pair.tandem.pk], **values, version=1, actor=house(), at=MONTH_OVER)
    for day in (9, 10, 11, 12):
        sold(pair, 1000_00, date(2026, 9, day))
    locked()
    assert pay_of("2026-09")[specialist.pk] == 8_00


def test_an_overlay_is_set_in_the_browser_and_read_by_who_helps() -> None:
    pair, other, specialist = a_pair(), a_pair(), an_employee(["field"], language="en")
    plan = plan_of_pair(pair, [TWO]).plan
    client = signed_in_client(a_payroll(language="en"))
    values = {"employee": str(specialist.pk), "start": "2026-09-01", "role": OVERLAY, "tandems": str(pair.tandem.pk)}
    address = reverse("commissions:new_member", args=[plan.pk])
    answer = sent_form(client, address, **values)
    assert answer.status_code == 422
    assert 'id="id_overlay_ppm_error"' in answer.content.decode()
    assert not PlanMember.objects.filter(employee=specialist).exists()
    assert sent_form(client, address, **values, overlay_ppm="20 %").status_code == 302
    row = PlanMember.objects.get(employee=specialist)
    assert (row.overlay_ppm, [one.pk for one in row.tandems.all()]) == (200_000, [pair.tandem.pk])
    event = Event.objects.get(verb="plan_member.added")
    assert event.data == {"from": "2026-09-01", "tandems": [pair.tandem.pk]}
    edited = reverse("commissions:member", args=[row.pk])
    assert sent_form(client, edited, tandems=str(other.tandem.pk)).status_code == 302
    row.refresh_from_db()
    assert (row.version, row.overlay_ppm, row.tandems.get()) == (2, 200_000, other.tandem)
    page = signed_in_client(specialist).get(reverse("commissions:own_plan")).content.decode()
    assert other.tandem.name in page


@pytest.mark.parametrize(
    "wrong",
    [
        {"role": OVERLAY, "overlay_ppm": None},
        {"role": OVERLAY, "overlay_ppm": 1_000_001},
        {"role": OVERLAY, "overlay_ppm": 1, "target_cents": 1},
        {"role": OVERLAY, "overlay_ppm": 1, "tandems": [10**9]},
        {"role": "", "overlay_ppm": 1},
        {"role": "field", "tandems": [1]},
    ],
)
def test_what_is_no_overlay_is_refused(wrong: dict[str, Any]) -> None:
    plan, person = a_plan([]).plan, an_employee(["field"])
    with pytest.raises(Invalid):
        put_on_plan(plan, person, start=START, **wrong, actor=house(), at=MONTH_OVER)
    assert not PlanMember.objects.exists()


def test_todays_figure_of_who_helps_says_so() -> None:
    pair, specialist = a_pair(), an_employee(["field"])
    helps(plan_of_pair(pair, [TWO]).plan, specialist, pair.tandem.pk)
    sold(pair, 1000_00, SEPTEMBER)
    accrue(at=ON_TIME)
    row = Accrual.objects.get(employee=specialist, period="2026-09")
    assert (row.earned_cents, row.joint_cents, row.lines[0]["rule"]) == (4_00, 0, "two.overlay")


def test_an_order_of_a_tandem_that_is_helped_shows_at_once_on_a_plan_of_specialists() -> None:
    pair, specialist, now = a_pair(), an_employee(["field"]), timezone.now()
    helps(a_plan([], [TWO]).plan, specialist, pair.tandem.pk)
    sold(pair, 1000_00, timezone.localdate(now), now)
    accrue_order(Event.objects.filter(verb="order.confirmed").latest("pk"), timezone.now())
    row = Accrual.objects.get(employee=specialist, period=f"{timezone.localdate():%Y-%m}")
    assert row.earned_cents == 4_00
