"""The page of one tandem."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from tandem.core.actor import Actor
from tandem.core.rules import allows
from tandem.people.models import Employee
from tandem.people.photos import photo_url
from tandem.tandems.models import Seat, SeatRole, SeatWeight, Tandem
from tandem.tandems.rules import can_see_weights

from .chart import SeatChart, seat_chart
from .history import HistoryEntry, tandem_history
from .seating import DEFAULT_WEIGHTS, seat_history, weights_history

WIDE, NARROW = 700, 330  # the room that a chart has on a screen and on a phone


@dataclass(frozen=True)
class Half:
    """One of the two seats on a day: who sits there, and who comes next."""

    role: str
    label: str
    seat: Seat | None
    coming: Seat | None
    photo_url: str

    @property
    def person(self) -> Employee | None:
        """Who sits there; None while it is vacant."""
        return self.seat.employee if self.seat else None


@dataclass(frozen=True)
class Weighted:
    """How the halves share, from one day to another; evenly where nobody ever said."""

    inside: int
    field: int
    start: date
    last_day: date | None
    holds: bool


@dataclass(frozen=True)
class TandemPage:
    """Everything the page of a tandem shows besides sections of other apps. `weights` is None for those not meant."""

    tandem: Tandem
    is_open: bool
    halves: Sequence[Half]
    seats: Sequence[Seat]
    charts: Sequence[tuple[str, SeatChart]]
    weights: Sequence[Weighted] | None
    history: Sequence[HistoryEntry]
    more_before: int | None

    @property
    def weights_now(self) -> Weighted | None:
        """How they share today."""
        return next((row for row in self.weights or () if row.holds), None)


def tandem_page(tandem: Tandem, actor: Actor, *, before: int | None = None) -> TandemPage:
    """The tandem as this viewer may see it: four statements at most, however long its history."""
    seats, today = list(seat_history(tandem)), actor.today
    may_see = allows(can_see_weights, actor, tandem)
    history, more = tandem_history(tandem, with_weights=may_see, before=before)
    return TandemPage(
        tandem=tandem,
        is_open=is_open(tandem, today),
        halves=halves_on(seats, today),
        seats=seats,
        charts=[
            (name, seat_chart(seats, first=tandem.founded_on, closed=tandem.closed_on, today=today, width=width))
            for name, width in (("t-wide", WIDE), ("t-narrow", NARROW))
        ],
        weights=_weights(list(weights_history(tandem)), tandem, today) if may_see else None,
        history=history,
        more_before=history[-1].id if more else None,
    )


def is_open(tandem: Tandem, day: date) -> bool:
    """Whether the tandem sells on that day, or will."""
    return tandem.closed_on is None or day < tandem.closed_on


def halves_on(seats: Sequence[Seat], day: date) -> list[Half]:
    """Both halves, inside first as everywhere; neither is more than the other."""
    halves = []
    for role in SeatRole:
        mine = sorted((seat for seat in seats if seat.role == role), key=lambda seat: seat.start)
        now = next((seat for seat in mine if seat.holds_on(day)), None)
        coming = next((seat for seat in mine if seat.start > day), None)
        photo = photo_url(now.employee) if now else ""
        halves.append(Half(role.value, str(role.label), now, coming, photo))
    return halves


def _weights(rows: Sequence[SeatWeight], tandem: Tandem, day: date) -> list[Weighted]:
    """Newest first; the time before the first row is even."""
    found = [Weighted(row.inside, row.field, row.start, row.last_day, row.holds_on(day)) for row in rows]
    first = rows[-1].start if rows else tandem.closed_on
    if first is None or tandem.founded_on < first:
        even = SeatWeight(start=tandem.founded_on, end=first)
        found.append(Weighted(*DEFAULT_WEIGHTS, even.start, even.last_day, even.holds_on(day)))
    return found
