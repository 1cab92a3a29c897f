"""The catalogue, with prices that rise every January."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from random import Random

from tandem.catalogue.entries import product_entry
from tandem.catalogue.models import Product
from tandem.core import search

from .dice import Weighted
from .files import rows, table
from .people import Crew
from .stage import Stage

RISE = 1.028  # of list prices, every January
FINE = 50 * 10_000  # below this price, four decimals are kept


@dataclass(frozen=True)
class Article:
    """A product with what orders need to know of it; `prices` begin with the oldest list."""

    product: Product
    short: str
    least: int
    most: int
    demand: int
    prices: Sequence[tuple[date, int]]

    def sold_on(self, day: date) -> bool:
        """Whether it is in the catalogue on that day."""
        product = self.product
        return (product.sold_from is None or product.sold_from <= day) and (
            product.sold_to is None or day < product.sold_to
        )

    def price_on(self, day: date) -> int:
        """The list price of the day."""
        return next(price for start, price in reversed(self.prices) if start <= day)


@dataclass(frozen=True)
class Shelf:
    """All articles, by number and by group with their demand."""

    articles: dict[str, Article]
    groups: dict[str, Weighted[Article]]
    all: Weighted[Article]

    def pick(self, group: str, day: date, dice: Random) -> Article:
        """An article of the group that is sold on that day; any other where the group has none."""
        for _ in range(20):
            found = self.groups[group].pick(dice)
            if found.sold_on(day):
                return found
        return self.all.pick(dice)


def write_products(stage: Stage, crew: Crew) -> Shelf:
    """All products at today's prices; the diary tells how they rose."""
    lists = _lists(stage)
    articles = [_article(stage, row, lists) for row in rows("products")]
    Product.objects.bulk_create(article.product for article in articles)
    search.put_many(product_entry(article.product) for article in articles)
    _tell(stage, crew, articles)
    names = dict.fromkeys(article.product.group for article in articles)
    groups = {name: [article for article in articles if article.product.group == name] for name in names}
    return Shelf(
        {article.product.number: article for article in articles},
        {name: Weighted((article, article.demand) for article in members) for name, members in groups.items()},
        Weighted((article, article.demand) for article in articles if article.sold_on(stage.calendar.today)),
    )


def _lists(stage: Stage) -> list[date]:
    """The first days of the price lists, from the one in force at the start on."""
    years = range(stage.calendar.start.year, stage.calendar.today.year + 1)
    return [date(year, 1, 1) for year in years]


def _article(stage: Stage, row: dict[str, str], lists: list[date]) -> Article:
    group = table("groups")["group"][row["group"]]
    price = int(Decimal(row["price"]) * 10_000)
    since, until = (stage.calendar.month(int(row[name])) if row[name] else None for name in ("since", "until"))
    prices = [(day, _rounded(price / RISE**before)) for before, day in enumerate(reversed(lists))]
    mine = [pair for pair in reversed(prices) if until is None or pair[0] < until]
    product = Product(
        number=row["number"],
        name=row["name"],
        name_key=search.fold(row["name"])[:200],
        group=row["group"],
        description=" ".join(part for part in (row["description"], group["text"]) if part),
        unit=row["unit"],
        list_price=mine[-1][1],
        cost=_rounded(mine[-1][1] * group["cost"]),
        weight_grams=int(row["grams"]) if row["grams"] else None,
        sold_from=since,
        sold_to=until,
        version=len(mine),
    )
    return Article(product, row["short"], int(row["least"]), int(row["most"]), int(row["demand"]), mine)


def _rounded(price: float) -> int:
    """To ten cents, small parts to what the column holds."""
    return round(price) if price < FINE else round(price / 1000) * 1000


def _tell(stage: Stage, crew: Crew, articles: list[Article]) -> None:
    dice, calendar = stage.dice("products told"), stage.calendar
    first = calendar.moment(calendar.workdays[0], dice, 420, 470)
    rises = {
        day: calendar.moment(calendar.workday_from(day), dice, 440, 520)
        for article in articles
        for day, _price in article.prices
        if calendar.start < calendar.workday_from(day) <= calendar.workdays[-1]
    }
    for article in articles:
        product = article.product
        start = product.sold_from
        at = calendar.moment(calendar.workday_to(start), dice, 440, 520) if start else first
        stage.diary.tell("product.added", at, product, by=crew.head, data={"name": product.name})
        for (_day, old), (day, new) in zip(article.prices, article.prices[1:], strict=False):
            if day in rises and rises[day] > at and old != new:
                prices = {"list_price": [old, new]}
                stage.diary.tell("product.edited", rises[day], product, by=crew.head, changes=prices)
        if product.sold_to:
            at = calendar.moment(calendar.workday_to(product.sold_to), dice, 440, 520)
            changes = {"sold_to": [None, product.sold_to.isoformat()]}
            stage.diary.tell("product.retired", at, product, by=crew.head, changes=changes)
