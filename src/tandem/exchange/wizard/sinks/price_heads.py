"""What the rows of a price list say of the list itself: its days, its currency, who buys by it.

A list that is here stands as it is: a row that says otherwise is refused, never a change of all its prices.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from tandem.catalogue.actions import create_price_list
from tandem.catalogue.models import PriceList
from tandem.core.models import Company
from tandem.core.search import fold
from tandem.customers.actions.price_lists import give_price_list
from tandem.customers.models import Customer, CustomerGroup, PriceListUse
from tandem.customers.queries import visible_customers
from tandem.customers.rules import can_own_customer
from tandem.exchange.wizard.cells import Parsed
from tandem.exchange.wizard.verdicts import Ctx

DAYS = ("valid_from", "valid_to")
BUYERS = ("customer_group", "customer")


@dataclass(frozen=True)
class Head:
    """A list as it is, or as the row in that line begins it; 0: it is here."""

    line: int
    says: Mapping[str, Any]


def tidy_days(row: Parsed) -> None:
    """A last day as the day after it; the last of all days, with which programs say for ever, as none."""
    values = row.values
    if values.get("last_day"):
        last: date = values["last_day"]
        end = last + timedelta(days=1) if last < date.max else None
        if values.get("valid_to") not in (None, end):
            row.problems.setdefault("last_day", _("is not the day before the one from which it no longer holds"))
        values["valid_to"] = end
    elif values.get("valid_to") == date.max:
        values["valid_to"] = None
    start, end = values.get("valid_from"), values.get("valid_to")
    if start and end and end <= start:
        name = "last_day" if values.get("last_day") else "valid_to"
        row.problems.setdefault(name, _("it ends before it begins"))


def check_head(row: Parsed, price_list: PriceList | None, ctx: Ctx) -> None:
    """Refuse a row that says of its list what the list, or the row that begins it, does not."""
    key = f"head {fold(row.values.get('price_list', ''))[:200]}"
    if price_list is None:
        if row.problems:
            return
        head = ctx.cache.setdefault(key, Head(row.line, _says(row.values, ctx)))
    else:
        head = Head(0, {name: getattr(price_list, name) for name in ("currency", *DAYS)})
        _check_known_buyer(row, price_list, ctx)
    for name in head.says:
        if row.values.get(name) and head.says[name] != row.values[name]:
            field = "last_day" if name == "valid_to" and row.values.get("last_day") else name
            row.problems.setdefault(field, _otherwise(head, name, field))


def check_buyer(row: Parsed, price_list: PriceList | None, customers: Mapping[str, Customer], ctx: Ctx) -> None:
    """Who is to buy by a list: a group, or a customer of one's own in the list's currency."""
    number = row.values.get("customer")
    if not number:
        return
    customer = customers.get(number)
    if row.values.get("customer_group"):
        row.problems.setdefault("customer", _("Choose a customer, a group or a class, only one of them."))
    elif customer is None:
        row.problems.setdefault("customer", _("there is no customer “%(name)s”") % {"name": number[:80]})
    elif not ctx.actor.is_system and not can_own_customer(ctx.actor, customer):
        row.problems.setdefault("customer", _("only its tandem and manager may say by which lists it buys"))
    elif customer.currency != (price_list.currency if price_list else currency_of(row.values, ctx)):
        row.problems.setdefault("customer", _("The customer pays in %s.") % customer.currency)


def buyers_named(rows: Sequence[Parsed], ctx: Ctx) -> dict[str, Customer]:
    """The customers that rows name, by number."""
    numbers = {row.values["customer"] for row in rows if row.values.get("customer")}
    return {one.number: one for one in visible_customers(ctx.actor).filter(number__in=numbers)} if numbers else {}


def begin_list(values: Mapping[str, Any], buyer: Customer | None, ctx: Ctx) -> PriceList:
    """The list as its first row says, and who buys by it for as long as it holds."""
    actor, at = ctx.actor, ctx.at
    start, end = values.get("valid_from"), values.get("valid_to")
    head = {"number": _number(values["price_list"]), "name": values["price_list"][:160]}
    head |= {"currency": currency_of(values, ctx), "valid_from": start, "valid_to": end}
    price_list = create_price_list(values=head, actor=actor, at=at)
    chosen = values.get("customer_group")
    group = CustomerGroup.objects.filter(pk=int(chosen)).first() if chosen else None
    if buyer is not None or group is not None:
        start = start or (min(actor.today, end - timedelta(days=1)) if end else actor.today)
        give_price_list(price_list, customer=buyer, group=group, start=start, end=end, actor=actor, at=at)
    return price_list


def currency_of(values: Mapping[str, Any], ctx: Ctx) -> str:
    """That of the row, else the company's."""
    if values.get("currency"):
        return str(values["currency"])
    if "currency" not in ctx.cache:
        company = Company.objects.first()
        ctx.cache["currency"] = company.currency if company else "EUR"
    return str(ctx.cache["currency"])


def _says(values: Mapping[str, Any], ctx: Ctx) -> dict[str, Any]:
    """All that a row says of the list that it begins, also what it leaves open."""
    says = {name: values.get(name) or None for name in (*DAYS, *BUYERS)}
    return {"currency": currency_of(values, ctx), **says}


def _otherwise(head: Head, name: str, field: str) -> str:
    said = head.says[name]
    if field == "last_day" and isinstance(said, date):  # kept as the day after it, told as the file tells it
        said -= timedelta(days=1)
    value = date_format(said, "SHORT_DATE_FORMAT") if isinstance(said, date) else said or "–"
    if not head.line:
        return _("the list that is here says %(value)s; change it there, or name another list") % {"value": value}
    return _("line %(line)s, which begins the list, says %(value)s") % {"line": head.line, "value": value}


def _check_known_buyer(row: Parsed, price_list: PriceList, ctx: Ctx) -> None:
    given = [name for name in BUYERS if row.values.get(name)]
    if not given:
        return
    key = f"buyers {price_list.pk}"
    if key not in ctx.cache:
        uses = PriceListUse.objects.filter(price_list=price_list).values_list("group", "customer__number")
        ctx.cache[key] = {("customer_group", str(group)) for group, _number in uses}
        ctx.cache[key] |= {("customer", number) for _group, number in uses}
    for name in given:
        if (name, row.values[name]) not in ctx.cache[key]:
            row.problems.setdefault(name, _("the list is here already; who buys by it is said on its page"))


def _number(name: str) -> str:
    """A number made of the list's name, since a file rarely brings one."""
    bare = "".join(letter if letter.isalnum() else "-" for letter in name).strip("-")[:34] or "list"
    number, count = bare, 1
    while PriceList.objects.filter(number=number).exists() or number == "new":
        count += 1
        number = f"{bare}-{count}"
    return number
