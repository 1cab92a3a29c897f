"""Who sits where in which tandem, and how the halves share, for many days at once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from tandem.orders.credits import Halves
from tandem.tandems.models import Seat, SeatWeight
from tandem.tandems.queries import DEFAULT_WEIGHTS


@dataclass(frozen=True)
class Seating:
    """The seats and weights of some tandems over all time; two statements for any number of orders."""

    seats: dict[int, list[Seat]]
    weights: dict[int, list[SeatWeight]]

    @classmethod
    def load(cls, tandems: Iterable[int | None]) -> Seating:
        """All that is known of these tandems."""
        wanted = [tandem for tandem in tandems if tandem]
        seats: dict[int, list[Seat]] = {}
        for seat in Seat.objects.filter(tandem__in=wanted):
            seats.setdefault(seat.tandem_id, []).append(seat)
        weights: dict[int, list[SeatWeight]] = {}
        for row in SeatWeight.objects.filter(tandem__in=wanted):
            weights.setdefault(row.tandem_id, []).append(row)
        return cls(seats, weights)

    def halves(self, tandem: int | None, day: date) -> Halves:
        """Who sat there on that day and how they shared."""
        weights = next((row for row in self.weights.get(tandem or 0, ()) if row.holds_on(day)), None)
        people = {seat.role: seat.employee_id for seat in self.seats.get(tandem or 0, ()) if seat.holds_on(day)}
        return Halves((weights.inside, weights.field) if weights else DEFAULT_WEIGHTS, people)
