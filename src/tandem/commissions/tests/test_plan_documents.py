"""Documents of plans: TOML and back, forms and back, errors at their fields, worked examples, warnings."""

from __future__ import annotations

import tomllib
from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import Any

import pytest
from django.utils import translation

from tandem.commissions.plans.blocks import COMMISSION, KINDS, TARGET
from tandem.commissions.plans.blocktexts import field_at, short_name, shown_texts, taken_block, where_table, where_text
from tandem.commissions.plans.documents import Draft, from_toml, normal, read_document
from tandem.commissions.plans.example import Tried, total_at, work_out
from tandem.commissions.plans.framing import FRAME
from tandem.commissions.plans.messages import say
from tandem.commissions.plans.picture import picture_of
from tandem.commissions.plans.starters import STARTERS, starter
from tandem.commissions.plans.toml import to_toml
from tandem.commissions.plans.warnings import warnings
from tandem.core.errors import Invalid

pytestmark = pytest.mark.once
FULL: dict[str, Any] = {
    "schema": 1,
    "name": 'Nord "2026"',
    "currency": "EUR",
    "targets": {"inside": "1000", "field": "1200.50"},
    "clawback": {"liability_months": 24, "spared_reasons": ["employer", "own_failure"]},
    "draws": [{"floor": "2000", "kind": "guarantee", "roles": ["inside"]}],
    "components": [
        {
            "id": "tiers",
            "title": "Umsatz",
            "where": {"product": ["pump", "valve"], "class": "A"},
            "quota": "100000",
            "prorate": False,
            "tiers": [{"from": "0", "to": "100 %", "rate": "5 %"}, {"from": "100 %", "rate": "10 %"}],
            "gate": {"at": "80 %", "pays": "above"},
            "multipliers": [
                {"where": {"new": "yes"}, "factor": "1.5"},
                {"steps": [{"at": "100 %", "pays": "120 %"}, {"at": "150 %", "pays": "150 %"}]},
            ],
            "caps": [{"amount": "5000", "per": "person"}],
            "hold": "10 %",
            "hold_months": 3,
            "release": "payment",
            "roles": ["inside", "field"],
        },
        {"id": "own", "kind": "target", "title": "Eigenes", "weight": "100 %", "level": "person", "quota": "25000"},
        {"id": "fair", "kind": "spif", "title": "Messe", "amount": "50", "pool": "1000", "trigger": "visit"},
    ],
}


def draft(*components: dict[str, Any], **more: Any) -> Draft:
    return read_document({"schema": 1, "components": list(components), **more})


def test_toml_says_the_same_and_reads_back() -> None:
    text = to_toml(FULL, date(2026, 1, 1), date(2027, 1, 1))
    assert from_toml(text) == (FULL, date(2026, 1, 1), date(2027, 1, 1))
    assert tomllib.loads(text)["components"][0]["gate"] == {"at": "80 %", "pays": "above"}


@pytest.mark.parametrize("broken", ["schema = ", "a = [", "from = 'x'\n", "x = " + "[" * 3000])
def test_what_is_no_toml_is_refused_at_the_text(broken: str) -> None:
    with pytest.raises(Invalid) as refused:
        from_toml(broken)
    assert list(refused.value.fields) == ["text"]


def test_cents_and_parts_per_million_become_what_people_write() -> None:
    told = normal({"amount_cents": 123456, "rate_ppm": 35_000, "factor": Decimal("1.50"), "old": 0.1, "n_cents": True})
    assert told == {"amount": "1234.56", "rate": "3.5 %", "factor": "1.50", "old": "0.1", "n_cents": True}


@pytest.mark.parametrize("place", range(3))
def test_a_form_that_changes_nothing_keeps_every_block(place: int) -> None:
    block = FULL["components"][place]
    sections = KINDS[block.get("kind", "commission")]
    assert taken_block(sections, shown_texts(sections, block), block) == block


def test_a_form_that_changes_nothing_keeps_the_frame() -> None:
    assert taken_block(FRAME, shown_texts(FRAME, FULL), FULL) == FULL


