"""One rule at a time, on small cases whose cents can be checked by hand."""

from __future__ import annotations

import pytest

from engines.commission import Result, settle
from engines.commission.files.loading import Source, load_case

from .cases import by_rule, settled, tried

pytestmark = pytest.mark.once

PAIR = "person,tandem,role,share\nanna,A,inside,50\nben,A,field,50\n"
THREE = "id,date,tandem,amount\no1,2026-01-10,A,100\no2,2026-02-10,A,100\no3,2026-03-10,A,100\n"


def plan(body: str, head: str = "") -> str:
    return f'schema = 1\n{head}\n[[components]]\nid = "a"\n{body}\n'


def amounts(result: Result) -> list[int]:
    return [entry.amount_cents for entry in result.entries]


def test_interpolated_tiers_earn_their_amount_evenly() -> None:
    body = """mode = "interpolated"
accumulate = "year"
tiers = [{ from = 0, to = 150, amount = 30 }, { from = 150, to = 250, amount = 50 }]"""
    assert amounts(settled(plan(body), THREE, period="2026")) == [2000, 1000 + 2500, 2500]


def test_a_gate_above_pays_only_the_excess() -> None:
    body = 'rate = "10 %"\naccumulate = "year"\ngate = { at = 150, pays = "above" }'
    assert amounts(settled(plan(body), THREE, period="2026")) == [0, 500, 1000]


def test_caps_per_deal_and_per_period() -> None:
    facts = "id,date,tandem,amount\no1,2026-03-01,A,100\no2,2026-03-02,A,300\no3,2026-03-03,A,100\n"
    body = 'rate = "10 %"\n[[components.caps]]\nper = "deal"\namount = 20\n'
    assert amounts(settled(plan(body), facts)) == [1000, 2000, 1000]
    more = '[[components.caps]]\nper = "period"\namount = 35\n'
    assert amounts(settled(plan(body + more), facts)) == [1000, 2000, 500]


def test_a_period_cap_inside_a_longer_window() -> None:
    facts = "id,date,tandem,amount\no1,2026-01-10,A,300\no2,2026-02-10,A,100\n"
    body = 'tiers = [{ from = 0, rate = "10 %" }, { from = 200, rate = "20 %" }]\naccumulate = "year"\n'
    body += '[[components.caps]]\nper = "period"\namount = 30\n'
    assert amounts(settled(plan(body), facts, period="2026")) == [3000, 2000]


def test_a_cap_per_person_holds_after_the_pool_is_split() -> None:
    body = 'rate = "100 %"\n[[components.caps]]\nper = "person"\namount = 60\n'
    members = "person,tandem,share\nanna,A,75\nben,A,25\n"
    facts = "id,date,tandem,amount\no1,2026-03-01,A,60\no2,2026-03-02,A,60\n"
    assert settled(plan(body), facts, members).totals() == {"anna": 6000, "ben": 3000}


def test_a_pool_of_a_period_leaves_out_once_what_nobody_holds() -> None:
    body = 'rate = "100 %"\nallocate = "period"\n'
    members = "person,tandem,role,share,from,to\nanna,A,inside,50,,\nben,A,field,50,,2026-03-15\n"
    members += "cem,A,field,50,2026-03-16,\n"
    facts = "id,date,tandem,amount\no1,2026-03-15,A,620\n"  # on the day on which one seat was empty
    held = settled(plan(body), facts, members).totals()
    assert held == {"anna": 31_000, "ben": 14_000, "cem": 16_000}
    field = settled(plan(body + 'roles = ["field"]\n'), facts, PAIR).totals()
    assert field == {"ben": 31_000}  # half of it, not a half of the half


def test_a_pool_of_a_period_has_no_cap_per_person() -> None:
    body = 'rate = "1 %"\nallocate = "period"\n[[components.caps]]\nper = "person"\namount = 60\n'
    result, problems = tried(plan(body), THREE)
    assert result is None
    assert ["allocate" in str(one) and "cap per person" in str(one) for one in problems] == [True]


