"""The price lists: last year's and this year's, those of customer groups by quantity, one in francs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from random import Random
from typing import Any

from tandem.catalogue.entries import price_list_entry
from tandem.catalogue.models import Price, PriceList
from tandem.core import search

from .files import table
from .people import Crew
from .products import FINE, Article, Shelf
from .stage import Stage

MADE = (12, 10)  # month and day before, on which the lists of a year are made
SMALLEST = 10_000  # of a price that is rounded to cents
LESS = (0, 1, 1, 2)  # per cent that a group of products is taken off more


def write_price_lists(stage: Stage, crew: Crew, shelf: Shelf) -> None:
    """All lists with their prices; the diary tells when they were made."""
    plans = [(_price_list(stage, row), row) for row in table("price_lists")["list"]]
    PriceList.objects.bulk_create(price_list for price_list, _row in plans)
    search.put_many(price_list_entry(price_list) for price_list, _row in plans)
    dice, prices = stage.dice("price lists"), list[Price]()
    for price_list, row in plans:
        found = list(_prices(price_list, row, list(shelf.articles.values()), dice))
        _tell(stage, crew, price_list, found)
        prices += [price for tiers in found for price in tiers]
    Price.objects.bulk_create(prices, 2000)


def _price_list(stage: Stage, row: dict[str, Any]) -> PriceList:
    year = stage.calendar.today.year + int(row["year"])
    name = row["name"].format(year=year)
    return PriceList(
        number=row["number"].format(year=year),
        name=name,
        name_key=search.fold(name)[:200],
        currency=row["currency"],
        valid_from=date(year, 1, 1),
        valid_to=date(year + 1, 1, 1),
        note=row["note"],
    )


def _prices(
    price_list: PriceList, row: dict[str, Any], articles: Sequence[Article], dice: Random
) -> Iterator[list[Price]]:
    """The tiers of each article that is sold when the list begins; what comes later waits for the next one."""
    day = price_list.valid_from
    assert day is not None  # noqa: S101
    groups = dict.fromkeys(article.product.group for article in articles)
    more = {group: dice.choice(LESS) for group in groups}
    for article in articles:
        product = article.product
        if product.group in row["without"] or not article.sold_on(day):
            continue
        yield [
            Price(
                price_list=price_list,
                product=product,
                from_quantity=quantity * 1000,
                unit_price=_rounded(article.price_on(day) * row["factor"] * _share(less, more[product.group])),
            )
            for quantity, less in row["steps"]
        ]


def _share(less: int, more: int) -> float:
    """What is left of the list price; where nothing is taken off, nothing more is either."""
    return (100 - less - more) / 100 if less else 1.0


def _rounded(price: float) -> int:
    """To five cents, small parts to one cent, the smallest to what the column holds."""
    step = 1 if price < SMALLEST else 100 if price < FINE else 500
    return round(price / step) * step


def _tell(stage: Stage, crew: Crew, price_list: PriceList, found: Sequence[Sequence[Price]]) -> None:
    dice, calendar = stage.dice(f"price list {price_list.number}"), stage.calendar
    day = calendar.workday_to(date(price_list.valid_from.year - 1, *MADE) if price_list.valid_from else calendar.start)
    at = calendar.moment(day, dice, 460, 500)
    stage.diary.tell("price_list.created", at, price_list, by=crew.head, data={"name": price_list.name})
    for number, tiers in enumerate(found, 1):
        product = tiers[0].product
        stage.diary.tell(
            "prices.set",
            at + timedelta(seconds=5 * number),
            price_list,
            product,
            by=crew.head,
            data={"price_list": price_list.name, "product": product.name, "currency": price_list.currency},
            changes={"prices": [[], [[tier.from_quantity, tier.unit_price] for tier in tiers]]},
        )