def test_older_ways_of_writing_are_shown_and_kept_in_one_way() -> None:
    block = {"id": "a", "rate": "3 %", "cap": "500"}
    assert taken_block(COMMISSION, shown_texts(COMMISSION, block), block) == {
        "id": "a", "rate": "3 %", "caps": [{"amount": "500"}],
    }  # fmt: skip
    frame = {"draw": {"floor": "2000"}, "components": []}
    assert taken_block(FRAME, shown_texts(FRAME, frame), frame) == {"draws": [{"floor": "2000"}], "components": []}


def test_a_row_that_is_emptied_goes_and_the_others_keep_what_no_column_shows() -> None:
    texts = shown_texts(FRAME, FULL) | {
        "draws-0-floor": "",
        "draws-0-kind": "",
        "draws-0-roles": [],
        "draws-1-floor": "100",
    }
    taken = taken_block(FRAME, texts, FULL)
    assert taken["draws"] == [{"floor": "100"}]
    assert taken_block(FRAME, shown_texts(FRAME, FULL) | {"draws-0-floor": "9"}, FULL)["draws"][0]["roles"] == [
        "inside"
    ]


@pytest.mark.parametrize(
    ("path", "field"),
    [
        ("rate", "rate"),
        ("gate.at", "gate.at"),
        ("tiers[1].from", "tiers-3-from"),
        ("multipliers[0].factor", "factors-0-factor"),
        ("multipliers[1].steps[1].at", "accelerator-1-at"),
        ("caps[0].per", "caps-0-per"),
        ("nothing[0].x", ""),
    ],
)
def test_errors_find_their_field_past_empty_rows(path: str, field: str) -> None:
    texts = {
        "tiers-0-from": "0", "tiers-2-rate": "", "tiers-3-from": "5", "factors-0-factor": "2",
        "accelerator-0-at": "1", "accelerator-1-at": "0", "caps-0-per": "x",
    }  # fmt: skip
    assert field_at(COMMISSION, path, texts) == field


def test_where_is_typed_as_a_line() -> None:
    table = {"product": ["pump", "valve"], "class": "A"}
    assert where_text(table) == "product = pump, valve; class = A"
    assert where_table(where_text(table)) == table
    assert where_table("pump") == "pump"  # the engine refuses it at its field


def test_the_engine_is_told_in_the_readers_language_or_in_its_own() -> None:
    assert say("leaves a gap: the tier before ends at 50000") == "A gap: the tier before ends at 50000."
    assert say("something new {0}") == "Not possible: something new {0}"


def test_problems_are_told_at_paths_and_half_a_plan_may_be_kept() -> None:
    with pytest.raises(Invalid) as refused:
        draft({"id": "a", "tiers": [{"from": 0, "to": 10, "rate": "3 %"}, {"from": 20, "rate": "5"}]})
    assert refused.value.fields.keys() == {"components[0].tiers[1].from", "components[0].tiers[1].rate"}
    half = draft({"id": "a", "kind": "target", "weight": "60 %", "quota": 1000})
    assert half.lacking == ["The parts of target pay add up to 60 %, not to 100 %."]
    assert draft().lacking == ["A plan has at least one building block."]


TIERS = [
    {"from": 0, "to": 50_000, "rate": "3 %"},
    {"from": 50_000, "to": 100_000, "rate": "5 %"},
    {"from": 100_000, "rate": "8 %"},
]


def test_the_worked_example_is_that_of_the_engine() -> None:
    rules = draft({"id": "t", "title": "Umsatz", "mode": "marginal", "tiers": TIERS}).rules
    with translation.override("en"):
        example = work_out(rules, Tried(12_000_000))
    assert example.total == 560_000  # example 1
    assert example.sums == [("Inside sales", 280_000), ("Field sales", 280_000)]
    assert {line.title for line in example.lines} == {"Umsatz"}
    assert all("Inside sales" in line.why or "Field sales" in line.why or line.why for line in example.lines)
    assert total_at(rules, Tried(0), 12_000_000) == 560_000


def test_the_example_counts_visits_and_target_pay() -> None:
    spif = draft({"id": "s", "kind": "spif", "amount": 20, "trigger": "visit"}).rules
    assert work_out(spif, Tried(0, events=3)).total == 2 * 3 * 20_00
    joint = read_document(starter("joint")).rules
    assert work_out(joint, Tried(5_000_000)).total == 2_000_00
    paid = draft({"id": "c", "trigger": "payment", "rate": "10 %"}).rules
    assert work_out(paid, Tried(1_000_00)).total == 100_00


