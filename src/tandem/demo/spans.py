"""Which tandem owned which customer when: three years of assignments, some of them moved."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from random import Random

from tandem.customers.models import Assignment, Lifecycle
from tandem.people.models import Employee
from tandem.tandems.models import Tandem

from .dice import chance
from .firms import Firm
from .people import Crew
from .stage import Stage
from .tandems import Pairs

MOVED = ("Gebiete neu geschnitten", "Wunsch des Kunden", "Standort verlegt", "Auslastung der Tandems", "Sprache")
QUEUED = ("Tandem überlastet, neue Zuordnung folgt", "Branche passt zu keinem Gebiet", "Rückgabe durch das Tandem")
FIRST = "Einführung der Tandems"
Step = tuple[date, Tandem | None, str]  # from when, which tandem or the queue, why


def write_spans(stage: Stage, crew: Crew, pairs: Pairs, firms: list[Firm]) -> None:
    """All assignments, told in the diary by the team's manager."""
    dice = stage.dice("spans")
    for firm in firms:
        steps = _steps(stage, pairs, firm, dice)
        firm.spans = list(_rows(firm, steps))
        _tell(stage, crew.manager_of(firm.customer.team_id), firm, steps, dice)
    Assignment.objects.bulk_create(row for firm in firms for row in firm.spans)


def _steps(stage: Stage, pairs: Pairs, firm: Firm, dice: Random) -> list[Step]:
    """From when which tandem or the queue had it, and why; oldest first."""
    home, start, tandems = firm.tandem, firm.entered, pairs.tandems
    if _waits(firm, dice, stage.calendar.today):
        return []
    if "before" in firm.story:
        return [(start, tandems[firm.story["before"]], FIRST), (stage.calendar.month(20), home, MOVED[0])]
    if start < home.founded_on:
        mother = tandems[pairs.mothers[home.name]]
        return [(start, mother, _why(firm)), (home.founded_on, home, f"Neues Tandem {home.name}")]
    if firm.story:
        return [(start, home, FIRST)]
    others = [row for row in pairs.of_team(home.team_id) if row is not home and row.founded_on <= start]
    steps = _moved(stage, firm, others, dice) or _stayed(stage, firm, others, dice)
    return [step for n, step in enumerate(steps) if n == 0 or step[0] > steps[n - 1][0]]


def _moved(stage: Stage, firm: Firm, others: list[Tandem], dice: Random) -> list[Step]:
    """Some had another tandem of the team before, a few waited in between."""
    if not others or not chance(dice, 0.15):
        return []
    last = stage.calendar.today - timedelta(days=20)
    day = stage.calendar.pick(dice, firm.entered + timedelta(days=60), last)
    if day is None:
        return []
    steps: list[Step] = [(firm.entered, dice.choice(others), _why(firm))]
    if chance(dice, 0.15):
        steps.append((day - timedelta(days=dice.randrange(4, 18)), None, dice.choice(QUEUED)))
    return [*steps, (day, firm.tandem, dice.choice(MOVED))]


def _stayed(stage: Stage, firm: Firm, others: list[Tandem], dice: Random) -> list[Step]:
    """Most have always had theirs; a few went back into the queue lately, or change next month."""
    steps: list[Step] = [(firm.entered, firm.tandem, _why(firm))]
    if firm.fate != Lifecycle.LOST and chance(dice, 0.006):
        steps.append((stage.calendar.back(dice.randrange(1, 9)), None, dice.choice(QUEUED)))
    elif others and chance(dice, 0.003):
        steps.append((stage.calendar.month(-1), dice.choice(others), dice.choice(MOVED)))
    return steps


def _waits(firm: Firm, dice: Random, today: date) -> bool:
    """Some who are new and have not ordered yet have never had a tandem."""
    fresh = firm.is_new and not firm.order_days and firm.fate == Lifecycle.PROSPECT
    return fresh and chance(dice, 0.55 if (today - firm.entered).days < 120 else 0.08)


def _why(firm: Firm) -> str:
    return "" if firm.is_new else FIRST


def _rows(firm: Firm, steps: list[Step]) -> Iterator[Assignment]:
    for number, (start, tandem, reason) in enumerate(steps):
        end = steps[number + 1][0] if number + 1 < len(steps) else None
        if tandem is not None:
            yield Assignment(customer=firm.customer, tandem=tandem, start=start, end=end, reason=reason)


def _tell(stage: Stage, manager: Employee, firm: Firm, steps: list[Step], dice: Random) -> None:
    former: Tandem | None = None
    for start, tandem, reason in steps:
        stage.diary.tell(
            "customer.assigned" if tandem else "customer.queued",
            _told_at(stage, start, firm, dice),
            firm.customer,
            tandem,
            former,
            by=manager,
            data={"tandem": tandem.name if tandem else "", "from": start.isoformat(), "reason": reason},
            changes={"tandem": [former.name if former else None, tandem.name if tandem else None]},
        )
        former = tandem


def _told_at(stage: Stage, start: date, firm: Firm, dice: Random) -> datetime:
    """In the morning of the day; a new customer's first one as soon as it is there."""
    calendar = stage.calendar
    if start == firm.entered and firm.is_new:
        return calendar.soon(firm.customer.created_at, dice.randrange(1, 90))
    return calendar.moment(calendar.workday_to(start), dice, 510, 690)
