"""Who sits where on which day, and how the halves share."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from tandem.core.actor import EMPLOYEE, Actor
from tandem.core.spans import on_day
from tandem.people.models import Employee
from tandem.tandems.models import Seat, SeatRole, SeatWeight, Tandem

DEFAULT_WEIGHTS = (50, 50)


def visible_tandems(actor: Actor) -> QuerySet[Tandem]:
    """Everyone in the company may know who sells together."""
    if not actor.is_system and actor.kind != EMPLOYEE:
        return Tandem.objects.none()
    return Tandem.objects.select_related("team")


def with_seats(tandems: QuerySet[Tandem], day: date) -> QuerySet[Tandem]:
    """Tandems with `seats_now`: who sits in them on that day, inside first."""
    seats = Seat.objects.filter(on_day(day)).select_related("employee").order_by("-role")
    return tandems.prefetch_related(Prefetch("seats", seats, to_attr="seats_now"))


def occupants(tandem_ids: Iterable[int], day: date) -> dict[int, dict[str, Seat]]:
    """Who sits where on a day: {tandem id: {"inside": seat, "field": seat}}; a vacant seat is missing."""
    found: dict[int, dict[str, Seat]] = {}
    rows = Seat.objects.filter(on_day(day), tandem__in=list(tandem_ids)).select_related("employee")
    for seat in rows:
        found.setdefault(seat.tandem_id, {})[seat.role] = seat
    return found


def sitter_on(tandem: Tandem, role: str, day: date) -> Employee | None:
    """Who sits in this seat on a day; None while it is vacant."""
    seat = tandem.seats.filter(on_day(day), role=role).select_related("employee").first()
    return seat.employee if seat else None


def seat_history(tandem: Tandem) -> QuerySet[Seat]:
    """Who sat, sits and will sit in the tandem, newest first."""
    return tandem.seats.select_related("employee").order_by("-start", "-role")


def tandems_of(employee: Employee, day: date) -> QuerySet[Tandem]:
    """The tandems this person sits in on a day."""
    seats = Seat.objects.filter(on_day(day), employee=employee)
    return Tandem.objects.filter(pk__in=seats.values("tandem")).select_related("team")


def weights_on(tandem_id: int, day: date) -> tuple[int, int]:
    """How inside and field share on a day."""
    row = SeatWeight.objects.filter(on_day(day), tandem=tandem_id).first()
    return (row.inside, row.field) if row else DEFAULT_WEIGHTS


def weights_history(tandem: Tandem) -> QuerySet[SeatWeight]:
    """How the halves shared and will share, newest first."""
    return tandem.weights.order_by("-start")


def open_tandems(day: date) -> QuerySet[Tandem]:
    """Tandems that may get customers on that day."""
    return Tandem.objects.filter(founded_on__lte=day).filter(Q(closed_on=None) | Q(closed_on__gt=day))


def vacant_seats(day: date) -> QuerySet[Tandem]:
    """Open tandems with a seat that nobody sits in, annotated with which."""
    taken = Seat.objects.filter(on_day(day), tandem=OuterRef("pk"))
    return (
        open_tandems(day)
        .annotate(
            has_inside=Exists(taken.filter(role=SeatRole.INSIDE)), has_field=Exists(taken.filter(role=SeatRole.FIELD))
        )
        .filter(Q(has_inside=False) | Q(has_field=False))
        .select_related("team")
    )
