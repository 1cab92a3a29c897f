"""Reading and changing the company's letterhead."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import DEFAULT_DB_ALIAS, transaction
from django.db.models import F, Field, QuerySet, Value

from tandem.core.actor import Actor
from tandem.core.events import record
from tandem.core.locking import lock, save_changes
from tandem.core.models import Company, Event, Letterhead
from tandem.core.rules import require

LOGO = "logo"


def can_edit_letterhead(actor: Actor, thing: Any = None) -> bool:
    """Administration."""
    return "admin" in actor.roles


def visible_letterheads(actor: Actor) -> QuerySet[Letterhead]:
    """The one row, for administration."""
    rows = Letterhead.objects.all()
    return rows if actor.is_system or can_edit_letterhead(actor) else rows.none()


def letterhead() -> Letterhead:
    """What papers bear; the bare name of the company until administration has set it. One statement for both."""
    names = [field.attname for field in Letterhead._meta.concrete_fields]
    bare = [_bare(field) for field in Letterhead._meta.concrete_fields]
    rows = Letterhead.objects.values_list(*names).union(Company.objects.values_list(*bare), all=True)
    found = max(rows, default=None)
    if found is None or found[0] != 1:
        return Letterhead(name=found[names.index("name")] if found else "", version=0)
    return Letterhead.from_db(DEFAULT_DB_ALIAS, names, found)


def _bare(field: Field[Any, Any]) -> Any:
    """What stands for a column where there is only a company: its name, below every key of a letterhead."""
    own = {"id": F("id") * -1, "name": F("name")}
    return own.get(field.attname) or Value(field.get_default(), output_field=field)


@transaction.atomic
def edit_letterhead(*, values: Mapping[str, Any], version: int, actor: Actor, at: datetime) -> Event | None:
    """Change how papers look from now on; what has been made stays as it is. None when nothing differs."""
    require(can_edit_letterhead, actor)
    blank = letterhead()
    Letterhead.objects.get_or_create(pk=1, defaults={"name": blank.name, "version": 0})
    row = lock(Letterhead(pk=1), version=version)
    changes = save_changes(row, dict(values))
    if not changes:
        return None
    told = {name: pair for name, pair in changes.items() if name != LOGO}
    return record("letterhead.edited", row, actor=actor, at=at, changes=told, data={LOGO: LOGO in changes})
