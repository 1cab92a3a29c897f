"""Who took which list along, for administration: how it was narrowed, never what was searched for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tandem.core.actor import Actor
from tandem.core.exports.actions import COMPANY, COMPANY_VERB, VERB
from tandem.core.exports.sources import sources
from tandem.core.listing import Column, Listing, Text
from tandem.core.models import Event
from tandem.core.rules import allows
from tandem.desk.sheets import EXPORTS as SHEET
from tandem.people.rules import can_read_outbox


def visible_exports(actor: Actor) -> QuerySet[Event]:
    """All exports for administration, none for others."""
    rows = Event.objects.filter(verb__in=(VERB, COMPANY_VERB))
    return rows if allows(can_read_outbox, actor) else rows.none()


def _told(rows: Sequence[Any], actor: Actor) -> Sequence[Any]:
    """Each event with `title`, `format`, `count` and `filters` in words."""
    for row in rows:
        row.title = _title(row.data, actor)
        row.format, row.count = row.data["format"].upper(), row.data["count"]
        told = [f"{name}={value}" for name, value in row.data["filters"].items()]
        row.filters = ", ".join([*told, *([_("searched")] if row.data["searched"] else [])])
    return rows


def _title(data: Mapping[str, Any], actor: Actor) -> Text:
    """What was taken along, in words; its name, where this Tandem knows it no more."""
    if data["list"] == COMPANY:
        return _("The whole company")
    source = sources().get(data["list"])
    sheet = source.sheet(data["sheet"], actor) if source else None
    return sheet.label if sheet else str(data["sheet"])


EXPORTS = Listing(
    title=gettext_lazy("Exports"),
    name="exports",
    sheets=(SHEET,),
    columns=(
        Column("when", gettext_lazy("When"), sort="id", falling=True),
        Column("who", gettext_lazy("Who")),
        Column("list", gettext_lazy("List")),
        Column("count", gettext_lazy("Lines"), numeric=True),
        Column("filters", gettext_lazy("Filters"), wide=True),
    ),
    fetch=_told,
    row_template="desk/_export_row.html",
    default_sort="-when",
    empty=gettext_lazy("Nobody has exported a list yet."),
)
