"""Who buys by which price list: everyone by those of the years, three groups of customers by lists of their own."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tandem.catalogue.models import PriceList
from tandem.core import search
from tandem.customers.models import Customer, CustomerGroup, PriceListUse

from .files import table
from .firms import Firm
from .people import Crew
from .stage import Stage

FOR_ALL = ("L", "C")  # how the numbers of these lists begin


def write_price_terms(stage: Stage, crew: Crew, firms: Sequence[Firm]) -> None:
    """The lists of the years hold for everyone, the others for their groups; the diary tells who got one."""
    lists: dict[str, list[PriceList]] = {}
    for row in PriceList.objects.order_by("pk"):
        lists.setdefault(row.number[0], []).append(row)
    uses = [_use(stage, row, None) for kind in FOR_ALL for row in lists.get(kind, [])]
    free = [firm for firm in firms if firm.twin_of is None and firm.customer.currency == "EUR"]
    for row in table("customer_groups")["group"]:
        group, members = _group(row), _members(row, free)
        free = [firm for firm in free if firm not in members]
        for firm in members:
            firm.customer.group = group
        Customer.objects.filter(pk__in=[firm.customer.pk for firm in members]).update(group=group)
        given = [_use(stage, price_list, group) for price_list in lists.get(row["list"], [])]
        _tell(stage, crew, group, given)
        uses += given
    PriceListUse.objects.bulk_create(uses)


def _group(row: dict[str, Any]) -> CustomerGroup:
    key = search.fold(row["name"])[:100]
    return CustomerGroup.objects.create(number=row["number"], name=row["name"], name_key=key, note=row["note"])


def _members(row: dict[str, Any], free: Sequence[Firm]) -> list[Firm]:
    """The first who fit: those of its lines of business, or those who usually get a discount."""
    found = [
        firm
        for firm in free
        if firm.customer_class in row["classes"]
        and (firm.industry.label in row["industries"] if row["industries"] else firm.discount)
    ]
    return found[: row["most"]]


def _use(stage: Stage, price_list: PriceList, group: CustomerGroup | None) -> PriceListUse:
    return PriceListUse(price_list=price_list, group=group, start=price_list.valid_from or stage.calendar.start)


def _tell(stage: Stage, crew: Crew, group: CustomerGroup, given: Sequence[PriceListUse]) -> None:
    dice, calendar = stage.dice(f"customer group {group.number}"), stage.calendar
    told = {"name": group.name, "number": group.number, "note": group.note}
    made = calendar.moment(calendar.workdays[0], dice, 520, 540)
    stage.diary.tell("customer_group.created", made, group, by=crew.head, data=told)
    for use in given:
        at = max(made, calendar.moment(calendar.workday_to(use.start), dice, 540, 560))
        data = {"price_list": use.price_list.name, "customer_group": group.name, "start": use.start.isoformat()}
        stage.diary.tell("price_list.given", at, use.price_list, group, by=crew.head, data=data)
