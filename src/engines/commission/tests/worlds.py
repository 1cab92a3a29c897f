"""Random plans, members and facts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction

from hypothesis import strategies as st

from engines.commission import Case, Fact, Member, read_window
from engines.commission.schema import read_plan

from .slow import Rules

YEAR = read_window("2026")
FIRST = date(2026, 1, 1)


@dataclass(frozen=True)
class World:
    """A case, and its one component as the slow rules want it."""

    case: Case
    rules: Rules


@st.composite
def worlds(draw: st.DrawFn, *, corrections: bool = True) -> World:
    """A plan of one component with everything that the slow rules know."""
    rules: Rules = {
        "mode": draw(st.sampled_from(["marginal", "retroactive", "per_event"])),
        "level": draw(st.sampled_from(["tandem", "person"])),
        "accumulate": draw(st.sampled_from(["month", "quarter", "year"])),
        "tiers": draw(tiers()),
        "above": False,
    }
    if draw(st.booleans()):
        rules["gate"] = Fraction(draw(st.integers(0, 300_000)))
        rules["above"] = rules["mode"] == "marginal" and draw(st.booleans())
    if draw(st.booleans()):
        rules["cap"] = Fraction(draw(st.integers(0, 50_000)))
    facts = draw(facts_of(corrections=corrections))
    return World(Case(read_plan(as_data(rules)), facts, draw(members()), YEAR), rules)


@st.composite
def tiers(draw: st.DrawFn) -> list[tuple[Fraction, Fraction | None, Fraction]]:
    bounds = sorted(draw(st.sets(st.integers(1, 400_000), max_size=3)))
    starts = [Fraction(0), *map(Fraction, bounds)]
    ends = [*starts[1:], None]
    rates = draw(st.lists(st.integers(0, 300_000), min_size=len(starts), max_size=len(starts)))
    return [(start, end, Fraction(rate, 1_000_000)) for start, end, rate in zip(starts, ends, rates, strict=True)]


def as_data(rules: Rules) -> dict[str, object]:
    """The plan as TOML would give it."""
    part: dict[str, object] = {"id": "a", "mode": rules["mode"], "level": rules["level"]}
    part["accumulate"] = rules["accumulate"]
    part["tiers"] = [
        {"from_cents": int(start), "rate_ppm": int(rate * 1_000_000)}
        for start, _end, rate in rules["tiers"]  # type: ignore[attr-defined]
    ]
    if isinstance(gate := rules.get("gate"), Fraction):
        part["gate"] = {"at_cents": int(gate), "pays": "above" if rules["above"] else "first_euro"}
    if isinstance(cap := rules.get("cap"), Fraction):
        part["cap_cents"] = int(cap)
    return {"schema": 1, "components": [part]}


@st.composite
def members(draw: st.DrawFn) -> list[Member]:
    """Two tandems: one of two or three who stay, one in which a seat changes hands, perhaps after a gap."""
    weights = st.integers(1, 100).map(Fraction)
    seats = [Member("anna", "A", "inside", draw(weights)), Member("ben", "A", "field", draw(weights))]
    if draw(st.booleans()):
        seats.append(Member("eva", "A", "field", draw(weights)))
    leaves = draw(st.integers(1, 300))
    comes = leaves + draw(st.integers(0, 30))
    weight = draw(weights)
    return [
        *seats,
        Member("cem", "B", "inside", draw(weights)),
        Member("dora", "B", "field", weight, end=FIRST + timedelta(leaves)),
        Member("ben", "B", "field", weight, start=FIRST + timedelta(comes)),
    ]


@st.composite
def facts_of(draw: st.DrawFn, *, corrections: bool) -> list[Fact]:
    size = draw(st.integers(0, 12))
    orders = [
        order(number, draw(st.sampled_from("AB")), draw(st.integers(0, 364)), draw(st.integers(-20_000, 200_000)))
        for number in range(size)
    ]
    back = []
    for fact in orders if corrections else []:
        if fact.amount > 0 and draw(st.integers(0, 3)) == 0:
            later = fact.day + timedelta(draw(st.integers(0, (date(2026, 12, 31) - fact.day).days)))
            taken = draw(st.integers(1, int(fact.amount)))
            fault = draw(st.sampled_from(["", "", "employer"]))
            back.append(cancellation(f"c{fact.id}", fact, later, taken, fault))
    return [*orders, *back]


def order(number: int, tandem: str, day: int, cents: int) -> Fact:
    on = FIRST + timedelta(day)
    return Fact(f"o{number:02d}", "order", on, datetime(on.year, on.month, on.day, tzinfo=UTC), tandem, amount=cents)


def cancellation(name: str, fact: Fact, day: date, cents: int, fault: str = "") -> Fact:
    moment = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
    reason = "could_not_deliver" if fault else "changed_mind"
    return Fact(
        name, "cancellation", day, moment, fact.tandem, amount=cents, of=fact.id, fault=fault, reason=reason
    )  # fmt: skip
