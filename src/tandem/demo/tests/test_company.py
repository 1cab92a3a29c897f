"""The loaded company: complete, told in the order of time, and without a login where it is not a demo."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth import authenticate
from django.utils import timezone

from tandem.catalogue.models import Price, PriceList, Product
from tandem.catalogue.queries import prices_on, valid_on
from tandem.commissions.models import PlanVersion
from tandem.commissions.plans.rules import can_approve_plan, can_write_plan
from tandem.core.actor import Actor
from tandem.core.errors import Refused
from tandem.core.models import Company, Delivery, Event
from tandem.customers.models import Customer, Note
from tandem.demo.load import load_demo
from tandem.demo.logins import PASSWORD, Login, demo_logins, open_logins
from tandem.orders.models import Cause, CreditNote, Order, OrderCancellation
from tandem.people.models import Absence, Employee, WorksAgreement
from tandem.people.tests.factories import signed_in_client
from tandem.tandems.models import Seat, SeatWeight

from .conftest import AT, SMALL

pytestmark = pytest.mark.wide


def test_counts(company: dict[str, int]) -> None:
    assert company["people"] == 60
    assert company["tandems"] == 20
    assert company["customers"] == SMALL
    assert 4 * SMALL < company["orders"] < 12 * SMALL
    assert 2.4 * company["orders"] < company["order_lines"] < 4 * company["orders"]
    assert company["notes"] > 3 * SMALL
    assert Company.objects.get().source == "demo"


def test_it_is_loaded_once(company: dict[str, int]) -> None:
    with pytest.raises(Refused):
        load_demo(AT, customers=SMALL, photos=False)
    assert Customer.objects.count() == SMALL


def test_outside_demo_mode_nobody_can_sign_in(company: dict[str, int], settings: Any) -> None:
    assert settings.DEMO is False
    people = list(Employee.objects.all())
    assert not any(person.has_usable_password() or person.invited_at for person in people)
    for login in demo_logins():
        assert authenticate(username=login.email, password=PASSWORD) is None
    with pytest.raises(Refused):
        open_logins()
    assert not any(person.has_usable_password() for person in Employee.objects.all())


def test_the_first_two_logins_are_a_tandem_and_the_third_leads_it(company: dict[str, int]) -> None:
    inside, field, manager = (Employee.objects.get(email=login.email) for login in demo_logins()[:3])
    seats = Seat.objects.filter(end=None, employee__in=[inside, field])
    assert {seat.role: seat.employee for seat in seats} == {"inside": inside, "field": field}
    assert {seat.tandem.name for seat in seats} == {"Eider"}
    assert seats[0].tandem.team.manager == manager


@pytest.mark.parametrize("login", demo_logins(), ids=lambda login: login.email.partition("@")[0])
def test_everybody_finds_their_first_pages(company: dict[str, int], login: Login) -> None:
    person = Employee.objects.get(email=login.email)
    client = signed_in_client(person)
    order = Order.objects.filter(status="confirmed", tandem__name="Eider", customer__restricted=False).latest("id")
    open_to_all = ["/", "/tandems/", "/people/", "/absences/", "/agreements/"]
    of_sales = ["/customers/", order.customer.get_absolute_url(), "/orders/", f"/orders/{order.number}/trail/"]
    assert [client.get(url, follow=True).status_code for url in open_to_all] == [200] * len(open_to_all)
    found = [client.get(url).status_code for url in of_sales]
    assert all(code == 200 if person.sells else code in (200, 403, 404) for code in found), found
    if person.sells:
        assert order.number in client.get(of_sales[1]).content.decode()


def test_price_lists_of_the_year(company: dict[str, int]) -> None:
    today = timezone.localdate(AT)
    holding = set(PriceList.objects.filter(valid_on(today)).values_list("number", "currency"))
    assert holding == {
        (number, "CHF" if number == "CH-2026" else "EUR")
        for number in ("L-2026", "H-2026", "M-2026", "E-2026", "CH-2026")
    }
    assert PriceList.objects.exclude(valid_on(today)).get().number == "L-2025"
    dealers = PriceList.objects.get(number="H-2026")
    assert set(dealers.prices.values_list("from_quantity", flat=True)) == {0, 10_000, 50_000}
    product = Product.objects.get(number="NW-G80-0.75-42")
    steps = [row.unit_price for row in product.prices.filter(price_list=dealers).order_by("from_quantity")]
    listed = prices_on(PriceList.objects.get(number="L-2026"), [product.pk], 1000)[product.pk].unit_price
    assert product.list_price == listed > steps[0] > steps[1] > steps[2] > listed * 7 // 10
    told = Event.objects.filter(verb="prices.set").exclude(at__gt=AT)
    assert told.count() == Price.objects.values("price_list", "product").distinct().count()


def test_tandems_have_a_history(company: dict[str, int]) -> None:
    today = timezone.localdate(AT)
    now = Seat.objects.filter(start__lte=today).exclude(end__lte=today)
    assert now.count() == 39  # of forty: one seat is vacant
    assert Counter(now.values_list("employee", flat=True)).most_common(1)[0][1] == 2  # one person sits twice
    assert Seat.objects.exclude(end=None).count() >= 8
    assert SeatWeight.objects.exclude(end=None).count() >= 4
    assert Event.objects.filter(verb="seat.taken").count() >= 8
    assert Event.objects.filter(verb="seat.vacated").count() == 2


def test_people_are_away_and_covered(company: dict[str, int]) -> None:
    today = timezone.localdate(AT)
    away = Absence.objects.filter(start__lte=today).exclude(end__lte=today)
    assert away.count() >= 4
    covers = {cover.deputy.email for absence in away for cover in absence.delegations.all()}
    assert "malte.brandt@nordwelle-antriebe.example" in covers


def test_agreements_have_a_history(company: dict[str, int]) -> None:
    today = timezone.localdate(AT)
    holding = WorksAgreement.objects.filter(start__lte=today, end=None)
    assert set(holding.values_list("purpose", flat=True)) == {
        "answer_times",
        "pairing",
        "pulse",
        "results",
        "workload",
    }
    assert WorksAgreement.objects.get(end__lte=today).purpose == "pulse"
    assert Event.objects.filter(verb="agreement.ended").count() == 1


def test_events_are_in_the_order_of_time_and_wait_for_no_handler(company: dict[str, int]) -> None:
    moments = list(Event.objects.order_by("id").values_list("at", flat=True))
    assert moments == sorted(moments)
    assert moments[-1] <= AT
    assert moments[-1] > AT - timedelta(days=2)
    assert not Delivery.objects.exists()


def test_people_act_at_working_hours(company: dict[str, int]) -> None:
    for at, verb in Event.objects.filter(actor_kind="employee").values_list("at", "verb"):
        local = timezone.localtime(at)
        assert local.weekday() < 5, (at, verb)
        assert 6 <= local.hour < 18 or (local.hour, local.minute) < (18, 45), (at, verb)


def test_halves_are_those_of_their_people(company: dict[str, int]) -> None:
    halves = {person.pk: person.half for person in Employee.objects.all()}
    for event in Event.objects.filter(actor_kind="employee"):
        assert event.half == halves[event.actor_id or 0]
    said = Counter(Event.objects.filter(verb="note.added").values_list("half", flat=True))
    assert said["inside"] > said["field"] > 0
    assert not Note.objects.filter(kind="visit", author__roles__contains="inside").exists()


def test_what_was_taken_back_has_causes_of_many_kinds_and_one_note_is_withdrawn(company: dict[str, int]) -> None:
    notes, cancelled = CreditNote.objects.all(), OrderCancellation.objects.all()
    for rows in (notes, cancelled):
        assert not rows.filter(cause="").exists()
        assert set(rows.values_list("cause", flat=True)) <= set(Cause.values)
    assert len({*notes.values_list("cause", flat=True), *cancelled.values_list("cause", flat=True)}) >= 3
    told = Event.objects.filter(verb__in=["order.credited", "order.cancelled"])
    assert all(event.data["cause"] in Cause.values for event in told)
    withdrawn = notes.get(withdrawal__isnull=False)
    event = Event.objects.get(verb="credit_note.withdrawn")
    assert (event.data["note"], event.at) == (withdrawn.number, withdrawn.withdrawal.at)
    assert withdrawn.at < withdrawn.withdrawal.at


def test_credit_notes_stay_within_their_orders(company: dict[str, int]) -> None:
    for note in CreditNote.objects.all():
        assert 0 < note.net_cents <= note.order.net_cents
        assert note.issued_on >= note.order.ordered_on


def test_the_plan_is_written_by_who_may_and_approved_by_who_may(company: dict[str, int]) -> None:
    version = PlanVersion.objects.get()
    assert version.made_by is not None
    assert version.approved_by is not None
    assert can_write_plan(Actor.of(version.made_by, AT))
    assert can_approve_plan(Actor.of(version.approved_by, AT), version)
