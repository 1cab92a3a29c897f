"""Who took which list along, for administration: how it was narrowed, never what was searched for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tandem.core.actor import Actor
from tandem.core.exports.actions import VERB
from tandem.core.exports.sources import sources
from tandem.core.listing import Column, Listing
from tandem.core.models import Event
from tandem.core.rules import allows
from tandem.desk.sheets import EXPORTS as SHEET
from tandem.people.rules import can_read_outbox


def visible_exports(actor: Actor) -> QuerySet[Event]:
    """All exports for administration, none for others."""
    return Event.objects.filter(verb=VERB) if allows(can_read_outbox, actor) else Event.objects.none()


def _told(rows: Sequence[Any], actor: Actor) -> Sequence[Any]:
    """Each event with `title`, `format`, `count` and `filters` in words."""
    for row in rows:
        source = sources().get(row.data["list"])
        sheet = source.sheet(row.data["sheet"], actor) if source else None
        row.title = sheet.label if sheet else row.data["sheet"]
        row.format, row.count = row.data["format"].upper(), row.data["count"]
        told = [f"{name}={value}" for name, value in row.data["filters"].items()]
        row.filters = ", ".join([*told, *([_("searched")] if row.data["searched"] else [])])
    return rows


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
