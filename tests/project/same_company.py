"""A small company that sells for a month, put in twice in another order: what its statements are must not differ.

The people, tandems, customers and the plan are the same, with the same keys; orders, invoices and payments come from
files whose rows stand in the order that is asked for. PROGRAM tells digests of it: for a fresh database, and whatever
locale, zone and hash seed the environment says.
"""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import translation

from engines.commission.windows import add_months, window_of
from tandem.commissions.extract import csv_answer, extract_paper
from tandem.commissions.models import LedgerHead, Plan, PlanMember, PlanStatus, PlanVersion, RunPerson
from tandem.commissions.printing import statement_paper
from tandem.commissions.tests.factories import released
from tandem.core.actor import Actor
from tandem.core.documents.letterhead import letterhead
from tandem.core.documents.printing import print_pdf
from tandem.customers.tests.factories import a_customer
from tandem.exchange.tests.wizard import put_in, refused, run
from tandem.people.tests.factories import a_team, an_employee
from tandem.tandems.models import Seat, SeatWeight, Tandem

PROGRAM = "import sys, django; django.setup(); from tests.project.same_company import tell; tell(*sys.argv[1:])"
TURNS = ("as it was", "reversed", "in pieces")
TARGETS: list[dict[str, Any]] = [
    {
        "id": "joint", "title": "Gemeinsam", "kind": "target", "weight": 60, "level": "tandem", "quota": 5000,
        "curve": [{"at": "50 %", "pays": "25 %"}, {"at": "100 %", "pays": "100 %"}, {"at": "200 %", "pays": "150 %"}],
    },
    {
        "id": "own", "title": "Eigenes", "kind": "target", "weight": 40, "level": "person",
        "measures": [{"measure": "revenue", "quota": 3000, "weight": 3}, {"measure": "count", "quota": 4, "weight": 1}],
    },
]  # fmt: skip
PLAN: list[dict[str, Any]] = [
    {"id": "deal", "title": "Je Auftrag", "rate": "3 %"},
    {
        "id": "tiers", "title": "Staffel", "level": "person", "mode": "marginal", "accumulate": "month",
        "tiers": [{"from": 0, "to": 2_000, "rate": "1 %"}, {"from": 2_000, "rate": "2.5 %"}],
    },
    {"id": "cash", "title": "Wenn bezahlt", "rate": "1.37 %", "trigger": "payment"},
    {"id": "pool", "title": "Topf", "rate": "0.7 %", "allocate": "period"},
    *TARGETS,
]  # fmt: skip
NET = (333_33, 1_000_01, 77, 2_499_99, 1_250_50, 610_07, 333_33)
Answers = dict[str, bytes]


def statements(at: datetime, turn: str) -> Answers:
    """Everything that a statement is, by name; must run in a transaction that is taken back afterwards."""

    company = _company(at)
    month = _put_in(company, at, turn)
    run = released(at)
    head = LedgerHead.objects.get()
    found = {"result": run.result_hash.encode(), "head": f"{head.number} {head.seal}".encode()}
    for row in RunPerson.objects.filter(run=run).select_related("run__period", "employee"):
        found |= {f"{row.employee_id} {name}": data for name, data in _papers(row, month, at).items()}
    return found


def digests(found: Answers) -> dict[str, str]:
    """To compare what was made elsewhere."""
    return {name: hashlib.sha256(data).hexdigest() for name, data in found.items()}


