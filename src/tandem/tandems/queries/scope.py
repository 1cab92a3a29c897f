"""What a viewer's seats, cover and teams let them see and own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet

from tandem.core.actor import Actor
from tandem.core.prepared import prepared
from tandem.core.spans import on_day
from tandem.people.models import Delegation, Role
from tandem.people.queries import led_teams, signed_in
from tandem.tandems.models import Seat, Tandem


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
    """The viewer's scope, looked up once per request: one statement."""
    if "scope" not in actor.cache:
        actor.cache["scope"] = _load_scope(actor)
    found: Scope = actor.cache["scope"]
    return found


@prepared
def _seats(person_id: int, day: date) -> QuerySet[Seat]:
    """Today's seats of the tandems in which this person sits, or covers somebody who sits there still."""
    mine = Seat.objects.filter(on_day(day), employee=person_id).values("tandem")
    sits = Seat.objects.filter(on_day(day), tandem=OuterRef("scope_id"), employee=OuterRef("person"))
    covers = Delegation.objects.filter(Exists(sits), on_day(day), deputy=person_id, purpose=Delegation.COVER)
    covered = covers.filter(scope_kind=Tandem.ref_kind).values("scope_id")
    seats = Seat.objects.filter(on_day(day)).filter(Q(tandem__in=mine) | Q(tandem__in=covered))
    return seats.select_related("employee__team", "tandem__team").order_by("tandem__name", "-role")


def _load_scope(actor: Actor) -> Scope:
    person = signed_in(actor)
    if person is None:
        nothing: frozenset[int] = frozenset()
        return Scope(nothing, nothing, nothing, nothing, None, ())
    today = actor.today
    seats = _seats(person.pk, today)
    own = frozenset(seat.tandem_id for seat in seats if seat.employee_id == person.pk)
    cover = frozenset(seat.tandem_id for seat in seats) - own
    teams = {seat.tandem.team_id for seat in seats if seat.tandem_id in own} | {person.team_id}
    led: frozenset[int] = frozenset()
    if person.has_role(Role.MANAGER):
        led = led_teams(person)
    chosen = person.current_tandem if person.current_tandem in own | cover else None
    return Scope(
        tandem_ids=own,
        cover_ids=cover,
        team_ids=frozenset(key for key in teams if key) | led,
        led_team_ids=led,
        current_id=chosen or min(own, default=None),
        seats=seats,
    )
