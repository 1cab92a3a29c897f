"""Month end out of the books: what is put by, how it moves, who sees whose, what is locked stays."""

from __future__ import annotations

from datetime import UTC, date, datetime
from io import BytesIO
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from tandem.commissions.accruing import accrue
from tandem.commissions.models import EmployerCost, ProvisionSettings
from tandem.commissions.posting import post, reversal
from tandem.commissions.provisions.actions import edit_provision_settings, set_employer_cost, take_bookings
from tandem.commissions.provisions.month_end import MonthEnd, month_end
from tandem.core.actor import Actor
from tandem.core.errors import Conflict, Invalid, Refused
from tandem.core.models import Event
from tandem.orders.tests.factories import Pair, a_line, a_pair, an_order
from tandem.people.models import Employee, Purpose, WorksAgreement
from tandem.people.tests.factories import an_employee, signed_in_client

from .factories import a_payroll, locked, plan_of_pair, released

pytestmark = pytest.mark.django_db
SEPTEMBER_OVER = datetime(2026, 10, 2, 9, 0, tzinfo=UTC)
OCTOBER_OVER = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)


def sold(pair: Pair, cents: int, day: date) -> None:
    at = datetime(day.year, day.month, day.day, 9, tzinfo=UTC)
    an_order(pair.customer, [a_line(cents)], confirmed=True, ordered_on=day, at=at)


def a_company() -> Pair:
    """56,000.00 sold in September at 10 %, half of it each."""
    pair = a_pair()
    plan_of_pair(pair)
    sold(pair, 56_000_00, date(2026, 9, 10))
    return pair


def a_rate(ppm: int = 210_000, start: date = date(2026, 1, 1), at: datetime = SEPTEMBER_OVER) -> EmployerCost:
    return EmployerCost.objects.create(start=start, rate_ppm=ppm, made_at=at)


def read(person: Employee, at: datetime = OCTOBER_OVER, wanted: str = "") -> Any:
    return month_end(wanted, Actor.of(person, at))


def closing(months: list[MonthEnd]) -> dict[str, int]:
    return {month.name: month.movement.closing for month in months}


def test_a_month_is_put_by_when_it_ends_and_used_when_it_is_released() -> None:
    pair = a_company()
    a_rate()
    released(SEPTEMBER_OVER)
    locked(OCTOBER_OVER)
    page = read(a_payroll())
    september, october = [month for month in page.months[::-1] if month.closed_at]
    assert (september.owed, september.movement.added, september.movement.closing) == (5600_00, 6776_00, 6776_00)
    assert (october.movement.opening, october.movement.used, october.movement.closing) == (6776_00, 6776_00, 0)
    assert page.chosen == october
    chosen = read(a_payroll(), wanted="2026-09")
    assert {part.provision for part in chosen.people} == {3388_00}
    assert [(part.name, part.provision) for part in chosen.tandems] == [(pair.tandem.name, 6776_00)]


def test_what_is_taken_back_is_reversed_and_owed_back_lowers_nothing() -> None:
    pair = a_company()
    a_rate()
    run = released(SEPTEMBER_OVER)
    wrong = run.postings.filter(kind="earn", employee=pair.inside).get()
    post([reversal(wrong, reason="doppelt", day=date(2026, 10, 5))], period="2026-10")
    sold(pair, 10_000_00, date(2026, 10, 10))
    locked(OCTOBER_OVER)
    october = read(a_payroll()).chosen
    # Inside owes 2,800.00 less the 3,300.00 that the run pays anew; the field half earned 500.00.
    assert october.movement.opening + october.movement.added - october.movement.used - october.movement.reversed == (
        october.movement.closing
    )
    assert october.owed - october.claims == sum(one.unreleased for one in october.people.values())


def test_a_locked_month_keeps_the_rate_that_was_known_when_it_was_locked() -> None:
    a_company()
    a_rate(at=datetime(2026, 9, 1, tzinfo=UTC))
    locked(SEPTEMBER_OVER)
    before = read(a_payroll()).chosen
    a_rate(250_000, at=OCTOBER_OVER)
    after = read(a_payroll(), wanted="2026-09").chosen
    assert (before.movement, before.rate) == (after.movement, after.rate)
    october = next(month for month in read(a_payroll()).months if month.name == "2026-10")
    assert october.movement.closing == 7000_00  # 5,600.00 and a quarter
    assert october.movement.added == 7000_00 - 6776_00


def test_an_open_month_counts_what_is_earned_so_far() -> None:
    pair = a_company()
    a_rate()
    accrue(at=datetime(2026, 9, 20, tzinfo=UTC))
    page = read(a_payroll(), datetime(2026, 9, 20, 12, tzinfo=UTC))
    assert closing(page.months) == {"2026-09": 6776_00}
    assert page.chosen.closed_at is None
    assert (page.people, page.hidden, page.tandems) == ([], 2, [])  # payroll reads single people once it is locked
    assert read(pair.inside).people == []


def test_sums_are_for_managers_single_people_only_under_an_agreement() -> None:
    pair = a_company()
    locked(SEPTEMBER_OVER)
    manager = pair.manager
    page = read(manager, wanted="2026-09")
    assert (page.chosen.owed, page.people, page.hidden, page.tandems) == (5600_00, [], 2, [])
    WorksAgreement.objects.create(title="E", purpose=Purpose.RESULTS, audience={"manager"}, start=date(2026, 1, 1))
    page = read(manager, wanted="2026-09")
    assert {part.name for part in page.people} == {str(pair.inside), str(pair.field)}
    assert [part.unreleased for part in page.tandems] == [5600_00]


