"""The twin agrees with the reference: entries, sentences and inputs on random cases, totals and lines of tables."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from fractions import Fraction
from math import lcm
from pathlib import Path

import duckdb
import ibis
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from engines.commission import Case, Fact, Member, Result, read_window, settle
from engines.commission.columnar import expressions
from engines.commission.columnar.allocating import across
from engines.commission.columnar.backend import Backend, duck, fill, table
from engines.commission.columnar.integers import rounded, whole_part
from engines.commission.columnar.twin import FACTS, covered, settle_columnar
from engines.commission.numbers import half_up
from engines.commission.running import terms_of
from engines.commission.schema import read_plan
from engines.commission.splits import Seats

from .cases import EXAMPLES, loaded
from .slow import shared
from .worlds import World, as_data, order, worlds

pytestmark = pytest.mark.once


def told(result: Result) -> list[tuple[object, ...]]:
    return [
        (entry.person, entry.day, entry.amount_cents, entry.rule, entry.fact, entry.inputs, entry.why("en"))
        for entry in result.entries
    ]


@given(world=worlds(), name=st.sampled_from(["2026", "2026-Q2", "2026-03"]))
@settings(max_examples=20)
def test_the_twin_says_the_same_word_by_word(world: World, name: str) -> None:
    case = replace(world.case, period=read_window(name))
    assert told(settle_columnar(case)) == told(settle(case))


@pytest.mark.parametrize("folder", sorted(EXAMPLES.iterdir()), ids=lambda folder: folder.name)
def test_the_twin_knows_the_examples(folder: Path) -> None:
    case = loaded(folder, "2026")
    assert told(settle_columnar(case)) == told(settle(case))


def test_the_twin_covers_what_is_needed_at_scale() -> None:
    names = {folder.name for folder in EXAMPLES.iterdir() if all(map(covered, loaded(folder, "2026").plan.components))}
    assert {"01-marginal", "02-retroactive-cliff", "10-pool-85-15", "11-odd-cent"} <= names
    assert not {"15-three-instalments", "16-part-payment", "25-joint-and-role-part"} & names


@given(number=st.integers(-(2**62), 2**62), parts=st.integers(1, 10**6))
@example(number=2**56 - 4, parts=2)  # the float is two off
@example(number=2**62 - 1, parts=3)
@settings(max_examples=30)
def test_whole_numbers_stay_exact_beyond_what_a_float_holds(number: int, parts: int) -> None:
    numbers = table("numbers", {"n": "int64"})
    with duckdb.connect() as connection:
        connection.execute(f"CREATE TABLE numbers AS SELECT {number}::BIGINT AS n")
        asked = numbers.select(part=whole_part(numbers.n.abs(), parts))
        assert connection.execute(str(ibis.to_sql(asked, dialect="duckdb"))).fetchall() == [(abs(number) // parts,)]
        if abs(number) < 2**60:  # rounding doubles
            asked = numbers.select(cents=rounded(numbers.n, parts))
            rows = connection.execute(str(ibis.to_sql(asked, dialect="duckdb"))).fetchall()
            assert rows == [(half_up(number, parts),)]


@given(world=worlds(corrections=False))
@settings(max_examples=20)
def test_totals_of_pools_agree(world: World) -> None:
    """Totals are computed without lines; the reference splits its pools by days of seats."""
    rules = {**world.rules, "level": "tandem", "mode": "marginal" if world.rules["mode"] == "per_event" else None}
    rules["mode"] = rules["mode"] or world.rules["mode"]
    data = as_data(rules)
    parts: list[dict[str, object]] = data["components"]  # type: ignore[assignment]
    parts[0]["allocate"] = "period"
    case = replace(world.case, plan=read_plan(data))
    expected = {person: cents for person, cents in settle(case).totals().items() if cents}
    assert pools(case) == expected


def pools(case: Case) -> dict[str, int]:
    """Totals per person by the tables."""
    component = case.plan.components[0]
    seats = Seats(case.members, redistribute=False)
    spans = [(tandem, *piece) for tandem in seats.of_tandem for piece in seats.pieces(tandem)]
    whole = lcm(*(split.whole for *_span, split in spans))
    rows = [
        (tandem, start, end, part.person, part.weight * (whole // split.whole))
        for tandem, start, end, split in spans
        for part in split.parts
    ]
    held = {"tandem": "string", "start": "date", "end": "date", "person": "string", "weight": "int64"}
    sums: dict[str, int] = defaultdict(int)
    with duck() as connection:
        fill(connection, "facts", FACTS, facts_of(case))
        fill(connection, "seats", held, rows)
        backend = Backend("duckdb", lambda sql: connection.execute(sql).fetchall())
        found = expressions.totals(
            table("facts", FACTS), table("seats", held), terms_of(component, None),
            accumulate=component.accumulate, period="month", whole=whole,
        )  # fmt: skip
        for person, cents in backend.rows(found.select("person", "cents")):
            sums[person] += cents
    return {person: cents for person, cents in sums.items() if cents}


def facts_of(case: Case) -> list[Sequence[object]]:
    return [
        (place, fact.id, fact.moment.replace(tzinfo=None), fact.day, fact.tandem, fact.amount)
        for place, fact in enumerate(case.facts)
    ]


@given(
    cents=st.integers(-(10**9), 10**9),
    weights=st.lists(st.integers(1, 99), min_size=1, max_size=5),
    rest=st.integers(0, 50),
)
@settings(max_examples=20)
def test_parts_by_largest_remainder(cents: int, weights: list[int], rest: int) -> None:
    whole = sum(weights) + rest
    schema = {"line": "int64", **{f"weight_{number}": "int64" for number in range(1, len(weights) + 1)}}
    with duck() as connection:
        fill(connection, "pools", schema, [(cents, *weights)])
        backend = Backend("duckdb", lambda sql: connection.execute(sql).fetchall())
        found = across(table("pools", schema), len(weights), whole, vacant=bool(rest))
        ((*parts,),) = backend.rows(found.select(*(f"cents_{n}" for n in range(1, len(weights) + 1))))
    names = {f"p{number}": Fraction(weight, whole) for number, weight in enumerate(weights)}
    assert parts == list(shared(cents, names).values())


def test_the_same_expressions_are_spoken_by_spark() -> None:
    plan = read_plan({"schema": 1, "components": [{"id": "a", "rate": "3 %", "mode": "marginal"}]})
    pieces = {"tandem": "string", "start": "date", "end": "date", "person_1": "string", "weight_1": "int64"}
    found = expressions.lines(
        table("facts", FACTS), table("pieces", pieces), terms_of(plan.components[0], None),
        accumulate="month", parts=1, whole=1, vacant=False,
    )  # fmt: skip
    said: list[str] = []
    Backend("pyspark", lambda sql: said.append(sql) or []).rows(found)  # type: ignore[func-returns-value]
    assert "`facts`" in said[0]


def test_what_does_not_fit_into_64_bits_goes_to_the_reference() -> None:
    plan = read_plan({"schema": 1, "components": [{"id": "a", "rate_ppm": 333_333, "mode": "marginal"}]})
    world = Case(plan, [big(number) for number in range(3)], [Member("anna", "A")], read_window("2026"))
    assert told(settle_columnar(world)) == told(settle(world))


def big(number: int) -> Fact:
    return replace(order(number, "A", 5, 10**14 * 9 + number), day=date(2026, 1, 6))
