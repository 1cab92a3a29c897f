"""What all of a tandem's work in the demo is planned from: its customers, its two people, its month."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any

from django.utils import timezone

from engines.worktime import Openings, add_time
from tandem.customers.models import Contact
from tandem.people.models import Employee
from tandem.people.openings import OFFICE
from tandem.tandems.models import RequestKind

from .days import is_workday
from .firms import Firm
from .notes import DAY_NAMES, GEAR_MOTORS, MONTH_NAMES, called
from .rota import Rota
from .stage import Stage

MONTH = 21  # workdays back
WEIGHTS = {"A": 8.0, "B": 3.0, "C": 1.0}


@dataclass
class Desk:
    """One tandem today."""

    stage: Stage
    rota: Rota
    tandem: int
    firms: Sequence[Firm]
    kinds: Mapping[str, RequestKind]
    dice: Random
    people: dict[str, Employee] = field(default_factory=dict)
    office: Sequence[Openings] = ()

    def __post_init__(self) -> None:
        today = self.stage.calendar.today
        for role in ("inside", "field"):
            person = self.rota.sitter(self.tandem, role, today)
            if person is not None:
                self.people[role] = person
        zone: Any = timezone.get_default_timezone()
        off = frozenset(day for n in range(60) if not is_workday(day := today + timedelta(n - 45)))
        self.office = [Openings(zone, OFFICE, off)]

    @property
    def team_id(self) -> int:
        """The team that the tandem belongs to, as its customers have it."""
        return self.firms[0].customer.team_id

    @property
    def at(self) -> datetime:
        """The demo's now."""
        return self.stage.calendar.at

    def firm(self) -> Firm:
        """One of the customers, the important ones more often."""
        return self.dice.choices(self.firms, [WEIGHTS[firm.customer_class] for firm in self.firms])[0]

    def contact(self, firm: Firm) -> Contact:
        """Somebody who is still there."""
        return self.dice.choice([row for row in firm.contacts if row.left_at is None] or firm.contacts[:1])

    def person(self, role: str) -> Employee | None:
        """Who sits there; the other one where nobody does."""
        return self.people.get(role) or next(iter(self.people.values()), None)

    def past(self, first: int = MONTH, last: int = 1) -> datetime:
        """An instant of working time between so many workdays back."""
        day = self.stage.calendar.back(self.dice.randint(last, first))
        return self.stage.calendar.moment(day, self.dice)

    def ahead(self, first: int, last: int, hour: time | None = None) -> datetime:
        """An instant in the coming days: 0 is today."""
        day = self.workday(self.dice.randint(first, last))
        return self.on(day, hour or time(self.dice.randint(8, 16), self.dice.choice((0, 15, 30, 45))))

    def workday(self, ahead: int) -> date:
        """So many workdays from today."""
        day = self.stage.calendar.workday_from(self.stage.calendar.today)
        for _step in range(ahead):
            day = self.stage.calendar.workday_from(day + timedelta(1))
        return day

    def on(self, day: date, hour: time) -> datetime:
        """The day at this hour of the company's zone."""
        return timezone.make_aware(datetime.combine(day, hour))

    def due(self, start: datetime, minutes: int) -> datetime:
        """So many minutes of office time on."""
        return add_time(start, minutes, self.office) or start

    def filled(self, text: str, contact: Contact) -> str:
        """A text of the demo's files with words in its braces."""
        dice, today = self.dice, self.stage.calendar.today
        return text.format(
            **called(contact),
            anlage=f"Linie {dice.randrange(1, 7)}",
            artikel=dice.choice(GEAR_MOTORS),
            n=dice.randrange(2, 13),
            kw=f"KW {(today + timedelta(days=dice.randrange(8, 30))).isocalendar().week}",
            tag=DAY_NAMES[dice.randrange(5)],
            monat=MONTH_NAMES[(today.month + dice.randrange(1, 4)) % 12],
        )

    def subjects(self, kind: str, key: int, firm: Firm | None) -> list[tuple[str, int]]:
        """Whom an event on this piece concerns."""
        found = [(kind, key), ("tandem", self.tandem)]
        return [*found, ("customer", firm.customer.pk)] if firm else found
