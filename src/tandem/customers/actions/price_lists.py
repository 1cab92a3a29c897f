"""Who buys by which price list: one customer, a group or a class of them, or everyone; from a day on."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tandem.catalogue.models import PriceList
from tandem.catalogue.rules import can_edit_price_list
from tandem.core.actor import Actor
from tandem.core.errors import Invalid, Refused, Text
from tandem.core.events import record
from tandem.core.locking import lock
from tandem.core.models import Event
from tandem.core.rules import require
from tandem.customers.models import Customer, CustomerGroup, PriceListUse
from tandem.customers.queries import about
from tandem.customers.rules import can_own_customer

from .groups import keep_group
from .standing import lock_standing


@transaction.atomic
def give_price_list(
    price_list: PriceList,
    *,
    customer: Customer | None = None,
    customer_class: str = "",
    group: CustomerGroup | None = None,
    start: date,
    end: date | None = None,
    actor: Actor,
    at: datetime,
) -> PriceListUse:
    """Let a customer (its owners), a group, a class or everyone (who keeps the lists) buy by a list for some days."""
    if customer is not None:
        require(can_own_customer, actor, customer)
        customer = lock_standing(customer)
    else:
        require(can_edit_price_list, actor, price_list)
    whose = {"customer": customer, "group": keep_group(group), "customer_class": customer_class}
    _check(price_list, whose, start, end)
    use = PriceListUse.objects.create(price_list=lock(price_list), **whose, start=start, end=end)
    _tell("price_list.given", use, actor, at)
    return use


@transaction.atomic
def end_price_list(use: PriceListUse, *, day: date | None = None, actor: Actor, at: datetime) -> Event:
    """From that day on it no longer holds; what was quoted and ordered by it stays."""
    if use.customer is not None:
        require(can_own_customer, actor, use.customer)
    else:
        require(can_edit_price_list, actor, use.price_list)
    customer, group, price_list, day = use.customer, use.group, use.price_list, day or actor.today
    use = lock(use)
    use.customer, use.group, use.price_list = customer, group, price_list
    if use.end is not None and use.end <= day:
        raise Refused("ended_already", _("This has ended already."))
    was = use.end.isoformat() if use.end else None
    use.end = max(day, use.start + timedelta(days=1))  # a span has at least a day
    use.save(update_fields=["end"])
    return _tell("price_list.taken", use, actor, at, {"end": [was, use.end.isoformat()]})


def _tell(verb: str, use: PriceListUse, actor: Actor, at: datetime, changes: Any = None) -> Event:
    told = {
        "price_list": use.price_list.name,
        "customer_group": use.group.name if use.group else "",
        "customer_class": use.customer_class,
        "start": use.start.isoformat(),
        "end": use.end.isoformat() if use.end else None,
    }
    subjects = about(use.customer, actor) if use.customer is not None else (use.group,)
    if verb == "price_list.given":
        return record("price_list.given", use.price_list, *subjects, actor=actor, at=at, data=told)
    return record("price_list.taken", use.price_list, *subjects, actor=actor, at=at, changes=changes, data=told)


def _check(price_list: PriceList, whose: Mapping[str, Any], start: date, end: date | None) -> None:
    wrong: dict[str, Text] = {}
    customer: Customer | None = whose["customer"]
    if sum(1 for one in whose.values() if one) > 1:
        wrong["group"] = _("Choose a customer, a group or a class, only one of them.")
    if end is not None and end <= start:
        wrong["end"] = _("It ends after it starts.")
    if customer is not None and customer.currency != price_list.currency:
        wrong["price_list"] = _("The customer pays in %s.") % customer.currency
    there = PriceListUse.objects.filter(price_list=price_list, **whose)
    there = there.filter(Q(end=None) | Q(end__gt=start))
    if (there.filter(start__lt=end) if end else there).exists():
        wrong["start"] = _("It holds on some of these days already.")
    if wrong:
        raise Invalid("list_use_wrong", _("This is not right yet."), wrong)
