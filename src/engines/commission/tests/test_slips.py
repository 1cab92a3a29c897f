"""Slips in files: what would pay nothing, or something else, and say nothing is an error with file, line and field."""

from __future__ import annotations

import pytest

from engines.commission.files.checking import without_seat
from engines.commission.files.loading import Source, load_case

from .cases import settled, tried

pytestmark = pytest.mark.once

PLAN = 'schema = 1\n[[components]]\nid = "a"\nrate = "10 %"\n'
MEMBERS = "person,tandem,share\nanna,A,60\nben,A,40\n"
FULL = "id,kind,date,tandem,amount,of,fault,reason\n"
ORDER = "o1,order,2026-03-05,A,100,,,\n"


def told(facts: str, members: str = MEMBERS, plan: str = PLAN) -> list[tuple[str, int, str, str]]:
    result, problems = tried(plan, facts, members)
    assert (result is None) == bool(problems)
    return [(row.file, row.line, row.field, row.message) for row in problems]


@pytest.mark.parametrize(
    ("kind", "hint"),
    [
        ("invoce", "did you mean invoice?"),
        ("cancelation", "did you mean cancellation?"),
        ("ordre", "did you mean order?"),
        ("paymnet", "did you mean payment?"),
        ("gutschrft", "is not known"),
        ("visit", "there is order, invoice"),
    ],
)
def test_a_kind_that_nobody_named_is_an_error(kind: str, hint: str) -> None:
    (problem,) = told(f"id,kind,date,tandem,amount\no1,{kind},2026-03-05,A,100\n")
    assert problem[:3] == ("facts.csv", 2, "kind")
    assert hint in problem[3]


def test_own_kinds_are_those_that_the_plan_names() -> None:
    plan = PLAN + 'measure = "count"\ntrigger = "visit"\n'
    plan = plan.replace('rate = "10 %"', "each = 5")
    facts = "id,kind,date,tandem\nv1,Visit,2026-03-05,A\n"
    assert settled(plan, facts, MEMBERS).totals() == {"anna": 300, "ben": 200}
    (problem,) = told(facts.replace("Visit", "visits"), MEMBERS, plan)
    assert problem[2:] == ("kind", '"visits" is not known; did you mean visit?')
    named = 'where = { kind = "visit" }\n'
    assert told(f"{FULL}v1,visit,2026-03-05,A,1,,,\n", MEMBERS, PLAN + named) == []


@pytest.mark.parametrize("kind", ["order", "Auftrag", "", "Credit Note", "credit-note", "storno", "cash", "Zahlung"])
def test_usual_names_of_kinds_are_known(kind: str) -> None:
    assert told(f"id,kind,date,tandem,amount\no1,{kind},2026-03-05,A,100\n") == []


@pytest.mark.parametrize(
    ("trigger", "hint"),
    [
        ('"invoce"', "did you mean invoice?"),
        ('"Invoice"', "did you mean invoice?"),
        ('["order", "paymnt"]', "payment?"),
        ('"Site Visit"', "did you mean site_visit?"),
        ('["payment", "visit"]', "does not go with payment"),
    ],
)
def test_a_trigger_that_looks_like_a_slip_is_an_error(trigger: str, hint: str) -> None:
    found = told(f"{FULL}{ORDER}", plan=PLAN + f"trigger = {trigger}\n")
    assert [(row[0], row[1], row[2]) for row in found] == [("plan.toml", 5, "components[0].trigger")]
    assert hint in found[0][3]


@pytest.mark.parametrize(
    ("row", "field", "hint"),
    [
        ("c1,cancellation,2026-03-06,A,,o1,employr,could_not_deliver", "fault", "did you mean employer?"),
        ("c1,cancellation,2026-03-06,A,,o1,yes,x", "fault", "there is employer, customer"),
        ("c1,cancellation,2026-03-06,A,,o1,,could_not_delivr", "reason", "did you mean could_not_deliver?"),
        ("c1,return,2026-03-06,A,,o1,,Own_Failure", "reason", "did you mean own_failure?"),
    ],
)
def test_fault_and_reason_decide_so_slips_are_errors(row: str, field: str, hint: str) -> None:
    (problem,) = told(f"{FULL}{ORDER}{row}\n")
    assert problem[:3] == ("facts.csv", 3, field)
    assert hint in problem[3]


def test_any_other_reason_is_a_reason() -> None:
    assert told(f"{FULL}{ORDER}c1,return,2026-03-06,A,,o1,customer,Farbe gefiel nicht\n") == []