def test_a_rate_is_entered_by_payroll_once_for_the_version_that_was_seen() -> None:
    payroll = Actor.of(a_payroll(), OCTOBER_OVER)
    seller = Actor.of(an_employee(["inside"]), OCTOBER_OVER)
    given: dict[str, Any] = {"rate_ppm": 210_000, "start": date(2026, 1, 1), "version": 1}
    with pytest.raises(Refused):
        set_employer_cost(**given, actor=seller, at=OCTOBER_OVER)
    with pytest.raises(Invalid):
        set_employer_cost(**given | {"rate_ppm": 1_000_001}, actor=payroll, at=OCTOBER_OVER)
    assert not EmployerCost.objects.exists()
    row = set_employer_cost(**given, actor=payroll, at=OCTOBER_OVER)
    assert (row.rate_ppm, Event.objects.get(verb="employer_cost.set").data) == (
        210_000,
        {"from": "2026-01-01", "rate_ppm": 210_000},
    )
    with pytest.raises(Conflict):
        set_employer_cost(**given, actor=payroll, at=OCTOBER_OVER)
    assert EmployerCost.objects.count() == 1


def with_accounts(payroll: Employee) -> None:
    values = {"commission": "4120", "employer": "4130", "provision": "0970"}
    actor = Actor.of(payroll, OCTOBER_OVER)
    edit_provision_settings(values=values, version=1, actor=actor, at=OCTOBER_OVER)


def test_the_booking_file_has_two_lines_per_posting_and_takes_itself_back() -> None:
    a_company()
    a_rate()
    locked(SEPTEMBER_OVER)
    payroll = a_payroll()
    actor = Actor.of(payroll, OCTOBER_OVER)
    with pytest.raises(Refused, match="accounts"):
        take_bookings("2026-09", currency="EUR", actor=actor, at=OCTOBER_OVER)
    with_accounts(payroll)
    for name in ("2026-10", "2020-01"):
        with pytest.raises(Refused, match="locked"):
            take_bookings(name, currency="EUR", actor=actor, at=OCTOBER_OVER)
    assert not Event.objects.filter(verb="provisions.taken").exists()
    text = take_bookings("2026-09", currency="EUR", actor=actor, at=OCTOBER_OVER).decode()
    assert text == (
        "Beleg;Datum;Konto;Soll;Haben;Waehrung;Text\r\n"
        "RS2026-09-P1;30.09.2026;4120;5600,00;;EUR;Rueckstellung Provision 2026-09\r\n"
        "RS2026-09-P1;30.09.2026;0970;;5600,00;EUR;Rueckstellung Provision 2026-09\r\n"
        "RS2026-09-A1;30.09.2026;4130;1176,00;;EUR;Rueckstellung Arbeitgeberanteil 2026-09\r\n"
        "RS2026-09-A1;30.09.2026;0970;;1176,00;EUR;Rueckstellung Arbeitgeberanteil 2026-09\r\n"
        "RS2026-09-P2;01.10.2026;4120;;5600,00;EUR;Aufloesung Rueckstellung Provision 2026-09\r\n"
        "RS2026-09-P2;01.10.2026;0970;5600,00;;EUR;Aufloesung Rueckstellung Provision 2026-09\r\n"
        "RS2026-09-A2;01.10.2026;4130;;1176,00;EUR;Aufloesung Rueckstellung Arbeitgeberanteil 2026-09\r\n"
        "RS2026-09-A2;01.10.2026;0970;1176,00;;EUR;Aufloesung Rueckstellung Arbeitgeberanteil 2026-09\r\n"
    )
    assert Event.objects.get(verb="provisions.taken").data["provision_cents"] == 6776_00


def test_settings_are_kept_by_payroll_alone() -> None:
    manager = Actor.of(an_employee(["manager"]), OCTOBER_OVER)
    with pytest.raises(Refused):
        edit_provision_settings(values={"capitalise": True}, version=1, actor=manager, at=OCTOBER_OVER)
    assert not ProvisionSettings.objects.filter(capitalise=True).exists()


def test_pages_and_files() -> None:
    client = signed_in_client(a_payroll())
    page: Any = client.get("/provisions/")
    assert page.status_code == 200
    assert "Nothing to put by yet" in page.text or "Noch nichts" in page.text
    a_company()
    a_rate()
    locked(SEPTEMBER_OVER)
    page = client.get("/provisions/?month=2026-09")
    assert "6,776.00" in page.text or "6.776,00" in page.text
    sheet: Any = client.post("/lists/provisions/export/?month=2026-09", {"as": "month.xlsx"})
    rows: Any = (
        CalamineWorkbook.from_filelike(BytesIO(b"".join(sheet.streaming_content))).get_sheet_by_index(0).to_python()
    )
    assert len(rows) == 3
    assert sum(row[rows[0].index("Closing")] for row in rows[1:]) == 6776
    both: Any = client.post("/lists/provisions/export/", {"as": "months.csv"})
    text = b"".join(both.streaming_content).decode("utf-8-sig")
    assert "2026-09" in text
    assert client.post("/provisions/bookings/", {"month": "2026-09", "currency": "EUR"}).status_code in (302, 403, 409)
