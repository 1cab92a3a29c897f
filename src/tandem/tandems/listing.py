"""The list of tandems: its columns, filters and scopes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import Q, QuerySet
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tandem.core.actor import Actor
from tandem.core.listing import Column, Filter, Listing, Rows, by_field, choices_of
from tandem.core.search import ids_matching
from tandem.people.listing import team_options

from .models import SeatRole, Tandem
from .queries import occupants, scope_of, vacant_seats, visible_tandems
from .queries.page import halves_on
from .sheets import TANDEMS as SHEET

CLOSED = "closed"
ANY = "any"


def tandems_for(params: QueryDict, actor: Actor) -> QuerySet[Tandem]:
    """Tandems that sell; closed ones only when asked for."""
    rows, closed = visible_tandems(actor), Q(closed_on__lte=actor.today)
    return rows.filter(closed) if params.get("state") == CLOSED else rows.exclude(closed)


def _in_scope(rows: Rows, scope: str, actor: Actor) -> Rows:
    """Mine: all tandems I act for; tandem: the one in the bar; team: those of my teams."""
    mine = scope_of(actor)
    if scope == "mine":
        return rows.filter(pk__in=mine.acting_ids)
    if scope == "tandem":
        return rows.filter(pk=mine.current_id)
    if scope == "team":
        return rows.filter(team__in=mine.team_ids)
    return rows


def _default_scope(actor: Actor) -> str:
    return "team" if scope_of(actor).team_ids else "all"


def _vacant(rows: Rows, value: str) -> Rows:
    found = vacant_seats(timezone.localdate())
    if value != ANY:
        found = found.filter(**{f"has_{SeatRole(value).value}": False})
    return rows.filter(pk__in=found.values("pk"))


def _matching(rows: Rows, query: str) -> Rows:
    """By name or team of the tandem, or by who sits there."""
    return rows.filter(pk__in=ids_matching(query, Tandem.ref_kind))


def _with_halves(rows: Sequence[Any], actor: Actor) -> Sequence[Any]:
    """Each tandem with `halves`, who sits in it today; one statement."""
    seats = occupants([row.pk for row in rows], actor.today)
    for row in rows:
        row.halves = halves_on(list(seats.get(row.pk, {}).values()), actor.today)
    return rows


TANDEMS = Listing(
    title=_("Tandems"),
    name="tandems",
    sheets=(SHEET,),
    columns=(
        Column("name", _("Tandem"), sort="name"),
        Column("inside", _("Inside sales")),
        Column("field", _("Field sales")),
        Column("team", _("Team"), wide=True),
        Column("since", _("Since"), sort="founded_on", wide=True, falling=True),
    ),
    filters=(
        Filter("team", _("Team"), team_options, by_field("team")),
        Filter("vacant", _("Vacant seat"), choices_of([(ANY, _("any")), *SeatRole.choices]), _vacant),
        Filter("state", _("Also"), choices_of([(CLOSED, _("closed tandems"))]), lambda rows, value: rows),
    ),
    scope=_in_scope,
    search=_matching,
    default_scope=_default_scope,
    fetch=_with_halves,
    row_template="tandems/_row.html",
    default_sort="name",
    empty=_("No tandems yet. A tandem is two people, inside and field, who sell as one unit."),
)
