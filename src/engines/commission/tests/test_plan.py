"""The schema: what is wrong is told at its field; a plan can be read by a person."""

from __future__ import annotations

from typing import Any

import pytest

from engines.commission.describe import describe
from engines.commission.files.plan_file import read_plan_file
from engines.commission.schema import read_plan

from .cases import plan_of

pytestmark = pytest.mark.once

HEAD = 'schema = 1\n[[components]]\nid = "a"\n'


def problems(text: str, name: str = "plan.toml") -> list[tuple[int, str, str]]:
    plan, found = read_plan_file(name, text.encode())
    assert (plan is None) == bool(found)
    return [(row.line, row.field, row.message) for row in found]


@pytest.mark.parametrize(
    ("text", "line", "field", "words"),
    [
        ("", 1, "schema", "is missing"),
        ("schema = 2\n" + HEAD.removeprefix("schema = 1\n") + 'rate = "3 %"', 1, "schema", "2 is not known"),
        ("schema = 1", 1, "components", "is missing"),
        (HEAD, 2, "components[0].rate", "is missing"),
        (HEAD + 'raet = "3 %"\nrate = "3 %"', 4, "components[0].raet", "did you mean rate?"),
        (HEAD + "rate = 3", 4, "components[0].rate", 'write "3 %"'),
        (HEAD + 'rate = "-3 %"', 4, "components[0].rate", "must not be negative"),
        (HEAD + 'rate = "three"', 4, "components[0].rate", "is not a rate"),
        (HEAD + "rate = true", 4, "components[0].rate", "is not a rate"),
        (HEAD + "rate = nan", 4, "components[0].rate", "is not a rate"),
        (HEAD + 'rate = "3 %"\nmode = "marginall"', 5, "components[0].mode", "did you mean marginal?"),
        (HEAD + 'rate = "3 %"\nquota = -5', 5, "components[0].quota", "must not be negative"),
        (HEAD + 'rate = "3 %"\nfrom = 2026-02-01\nto = 2026-02-01', 6, "components[0].to", "half-open"),
        (HEAD + 'rate = "3 %"\n[[components]]\nid = "a"\nrate = "1 %"', 6, "components[1].id", "used twice"),
        (HEAD + 'rate = "3 %"\ncap = 5\nlevel = "person"\n[[components.caps]]\nper = "tandem"\namount = 1',
         8, "components[0].caps[0].per", "level = tandem"),
        ('schema = 1\ncurrency = "euro"\n' + HEAD[11:] + 'rate = "3 %"', 2, "currency", "three capital letters"),
        ('schema = 1\nzone = "Kiel"\n' + HEAD[11:] + 'rate = "3 %"', 2, "zone", "is not a time zone"),
        ("schema = 1\nname = \n", 2, "", "cannot be read"),
        ("components = 5\nschema = 1", 1, "components", "must be a list of tables"),
        (HEAD + 'kind = "target"\nquota = 1', 2, "components[0].weight", "is missing"),
        (HEAD + 'kind = "target"\nquota = 1\nweight = 60', 6, "components[0].weight", "add up to 60 %, not 100 %"),
        (HEAD + 'kind = "target"\nquota = 0\nweight = 100', 5, "components[0].quota", "more than 0"),
        (HEAD + 'rate = "3 %"\ninstalments = 9999', 5, "components[0].instalments", "from 1 to 600"),
        (HEAD + 'kind = "spif"', 2, "components[0].amount", "is missing"),
    ],
)  # fmt: skip
def test_a_mistake_is_told_at_its_field(text: str, line: int, field: str, words: str) -> None:
    (found,) = [row for row in problems(text) if row[1] == field][:1]
    assert found[0] == line
    assert words in found[2]


def tiers(*rows: str) -> list[tuple[int, str, str]]:
    return problems(HEAD + "tiers = [\n" + "".join(f"  {{ {row} }},\n" for row in rows) + "]\n")


@pytest.mark.parametrize(
    ("rows", "line", "field", "words"),
    [
        (('from = 0, to = 10, rate = "1 %"', 'from = 20, rate = "2 %"'), 6, "components[0].tiers[1].from", "gap"),
        (('from = 0, to = 30, rate = "1 %"', 'from = 20, rate = "2 %"'), 6, "components[0].tiers[1].from", "overlaps"),
        (('from = 10, rate = "1 %"',), 5, "components[0].tiers[0].from", "begins at 0"),
        (('from = 0, to = 10, rate = "1 %"',), 5, "components[0].tiers[0].to", "the last tier is open"),
        (('from = 0, rate = "1 %"', 'from = "50 %", rate = "2 %"'), 0, "", ""),
        (('from = 5, rate = "1 %"', 'from = "50 %", rate = "2 %"'), 5, "components[0].tiers[0].from", "all bounds"),
        (("from = 0",), 5, "components[0].tiers[0].rate", "is missing"),
        (('from = 0, rate = "1 %"', 'from = 0, rate = "2 %"'), 5, "components[0].tiers[0].to", "half-open"),
    ],
)
def test_tiers_neither_gap_nor_overlap(rows: tuple[str, ...], line: int, field: str, words: str) -> None:
    found = [row for row in tiers(*rows) if row[1] == field]
    assert bool(found) == bool(field)
    assert all(row[0] == line and words in row[2] for row in found[:1])


