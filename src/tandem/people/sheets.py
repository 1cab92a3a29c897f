"""People, teams and absences as files; personnel data only for those who may see everybody's."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from tandem.core.exports import DAY, WHOLE, Field, Sheet, of

from .models import Employee
from .rules import can_see_personnel_data


def _roles(person: Employee) -> str:
    return ", ".join(person.role_labels)


def _languages(person: Employee) -> str:
    return ", ".join(person.language_labels)


def _back_on(person: Any) -> object:
    return person.absence.end if person.absence else None


def _away(person: Any) -> str:
    return str(_("away")) if person.absence else ""


PEOPLE = Sheet(
    key="people",
    label=_("People"),
    fields=(
        Field(_("Last name"), of("last_name")),
        Field(_("First name"), of("first_name")),
        Field(_("Job"), of("job_title")),
        Field(_("Roles"), _roles),
        Field(_("Team"), of("team.name")),
        Field(_("E-mail"), of("email")),
        Field(_("Phone"), of("phone")),
        Field(_("Languages"), _languages),
        Field(_("Today"), _away),
        Field(_("Back on"), _back_on, DAY),
        Field(_("Personnel number"), of("personnel_number"), may=can_see_personnel_data),
        Field(_("Cost centre"), of("cost_centre"), may=can_see_personnel_data),
        Field(_("First day"), of("joined_on"), DAY, may=can_see_personnel_data),
        Field(_("Last day"), of("last_day"), DAY, may=can_see_personnel_data),
    ),
)

TEAMS = Sheet(
    key="teams",
    label=_("Teams"),
    fields=(
        Field(_("Team"), of("name")),
        Field(_("Sales manager"), lambda row: str(row.manager) if row.manager else None),
        Field(_("E-mail"), of("manager.email")),
        Field(_("People"), of("size"), WHOLE),
    ),
)

ABSENCES = Sheet(
    key="absences",
    label=_("Absences"),
    fields=(
        Field(_("Last name"), of("employee.last_name")),
        Field(_("First name"), of("employee.first_name")),
        Field(_("Team"), of("employee.team.name")),
        Field(_("First day"), of("start"), DAY),
        Field(_("Last day"), of("last_day"), DAY),
        Field(_("Reason"), of("reason")),  # empty where the viewer may not know it
        Field(_("Cover"), lambda row: ", ".join(str(deputy) for deputy in row.deputies)),
    ),
)
