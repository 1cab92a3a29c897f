"""Dated rows: cutting them at a day, and putting them back as they were."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from typing import Any

from django.core import serializers
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from tandem.core import search
from tandem.core.errors import Conflict
from tandem.core.spans import Spanned, overlapping
from tandem.tandems.entries import tandem_entry
from tandem.tandems.models import Tandem

Kept = list[dict[str, Any]]


def cut(rows: QuerySet[Any], day: date) -> Kept:
    """End the rows that run on the day, remove those planned from it on; answers all of them as they were."""
    touched: Sequence[Spanned] = list(rows.filter(overlapping(day, None)))
    kept: Kept = json.loads(serializers.serialize("json", touched))
    for row in touched:
        if row.start < day:
            row.end = day
            row.save(update_fields=["end"])
        else:
            row.delete()
    return kept


def mend(kept: Kept, day: date) -> list[Any]:
    """Put rows back that were cut at the day; a Conflict when they, or their place, have changed since."""
    rows: list[Any] = [item.object for item in serializers.deserialize("python", kept)]
    for row in rows:
        if row.start < day and not type(row).objects.filter(pk=row.pk, end=day).exists():
            raise changed_since()
    try:
        with transaction.atomic():
            for row in rows:
                row.save()
    except IntegrityError as error:
        raise changed_since() from error
    return rows


def touch(tandem: Tandem, day: date) -> None:
    """Count the version up, so that a form opened before notices; let search know who sits there."""
    tandem.version += 1
    tandem.save(update_fields=["version"])
    search.put(tandem_entry(tandem, day))


def changed_since() -> Conflict:
    """Something came on top."""
    return Conflict("changed_since", _("This was changed again since, so it cannot be taken back."))
