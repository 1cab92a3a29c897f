"""Reading the pulse: one's own answers, and the partner's where both have agreed in the same month."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet

from tandem.core.actor import Actor
from tandem.core.errors import Text
from tandem.people.models import Employee
from tandem.people.queries import signed_in
from tandem.tandems.models import Tandem
from tandem.tandems.queries import scope_of
from tandem.together.models import QUESTIONS as NAMES
from tandem.together.models import HelpCall, HelpChoice, PulseAnswer

from .words import PROMPTS, QUESTIONS

MONTHS = 12  # of the trend
LOW = 3.5  # below which a talk is suggested
FAR = 2  # points between the two that are worth a talk


def visible_answers(actor: Actor) -> QuerySet[PulseAnswer]:
    """Nobody but the two, whatever their role; not even the system needs them."""
    person = signed_in(actor)
    if person is None:
        return PulseAnswer.objects.none()
    mine = PulseAnswer.objects.filter(
        tandem=OuterRef("tandem"), month=OuterRef("month"), employee=person, partner=OuterRef("employee"), share=True
    )
    return PulseAnswer.objects.filter(Q(employee=person) | Q(Exists(mine), partner=person, share=True))


def month_of(actor: Actor) -> date:
    """The first day of the month that is asked about."""
    return actor.today.replace(day=1)


@dataclass(frozen=True)
class Row:
    """One question with what each of the two answered; without `theirs` it is not shared."""

    key: str
    label: Text
    mine: int
    theirs: int | None

    @property
    def mean(self) -> float:
        """Of both."""
        return (self.mine + (self.mine if self.theirs is None else self.theirs)) / 2

    @property
    def dots(self) -> Sequence[tuple[int, str]]:
        """Five marks with their place in a drawing of 60, filled up to the mean: full, half or none."""
        marks = ("full" if self.mean >= n else "half" if self.mean >= n - 0.5 else "none" for n in range(1, 6))
        return [(6 + 12 * number, mark) for number, mark in enumerate(marks)]

    @property
    def apart(self) -> int:
        """How far the two are from each other."""
        return 0 if self.theirs is None else abs(self.mine - self.theirs)


@dataclass(frozen=True)
class Talk:
    """What to talk about, and how to begin."""

    key: str
    label: Text
    prompts: Sequence[Text]


@dataclass(frozen=True)
class Pulse:
    """One tandem's pulse as one of the two sees it."""

    own: PulseAnswer | None  # of this month
    rows: Sequence[Row]  # of the last month that one answered, with the partner's where shared
    month: date | None
    is_shared: bool
    trend: Sequence[PulseAnswer]  # own answers, the oldest first

    @property
    def talk(self) -> Talk | None:
        """Where the two are lowest or furthest apart; None where both are content."""
        if not self.is_shared:
            return None
        worst = max(self.rows, key=lambda row: (row.apart >= FAR, -row.mean, row.apart))
        if worst.mean >= LOW and worst.apart < FAR:
            return None
        return Talk(worst.key, worst.label, PROMPTS[worst.key])


def pulse_of(tandem: Tandem, actor: Actor) -> Pulse:
    """One statement."""
    rows = list(visible_answers(actor).filter(tandem=tandem).order_by("-month", "pk")[: MONTHS * 2])
    mine = [row for row in rows if row.employee_id == actor.id]
    own = next((row for row in mine if row.month == month_of(actor)), None)
    last = mine[0] if mine else None
    other = next((row for row in rows if last and _answers(row, last)), None)
    shown = []
    if last is not None:
        theirs = other.scores if other else {}
        shown = [Row(name, QUESTIONS[name], last.scores[name], theirs.get(name)) for name in NAMES]
    return Pulse(own, shown, last.month if last else None, other is not None, mine[:MONTHS][::-1])


def helper_of(tandem: Tandem, people: Sequence[Employee]) -> tuple[Employee | None, dict[int, Employee]]:
    """(the person both have chosen, each one's own choice by employee); one statement."""
    keys = [person.pk for person in people]
    rows = HelpChoice.objects.filter(tandem=tandem, employee__in=keys).select_related("helper")
    chosen = {row.employee_id: row.helper for row in rows}
    same = len(keys) > 1 and set(chosen) == set(keys) and len({helper.pk for helper in chosen.values()}) == 1
    return (next(iter(chosen.values())) if same else None), chosen


def open_call(tandem: Tandem) -> HelpCall | None:
    """The call that waits; one statement."""
    return HelpCall.objects.filter(tandem=tandem, ended_at=None).select_related("helper", "asked_by", "tandem").first()


def calls_of(actor: Actor) -> QuerySet[HelpCall]:
    """Calls that the viewer was asked in, and those of one's own tandems."""
    person = signed_in(actor)
    if person is None:
        return HelpCall.objects.none()
    rows = HelpCall.objects.filter(Q(helper=person) | Q(tandem__in=scope_of(actor).tandem_ids))
    return rows.select_related("tandem__team", "asked_by", "helper")


def _answers(row: PulseAnswer, mine: PulseAnswer) -> bool:
    return row.month == mine.month and row.employee_id == mine.partner_id and row.partner_id == mine.employee_id
