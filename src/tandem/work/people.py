"""Whom one may choose: into whose calendar one may book, and which colleagues may be asked to come."""

from __future__ import annotations

from collections.abc import Iterable

from tandem.core.actor import Actor
from tandem.people.models import Employee
from tandem.people.queries import employees_here, signed_in
from tandem.tandems.queries import scope_of

MOST_COLLEAGUES = 80


def bookable(actor: Actor) -> list[Employee]:
    """Oneself, then the people of the tandems one acts for, then as manager the team; one statement for managers."""
    person = signed_in(actor)
    if person is None:
        return []
    scope = scope_of(actor)
    current = sorted(scope.seats, key=lambda seat: seat.tandem_id != scope.current_id)
    people = {person.pk: person, **{seat.employee_id: seat.employee for seat in current}}
    if scope.led_team_ids:
        rows = employees_here(actor.today).filter(team__in=scope.led_team_ids).order_by("name_key")
        people = {**people, **{one.pk: one for one in rows if one.sells}}
    return list(people.values())


def colleagues(actor: Actor, first: Iterable[Employee] = ()) -> list[Employee]:
    """Who may be asked to come: the tandem's people first, then the teams'; one statement."""
    people = {one.pk: one for one in first}
    rows = employees_here(actor.today).filter(team__in=scope_of(actor).team_ids).order_by("name_key")
    people = {**people, **{one.pk: one for one in rows[:MOST_COLLEAGUES] if one.sells}}
    return list(people.values())
