"""Whose work a list shows: mine, my partner's, both, the team's."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from tandem.core.actor import Actor
from tandem.core.listing import Text
from tandem.tandems.queries import scope_of

BOTH: tuple[tuple[str, Text], ...] = (
    ("mine", _("Mine")),
    ("partner", _("Partner's")),
    ("both", _("Both")),
    ("team", _("Team")),
)


def partner_ids(actor: Actor) -> set[int]:
    """Everybody with whom the viewer sits in a tandem today, or whose tandem the viewer covers."""
    return {seat.employee_id for seat in scope_of(actor).seats} - {actor.id or 0}


def in_scope(rows: QuerySet[Any], scope: str, actor: Actor) -> QuerySet[Any]:
    """Mine: held by me; partner: by the others of my tandems; both: of my tandems; team: all I may see of my teams."""
    mine = scope_of(actor)
    if scope == "mine":
        return rows.filter(holder=actor.id)
    if scope == "partner":
        return rows.filter(holder__in=partner_ids(actor), tandem__in=mine.acting_ids)
    if scope == "both":
        return rows.filter(Q(tandem__in=mine.acting_ids) | Q(holder=actor.id))
    return rows.filter(Q(team__in=mine.team_ids) | Q(holder=actor.id))


def default_scope(actor: Actor) -> str:
    """Both, where one sits in a tandem; else the team's."""
    return "both" if scope_of(actor).acting_ids else "team"
