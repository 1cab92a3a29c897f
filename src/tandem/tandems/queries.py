"""Tandems, and what a viewer's seats, cover and teams let them see and own."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from tandem.core.actor import Actor
from tandem.core.spans import on_day
from tandem.people.models import Delegation, Role, Team
from tandem.people.queries import signed_in

from .models import Seat, SeatRole, SeatWeight, Tandem

DEFAULT_WEIGHTS = (50, 50)


@dataclass(frozen=True)
class Scope:
    """What follows from where a viewer sits today: own tandems, covered tandems, own and led teams.

    `seats` are today's seats of all own and covered tandems, with person, tandem and team.
    """

    tandem_ids: frozenset[int]
    cover_ids: frozenset[int]
    team_ids: frozenset[int]
    led_team_ids: frozenset[int]
    current_id: int | None
    seats: Sequence[Seat]

    @property
    def acting_ids(self) -> frozenset[int]:
        """Tandems for which the viewer may act as their own."""
        return self.tandem_ids | self.cover_ids


def scope_of(actor: Actor) -> Scope:
    """The viewer's scope, looked up once per request: one statement, two for managers."""
    if "scope" not in actor.cache:
        actor.cache["scope"] = _load_scope(actor)
    found: Scope = actor.cache["scope"]
    return found


def _load_scope(actor: Actor) -> Scope:
    person = signed_in(actor)
    if person is None:
        nothing: frozenset[int] = frozenset()
        return Scope(nothing, nothing, nothing, nothing, None, ())
    today = actor.today
    mine = Seat.objects.filter(on_day(today), employee=person).values("tandem")
    covered = Delegation.objects.filter(on_day(today), deputy=person, scope_kind=Tandem.ref_kind).values("scope_id")
    seats = list(
        Seat.objects.filter(on_day(today))
        .filter(Q(tandem__in=mine) | Q(tandem__in=covered))
        .select_related("employee", "tandem__team")
        .order_by("tandem__name", "-role")
    )
    own = frozenset(seat.tandem_id for seat in seats if seat.employee_id == person.pk)
    teams = {seat.tandem.team_id for seat in seats if seat.tandem_id in own} | {person.team_id}
    led: frozenset[int] = frozenset()
    if person.has_role(Role.MANAGER):
        led = frozenset(Team.objects.filter(manager=person).values_list("pk", flat=True))
    current = person.current_tandem if person.current_tandem in own else min(own, default=None)
    return Scope(
        tandem_ids=own,
        cover_ids=frozenset(seat.tandem_id for seat in seats) - own,
        team_ids=frozenset(key for key in teams if key) | led,
        led_team_ids=led,
        current_id=current,
        seats=seats,
    )


def visible_tandems(actor: Actor) -> QuerySet[Tandem]:
    """Everyone who signs in may know who sells together; only sales and administration need the pages."""
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


def weights_on(tandem_id: int, day: date) -> tuple[int, int]:
    """How inside and field share on a day."""
    row = SeatWeight.objects.filter(on_day(day), tandem=tandem_id).first()
    return (row.inside, row.field) if row else DEFAULT_WEIGHTS


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