def test_multipliers_of_facts_and_of_attainment() -> None:
    facts = "id,date,tandem,amount,product\no1,2026-03-01,A,100,new\no2,2026-03-02,A,100,old\n"
    body = 'rate = "10 %"\nmultipliers = [{ where = { product = "new" }, factor = 1.5 }]'
    assert amounts(settled(plan(body), facts)) == [1500, 1000]
    body = (
        'rate = "10 %"\nmode = "marginal"\nquota = 200\nmultipliers = [{ steps = [{ at = "100 %", pays = "120 %" }] }]'
    )
    assert amounts(settled(plan(body), facts)) == [1000, 1400]


def test_counts_pay_so_much_each() -> None:
    facts = "id,kind,date,person\n" + "".join(f"v{day},visit,2026-03-0{day},anna\n" for day in range(1, 6))
    body = """trigger = "visit"
measure = "count"
level = "person"
tiers = [{ from = 0, each = 5 }, { from = 3, each = "7.50" }]"""
    result = settled(plan(body), facts)
    assert amounts(result) == [500, 500, 500, 750, 750]
    assert "1 × 7.50 EUR" in result.entries[-1].why()


def test_spif_first_come_and_pro_rata() -> None:
    facts = "id,date,tandem,product\n" + "".join(f"o{day},2026-03-0{day},A,new\n" for day in range(1, 4))
    body = 'kind = "spif"\namount = 100\npool = 250\nwhere = { product = "new" }\n'
    assert amounts(settled(plan(body), facts)) == [10_000, 10_000, 5000]
    assert amounts(settled(plan(body + 'pool_mode = "pro_rata"'), facts)) == [8334, 8333, 8333]


def test_a_spif_is_taken_back_when_its_event_is() -> None:
    facts = "id,kind,date,tandem,of\no1,order,2026-03-01,A,\no2,order,2026-03-02,A,\nc1,cancellation,2026-04-01,A,o1\n"
    body = 'kind = "spif"\namount = 100\npool = 150\naccumulate = "year"\n'
    assert amounts(settled(plan(body), facts, period="2026-03")) == [10_000, 5000]
    assert by_person(settled(plan(body), facts, period="2026")) == {"anna": 10_000}


def by_person(result: Result) -> dict[str, int]:
    return dict(result.totals())


def test_weighted_measures() -> None:
    facts = "id,date,tandem,amount,margin\no1,2026-03-01,A,1000,300\n"
    body = """kind = "target"
weight = 100
measures = [{ measure = "revenue", quota = 1000, weight = 70 }, { measure = "margin", quota = 400, weight = 30 }]"""
    (entry,) = settled(plan(body, "[targets]\n'*' = 1000"), facts).entries
    assert entry.inputs["attainment"] == "0.925"
    assert entry.amount_cents == 92_500


def test_target_pay_goes_by_days_of_the_seat() -> None:
    members = "person,tandem,role,target,from\nanna,A,inside,1000,2026-03-16\n"
    facts = "id,date,tandem,amount\no1,2026-03-20,A,1000\n"
    body = 'kind = "target"\nweight = 100\nquota = 1000\nprorate = true'
    (entry,) = settled(plan(body), facts, members).entries
    assert entry.inputs["measures"] == [{"measure": "revenue", "reached": "100000", "quota": "1600000/31"}]
    assert entry.amount_cents == 100_000  # 16 of 31 days of target pay, at 31/16 of the quota


def test_own_quotas_come_before_the_general_one() -> None:
    body = 'kind = "target"\nweight = 100\nquotas = [{ amount = 1000 }, { tandem = "B", amount = 500 }]'
    members = "person,tandem,target\nanna,A,100\nben,B,100\n"
    facts = "id,date,tandem,amount\no1,2026-03-01,A,500\no2,2026-03-01,B,500\n"
    assert by_person(settled(plan(body), facts, members)) == {"anna": 5000, "ben": 10_000}


def test_margin_below_zero_counts_per_line_or_per_pool() -> None:
    facts = "id,date,tandem,margin\no1,2026-03-01,A,-100\no2,2026-03-02,A,300\n"
    per_line = settled(plan('measure = "margin"\nrate = "10 %"\nmode = "marginal"\nmargin_floor = "line"'), facts)
    per_pool = settled(plan('measure = "margin"\nrate = "10 %"\nmode = "marginal"\nmargin_floor = "pool"'), facts)
    assert (amounts(per_line), amounts(per_pool)) == ([0, 3000], [0, 2000])


