"""Writing absences, and who covers what meanwhile.

Why somebody is away stands in the row only, never in an event: events are kept, and a sickness is nobody's history.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from tandem.core.actor import Actor
from tandem.core.errors import Invalid, Refused
from tandem.core.events import record
from tandem.core.locking import lock, save_changes
from tandem.core.models import Event
from tandem.core.rules import require
from tandem.core.spans import overlapping
from tandem.people.duties import deputies_for, duties_of
from tandem.people.models import Absence, Delegation, Employee
from tandem.people.rules import can_change_absence, can_record_absence

Cover = tuple[str, int, Employee]  # kind and id of what is covered, by whom


@transaction.atomic
def record_absence(
    employee: Employee,
    *,
    kind: str,
    start: date,
    end: date | None,
    covers: Iterable[Cover] = (),
    actor: Actor,
    at: datetime,
) -> tuple[Absence, Event]:
    """Note days away, [start, end), and who covers each duty; `end` None means until further notice."""
    require(can_record_absence, actor, employee)
    employee = lock(employee)
    if not employee.works_here_on(start):
        raise Refused("has_left", _("This person does not work here on these days."))
    absence = Absence(employee=employee, kind=kind, start=start, end=end)
    _check_span(absence)
    covers = _checked(absence, covers)
    absence.save()
    _delegate(absence, covers)
    event = record("absence.recorded", *_subjects(absence, covers), actor=actor, at=at, data=_data(absence, covers))
    return absence, event


@transaction.atomic
def edit_absence(
    absence: Absence,
    *,
    kind: str,
    start: date,
    end: date | None,
    covers: Iterable[Cover] = (),
    version: int,
    actor: Actor,
    at: datetime,
) -> Event:
    """Change days, kind and cover; the cover is given anew."""
    require(can_change_absence, actor, absence)
    lock(absence.employee)
    absence = lock(absence, version=version)
    former = [row.deputy for row in absence.delegations.select_related("deputy")]
    _check_span(Absence(pk=absence.pk, employee=absence.employee, start=start, end=end))
    changes = save_changes(absence, {"kind": kind, "start": start, "end": end})
    changes.pop("kind", None)
    covers = _checked(absence, covers)
    absence.delegations.all().delete()
    _delegate(absence, covers)
    subjects = [*_subjects(absence, covers), *former]
    return record("absence.edited", *subjects, actor=actor, at=at, changes=changes, data=_data(absence, covers))


@transaction.atomic
def remove_absence(absence: Absence, *, actor: Actor, at: datetime) -> Event:
    """The person is there after all; cover ends with it."""
    require(can_change_absence, actor, absence)
    absence = lock(absence)
    covers = [(row.scope_kind, row.scope_id, row.deputy) for row in absence.delegations.select_related("deputy")]
    event = record("absence.removed", *_subjects(absence, covers), actor=actor, at=at, data=_data(absence, covers))
    absence.delete()
    return event


def undo_absence(event: Event, actor: Actor, at: datetime) -> tuple[Employee, ...]:
    """Take an absence back that was noted by mistake."""
    key = event.subjects.get(kind=Absence.ref_kind).object_id
    absence = Absence.objects.select_related("employee__team").filter(pk=key).first()
    if absence is None:
        raise Refused("removed_already", _("This absence is not there any more."))
    require(can_change_absence, actor, absence)
    absence.delete()
    return (absence.employee,)


def _check_span(absence: Absence) -> None:
    if absence.end and absence.end <= absence.start:
        raise Invalid("backwards", _("The last day lies before the first."), {"last_day": _("Choose a later day.")})
    others = Absence.objects.filter(overlapping(absence.start, absence.end), employee=absence.employee)
    if others.exclude(pk=absence.pk).exists():
        text = _("An absence on some of these days is noted already. Change that one.")
        raise Invalid("away_already", text, {"start": text})


def _checked(absence: Absence, covers: Iterable[Cover]) -> list[Cover]:
    """Only what the person holds, only to who may sell there and is not away then."""
    covers = list(covers)
    duties = {(duty.kind, duty.id): duty for duty in duties_of(absence.employee, absence.start, absence.end)}
    deputies = deputies_for(duties.values(), absence.employee, absence.start)
    away = Absence.objects.filter(overlapping(absence.start, absence.end))
    missing = set(away.filter(employee__in=[deputy.pk for _k, _i, deputy in covers]).values_list("employee", flat=True))
    for kind, key, deputy in covers:
        duty = duties.get((kind, key))
        if duty is None or deputy not in deputies[duty.key]:
            raise Invalid("no_cover", _("This person cannot cover that."))
        if deputy.pk in missing:
            raise Invalid("deputy_away", _("Who covers is away too."), {duty.key: _("Away on some of these days.")})
    return covers


def _delegate(absence: Absence, covers: Sequence[Cover]) -> None:
    Delegation.objects.bulk_create(
        Delegation(
            person=absence.employee,
            deputy=deputy,
            purpose=Delegation.COVER,
            scope_kind=kind,
            scope_id=key,
            absence=absence,
            start=absence.start,
            end=absence.end,
        )
        for kind, key, deputy in covers
    )


def _subjects(absence: Absence, covers: Sequence[Cover]) -> list[Any]:
    return [absence, absence.employee, absence.employee.team, *(deputy for _kind, _key, deputy in covers)]


def _data(absence: Absence, covers: Sequence[Cover]) -> dict[str, Any]:
    """When, and who covers what; not why."""
    return {
        "name": str(absence.employee),
        "from": absence.start.isoformat(),
        "to": absence.end.isoformat() if absence.end else "",
        "covers": [{"kind": kind, "id": key, "deputy": deputy.pk} for kind, key, deputy in covers],
    }
