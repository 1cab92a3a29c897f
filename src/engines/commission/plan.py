"""A commission plan: data only. `schema.py` reads it, `describe.py` tells it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction

from .numbers import Number
from .windows import Window

Where = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Tier:
    """From `start` up to, not including, `end`. `rate` is pay per unit of the measure, `amount` pay for all of it."""

    start: Number
    end: Number | None
    rate: Fraction = Fraction(0)
    amount: Number = 0


@dataclass(frozen=True, slots=True)
class Gate:
    """Nothing is paid below; `first_euro` then pays from the first euro, `above` only the excess."""

    at: Number
    of_quota: bool = False
    first_euro: bool = True


@dataclass(frozen=True, slots=True)
class Cap:
    """The most that is paid per deal, person, tandem or period."""

    per: str
    amount: Number


@dataclass(frozen=True, slots=True)
class Point:
    """A point of a payout curve or a step of a multiplier: what an attainment brings."""

    at: Fraction
    pays: Fraction


@dataclass(frozen=True, slots=True)
class Measure:
    """Something counted towards a quota, and how much it weighs among others."""

    name: str = "revenue"
    trigger: tuple[str, ...] = ("order",)
    where: Where = field(default_factory=dict)
    quota: Number | None = None
    weight: Fraction = Fraction(1)


@dataclass(frozen=True, slots=True)
class Multiplier:
    """A factor on pay: for facts with certain labels, or by steps of attainment."""

    factor: Fraction = Fraction(1)
    where: Where = field(default_factory=dict)
    steps: tuple[Point, ...] = ()


@dataclass(frozen=True, slots=True)
class Quota:
    """An own quota of one tandem, person or role, for a span of days."""

    amount: Number
    tandem: str = ""
    person: str = ""
    role: str = ""
    start: date = date.min
    end: date = date.max
    agreed: bool = False  # a goal: in its days it stands before what the plan says


@dataclass(frozen=True, slots=True)
class Component:
    """One building block of a plan."""

    id: str
    kind: str = "commission"  # commission, target, spif
    title: str = ""
    measure: Measure = field(default_factory=Measure)
    level: str = "tandem"  # whose sum runs through the tiers: tandem, person
    credit: str = "split"  # of a fact each person gets their share, or all of it: split, full
    roles: tuple[str, ...] = ()
    accumulate: str = "month"  # month, quarter, year, plan
    mode: str = "per_event"  # marginal, retroactive, per_event, interpolated
    tiers: tuple[Tier, ...] = ()
    tiers_of_quota: bool = False
    quotas: tuple[Quota, ...] = ()
    quota_from: str = "plan"  # plan, goal: agreed elsewhere, and fed in as agreed quotas of single windows
    prorate: bool = True
    gate: Gate | None = None
    multipliers: tuple[Multiplier, ...] = ()
    caps: tuple[Cap, ...] = ()
    allocate: str = "deal"  # a pool is split per deal by the seats of its day, or per period by days of seats
    margin_floor: str = "none"  # none, line, pool
    instalments: int = 1
    on_payment: bool = False  # earned as it is paid
    release: str = "earning"  # what is earned is released at once, or as the deal is paid: earning, payment
    hold: Fraction = Fraction(0)  # the part that is held back
    hold_months: int = 1  # and for how long
    weight: Fraction = Fraction(0)  # of a target: its part of target pay
    measures: tuple[Measure, ...] = ()
    curve: tuple[Point, ...] = ()
    stepped: bool = False  # the curve jumps from point to point and pays nothing below the first
    amount: Number = 0  # of a SPIF: per event
    pool: Number | None = None
    pool_mode: str = "first_come"  # first_come, pro_rata
    start: date = date.min
    end: date = date.max


@dataclass(frozen=True, slots=True)
class Draw:
    """Pay is brought up to a floor each period; recoverable, it is taken back later from what lies above."""

    id: str = "draw"
    floor: Number = 0
    recoverable: bool = True
    recovery_limit: Fraction = Fraction(1)
    roles: tuple[str, ...] = ()
    prorate: bool = True
    start: date = date.min
    end: date = date.max


@dataclass(frozen=True, slots=True)
class Clawback:
    """How long what was paid may be taken back, and which reasons never take it back."""

    months: int = 0  # 0: without limit and in full
    spared: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Plan:
    """All that decides how credits become pay."""

    name: str
    currency: str = "EUR"
    period: str = "month"
    zone: str = "Europe/Berlin"
    start: date = date.min
    end: date = date.max
    components: tuple[Component, ...] = ()
    draws: tuple[Draw, ...] = ()
    clawback: Clawback = field(default_factory=Clawback)
    targets: Mapping[str, Number] = field(default_factory=dict)  # target pay by role
    target_per: str = "month"
    rates: Mapping[str, Fraction] = field(default_factory=dict)
    redistribute: bool = False  # the share of a vacant seat
    adjustment_limit: Number | None = None

    @property
    def releases(self) -> bool:
        """Whether earned and released are told apart."""
        return any(part.hold or part.release != "earning" for part in self.components)

    @property
    def span(self) -> Window:
        return Window("", self.start, self.end)