def test_liability_shrinks_by_full_months() -> None:
    head = "[clawback]\nliability_months = 12"
    facts = "id,kind,date,tandem,amount,of\no1,order,2026-01-15,A,1200,\nc1,cancellation,{},A,,o1\n"
    body = plan('rate = "10 %"', head)
    for day, taken in (("2026-02-14", -12_000), ("2026-02-15", -11_000), ("2026-07-20", -6000), ("2027-01-15", 0)):
        period = day[:7]
        assert sum(amounts(settled(body, facts.format(day), period=period))) == taken


def test_a_clawback_runs_through_the_tiers_to_those_who_were_paid() -> None:
    members = "person,tandem,from,to\nanna,A,,2026-03-01\nben,A,2026-03-01,\n"
    facts = """id,kind,date,tandem,amount,of
o1,order,2026-02-10,A,100,
o2,order,2026-03-10,A,100,
c1,cancellation,2026-04-10,A,,o1
"""
    body = plan('tiers = [{ from = 0, rate = "10 %" }, { from = 100, rate = "20 %" }]\naccumulate = "year"')
    assert by_person(settled(body, facts, members, "2026-04")) == {"anna": -1000, "ben": -1000}
    assert by_person(settled(body, facts, members, "2026")) == {"anna": 0, "ben": 1000}


def test_what_is_taken_back_may_be_said_by_margin_or_quantity() -> None:
    facts = "id,kind,date,tandem,margin,of\no1,order,2026-03-01,A,300,\nc1,return,2026-03-02,A,100,o1\n"
    assert amounts(settled(plan('measure = "margin"\nrate = "10 %"'), facts)) == [3000, -1000]
    facts = "id,kind,date,tandem,quantity,of\no1,order,2026-03-01,A,5,\n"
    facts += "c1,return,2026-03-02,A,2,o1\nc2,return,2026-03-03,A,,o1\n"
    assert amounts(settled(plan('measure = "quantity"\neach = 1'), facts)) == [500, -200, -300]


def test_a_draw_is_recovered_within_its_limit() -> None:
    head = '[draw]\nfloor = 100\nrecovery_limit = "50 %"'
    facts = "id,date,tandem,amount\no1,2026-01-10,A,40\no2,2026-02-10,A,150\no3,2026-03-10,A,300\n"
    members = "person,tandem,from\nanna,A,2026-01-01\n"
    paid = [
        settled(plan('rate = "100 %"', head), facts, members, period).totals()["anna"]
        for period in ("2026-01", "2026-02", "2026-03", "2026-04")
    ]
    assert paid == [10_000, 12_500, 26_500, 10_000]


def test_what_is_owed_of_a_draw_that_ended_goes_on_being_recovered_by_its_own_rule() -> None:
    head = '[draw]\nfloor = 100\nrecovery_limit = "50 %"\nto = 2026-02-01'
    facts = "id,date,tandem,amount\no1,2026-01-10,A,40\no2,2026-02-10,A,150\no3,2026-03-10,A,90\no4,2026-04-10,A,300\n"
    members = "person,tandem,from\nanna,A,2026-01-01\n"
    months = ("2026-01", "2026-02", "2026-03", "2026-04", "2026-05")
    found = [settled(plan('rate = "100 %"', head), facts, members, period) for period in months]
    assert [result.totals().get("anna", 0) for result in found] == [10_000, 12_500, 9_000, 26_500, 0]
    assert [result.owed for result in found] == [{"anna": 6_000}, {"anna": 3_500}, {"anna": 3_500}, {}, {}]


def test_who_is_off_the_plan_goes_on_owing_and_nothing_is_recovered() -> None:
    head = "[draw]\nfloor = 100\nto = 2026-02-01"
    facts = "id,date,person,amount\no1,2026-01-10,anna,40\no2,2026-02-10,anna,900\n"
    members = "person,tandem,from,to\nanna,A,2026-01-01,2026-02-01\n"
    left = settled(plan('rate = "100 %"\nlevel = "person"', head), facts, members, "2026-02")
    assert (left.totals(), left.owed) == ({"anna": 90_000}, {"anna": 6_000})


def test_a_guarantee_is_not_recovered_and_goes_by_days() -> None:
    head = '[draw]\nkind = "guarantee"\nfloor = 310'
    facts = "id,date,tandem,amount\no1,2026-03-20,A,50\n"
    members = "person,tandem,from\nanna,A,2026-03-22\n"
    assert by_rule(settled(plan('rate = "10 %"', head), facts, members)) == {"draw.guarantee": 10_000}
    assert by_rule(settled(plan('rate = "10 %"', head), facts, members, "2026-04")) == {"draw.guarantee": 31_000}


