"""The list of products."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tandem.core.actor import Actor
from tandem.core.listing import Column, Filter, Listing, Text, by_field, choices_of
from tandem.core.search import ids_matching

from .models import Product
from .queries import sold_on


def _groups(actor: Actor) -> Sequence[tuple[str, Text]]:
    if "groups" not in actor.cache:
        rows = Product.objects.exclude(group="").order_by("group").values_list("group", flat=True).distinct()
        actor.cache["groups"] = [(name, name) for name in rows]
    found: Sequence[tuple[str, Text]] = actor.cache["groups"]
    return found


def _sold(rows: QuerySet[Any], value: str) -> QuerySet[Any]:
    now = sold_on(timezone.localdate())
    return rows.filter(now if value == "yes" else ~now)


def _matching(rows: QuerySet[Any], query: str) -> QuerySet[Any]:
    return rows.filter(pk__in=ids_matching(query, Product.ref_kind))


PRODUCTS = Listing(
    title=_("Products"),
    columns=(
        Column("name", _("Product"), sort="name_key"),
        Column("number", _("Number"), sort="number", wide=True),
        Column("group", _("Group"), sort="group", wide=True),
        Column("price", _("List price"), sort="list_price", numeric=True, falling=True),
    ),
    filters=(
        Filter("group", _("Group"), _groups, by_field("group")),
        Filter("sold", _("Sold now"), choices_of([("yes", _("yes")), ("no", _("no"))]), _sold),
    ),
    search=_matching,
    row_template="catalogue/_row.html",
    default_sort="name",
    empty=_("No products yet. Add the first one, or take over your data with: tandem import"),
)