def test_json_is_read_without_floats() -> None:
    text = '{"schema": 1, "components": [{"id": "a", "rate": 0.1, "quota": 100000.10}]}'
    plan, found = read_plan_file("plan.json", text.encode())
    assert not found
    assert plan is not None
    assert (str(plan.components[0].tiers[0].rate), plan.components[0].measure.quota) == ("1/10", 10_000_010)


def test_all_mistakes_are_told_at_once() -> None:
    assert len(problems('schema = 3\nnme = "x"\n[[components]]\nrate = 5\nkind = "bonus"\n')) == 5


def test_an_amount_that_no_books_could_hold_is_refused() -> None:
    rows = problems(
        HEAD + 'rate = "1 %"\nquota = "99999999999999999999"\ncap = "9_999_999_999_999.99"\n'.replace("_", "")
    )
    assert rows == [(5, "components[0].quota", "is too large")]


def test_a_person_can_read_a_plan() -> None:
    english, german = describe(plan_of(1)), describe(plan_of(1), "de")
    spans = ("below 50,000.00 EUR: 3 %", "from 50,000.00 EUR to below 100,000.00 EUR: 5 %", "from 100,000.00 EUR: 8 %")
    assert [line.strip() for line in english.splitlines() if line.endswith(("3 %", "5 %", "8 %"))] == list(spans)
    assert "ab 50.000,00 EUR bis unter 100.000,00 EUR: 5 %" in german
    assert "all of it: 1 %" in describe(read_plan({"schema": 1, "components": [{"id": "own", "rate": "1 %"}]}))
    assert "60 % of target pay" in describe(plan_of(25))
    own = read_plan({"schema": 1, "components": [{"id": "own", "rate": "1 %", "roles": ["inside", "helper"]}]})
    assert "only inside sales, helper" in describe(own)
    assert "nur Innendienst, helper" in describe(own, "de")
    assert "2.000,00 EUR je Monat" in describe(plan_of(9), "de")


TERMS = [
    ({"rate": "2 %", "quota": 5, "multipliers": [{"where": {"class": "A"}, "factor": "1.5"}]}, "Klasse A: × 1,5"),
    ({"rate": "2 %", "quota": 5, "multipliers": [{"steps": [{"at": "100 %", "pays": "150 %"}]}]},
     "ab 100 % Zielerreichung × 150 %"),
    ({"rate": "2 %", "quota": 5, "quotas": [{"role": "field", "amount": 7}, {"tandem": "t1", "amount": 9}]},
     "Soll Außendienst 7,00 EUR"),
    ({"rate": "2 %", "quota": 5, "quotas": [{"tandem": "t1", "amount": 9}]}, "1 × eigenes Soll"),
    ({"rate": "2 %", "instalments": 3}, "in 3 Monatsraten"),
    ({"rate": "2 %", "hold": "10 %", "hold_months": 2}, "10 % einbehalten für 2 Monate"),
    ({"rate": "2 %", "release": "payment"}, "ausgezahlt, wie der Kunde zahlt"),
    ({"rate": "2 %", "trigger": "payment"}, "verdient, wie der Kunde zahlt"),
    ({"rate": "2 %", "trigger": "line", "where": {"group": ["Pumpen", "Ventile"]}}, "nur Gruppe Pumpen, Ventile"),
    ({"rate": "2 %", "allocate": "period"}, "Topf je Zeitraum, nach Tagen geteilt"),
    ({"rate": "2 %", "credit": "full"}, "jeder Person wird alles angerechnet"),
    ({"rate": "2 %", "measure": "margin"}, "negative Marge zählt je Auftrag als 0"),
    ({"rate": "2 %", "from": "2026-12-01", "to": "2027-01-01"}, "ab 01.12.2026 bis vor 01.01.2027"),
    ({"kind": "spif", "amount": 50, "pool": 120, "pool_mode": "pro_rata"},
     "50,00 EUR je Fall, Topf 120,00 EUR (anteilig)"),
    ({"kind": "target", "weight": "100 %", "quota": 9, "steps": [{"at": "100 %", "pays": "100 %"}]},
     "in Sprüngen, darunter nichts"),
]  # fmt: skip


@pytest.mark.parametrize(("block", "told"), TERMS)
def test_whatever_changes_pay_is_told(block: dict[str, Any], told: str) -> None:
    plan = read_plan({"schema": 1, "components": [{"id": "a", **block}]})
    assert told in [line.strip() for line in describe(plan, "de").splitlines()]
    assert "9,00" not in describe(plan, "de") or block.get("kind") == "target"  # a single one's quota is theirs


def test_a_reader_learns_the_own_quota_and_nobody_elses() -> None:
    rows = [
        {"tandem": "t1", "amount": 9, "from": "2026-01-01"},
        {"person": "p2", "amount": 7},
        {"role": "field", "amount": 5},
    ]
    plan = read_plan({"schema": 1, "components": [{"id": "a", "rate": "2 %", "quotas": rows}]})
    told = describe(plan, "de", mine={"t1", "p1"})
    assert "eigenes Soll 9,00 EUR ab 01.01.2026" in told
    assert "7,00" not in told
    assert "×" not in told
