"""What search knows of tandems."""

from __future__ import annotations

from datetime import date

from tandem.core.search import Entry
from tandem.core.spans import overlapping

from .models import Tandem


def tandem_entry(tandem: Tandem, day: date) -> Entry:
    """Found by its name, its team and everyone who sits or will sit in it from that day on."""
    seats = tandem.seats.filter(overlapping(day, None)).select_related("employee")
    people = [str(seat.employee) for seat in seats]
    return Entry(Tandem.ref_kind, tandem.pk, tandem.name, [tandem.team.name, *people], detail=tandem.team.name)
