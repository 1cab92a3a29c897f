"""What the page of a person shows, in few statements."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from allauth.mfa.models import Authenticator
from django.utils.dates import WEEKDAYS
from django.utils.formats import time_format

from tandem.core.actor import Actor
from tandem.core.rules import allows
from tandem.core.sections import Section, sections_of

from .duties import Duty, duties_of
from .listing import with_kinds
from .models import Employee, WorkingTime
from .photos import photo_url
from .queries import at_work_until, visible_absences, with_deputies
from .rules import can_edit_profile, can_manage_people, can_record_absence, can_see_personnel_data, is_self


@dataclass(frozen=True)
class PersonPage:
    """One person as this viewer may see them."""

    person: Employee
    photo_url: str
    own: bool
    until: datetime | None  # at work until then
    away: Any  # today's absence
    absences: Sequence[Any]
    week: list[tuple[str, str]]
    duties: list[Duty]
    sections: list[Section]
    second_factors: int | None
    has_password: bool
    may_manage: bool
    may_edit_profile: bool
    may_record_absence: bool
    sees_personnel: bool


def page_of(person: Employee, actor: Actor) -> PersonPage:
    """Everything about a person that their page shows."""
    absences = visible_absences(actor).filter(employee=person).exclude(end__lte=actor.today)
    rows = list(with_kinds(list(with_deputies(absences).order_by("start")), actor))
    times = list(person.working_times.all())
    manages = allows(can_manage_people, actor, person)
    return PersonPage(
        person=person,
        photo_url=photo_url(person),
        own=is_self(actor, person),
        until=at_work_until(times, actor.at),
        away=next((row for row in rows if row.holds_on(actor.today)), None),
        absences=rows,
        week=week_of(times),
        duties=duties_of(person, actor.today, None) if person.is_active else [],
        sections=sections_of(person, actor),
        second_factors=Authenticator.objects.filter(user=person).count() if manages else None,
        has_password=person.has_usable_password(),
        may_manage=manages,
        may_edit_profile=allows(can_edit_profile, actor, person),
        may_record_absence=allows(can_record_absence, actor, person),
        sees_personnel=allows(can_see_personnel_data, actor, person),
    )


def week_of(times: Sequence[WorkingTime]) -> list[tuple[str, str]]:
    """Weekdays with their stretches: ("Monday", "8:00–12:00, 12:30–16:30")."""
    days: dict[int, list[str]] = {}
    for stretch in times:
        days.setdefault(stretch.weekday, []).append(f"{time_format(stretch.start)}–{time_format(stretch.end)}")
    return [(str(WEEKDAYS[day]), ", ".join(spans)) for day, spans in sorted(days.items())]
