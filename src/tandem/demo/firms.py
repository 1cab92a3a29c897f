"""The customers before they are rows: who they are, since when they are ours, when they order."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from typing import Any

from tandem.customers.models import Assignment, Contact, Customer, CustomerClass, Lifecycle
from tandem.tandems.models import Tandem

from .days import Calendar
from .dice import Weighted, chance, shuffled
from .files import table
from .names import FirmNames, Industry, industry_called
from .places import Town, town_called, towns_of
from .stage import Stage
from .tandems import Pairs

CLASSES = {CustomerClass.A: 10, CustomerClass.B: 30, CustomerClass.C: 60}
ORDERS = {"A": 24.5, "B": 9.8, "C": 4.1}  # in three years, for a firm that buys all the time
NEW = 0.18  # of the firms came in these three years
OLD_FATE = Weighted({Lifecycle.ACTIVE: 77, Lifecycle.DORMANT: 15, Lifecycle.LOST: 6, Lifecycle.PROSPECT: 2})
NEW_FATE = Weighted({Lifecycle.ACTIVE: 57, Lifecycle.PROSPECT: 40, Lifecycle.LOST: 3})
QUIET = timedelta(days=400)  # without an order for so long, a customer is dormant
FEWEST, MOST_KNOWN = 40, 16
YEARS_BEFORE = 6.5  # how long, on average, old customers had been ours when the demo begins


@dataclass
class Firm:
    """One customer in the making. `entered` is when the demo's three years first know it."""

    name: str
    short: str
    industry: Industry
    town: Town
    tandem: Tandem
    team: str
    customer_class: str
    fate: Lifecycle
    entered: date
    since: date | None
    number: str = ""
    story: Mapping[str, Any] = field(default_factory=dict)
    order_days: list[date] = field(default_factory=list)
    contacts: list[Contact] = field(default_factory=list)
    spans: list[Assignment] = field(default_factory=list)
    customer: Customer = field(default_factory=Customer)
    twin_of: Firm | None = None  # entered twice: who it really is
    discount: int = 0  # usual, in parts per million

    @property
    def is_new(self) -> bool:
        """Whether it came in these three years."""
        return self.since is None or self.since >= self.entered

    def owner_on(self, day: date) -> int | None:
        """Which tandem owned it on a day; None while it waits in the queue."""
        return next((row.tandem_id for row in self.spans if row.holds_on(day)), None)


def plan_firms(stage: Stage, pairs: Pairs) -> list[Firm]:
    """All customers in the order in which they came, numbered."""
    dice = stage.dice("firms")
    names = FirmNames(stage.dice("names"))
    stories = table("known")["customer"][: MOST_KNOWN if stage.size >= FEWEST else 1]
    for story in stories:
        names.take(story["short"])
    firms = [_known(stage, pairs, story) for story in stories]
    rest = stage.size - len(firms)
    classes = shuffled(dice, CLASSES, rest)
    owners = Weighted((pairs.tandems[name], share) for name, share in pairs.shares.items())
    firms += [_unknown(stage, names, owners.pick(dice), customer_class, dice) for customer_class in classes]
    for firm in firms:
        firm.order_days = _order_days(stage.calendar, firm, dice)
        firm.discount = _discount(firm, dice)
        if firm.is_new:
            firm.since = firm.order_days[0] if firm.order_days else None
    return _numbered(firms)


def _known(stage: Stage, pairs: Pairs, story: Mapping[str, Any]) -> Firm:
    day = date(story["since"], 4, 1)
    return Firm(
        story["name"],
        story["short"],
        industry_called(story["industry"]),
        town_called(story["town"]),
        pairs.tandems["Eider"],
        "Nord",
        story["class"],
        Lifecycle.ACTIVE,
        stage.calendar.start,
        min(day, stage.calendar.start - timedelta(days=1)),
        story=story,
    )


def _unknown(stage: Stage, names: FirmNames, tandem: Tandem, customer_class: str, dice: Random) -> Firm:
    team = tandem.team.name
    town = towns_of(tandem.name).pick(dice)
    name = names.make(country=town.country, team=team, tandem=tandem.name)
    calendar = stage.calendar
    entered, since = calendar.start, None
    if chance(dice, NEW):
        entered = calendar.pick(dice, calendar.start + timedelta(days=30), calendar.today) or calendar.start
        fate = NEW_FATE.pick(dice)
    else:
        years = min(dice.expovariate(1 / YEARS_BEFORE), 32)
        since = calendar.start - timedelta(days=1 + int(years * 365))
        fate = OLD_FATE.pick(dice)
    return Firm(name.full, name.short, name.industry, town, tandem, team, customer_class, fate, entered, since)


def _order_days(calendar: Calendar, firm: Firm, dice: Random) -> list[date]:
    """When it orders, oldest first; known customers as often as their story says."""
    if firm.fate == Lifecycle.PROSPECT:
        return []
    first, last = _window(calendar, firm, dice)
    if last <= first:
        return []
    share = (last - first).days / len(calendar.days)
    mean = ORDERS[firm.customer_class] * share
    count = round(dice.gammavariate(2.2, mean / 2.2))
    if firm.story:
        count = round(ORDERS[firm.customer_class] * 1.2)
    days = (calendar.pick(dice, first, last) for _ in range(max(count, 1)))
    return sorted(day for day in days if day)


def _window(calendar: Calendar, firm: Firm, dice: Random) -> tuple[date, date]:
    first = firm.entered + timedelta(days=dice.randrange(10, 120)) if firm.is_new else firm.entered
    last = calendar.workdays[-1]
    if firm.fate == Lifecycle.DORMANT:
        last -= QUIET + timedelta(days=dice.randrange(0, 300))
    if firm.fate == Lifecycle.LOST:
        last -= timedelta(days=dice.randrange(120, 700))
    return first, last


def _discount(firm: Firm, dice: Random) -> int:
    """In steps of half a per cent, more for those who buy more."""
    low, high = {"A": (16, 34), "B": (6, 20), "C": (0, 8)}[firm.customer_class]
    return dice.randrange(low, high + 1) * 5000


def _numbered(firms: list[Firm]) -> list[Firm]:
    """Numbers from 10001 in the order of coming; who has one in their story keeps it."""
    ordered = sorted(firms, key=lambda firm: firm.since if firm.since and not firm.is_new else firm.entered)
    for firm in [firm for firm in ordered if "number" in firm.story]:
        place = int(firm.story["number"]) - 10001
        if place < len(ordered):
            ordered.remove(firm)
            ordered.insert(place, firm)
    for number, firm in enumerate(ordered, 10001):
        firm.number = str(number)
    return ordered
