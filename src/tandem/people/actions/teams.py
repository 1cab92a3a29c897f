"""Writing teams."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from tandem.core.actor import Actor
from tandem.core.errors import Invalid
from tandem.core.events import record
from tandem.core.locking import lock, save_changes
from tandem.core.models import Event
from tandem.core.rules import require
from tandem.core.undo import old_values
from tandem.people.models import Employee, Role, Team
from tandem.people.rules import can_manage_people


@transaction.atomic
def create_team(*, name: str, manager: Employee | None, region: str = "DE", actor: Actor, at: datetime) -> Team:
    """Add a team, led by a sales manager or not yet by anybody, with whose public holidays it keeps."""
    require(can_manage_people, actor)
    team = Team(name=name.strip(), manager=manager, region=region)
    _check(team, actor)
    try:
        with transaction.atomic():
            team.save()
    except IntegrityError as error:
        raise _taken() from error
    record("team.created", team, manager, actor=actor, at=at, data={"name": team.name})
    return team


@transaction.atomic
def edit_team(team: Team, *, values: Mapping[str, Any], version: int, actor: Actor, at: datetime) -> Event | None:
    """Change name, manager or region of public holidays; None when nothing differs."""
    require(can_manage_people, actor, team)
    team = lock(team, version=version)
    former = team.manager
    changes = _change(team, values, actor)
    if not changes:
        return None
    subjects = [team, team.manager, former if "manager" in changes else None]
    return record("team.edited", *subjects, actor=actor, at=at, changes=changes)


def undo_team(event: Event, actor: Actor, at: datetime) -> tuple[Team, ...]:
    """Take back an edit of a team."""
    team = lock(Team.objects.get(pk=event.subjects.get(kind=Team.ref_kind).object_id))
    require(can_manage_people, actor, team)
    values = old_values(team, event)
    if "manager_id" in values:
        key: Any = values.pop("manager_id")
        values["manager"] = Employee.objects.filter(pk=key).first()
    _change(team, values, actor)
    return (team,)


def _change(team: Team, values: Mapping[str, Any], actor: Actor) -> dict[str, list[object]]:
    new = {**values, "name": str(values.get("name", team.name)).strip()}
    _check(Team(pk=team.pk, name=new["name"], manager=new.get("manager", team.manager)), actor)
    try:
        with transaction.atomic():
            return save_changes(team, new)
    except IntegrityError as error:
        raise _taken() from error


def _check(team: Team, actor: Actor) -> None:
    """A name of its own, and a manager who works here as one."""
    if Team.objects.filter(name__iexact=team.name).exclude(pk=team.pk).exists():
        raise _taken()
    manager = team.manager
    if manager is not None and not (manager.has_role(Role.MANAGER) and manager.works_here_on(actor.today)):
        text = _("Only a sales manager who works here can lead a team.")
        raise Invalid("no_manager", text, {"manager": text})


def _taken() -> Invalid:
    return Invalid("taken", _("A team of this name is there already."), {"name": _("This name is taken.")})