def test_an_open_balance_of_a_draw_is_brought_along() -> None:
    head = "from = 2026-03-01\n[draw]\nfloor = 100"
    members = "person,tandem,draw_balance\nanna,A,70\n"
    facts = "id,date,tandem,amount\no1,2026-03-10,A,150\n"
    assert by_person(settled(plan('rate = "100 %"', head), facts, members)) == {"anna": 10_000}


def test_part_payments_pay_what_is_due_less_what_was_paid() -> None:
    facts = """id,kind,date,tandem,amount,gross,of
o1,order,2026-01-10,A,1000,1190,
p1,payment,2026-02-10,A,396.66,,o1
p2,payment,2026-03-10,A,396.67,,o1
p3,payment,2026-04-10,A,396.67,,o1
"""
    body = plan('rate = "10 %"\ntrigger = "payment"')
    assert amounts(settled(body, facts, period="2026-01")) == []
    paid = [amounts(settled(body, facts, period=f"2026-0{month}")) for month in (2, 3, 4)]
    assert paid == [[3333], [3334], [3333]]
    assert sum(amounts(settled(body, facts, PAIR, "2026"))) == 10_000


def test_earned_by_order_and_released_by_payment() -> None:
    facts = "id,kind,date,tandem,amount,of\no1,order,2026-03-10,A,1000,\np1,payment,2026-03-20,A,250,o1\n"
    result = settled(plan('rate = "10 %"\nrelease = "payment"'), facts)
    assert amounts(result) == [10_000]
    assert result.released is not None
    assert [(entry.amount_cents, str(entry.day)) for entry in result.released] == [(2500, "2026-03-20")]


def test_a_hold_is_freed_after_its_months() -> None:
    facts = "id,date,tandem,amount\no1,2026-03-10,A,1000\n"
    body = plan('rate = "10 %"\nhold = "20 %"\nhold_months = 2')
    freed = [settled(body, facts, period=period).released or () for period in ("2026-03", "2026-04", "2026-05")]
    assert [[entry.amount_cents for entry in rows] for rows in freed] == [[8000], [], [2000]]


def test_a_fact_may_say_whose_it_is() -> None:
    facts = "id,date,tandem,amount,split,overlay\no1,2026-03-01,A,100,anna=70 ben=30,sue=10\n"
    members = PAIR.replace("share\n", "share,overlay\n").replace("50\n", "50,\n") + "sue,S,expert,100,\n"
    result = settled(plan('rate = "10 %"'), facts, members)
    assert by_person(result) == {"anna": 700, "ben": 300, "sue": 100}


def test_a_deal_on_the_day_of_a_change_is_the_new_ones() -> None:
    members = "person,tandem,from,to\nben,A,2026-03-01,2026-03-15\ncem,A,2026-03-15,\n"
    facts = "id,date,tandem,amount\no1,2026-03-14T23:59:59,A,10\no2,2026-03-15T00:00:00,A,10\n"
    assert by_person(settled(plan('rate = "100 %"'), facts, members)) == {"ben": 1000, "cem": 1000}


def test_the_day_is_that_of_the_company() -> None:
    facts = "id,date,tandem,amount\no1,2026-03-31T22:30:00Z,A,10\n"
    assert amounts(settled(plan('rate = "100 %"'), facts, period="2026-04")) == [1000]


def test_an_invoice_is_credited_by_the_day_of_its_order() -> None:
    members = "person,tandem,from,to\nben,A,2026-03-01,2026-03-15\ncem,A,2026-03-15,\n"
    facts = "id,kind,date,tandem,amount,of\no1,order,2026-03-10,A,100,\ni1,invoice,2026-03-20,A,100,o1\n"
    assert by_person(settled(plan('rate = "10 %"\ntrigger = "invoice"'), facts, members)) == {"ben": 1000}


def test_as_of_leaves_out_what_was_learnt_later() -> None:
    facts = "id,date,tandem,amount,recorded_at\no1,2026-03-01,A,10,\no2,2026-03-02,A,10,2026-04-03\n"
    assert amounts(settled(plan('rate = "100 %"'), facts, as_of="2026-04-02")) == [1000]
    assert amounts(settled(plan('rate = "100 %"'), facts, as_of="2026-04-03")) == [1000, 1000]


