"""Forming, renaming, moving and closing tandems."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import ProtectedError
from django.utils.translation import gettext_lazy as _

from tandem.core import search
from tandem.core.actor import Actor
from tandem.core.errors import Invalid
from tandem.core.events import record
from tandem.core.locking import lock, save_changes
from tandem.core.models import Event
from tandem.core.rules import require
from tandem.core.spans import overlapping
from tandem.core.undo import old_values
from tandem.people.models import Employee, Team
from tandem.tandems.entries import tandem_entry
from tandem.tandems.models import Seat, SeatRole, SeatWeight, Tandem
from tandem.tandems.rules import can_change_tandem, can_form_tandem

from .rows import changed_since, cut, mend, touch
from .sitters import check_sitter
from .weights import check_weights


@transaction.atomic
def form_tandem(
    *,
    name: str,
    team: Team,
    inside: Employee | None,
    field: Employee | None,
    founded_on: date,
    weights: tuple[int, int] | None = None,
    actor: Actor,
    at: datetime,
) -> tuple[Tandem, Event]:
    """Two people begin to sell as one unit; one of the seats may still be vacant. Without weights: 50 to 50."""
    require(can_form_tandem, actor, team)
    _check_name(name)
    if weights:
        check_weights(*weights)
    if inside is None and field is None:
        text = _("At least one of the two has to be known.")
        raise Invalid("nobody", text, {"inside": text})
    tandem = Tandem.objects.create(name=name, team=team, founded_on=founded_on)
    people = {
        role: _seat(tandem, role, person, founded_on)
        for role, person in ((SeatRole.INSIDE, inside), (SeatRole.FIELD, field))
        if person
    }
    if weights:
        SeatWeight.objects.create(tandem=tandem, inside=weights[0], field=weights[1], start=founded_on)
    search.put(tandem_entry(tandem, actor.today))
    event = record(
        "tandem.formed",
        tandem,
        team,
        *people.values(),
        actor=actor,
        at=at,
        data={
            "name": name,
            "team": team.name,
            "from": founded_on.isoformat(),
            "weights": list(weights or ()),
            **{role.value: str(person) for role, person in people.items()},
        },
    )
    return tandem, event


@transaction.atomic
def edit_tandem(
    tandem: Tandem, *, name: str, team: Team, version: int | None = None, actor: Actor, at: datetime
) -> Event | None:
    """Rename it, or move it with its customers to another team of which one decides too; None when nothing differs."""
    require(can_change_tandem, actor, tandem)
    tandem = lock(tandem, version=version)
    if team.pk != tandem.team_id:
        require(can_form_tandem, actor, team)
    _check_name(name, tandem)
    former = tandem.team
    changes = save_changes(tandem, {"name": name, "team": team})
    if not changes:
        return None
    search.put(tandem_entry(tandem, actor.today))
    return record(
        "tandem.edited",
        tandem,
        former,
        team,
        actor=actor,
        at=at,
        changes=changes,
        data={"teams": [str(former), str(team)]},
    )


@transaction.atomic
def close_tandem(tandem: Tandem, *, closed_on: date, version: int | None = None, actor: Actor, at: datetime) -> Event:
    """From that day, today or later, it sells no more: its seats end, its customers wait in the team's queue."""
    require(can_change_tandem, actor, tandem)
    tandem = lock(tandem, version=version)
    if tandem.closed_on:
        raise Invalid("closed_already", _("This tandem has been closed already."))
    if closed_on < max(actor.today, tandem.founded_on):
        text = _("A tandem is closed from today or a later day on.")
        raise Invalid("past_day", text, {"closed_on": text})
    ending = tandem.seats.filter(overlapping(closed_on, None)).select_related("employee")
    people = {seat.employee_id: seat.employee for seat in ending}
    kept = {"seats": cut(tandem.seats.all(), closed_on), "weights": cut(tandem.weights.all(), closed_on)}
    tandem.closed_on = closed_on
    tandem.save(update_fields=["closed_on"])
    touch(tandem, actor.today)
    return record(
        "tandem.closed",
        tandem,
        *people.values(),
        actor=actor,
        at=at,
        changes={"closed_on": [None, closed_on.isoformat()]},
        data={"name": tandem.name, "from": closed_on.isoformat(), "before": kept},
    )


def undo_formed(event: Event, actor: Actor, at: datetime) -> tuple[Team | Employee, ...]:
    """Remove a tandem to which nothing belongs yet."""
    tandem = lock(_subject(event))
    require(can_change_tandem, actor, tandem)
    if tandem.version != 1:
        raise changed_since()
    team, people = tandem.team, [seat.employee for seat in tandem.seats.select_related("employee")]
    search.drop(Tandem.ref_kind, tandem.pk)
    try:
        tandem.delete()
    except ProtectedError as error:
        raise changed_since() from error
    return (team, *people)


def undo_edited(event: Event, actor: Actor, at: datetime) -> tuple[Tandem | Team, ...]:
    """The former name and team."""
    tandem = lock(_subject(event))
    require(can_change_tandem, actor, tandem)
    values: dict[str, Any] = old_values(tandem, event)
    now = tandem.team
    if "name" in values:
        _check_name(str(values["name"]), tandem)
    if "team_id" in values:
        values["team"] = Team.objects.get(pk=values.pop("team_id"))
        require(can_form_tandem, actor, values["team"])
    save_changes(tandem, values)
    search.put(tandem_entry(tandem, actor.today))
    return (tandem, now, tandem.team)


def undo_closed(event: Event, actor: Actor, at: datetime) -> tuple[Tandem | Employee, ...]:
    """Open it again with the people and weights it had."""
    tandem = lock(_subject(event))
    require(can_change_tandem, actor, tandem)
    day = date.fromisoformat(event.data["from"])
    if tandem.closed_on != day:
        raise changed_since()
    seats: list[Seat] = mend(event.data["before"]["seats"], day)
    if any(seat.employee.left_on and (seat.end is None or seat.end > seat.employee.left_on) for seat in seats):
        raise changed_since()
    mend(event.data["before"]["weights"], day)
    tandem.closed_on = None
    tandem.save(update_fields=["closed_on"])
    touch(tandem, actor.today)
    return (tandem, *(seat.employee for seat in seats))


def _seat(tandem: Tandem, role: SeatRole, person: Employee, start: date) -> Employee:
    person = lock(person)
    try:
        end = check_sitter(tandem, role=role, employee=person, start=start, end=None)
    except Invalid as error:
        wrong = {"employee": role.value, "start": "founded_on"}
        raise Invalid(
            error.code, error.text, {wrong.get(key, key): text for key, text in error.fields.items()}
        ) from error
    Seat.objects.create(tandem=tandem, role=role, employee=person, start=start, end=end)
    return person


def _check_name(name: str, tandem: Tandem | None = None) -> None:
    others = Tandem.objects.filter(name__iexact=name)
    if tandem:
        others = others.exclude(pk=tandem.pk)
    if others.exists():
        text = _("Another tandem has this name.")
        raise Invalid("name_taken", text, {"name": text})


def _subject(event: Event) -> Tandem:
    return Tandem.objects.get(pk=event.subjects.get(kind=Tandem.ref_kind).object_id)
