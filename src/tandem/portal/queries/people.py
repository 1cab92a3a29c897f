"""The two people of a customer, and how each can be reached: no more than a switchboard would say.

Neither where somebody is nor with whom nor why they are away is told: only when they can be reached, and who helps
meanwhile.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef
from django.utils import timezone

from engines.worktime import Openings, is_open, next_open
from tandem.core.spans import on_day
from tandem.people.models import Absence, Delegation, Employee
from tandem.people.openings import openings_of
from tandem.portal.viewer import Viewer
from tandem.tandems.models import Seat, Tandem
from tandem.work.belonging import Home, home_of_customer
from tandem.work.diary import LONGEST, on_between
from tandem.work.models import Appointment


@dataclass(frozen=True)
class Person:
    """One of the two: reachable now, or from when on; while away, who helps."""

    employee: Employee
    half: str
    now: bool
    since: datetime | None  # reachable from then on
    away: bool = False
    cover: Employee | None = None

    @property
    def today(self) -> bool:
        """Whether that is still today."""
        return self.since is not None and timezone.localdate(self.since) == timezone.localdate()


def home_of(viewer: Viewer) -> Home:
    """Whose customer it is; one statement."""
    return home_of_customer(viewer.customer, viewer.today)


def people_of(viewer: Viewer) -> list[Person]:
    """Both of the tandem, inside first; while the customer waits in a queue, nobody. Four statements, five at most."""
    seats = _seats(viewer)
    people = [seat.employee for seat in seats]
    if not people:
        return []
    openings = openings_of(people, viewer.at)
    diaries = on_between([person.pk for person in people], viewer.at - LONGEST, viewer.at + timedelta(days=3))
    away = {seat.employee_id for seat in seats if seat.__dict__["away"]}
    covers = _covers(seats, viewer) if away else {}
    found = []
    for seat in seats:
        key = seat.employee_id
        now, since = _reach(openings[key], diaries[key], viewer.at)
        cover = covers.get(key) if key in away else None
        found.append(Person(seat.employee, seat.role, now, since, key in away, cover))
    return found


def _seats(viewer: Viewer) -> Sequence[Seat]:
    rows = Seat.objects.filter(
        on_day(viewer.today),
        on_day(viewer.today, "tandem__assignments__"),
        tandem__assignments__customer=viewer.customer,
    )
    absent = Absence.objects.filter(on_day(viewer.today), employee=OuterRef("employee"))
    return list(rows.annotate(away=Exists(absent)).select_related("employee__team", "tandem").order_by("-role"))


def _covers(seats: Sequence[Seat], viewer: Viewer) -> dict[int, Employee]:
    """Who stands in for whom today, in this tandem."""
    rows = Delegation.objects.filter(
        on_day(viewer.today),
        person__in=[seat.employee_id for seat in seats],
        purpose=Delegation.COVER,
        scope_kind=Tandem.ref_kind,
        scope_id__in=[seat.tandem_id for seat in seats],
    )
    return {row.person_id: row.deputy for row in rows.select_related("deputy")}


def _reach(openings: Openings, diary: Sequence[Appointment], at: datetime) -> tuple[bool, datetime | None]:
    """(whether now, else from when): the first open instant in which nothing is on."""
    when = at
    for _look in range(50):
        opens = next_open(when, [openings])
        if opens is None:
            return False, None
        busy = [row.end for row in diary if row.start <= opens < row.end]
        if not busy:
            return opens == at and is_open(at, [openings]), timezone.localtime(opens)
        when = max(busy)
    return False, None
