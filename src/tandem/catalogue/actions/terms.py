"""By what terms is sold: how much each role may give away, and what tax falls on it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from engines.pricing import WHOLE
from tandem.catalogue.models import DiscountLimit, TaxClass, TaxRate
from tandem.catalogue.rules import can_set_limits, can_set_taxes
from tandem.core.actor import Actor
from tandem.core.errors import Conflict, Invalid
from tandem.core.events import record
from tandem.core.locking import lock, lock_name, save_changes
from tandem.core.models import Event
from tandem.core.rules import require

_MOVED = _("Somebody else changed this limit meanwhile; look at the terms of sale and try again.")


@transaction.atomic
def set_limits(
    values: Mapping[str, int], *, shown: Mapping[str, int] | None = None, actor: Actor, at: datetime
) -> Event | None:
    """How far below the list each role may go by itself, in parts per million; None when nothing differs.

    Where `shown` is no longer so, somebody else was faster: Invalid at that role, and nothing is changed.
    """
    require(can_set_limits, actor)
    wrong = {role: _("A discount lies between 0 and 100 per cent.") for role, ppm in values.items() if not _whole(ppm)}
    if wrong:
        raise Invalid("limit_range", _("Some limits are not right yet."), wrong)
    changes: dict[str, list[Any]] = {}
    rows: list[DiscountLimit] = []
    locked = [lock(row) for row in DiscountLimit.objects.filter(role__in=values).order_by("pk")]
    others = [row.role for row in locked if row.ppm not in ((shown or {}).get(row.role, row.ppm), values[row.role])]
    moved = dict.fromkeys(others, _MOVED)
    if moved:
        raise Invalid("limit_changed", _("Somebody else changed a limit meanwhile."), moved)
    for row in locked:
        saved = save_changes(row, {"ppm": values[row.role]})
        if saved:
            changes[row.role], rows = saved["ppm"], [*rows, row]
    return record("discount_limit.set", *rows, actor=actor, at=at, changes=changes) if changes else None


def undo_limits(event: Event, actor: Actor, at: datetime) -> tuple[DiscountLimit, ...]:
    """Give the roles the limits they had."""
    require(can_set_limits, actor)
    rows = [lock(row) for row in DiscountLimit.objects.filter(role__in=event.changes).order_by("pk")]
    if any(row.ppm != event.changes[row.role][1] for row in rows):
        raise Conflict("changed_since", _("This was changed again since, so it cannot be taken back."))
    for row in rows:
        save_changes(row, {"ppm": event.changes[row.role][0]})
    return tuple(rows)


@transaction.atomic
def set_tax_rate(country: str, tax_class: str, *, ppm: int, start: date, actor: Actor, at: datetime) -> Event | None:
    """From a day on a class of goods bears another rate; what holds until then ends. None when it is the same."""
    require(can_set_taxes, actor)
    if not _whole(ppm):
        raise Invalid("tax_range", _("A rate lies between 0 and 100 per cent."), {"ppm": _("Between 0 and 100.")})
    if tax_class not in (TaxClass.STANDARD, TaxClass.REDUCED):
        raise Invalid("tax_class", _("Choose a class."), {"tax_class": _("Choose a class.")})
    lock_name(f"tax:{country}:{tax_class}")
    rows = TaxRate.objects.filter(country=country, tax_class=tax_class)
    now = rows.filter(start__lte=start).order_by("-start").first()
    if now is not None and now.ppm == ppm and now.holds_on(start):
        return None
    later = rows.filter(start__gt=start).order_by("start").first()
    end = later.start if later else None
    if now is not None and now.start < start and now.holds_on(start):
        now.end = start
        now.save(update_fields=["end"])
    row, _made = TaxRate.objects.update_or_create(
        country=country, tax_class=tax_class, start=start, defaults={"ppm": ppm, "end": end}
    )
    changes = {"ppm": [now.ppm if now else None, ppm]}
    told = {"country": country, "tax_class": tax_class, "start": start.isoformat()}
    return record("tax_rate.set", row, actor=actor, at=at, changes=changes, data=told)


def _whole(ppm: int) -> bool:
    return 0 <= ppm <= WHOLE
