"""All that a settlement is made from, and how to find things in it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from fractions import Fraction
from operator import attrgetter

from .facts import BACK, Fact, Member
from .numbers import Number, simple
from .plan import Draw, Measure, Plan, Where
from .splits import Seats
from .windows import Window

OWN_LABELS = frozenset({"kind", "tandem", "person", "currency", "id"})


@dataclass(frozen=True, slots=True)
class Case:
    """A period of a plan with the facts and members that are known; `as_of` leaves out what was learnt later.

    `posted` holds, per person and closed period, what earlier runs have posted: then what changed in closed periods
    comes as one difference per person and period.
    """

    plan: Plan
    facts: Sequence[Fact]
    members: Sequence[Member]
    period: Window
    as_of: datetime | None = None
    posted: Mapping[tuple[str, str], int] | None = None
    draw_balances: Mapping[str, int] = field(default_factory=dict)  # what is owed of draws of before
    draw_rules: Mapping[str, Draw] = field(default_factory=dict)  # and by which draw it was given


class Book:
    """The facts of a case in their one order, event time and then id, and what each has become."""

    def __init__(self, case: Case) -> None:
        self.plan, self.period, self.case = case.plan, case.period, case
        self.seats = Seats(case.members, redistribute=case.plan.redistribute)
        known = case.facts if case.as_of is None else [fact for fact in case.facts if _known(fact) <= case.as_of]
        self.facts = sorted((fact for fact in known if fact.day < case.period.end), key=attrgetter("moment", "id"))
        self.everything = bool(case.plan.draws or case.draw_rules) or case.posted is not None
        self.by_id = {fact.id: fact for fact in self.facts}

    def wanted(self, day: date) -> bool:
        """Whether what is posted on that day is asked for; a draw needs all earlier periods too."""
        return self.everything or day >= self.period.start

    def root(self, fact: Fact) -> Fact:
        """The deal that a fact belongs to: its day decides who is credited."""
        seen = {fact.id}
        while fact.of and fact.of in self.by_id and fact.of not in seen:
            seen.add(fact.of)
            fact = self.by_id[fact.of]
        return fact

    def chain(self, fact: Fact) -> list[Fact]:
        """What a fact refers to, nearest first."""
        found: list[Fact] = []
        while fact.of and fact.of in self.by_id and len(found) < 9:
            fact = self.by_id[fact.of]
            found.append(fact)
        return found

    def value(self, fact: Fact, measure: Measure, left: Fraction | int = 1) -> Number:
        """What a fact counts for a measure, unrounded and in the plan's currency; `left` is what is not taken back."""
        if measure.name == "count":
            return 1 if left > 0 else 0
        if measure.name == "quantity":
            return simple(fact.quantity * left)
        number = fact.margin if measure.name == "margin" else fact.amount
        if fact.currency and fact.currency != self.plan.currency:
            rate = fact.rate or self.plan.rates.get(fact.currency)
            if rate is None:
                raise ValueError(f"no rate for {fact.currency}")
            number = simple(number * rate)
        return number if left == 1 else simple(number * left)


def _known(fact: Fact) -> datetime:
    return fact.known or fact.moment


def matches(fact: Fact, where: Where) -> bool:
    """Whether the labels of a fact are among those asked for."""
    return all(_label(fact, name) in wanted for name, wanted in where.items())


def _label(fact: Fact, name: str) -> str:
    return str(getattr(fact, name)) if name in OWN_LABELS else fact.labels.get(name, "")


def counts(fact: Fact, measure: Measure) -> bool:
    """Whether a fact is one that a measure counts."""
    asked = fact.kind in measure.trigger or (fact.kind in BACK and not fact.of)  # a sale with a minus
    return asked and (not measure.where or matches(fact, measure.where))
