"""The lists of people, teams and absences: their columns and filters."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import Q, QuerySet
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tandem.core.actor import Actor
from tandem.core.listing import Column, Filter, Listing, Text, by_field, choices_of
from tandem.core.rules import allows
from tandem.core.search import fold, ids_matching

from . import sheets
from .entries import PERSONNEL
from .models import Absence, Employee, Role, Team
from .queries import absence_on, visible_absences, visible_employees, with_deputies
from .rules import can_see_absence_kind, can_see_personnel_data

LEFT = "left"
PAST = "past"


def employees_for(params: QueryDict, actor: Actor) -> QuerySet[Employee]:
    """Who works here; those who have left only when asked for."""
    return visible_employees(actor).filter(is_active=params.get("state") != LEFT)


def absences_for(params: QueryDict, actor: Actor) -> QuerySet[Absence]:
    """Current and coming absences; past ones only when asked for."""
    rows = with_deputies(visible_absences(actor))
    over = Q(end__lte=actor.today)
    return rows.filter(over) if params.get("when") == PAST else rows.exclude(over)


def list_of_employees(actor: Actor) -> Listing:
    """The list of people; payroll also finds them by personnel number."""
    kinds = [Employee.ref_kind, *([PERSONNEL] if allows(can_see_personnel_data, actor) else [])]

    def matching(rows: QuerySet[Employee], query: str) -> QuerySet[Employee]:
        gone = Q(is_active=False, name_key__contains=fold(query))  # search forgets those who have left
        return rows.filter(Q(pk__in=ids_matching(query, *kinds)) | gone)

    return Listing(
        title=_("People"),
        name="people",
        sheets=(sheets.PEOPLE,),
        columns=(
            Column("name", _("Name"), sort="name_key"),
            Column("job", _("Job"), wide=True),
            Column("team", _("Team"), wide=True),
            Column("phone", _("Phone"), wide=True),
            Column("state", pgettext_lazy("of a person", "Today")),
        ),
        filters=(
            Filter("role", _("Role"), choices_of(Role.choices), by_field("roles__contains")),
            Filter("team", _("Team"), team_options, by_field("team")),
            Filter(
                "state",
                pgettext_lazy("of a person", "State"),
                choices_of([(LEFT, _("has left"))]),
                lambda rows, value: rows,
            ),
        ),
        search=matching,
        fetch=_with_absences,
        row_template="people/_employee_row.html",
        default_sort="name",
        empty=_("Nobody here yet."),
    )


TEAMS = Listing(
    title=_("Teams"),
    name="teams",
    sheets=(sheets.TEAMS,),
    columns=(
        Column("name", _("Team"), sort="name"),
        Column("manager", _("Sales manager")),
        Column("size", _("People"), numeric=True),
    ),
    search=lambda rows, query: rows.filter(name__icontains=query),
    row_template="people/_team_row.html",
    default_sort="name",
    empty=_("No teams yet. A team has one sales manager; customers wait in its queue until a tandem has them."),
)


def team_options(actor: Actor) -> Sequence[tuple[str, Text]]:
    """All teams, looked up once per request."""
    if "teams" not in actor.cache:
        actor.cache["teams"] = [(str(key), name) for key, name in Team.objects.values_list("pk", "name")]
    found: Sequence[tuple[str, Text]] = actor.cache["teams"]
    return found


def with_kinds(rows: Sequence[Any], actor: Actor) -> Sequence[Any]:
    """Each absence with `reason`, where the viewer may know it, and `deputies`."""
    for row in rows:
        row.reason = row.get_kind_display() if allows(can_see_absence_kind, actor, row) else ""
        row.deputies = list({given.deputy_id: given.deputy for given in row.delegations.all()}.values())
    return rows


def _with_absences(rows: Sequence[Any], actor: Actor) -> Sequence[Any]:
    """Each person with `absence`, today's; one statement."""
    away = absence_on([row.pk for row in rows], actor.today)
    for row in rows:
        row.absence = away.get(row.pk)
    return rows


ABSENCES = Listing(
    title=_("Absences"),
    name="absences",
    sheets=(sheets.ABSENCES,),
    columns=(
        Column("name", _("Name")),
        Column("start", _("First day"), sort="start"),
        Column("end", _("Last day"), wide=True),
        Column("team", _("Team"), wide=True),
        Column("cover", _("Cover")),
    ),
    filters=(
        Filter("team", _("Team"), team_options, by_field("employee__team")),
        Filter(
            "when",
            pgettext_lazy("of absences", "When"),
            choices_of([(PAST, pgettext_lazy("of absences", "past"))]),
            lambda rows, value: rows,
        ),
    ),
    search=lambda rows, query: rows.filter(employee__name_key__contains=fold(query)),
    fetch=with_kinds,
    row_template="people/_absence_row.html",
    default_sort="start",
    empty=_("Nobody is or will be away, as far as noted here."),
)