def _company(at: datetime) -> dict[str, Any]:
    """Two tandems of one team, a customer each, one plan for all."""

    start = add_months(at.date().replace(day=1), -1)
    names = ("Ada", "Bea", "Cem", "Dora")
    manager = an_employee(["manager"], pk=970, first_name="Uwe", last_name="Kern", email="kern@example.com")
    team = a_team(manager, name="Gleich")
    people = [
        an_employee(
            ["inside" if place % 2 else "field"], team, pk=971 + place, first_name=name, last_name="Gleich",
            email=f"{name}@example.com".lower(), language=("de", "en")[place % 2], personnel_number=str(71 + place),
        )
        for place, name in enumerate(names)
    ]  # fmt: skip
    customers = []
    for place, name in enumerate(("Elbe", "Weser")):
        tandem = Tandem.objects.create(pk=981 + place, name=name, team=team, founded_on=date(2024, 1, 1))
        for person in people[2 * place : 2 * place + 2]:
            Seat.objects.create(tandem=tandem, role=person.half, employee=person, start=date(2024, 1, 1))
        SeatWeight.objects.create(tandem=tandem, inside=2 + place, field=1, start=date(2024, 1, 1))
        customers.append(a_customer(tandem, name=f"Kunde {name} GmbH"))
    plan = Plan.objects.create(pk=991, name="Gleicher Plan")
    document = {"schema": 1, "name": plan.name, "components": PLAN, "targets": {"inside": 700, "field": 900}}
    PlanVersion.objects.create(
        plan=plan, number=1, document=document, status=PlanStatus.APPROVED, start=start, made_at=at, approved_at=at,
    )  # fmt: skip
    for person in people:
        PlanMember.objects.create(plan=plan, employee=person, start=start)
    return {"manager": manager, "customers": customers, "start": start, "people": people}


def _put_in(company: dict[str, Any], at: datetime, turn: str) -> Any:
    """A month of orders, invoices and payments out of files, as a manager puts them in."""

    for kind, head, rows in _files(company):
        for lot in _lots(rows, turn):
            one = run(put_in("\n".join([head, *lot]) + "\n", by=company["manager"], kind=kind))
            assert (one.created, refused(one)) == (len(lot), []), (kind, refused(one), one.created)
    return window_of(company["start"], "month")


def _lots(rows: Sequence[str], turn: str) -> list[list[str]]:
    """The rows of a file, or of several files."""
    if turn == "reversed":
        return [list(rows[::-1])]
    return [list(rows)] if turn == "as it was" else [list(rows[1::2]), list(rows[::2])[::-1]]


def _files(company: dict[str, Any]) -> list[tuple[str, str, list[str]]]:
    """Orders and invoices of one day each; of each invoice two payments on the same day, not all of it."""
    orders, invoices, payments = [], [], []
    for place, cents in enumerate(NET):
        customer, day = company["customers"][place % 2], company["start"] + timedelta(3 + place // 2 * 5)
        on, part = f"{day:%d.%m.%Y}", cents // 3
        orders.append(f"AU-{place};{customer.number};{on};bestätigt;Motor {place};1;{_euro(cents)}")
        invoices.append(f"RE-{place};AU-{place};{on};{_euro(cents)};19")
        payments += [f"ZE-{place}-{turn};RE-{place};{on};{_euro(part + turn)}" for turn in (0, 1)]
    return [
        ("order", "Auftragsnummer;Kundennummer;Auftragsdatum;Status;Text;Menge;Einzelpreis", orders),
        ("invoice", "Rechnungsnummer;Auftragsnummer;Rechnungsdatum;Netto;MwSt.-Satz", invoices),
        ("payment", "Zahlungsnummer;Rechnungsnummer;Zahlungseingang;Betrag", payments),
    ]


def _euro(cents: int) -> str:
    return f"{cents // 100},{cents % 100:02d}"


def _papers(row: Any, month: Any, at: datetime) -> Answers:
    """Statement and extract of one person, as they read them."""

    person, actor = row.employee, Actor.of(row.employee, at)
    with translation.override(person.language):
        paper = statement_paper(row, person.language)
        return {
            "statement": print_pdf(paper.data(letterhead()), at=at),
            "extract": csv_answer(person, month, month, actor).content,
            "extract on paper": extract_paper(person, month, month, actor).content,
        }


def tell(instant: str, turn: str) -> None:
    """For a database of its own."""
    with transaction.atomic():
        found = digests(statements(datetime.fromisoformat(instant), turn))
        transaction.set_rollback(True)
    sys.stdout.write(json.dumps(found))
