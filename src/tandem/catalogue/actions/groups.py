"""Moving a product to another group: what was sold before that day keeps the group it had."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from tandem.catalogue.models import FormerGroup, Product
from tandem.core.actor import Actor
from tandem.core.errors import Invalid

Told = list[list[str]]  # a product's former groups as events keep them: name, first day of the next one


def check_since(since: date | None, actor: Actor) -> date:
    """The day from which a group holds: today unless told; the past may be corrected, the future cannot be known."""
    if since is not None and since > actor.today:
        text = _("Today or earlier: the group of a product is the one of today.")
        raise Invalid("group_ahead", text, {"group_since": text})
    return since or actor.today


def move_group(product: Product, old: str, since: date) -> Mapping[str, Any]:
    """Let the product's present group hold from that day on, where it was `old` until now; what an undo needs."""
    rows = list(product.former_groups.order_by("until"))
    later = [row for row in rows if row.until >= since]
    left = later[0].name if later else old  # what held until that day, by what was known before
    FormerGroup.objects.filter(pk__in=[row.pk for row in later]).delete()
    if left != product.group:
        FormerGroup.objects.create(product=product, name=left, until=since)
    return {"groups": [[row.name, row.until.isoformat()] for row in rows]}


def bring_back(product: Product, told: Told) -> None:
    """The former groups as they were before a move."""
    product.former_groups.all().delete()
    FormerGroup.objects.bulk_create(
        FormerGroup(product=product, name=name, until=date.fromisoformat(until)) for name, until in told
    )
