"""The customer groups as pages show them: who is in them, and by which lists they buy."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, QuerySet
from django.utils.translation import gettext_lazy as _

from tandem.catalogue.models import PriceList
from tandem.catalogue.rules import can_see_price_lists
from tandem.core.actor import Actor
from tandem.core.listing import Column, Listing
from tandem.core.rules import allows
from tandem.core.search import fold
from tandem.core.spans import on_day

from . import sheets
from .models import Customer, CustomerGroup, PriceListUse


@dataclass(frozen=True)
class GroupRow:
    """A group with how many customers are in it and the lists it buys by today."""

    group: CustomerGroup
    customers: int
    lists: Sequence[PriceList]


def visible_groups(actor: Actor) -> QuerySet[CustomerGroup]:
    """All groups for those who see price lists."""
    rows = CustomerGroup.objects.order_by("name_key", "pk")
    return rows if allows(can_see_price_lists, actor) else rows.none()


def rows_of(groups: Sequence[CustomerGroup], actor: Actor) -> Sequence[GroupRow]:
    """The groups with their numbers; two statements."""
    counts = _counts(groups)
    lists = _lists(groups, actor.today)
    return [GroupRow(group, counts.get(group.pk, 0), lists.get(group.pk, ())) for group in groups]


def _counts(groups: Sequence[CustomerGroup]) -> Mapping[int | None, int]:
    rows = Customer.objects.filter(group__in=[group.pk for group in groups], merged_into=None).order_by()
    return dict(rows.values_list("group").annotate(n=Count("pk")))


def _lists(groups: Sequence[CustomerGroup], day: date) -> Mapping[int, Sequence[PriceList]]:
    uses = PriceListUse.objects.filter(on_day(day), group__in=[group.pk for group in groups])
    found: dict[int, dict[int, PriceList]] = {}
    for use in uses.select_related("price_list").order_by("price_list__name_key", "pk"):
        found.setdefault(use.group_id or 0, {})[use.price_list_id] = use.price_list
    return {key: list(lists.values()) for key, lists in found.items()}


GROUPS = Listing(
    title=_("Customer groups"),
    name="customer_groups",
    sheets=(sheets.GROUPS,),
    columns=(
        Column("name", _("Customer group"), sort="name_key"),
        Column("number", _("Short key"), sort="number", wide=True),
        Column("lists", _("Price lists")),
        Column("customers", _("Customers"), numeric=True),
    ),
    search=lambda rows, query: rows.filter(name_key__contains=fold(query)),
    row_template="customers/_group_row.html",
    default_sort="name",
    fetch=rows_of,
    empty=_("No customer groups yet. Dealers, makers, a buying association: a group buys by a price list of its own."),
)