def test_pools_and_draws_stand_in_the_example_by_their_names() -> None:
    pool = {"id": "pool", "title": "Topf", "rate": "1 %", "allocate": "period"}
    rules = draft(pool, draws=[{"floor": "2000"}]).rules
    with translation.override("en"):
        titles = [line.title for line in work_out(rules, Tried(1_000_00)).lines]
    assert titles == ["Topf", "Topf", "advanced", "advanced"]


def test_the_example_has_the_middle_of_the_newest_quotas() -> None:
    part = {"id": "p", "kind": "target", "weight": 100, "curve": [{"at": "0 %", "pays": "0 %"}, {"at": 1, "pays": 1}]}
    rows = [{"tandem": f"t{n}", "amount": amount} for n, amount in enumerate((1000, 50_000, 80_000))]
    former = [{"tandem": "t1", "amount": 1, "to": "2026-01-01"}]
    rows = [*former, *({**row, "from": "2026-01-01"} for row in rows)]
    rules = draft({**part, "quotas": rows}, targets={"inside": 1000, "field": 1000}).rules
    assert work_out(rules, Tried(5_000_000)).total == 2 * 1000_00


def test_the_picture_stands_upright_at_a_cliff() -> None:
    rules = draft({"id": "t", "mode": "retroactive", "tiers": TIERS}).rules
    picture = picture_of(rules, Tried(0))
    rows = dict(picture.rows)
    assert (rows[100_000_00], rows[50_000_00]) == (8_000_00, 2_500_00)
    points = [tuple(map(int, point.split(","))) for point in picture.line.split()]
    assert any(right[0] - left[0] <= 1 and right[1] < left[1] - 20 for left, right in pairwise(points))
    assert all(0 <= x <= picture.width and 0 <= y <= picture.height for x, y in points)


def test_warnings_name_cliffs_quotas_and_parts() -> None:
    with translation.override("en"):
        cliff = warnings(draft({"id": "t", "mode": "retroactive", "tiers": TIERS}))
        gate = warnings(draft({"id": "g", "rate": "5 %", "gate": {"at": "80 %"}}))
        half = warnings(draft({"id": "h", "kind": "target", "title": "Halb", "weight": "60 %"}))
    assert len(cliff) == 2
    assert all("cliff" in text for text in cliff)
    assert any("there is none" in text for text in gate)
    assert [text for text in half if "Halb" in text] == [
        "Halb: the plan names no target pay, so only who has an own one is paid.",
        "Halb: without a quota nothing is attained.",
    ]
    assert "The parts of target pay add up to 60 %, not to 100 %." in half


@pytest.mark.parametrize("name", [name for name, _label in STARTERS])
def test_every_start_can_be_read(name: str) -> None:
    found = read_document(starter(name))
    assert bool(found.lacking) == (name == "empty")


def test_short_names() -> None:
    assert (short_name("Größe & Über"), short_name("!")) == ("grosse-uber", "block")
    assert TARGET[0].open


@pytest.mark.parametrize(
    ("language", "typed", "kept"),
    [
        ("de", "50.000", "50000"),
        ("de", "1.000.000", "1000000"),
        ("de", "50.000,00", "50.000,00"),
        ("de", "0.500", "0.500"),
        ("de", "80 %", "80 %"),
        ("en", "50,000", "50000"),
        ("en", "50.000", "50.000"),
    ],
)
def test_thousands_are_read_as_the_language_writes_them(language: str, typed: str, kept: str) -> None:
    texts = shown_texts(COMMISSION, {}) | {
        "title": "50.000", "rate": "3 %", "quota": typed, "gate.at": typed, "caps-0-amount": typed,
        "tiers-0-from": typed, "factors-0-factor": "1.500",
    }  # fmt: skip
    with translation.override(language):
        block = taken_block(COMMISSION, texts, {})
    assert (block["quota"], block["gate"], block["caps"]) == (kept, {"at": kept}, [{"amount": kept}])
    assert block["tiers"] == [{"from": kept}]
    assert (block["title"], block["multipliers"]) == ("50.000", [{"factor": "1.500"}])