@pytest.mark.parametrize(
    ("currency", "rate", "place"),
    [
        ("EUR", "1.1", "rate"), ("", "1.1", "rate"), ("EUR", "1", ""), ("USD", "", "rate"), ("USD", "0.9", ""),
        ("EURO", "", "currency"), ("E1R", "0.9", "currency"), ("usd", "0.9", ""), ("USD", "-1", "rate"),
    ],
)  # fmt: skip
def test_currency_and_rate_go_together(currency: str, rate: str, place: str) -> None:
    found = told(f"id,date,tandem,amount,currency,rate\no1,2026-03-05,A,100,{currency},{rate}\n")
    assert [row[2] for row in found] == ([place] if place else [])


@pytest.mark.parametrize("gross", ["0", "-119"])
def test_what_is_to_be_paid_is_more_than_nothing(gross: str) -> None:
    facts = (
        f"id,kind,date,tandem,amount,gross,of\ni1,invoice,2026-03-05,A,100,{gross},\np1,payment,2026-03-06,A,50,,i1\n"
    )
    found = told(facts, plan=PLAN + 'trigger = "payment"\n')
    assert [row[:3] for row in found] == [("facts.csv", 2, "gross")]


def test_a_minus_is_a_sale_that_takes_away() -> None:
    assert settled(PLAN, f"{FULL}{ORDER}o2,order,2026-03-06,A,-40,,,\n", MEMBERS).totals() == {"anna": 360, "ben": 240}


@pytest.mark.parametrize(
    ("members", "place"),
    [
        ("person,tandem,role\nanna,A,feild\nben,A,inside\n", (2, "role")),
        ("person,tandem,role\nanna,A,Inside\nben,A,field\n", (2, "role")),
        ("person,tandem,role,traget\nanna,A,field,1\nben,A,inside,1\n", (1, "traget")),
        ("person,tandem,target\nanna,A,-1\nben,A,1\n", (2, "target")),
        ("person,tandem,quota_cents\nanna,A,-1\nben,A,1\n", (2, "quota_cents")),
        ("person,tandem,draw_balance\nanna,A,-1\nben,A,1\n", (2, "draw_balance")),
        ("person,tandem,role,draw_balance\nanna,A,inside,1\nanna,B,inside,2\nben,A,field,\n", (3, "draw_balance")),
        ("person,tandem,draw_balance\nanna,A,\n,A,5\n", (3, "draw_balance")),
        ("person,tandem,overlay,share\nanna,A,,100\nzoe,A,-5,\n", (3, "overlay")),
    ],
)
def test_slips_of_members(members: str, place: tuple[int, str]) -> None:
    assert [row[:3] for row in told(f"{FULL}{ORDER}", members)] == [("members.csv", *place)]


def test_an_own_role_is_a_role() -> None:
    assert told(f"{FULL}{ORDER}", "person,tandem,role\nanna,A,coach\nben,A,inside\n") == []


@pytest.mark.parametrize("mark", ["\ufeff", ""])
def test_members_with_mark_and_semicolons(mark: str) -> None:
    members = f"{mark}Person;Tandem;Share;From\r\nanna;A;60;01.03.2026\r\nben;A;40;01.03.2026\r\n"
    facts = f"{mark}id;date;tandem;amount\r\no1;2026-03-05;A;1.234,50\r\n"
    assert settled(PLAN, facts, members).totals() == {"anna": 7407, "ben": 4938}


def test_a_day_without_a_seat_is_said() -> None:
    members = "person,tandem,from,to\nanna,A,2026-03-10,2026-03-20\n"
    rows = "".join(f"o{day},2026-03-{day},A,10\n" for day in (9, 10, 19, 20) if day > 9) + "o9,2026-03-09,A,10\n"
    sources = [Source(name, text.encode()) for name, text in (
        ("plan.toml", PLAN), ("facts.csv", f"id,date,tandem,amount\n{rows}"), ("members.csv", members),
    )]  # fmt: skip
    case, problems = load_case(*sources, period="2026-03")
    assert case is not None
    assert problems == []
    assert [(row.line, row.field) for row in without_seat("facts.csv", case)] == [(4, "date"), (5, "date")]
    vacant = members + ",A,,2026-03-10\n,A,2026-03-20,\n"
    sources[2] = Source("members.csv", vacant.encode())
    case, _problems = load_case(*sources, period="2026-03")
    assert case is not None
    assert without_seat("facts.csv", case) == []
