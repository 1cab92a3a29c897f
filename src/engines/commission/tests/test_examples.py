"""The worked examples of the definitions, each by its number; most of them are the folders of docs/examples/settle."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest

from engines.commission.adjustments import approve, moved
from engines.commission.describe import warnings_of
from engines.commission.numbers import half_up
from engines.commission.schedules import accrual, part_due, payroll_line, spread
from engines.money import allocate

from .cases import EXAMPLES, by_rule, example, expected, plan_of

pytestmark = pytest.mark.once


def lines(number: int, period: str = "2026-03") -> list[tuple[str, int]]:
    return [(entry.person, entry.amount_cents) for entry in example(number, period).entries]


@pytest.mark.parametrize("folder", sorted(EXAMPLES.iterdir()), ids=lambda folder: folder.name)
def test_every_folder_says_what_comes_out(folder: Path) -> None:
    for period, totals in expected(folder).items():
        assert example(int(folder.name[:2]), period).totals() == totals


def test_example_01_marginal() -> None:
    (entry,) = example(1, "2026-03").entries
    assert entry.amount_cents == 560_000
    tiers = entry.inputs["tiers"]
    assert isinstance(tiers, list)
    assert [row["amount_cents"] for row in tiers] == ["150000", "250000", "160000"]
    for text in ("3 % of 50,000.00 EUR", "5 % of 50,000.00 EUR", "8 % of 20,000.00 EUR"):
        assert text in entry.why()


def test_example_02_retroactive_cliff() -> None:
    assert lines(2) == [("anna", 500_000), ("ben", 800_000), ("cem", 960_000)]
    assert any("cliff" in text for text in warnings_of(plan_of(2), "en"))


def test_example_03_per_event_against_cumulative() -> None:
    assert by_rule(example(3, "2026-03")) == {"each": 16_400, "together": 28_500}


def test_example_04_accelerator_across_quota() -> None:
    assert lines(4) == [("anna", 450_000), ("anna", 250_000), ("ben", 150_000), ("ben", 550_000)]


def test_example_05_gate_first_euro() -> None:
    assert lines(5) == [("anna", 0), ("ben", 400_000)]


def test_example_06_attainment_is_exact() -> None:
    assert lines(6) == [("anna", 0), ("ben", 100_000)]


def test_example_07_cap_then_cancellation() -> None:
    assert lines(7, "2026-03") == [("anna", 500_000)]
    assert lines(7, "2026-04") == [("anna", -150_000)]
    assert lines(7, "2026") == [("anna", 500_000), ("anna", -150_000)]


def test_example_08_quota_proration() -> None:
    first, _second = example(8, "2026-Q3").entries
    quota = Fraction(str(first.inputs["quota"]))
    assert quota == Fraction(12_000_000 * 78, 92)
    assert half_up(quota) == 10_173_913
    assert "101,739.13 EUR" in first.why()
    # 101,739.13 is less than the exact quota: the second tier is not yet reached by a part of a cent
    tiers = first.inputs["tiers"]
    assert isinstance(tiers, list)
    assert [row["tier"] for row in tiers] == [1]


def test_example_09_recoverable_draw() -> None:
    paid = [example(9, period).totals()["anna"] for period in ("2026-01", "2026-02", "2026-03")]
    assert paid == [200_000, 210_000, 300_000]
    advance, recovery = (
        next(entry for entry in example(9, period).entries if entry.rule.startswith("draw"))
        for period in ("2026-01", "2026-02")
    )
    assert (advance.inputs["balance_cents"], recovery.inputs["balance_cents"]) == (50_000, 0)
    assert by_rule(example(9, "2026-03")) == {"revenue": 300_000}


def test_example_10_tandem_pool() -> None:
    assert lines(10) == [("anna", 62_333), ("ben", 11_000)]
    assert example(10, "2026-03").entries[0].inputs["line_cents"] == 73_333


def test_example_11_odd_cent() -> None:
    assert lines(11) == [("anna", 501), ("ben", 500)]
    assert allocate(1001, [50, 50]) == [501, 500]


def test_example_12_thirds() -> None:
    assert lines(12) == [("anna", 3334), ("ben", 3333), ("cem", 3333)]


def test_example_13_overlay() -> None:
    result = example(13, "2026-03")
    assert [(entry.person, entry.amount_cents) for entry in result.entries] == [
        ("anna", 100_000),
        ("ben", 100_000),
        ("sue", 40_000),
    ]
    assert by_rule(result) == {"revenue": 200_000, "revenue.overlay": 40_000}
    assert result.entries[0].inputs["credited"] == "10000000"


def test_example_14_seats_in_time() -> None:
    assert lines(14) == [("anna", 50_000), ("ben", 22_581), ("cem", 27_419)]


def test_example_15_three_equal_instalments() -> None:
    assert [lines(15, period) for period in ("2026-03", "2026-04", "2026-05", "2026-06")] == [
        [("anna", 333)],
        [("anna", 334)],
        [("anna", 333)],
        [],
    ]
    assert spread(1000, 3) == [333, 334, 333]


def test_example_16_part_payment_two_people() -> None:
    assert lines(16) == [("anna", 5000), ("ben", 2500)]
    assert part_due(10_000, 50_000, 100_000, 0) == 5000


def test_example_17_our_own_failure() -> None:
    (entry,) = example(17, "2026-04").entries
    assert (entry.amount_cents, entry.inputs["reason"]) == (0, "could_not_deliver")
    assert "could_not_deliver" in entry.why("de")


def test_example_18_currency() -> None:
    assert lines(18) == [("anna", 915)] * 3


def test_example_19_half_up() -> None:
    assert lines(19) == [("anna", 13), ("ben", 268)]
    assert (half_up(Fraction(25, 2)), half_up(Fraction(-25, 2))) == (13, -13)


def test_example_20_dispute_accepted() -> None:
    assert lines(20, "2026-04") == [("anna", -37_037), ("ben", 37_037)]
    assert moved(123_457, Fraction(30, 100)) == (-37_037, 37_037)


def test_example_21_amortisation() -> None:
    parts = spread(100_000, 36)
    assert parts[:3] == [2778, 2778, 2777]
    assert sum(parts) == 100_000


def test_example_22_accrual() -> None:
    put_by = accrual(560_000, 500_000, Fraction(21, 100))
    assert (put_by.cents, put_by.reversal) == (72_600, -72_600)


def test_example_23_payroll_with_hold_and_recovery() -> None:
    assert payroll_line(123_456, held=20_000, recovered=10_000) == 93_456


def test_example_24_four_eyes() -> None:
    assert lines(24) == [("anna", 0), ("ben", 50_000), ("cem", 25_000)]
    assert approve(50_000, author="eva", limit=25_000, by=["eva"]).cents == 0
    approved = approve(50_000, author="eva", limit=25_000, by=["eva", "tom"])
    assert (approved.cents, [attempt.counts for attempt in approved.attempts]) == (50_000, [False, True])
    assert approve(25_000, author="eva", limit=25_000, by=[]).cents == 25_000


def test_example_25_joint_and_role_part() -> None:
    sums = {(entry.person, entry.rule): entry.amount_cents for entry in example(25, "2026-03").entries}
    assert sums == {
        ("anna", "joint"): 75_000,
        ("anna", "role"): 36_000,
        ("ben", "joint"): 75_000,
        ("ben", "role"): 40_000,
    }