def test_late_facts_post_one_difference_per_person_and_closed_period() -> None:
    body = plan('rate = "10 %"')
    early = "id,date,tandem,amount\no1,2026-03-01,A,100\n"
    posted = {("anna", "2026-03"): 500, ("ben", "2026-03"): 500, ("", "2026-03"): 0}
    late = early + "o2,2026-03-05,A,50\no3,2026-04-05,A,10\n"

    def run(facts: str, period: str) -> Result:
        sources = [Source("p.toml", body.encode()), Source("f.csv", facts.encode()), Source("m.csv", PAIR.encode())]
        case, problems = load_case(*sources, period=period, posted=posted)
        assert case is not None, problems
        return settle(case)

    assert run(early, "2026-03").entries == ()
    found = [(entry.person, entry.rule, entry.amount_cents) for entry in run(late, "2026-04").entries]
    assert found == [
        ("anna", "difference.2026-03", 250),
        ("anna", "a", 50),
        ("ben", "difference.2026-03", 250),
        ("ben", "a", 50),
    ]
    assert run(late, "2026-04").entries[0].inputs["concerns"] == "2026-03"
    posted |= {("anna", "2026-03"): 750, ("ben", "2026-03"): 750, ("anna", "2026-04"): 50, ("ben", "2026-04"): 50}
    assert run(late, "2026-04").entries == ()


def test_a_period_shorter_than_what_the_plan_settles_is_refused() -> None:
    body = plan('rate = "10 %"', 'period = "quarter"\n[draw]\nfloor = 10')
    _result, problems = tried(body, THREE, period="2026-03")
    assert [row.field for row in problems] == ["period"]
    assert settled(body, THREE, period="2026-Q1").totals() == {"anna": 3000}


def test_a_plan_holds_between_its_days() -> None:
    head = "from = 2026-02-01\nto = 2026-03-01"
    assert amounts(settled(plan('rate = "10 %"', head), THREE, period="2026")) == [1000]


def test_a_quota_that_is_missing_is_told() -> None:
    for body in (
        'kind = "target"\nweight = 100',
        'rate = "1 %"\ngate = { at = "80 %" }',
        'tiers = [{ from = "0 %", rate = "1 %" }, { from = "100 %", rate = "2 %" }]',
    ):
        _result, problems = tried(plan(body), THREE)
        assert [(row.file, row.field) for row in problems] == [("plan.toml", "components[0].quota")]
    own = 'kind = "target"\nweight = 100\nlevel = "person"'
    assert settled(plan(own), THREE, "person,tandem,quota,target\nanna,A,200,100\n", "2026-01").totals() == {
        "anna": 5000
    }


def test_what_cannot_go_together_is_refused() -> None:
    for body, field in (
        ('rate = "1 %"\nmode = "per_event"\ngate = { at = 1, pays = "above" }', "gate.pays"),
        ('rate = "1 %"\nlevel = "person"\nallocate = "period"', "allocate"),
        ('rate = "1 %"\ntrigger = "payment"\ninstalments = 3', "instalments"),
    ):
        _result, problems = tried(plan(body), THREE)
        assert [row.field for row in problems] == [f"components[0].{field}"]


@pytest.mark.parametrize(
    ("points", "told"),
    [
        ("curve", "of 200.00 EUR (70 %; 60 % pays 40 %, 100 % pays 100 %), which pays 55 % of 100.00 EUR"),
        ("steps", "of 200.00 EUR (70 %; 60 % pays 40 %), which pays 40 % of 100.00 EUR"),
    ],
)
def test_a_part_of_target_pay_names_the_points_of_its_curve(points: str, told: str) -> None:
    rows = '[{ at = "0 %", pays = "0 %" }, { at = "60 %", pays = "40 %" }, { at = "100 %", pays = "100 %" }]'
    body = f'kind = "target"\nweight = "100 %"\nquota = 200\n{points} = {rows}'
    facts = "id,date,tandem,amount\no1,2026-01-10,A,140\n"
    result = settled(plan(body, '[targets]\n"*" = 100'), facts, PAIR, period="2026-01")
    assert all(told in entry.why() for entry in result.entries)
    assert len(result.entries) == 2
