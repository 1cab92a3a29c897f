"""The rules once more, slowly and on their own: fractions only, nothing taken from the engine but its input types.

Everything is computed from what is known in the end, fact by fact, so there are no running sums and no replays here.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from fractions import Fraction

from engines.commission import Fact, Member

Rules = dict[str, object]  # one component as in TOML, amounts in cents as Fraction, rates as Fraction
Totals = dict[str, int]


def slow(rules: Rules, facts: Sequence[Fact], members: Sequence[Member]) -> Totals:
    """Cents per person of one component of kind commission, over all facts."""
    sales = sorted((fact for fact in facts if fact.kind == "order"), key=lambda fact: (fact.moment, fact.id))
    windows: dict[tuple[str, str], list[tuple[Fact, Fraction, dict[str, Fraction]]]] = defaultdict(list)
    for fact in sales:
        worth = left_of(fact, facts)
        for holder, part, takers in holders(rules, fact, members):
            windows[holder, window(rules, fact.day)].append((fact, worth * part, takers))
    totals: Totals = defaultdict(int)
    for credited in windows.values():
        before = 0
        for number, (_fact, _worth, takers) in enumerate(credited, 1):
            worths = [worth for _other, worth, _takers in credited[:number]]
            paid = half_up(pay(rules, worths))
            for person, cents in shared(paid - before, takers).items():
                totals[person] += cents
            before = paid
    return dict(totals)


def left_of(fact: Fact, facts: Sequence[Fact]) -> Fraction:
    """What cancellations leave; those with a reason of the employer leave all."""
    back = [other for other in facts if other.of == fact.id and other.fault != "employer"]
    size = abs(Fraction(fact.amount)) - sum((abs(Fraction(other.amount)) for other in back), Fraction(0))
    return size if fact.amount >= 0 else -size


def holders(rules: Rules, fact: Fact, members: Sequence[Member]) -> list[tuple[str, Fraction, dict[str, Fraction]]]:
    """Accounts of a fact: whose sum, what part of the fact, and who shares what it pays."""
    seats = [seat for seat in members if seat.tandem == fact.tandem]
    days = {seat.start for seat in seats} | {seat.end for seat in seats} | {date.min}
    whole = max(sum(seat.weight for seat in seats if seat.start <= day < seat.end) for day in days)
    here = {seat.person: seat.weight / whole for seat in seats if seat.start <= fact.day < seat.end}
    if rules["level"] == "tandem":
        return [(fact.tandem, Fraction(1), here)]
    return [(person, part, {person: Fraction(1)}) for person, part in here.items()]


def window(rules: Rules, day: date) -> str:
    names = {"month": f"{day:%Y-%m}", "quarter": f"{day.year} {(day.month + 2) // 3}", "year": f"{day.year}"}
    return names[str(rules["accumulate"])]


def pay(rules: Rules, worths: Sequence[Fraction]) -> Fraction:
    """Pay for these facts together, before rounding."""
    base = sum(worths, Fraction(0))
    tiers: list[tuple[Fraction, Fraction | None, Fraction]] = rules["tiers"]  # type: ignore[assignment]
    mode = rules["mode"]
    if mode == "per_event":
        earned = sum((Fraction(half_up(sign(worth) * marginal(tiers, abs(worth)))) for worth in worths), Fraction(0))
    elif mode == "retroactive":
        earned = base * rate_at(tiers, base)
    else:
        earned = marginal(tiers, base)
    gate = rules.get("gate")
    if isinstance(gate, Fraction):
        if rules["above"]:
            earned = earned - marginal(tiers, gate) if base >= gate else Fraction(0)
        elif base < gate:
            earned = Fraction(0)
    cap = rules.get("cap")
    return min(earned, cap) if isinstance(cap, Fraction) else earned


def marginal(tiers: Sequence[tuple[Fraction, Fraction | None, Fraction]], base: Fraction) -> Fraction:
    """Σ rate · |[0, base) ∩ tier|; below zero at the first rate."""
    if base < 0:
        return base * tiers[0][2]
    parts = (max(min(base, base if end is None else end) - start, Fraction(0)) * rate for start, end, rate in tiers)
    return sum(parts, Fraction(0))


def rate_at(tiers: Sequence[tuple[Fraction, Fraction | None, Fraction]], base: Fraction) -> Fraction:
    return next((rate for start, end, rate in tiers if start <= base and (end is None or base < end)), tiers[0][2])


def shared(cents: int, takers: dict[str, Fraction]) -> Totals:
    """Largest remainder, one cent at a time; what nobody holds competes for cents last."""
    size = abs(cents)
    rest = 1 - sum(takers.values(), Fraction(0))
    wanted = {**{person: size * part for person, part in sorted(takers.items())}, "~vacant": size * rest}
    got = {person: int(amount) for person, amount in wanted.items()}
    while sum(got.values()) < size:
        neediest = max(wanted, key=lambda person: (wanted[person] - got[person], _first(person)))
        got[neediest] += 1
    return {person: got[person] if cents >= 0 else -got[person] for person in takers}


def _first(person: str) -> tuple[int, ...]:
    return tuple(-ord(letter) for letter in person)


def half_up(number: Fraction) -> int:
    low = abs(number).__floor__()
    size = low + (abs(number) - low >= Fraction(1, 2))
    return size if number >= 0 else -size


def sign(number: Fraction) -> int:
    return 1 if number >= 0 else -1
