"""Reading swap days and their notes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q, QuerySet

from tandem.core.actor import Actor
from tandem.people.models import Employee
from tandem.people.queries import employees_here, signed_in
from tandem.tandems.models import Seat, SeatRole, Tandem
from tandem.tandems.queries import scope_of
from tandem.together.models import SwapDay, SwapNote, SwapStatus

NEWCOMER = timedelta(days=180)  # since joining, for which a week is proposed instead of a day


def visible_swaps(actor: Actor) -> QuerySet[SwapDay]:
    """Days of which one is host or guest, those of one's own tandem, and of the teams one leads."""
    rows = SwapDay.objects.select_related("tandem__team", "host__team", "guest__team")
    if actor.is_system:
        return rows
    person = signed_in(actor)
    if person is None:
        return rows.none()
    scope = scope_of(actor)
    mine = Q(host=person) | Q(guest=person) | Q(tandem__in=scope.tandem_ids)
    return rows.filter(mine | Q(tandem__team__in=scope.led_team_ids))


def visible_notes(actor: Actor) -> QuerySet[SwapNote]:
    """One's own, and the other's once both have written."""
    rows = SwapNote.objects.select_related("swap__tandem__team", "swap__host", "swap__guest", "author", "todo")
    person = signed_in(actor)
    if person is None:
        return rows.none()
    theirs = Q(swap__status=SwapStatus.CLOSED) & (Q(swap__host=person) | Q(swap__guest=person))
    return rows.filter(Q(author=person) | theirs)


@dataclass(frozen=True)
class Way:
    """One direction: who visits whose job, and how many days of this year are planned or lived."""

    host: Employee
    guest: Employee
    role: str
    days: int
    wanted: int

    @property
    def is_full(self) -> bool:
        """Whether the year has what the company wants."""
        return self.days >= self.wanted


def ways_of(seats: Sequence[Seat], counted: Mapping[tuple[int, int], int], wanted: int) -> list[Way]:
    """Both directions of one tandem, with what this year holds; none while a seat is vacant."""
    by_role = {seat.role: seat.employee for seat in seats}
    if len({person.pk for person in by_role.values()}) < len(SeatRole):
        return []
    found = []
    for role, host in sorted(by_role.items()):
        guest = next(person for other, person in by_role.items() if other != role)
        found.append(Way(host, guest, role, counted.get((host.pk, guest.pk), 0), wanted))
    return found


def days_of_year(tandem_ids: Iterable[int], day: date) -> Mapping[tuple[int, int], int]:
    """How many days each guest has with each host this year, (host, guest) → days; one statement."""
    rows = SwapDay.objects.filter(tandem__in=tandem_ids, start__year=day.year).exclude(status=SwapStatus.CANCELLED)
    found: defaultdict[tuple[int, int], int] = defaultdict(int)
    for host, guest, start, end in rows.values_list("host", "guest", "start", "end"):
        found[(host, guest)] += (end - start).days
    return found


def possible_guests(tandem: Tandem, day: date) -> QuerySet[Employee]:
    """Who may be a guest with one of the two: who sits in the tandem, and everybody of its team in sales."""
    sits = Seat.objects.filter(tandem=tandem).values("employee")
    rows = employees_here(day).filter(Q(pk__in=sits) | Q(team=tandem.team_id))
    return rows.filter(Q(roles__contains="inside") | Q(roles__contains="field")).order_by("name_key", "pk")


def is_newcomer(person: Employee, day: date) -> bool:
    """Whether somebody has joined so lately that a week is proposed."""
    return person.joined_on is not None and person.joined_on > day - NEWCOMER
