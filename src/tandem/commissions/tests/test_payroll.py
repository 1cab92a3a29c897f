"""Payroll: what is released, line by line; what blocks it; the record that never changes."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from engines.commission import read_window
from tandem.commissions.checking import prove
from tandem.commissions.models import (
    Adjustment,
    LedgerHead,
    Move,
    PayrollExport,
    PayrollSettings,
    Posting,
    PostingLine,
    Question,
    Run,
    RunPerson,
)
from tandem.commissions.payroll.actions import edit_payroll_settings, export_run, file_of, make_test_file
from tandem.commissions.payroll.files import comma, csv_text, lodas_text
from tandem.commissions.payroll.lines import PayLine, check_run, payable
from tandem.commissions.payroll.paying import open_sums
from tandem.commissions.posting import Draft, post
from tandem.core.actor import Actor
from tandem.core.errors import Conflict, Refused
from tandem.core.models import Event
from tandem.orders.tests.factories import Pair, a_line, a_pair, an_order
from tandem.people.models import Employee
from tandem.people.tests.factories import an_employee

from .factories import a_payroll, plan_of_pair, released

pytestmark = pytest.mark.django_db
AT = datetime(2026, 10, 5, 9, 0, tzinfo=UTC)
WAGES = {kind: {"wage_type": "2000", "key": "2"} for kind in ("commission", "advance", "recovery", "guarantee")}
LODAS = """[Allgemein]
Ziel=LODAS
Version_SST=1.0
BeraterNr=1234567
MandantenNr=12345
Datumsformat=TT.MM.JJJJ
Feldtrennzeichen=;
Zahlenkomma=,
Kommentarzeichen=*
[Satzbeschreibung]
1;u_lod_bwd_buchung_standard;abrechnung_zeitraum#bwd;pnr#bwd;la_eigene#bwd;bs_nr#bwd;bs_wert_butab#bwd;
[Bewegungsdaten]
1;01.09.2026;12;2000;2;50,00;
1;01.09.2026;7;2000;2;50,00;
"""


def numbered(person: Employee, number: str, last_name: str) -> None:
    person.personnel_number, person.last_name = number, last_name
    person.save()


def a_run(**document: Any) -> tuple[Run, Pair]:
    pair = a_pair()
    numbered(pair.inside, "12", "Ahrens")
    numbered(pair.field, "007", "Behn")
    plan_of_pair(pair, **document)
    day = datetime(2026, 9, 10, 9, 0, tzinfo=UTC)
    an_order(pair.customer, [a_line(1000_00)], confirmed=True, ordered_on=date(2026, 9, 10), at=day)
    return released(), pair


def settings(**values: Any) -> PayrollSettings:
    PayrollSettings.objects.filter(pk=1).delete()
    return PayrollSettings.objects.create(
        **{"pk": 1, "consultant": "1234567", "client": "12345", "wage_types": WAGES} | values
    )


def payer() -> Actor:
    return Actor.of(a_payroll(), AT)


def test_the_export_is_what_was_released_to_the_cent() -> None:
    run, _pair = a_run()
    settings()
    actor = payer()
    row = export_run(run, actor=actor, at=AT)
    released_cents = -sum(
        PostingLine.objects.filter(posting__kind="release", account="payable").values_list("cents", flat=True)
    )
    assert row.total_cents == released_cents == sum(line["cents"] for line in row.lines) == 100_00
    assert row.lodas == LODAS.replace("\n", "\r\n")
    assert row.csv.splitlines()[1].endswith(";2026-09;2000;2;50,00;EUR")
    assert file_of(row, "lodas", actor=actor, at=AT) == row.lodas.encode("cp1252")


def test_the_record_repeats_byte_for_byte_and_never_changes() -> None:
    run, pair = a_run()
    settings()
    actor = payer()
    row = export_run(run, actor=actor, at=AT)
    before = (file_of(row, "csv", actor=actor, at=AT), file_of(row, "lodas", actor=actor, at=AT))
    numbered(pair.inside, "99", "Zabel")
    settings(wage_types={"commission": {"wage_type": "3000", "key": "4"}})
    again = export_run(run, actor=payer(), at=AT)
    assert again.pk == row.pk
    assert (file_of(again, "csv", actor=actor, at=AT), file_of(again, "lodas", actor=actor, at=AT)) == before
    lines = [PayLine(**line) for line in again.lines]
    assert csv_text(lines, read_window("2026-09")) == again.csv  # from the kept lines alone
    for change in (lambda: PayrollExport.objects.update(total_cents=1), PayrollExport.objects.all().delete):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()
    assert PayrollExport.objects.get().total_cents == 100_00
    verbs = Event.objects.filter(verb__startswith="payroll").values_list("verb", flat=True)
    assert sorted(verbs) == ["payroll.exported", *["payroll.taken"] * 4]


def on_account(account: str) -> dict[int, int]:
    rows = PostingLine.objects.filter(account=account).values_list("employee", "cents")
    sums: dict[int, int] = {}
    for employee, cents in rows:
        sums[employee] = sums.get(employee, 0) + cents
    return sums


def test_what_is_exported_is_paid_in_the_books_once_and_nothing_stays_open() -> None:
    run, pair = a_run()
    settings()
    both = {pair.inside.pk, pair.field.pk}
    assert on_account("payable") == dict.fromkeys(both, -50_00)
    assert open_sums() == {"EUR": 100_00}
    actor = payer()
    make_test_file(run, form="csv", actor=actor, at=AT)
    assert on_account("paid") == {}
    export_run(run, actor=actor, at=AT)
    assert on_account("payable") == dict.fromkeys(both, 0)
    assert on_account("paid") == dict.fromkeys(both, -50_00)
    assert open_sums() == {}
    rows = Posting.objects.filter(kind="pay").values_list("period", "day", "about", "run")
    assert set(rows) == {("2026-10", date(2026, 10, 5), "pay|2026-09", run.pk)}
    number = LedgerHead.objects.get().number
    export_run(run, actor=payer(), at=AT)
    assert LedgerHead.objects.get().number == number
    assert not prove().breaks


def test_who_owes_is_paid_less_and_the_books_say_so() -> None:
    run, pair = a_run()
    settings()
    RunPerson.objects.filter(run=run, employee=pair.field).update(payable_cents=-20_00, earned_cents=50_00)
    post([Draft(pair.field.pk, Move.RELEASE, -70_00, "EUR", date(2026, 10, 1), "release|2026-09")],
         period="2026-10", run=run)  # fmt: skip
    row = export_run(run, actor=payer(), at=AT)
    assert row.total_cents == 30_00
    assert on_account("paid") == {pair.inside.pk: -50_00, pair.field.pk: 20_00}


def test_a_payment_that_was_not_exported_is_found() -> None:
    run, pair = a_run()
    settings()
    paid = Draft(pair.field.pk, Move.PAY, 1, "EUR", date(2026, 10, 5), "pay|2026-09")
    post([paid], period="2026-10", run=run)
    assert [found.message for found in prove().breaks] == [
        f"export {run.pk} of p{pair.field.pk:06d} is not what the books paid"
    ]


def test_a_refused_export_posts_nothing() -> None:
    run, pair = a_run()
    numbered(pair.inside, "", "Ahrens")
    number = LedgerHead.objects.get().number
    blocked(run, "has no personnel number")
    assert (LedgerHead.objects.get().number, on_account("paid")) == (number, {})


def blocked(run: Run, word: str, **values: Any) -> None:
    settings(**values)
    with pytest.raises(Refused, match=word):
        export_run(run, actor=payer(), at=AT)
    assert not PayrollExport.objects.exists()


def test_missing_and_double_numbers_block() -> None:
    run, pair = a_run()
    numbered(pair.inside, "", "Ahrens")
    blocked(run, "has no personnel number")
    numbered(pair.inside, "7", "Ahrens")  # the same as 007
    blocked(run, "stands for several people")


def test_kinds_without_wage_type_block() -> None:
    run, _pair = a_run()
    blocked(run, "no wage type", wage_types={})


def test_open_corrections_block_until_somebody_has_decided() -> None:
    run, pair = a_run()
    values = {"employee": pair.inside, "day": date(2026, 9, 20), "cents": 500_00, "currency": "EUR", "reason": "x"}
    row = Adjustment.objects.create(plan=pair.inside.plan_memberships.get().plan, made_at=AT, **values)
    blocked(run, "not decided yet")
    row.withdrawn_at = AT
    row.save()
    dispute = Question.objects.create(
        employee=pair.field, period="2026-09", kind="dispute", text="x", asked_at=AT, due_on=date(2026, 10, 9)
    )
    blocked(run, "not decided yet")
    dispute.status = "refused"
    dispute.save()
    assert export_run(run, actor=payer(), at=AT).people == 2


def test_a_sum_that_differs_from_the_books_blocks() -> None:
    run, pair = a_run()
    RunPerson.objects.filter(run=run, employee=pair.inside).update(payable_cents=50_01)
    blocked(run, "Sums differ")


def test_only_released_runs_and_only_by_payroll() -> None:
    run, pair = a_run()
    settings()
    for person in (pair.inside, pair.manager, an_employee(["admin"]), an_employee(["council"])):
        with pytest.raises(Refused):
            export_run(run, actor=Actor.of(person, AT), at=AT)
        with pytest.raises(Refused):
            edit_payroll_settings(values={"client": "1"}, version=1, actor=Actor.of(person, AT), at=AT)
    Run.objects.filter(pk=run.pk).update(status="locked")
    blocked(Run.objects.get(pk=run.pk), "not released")


def test_draws_are_paid_too_and_one_wage_type_is_one_line() -> None:
    run, pair = a_run(draw={"floor": "200"})
    assert {key[0]: kinds for key, kinds in payable(run).items()} == {
        pair.inside.pk: {"commission": 50_00, "advance": 150_00},
        pair.field.pk: {"commission": 50_00, "advance": 150_00},
    }
    checked = check_run(run, settings())
    assert [line.cents for line in checked.lines] == [200_00, 200_00]
    apart = WAGES | {"advance": {"wage_type": "2100", "key": "3"}}
    checked = check_run(run, settings(wage_types=apart))
    assert [(line.wage_type, line.cents) for line in checked.lines] == [("2000", 50_00), ("2100", 150_00)] * 2
    assert (checked.blocks, checked.total) == ([], 400_00)


def test_without_datev_numbers_there_is_csv_alone() -> None:
    run, pair = a_run()
    numbered(pair.inside, "A-17", "Ahrens")
    settings()
    actor = payer()
    row = export_run(run, actor=actor, at=AT)
    assert row.lodas == ""
    with pytest.raises(Refused):
        file_of(row, "lodas", actor=actor, at=AT)


def test_a_test_file_says_so_and_keeps_nothing() -> None:
    run, _pair = a_run()
    settings()
    made = make_test_file(run, form="lodas", actor=payer(), at=AT)
    assert made.text == LODAS.replace("[Satz", "* TEST: nicht abrechnen\n[Satz").replace("\n", "\r\n")
    assert make_test_file(run, form="csv", actor=payer(), at=AT).text.startswith("TEST\r\n")
    assert not PayrollExport.objects.exists()


def test_wage_types_that_somebody_else_changed_meanwhile_are_a_conflict() -> None:
    settings()
    actor = payer()
    edit_payroll_settings(values={"client": "54321"}, version=1, actor=actor, at=AT)
    with pytest.raises(Conflict):
        edit_payroll_settings(values={"client": "1"}, version=1, actor=actor, at=AT)
    assert PayrollSettings.objects.get().client == "54321"


def test_example_23_one_line_and_signs() -> None:
    line = PayLine(1, "12", "=Ahrens", "2000", "2", 934_56)
    assert lodas_text([line], read_window("2026-03"), PayrollSettings(consultant="1", client="2")).splitlines()[-1] == (
        "1;01.03.2026;12;2000;2;934,56;"
    )
    assert csv_text([line], read_window("2026-03")).splitlines()[1].split(";")[1] == "'=Ahrens"
    assert [comma(-5), comma(0), comma(123456)] == ["-0,05", "0,00", "1234,56"]
