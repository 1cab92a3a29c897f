"""Prices of products in price lists: one row per tier; a list that is not here yet is begun."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tandem.catalogue.actions import set_prices
from tandem.catalogue.models import Price, PriceList, Product
from tandem.catalogue.tiers import MOST_TIERS, Tier
from tandem.core.events import trail
from tandem.core.search import fold
from tandem.customers.models import Customer
from tandem.exchange.wizard.cells import Field, Parsed
from tandem.exchange.wizard.verdicts import Sink, Verdict, bad

from .customers import group_names, groups
from .price_heads import begin_list, buyers_named, check_buyer, check_head, tidy_days

MOST = 10**15
_LIST = gettext_lazy("Price list that is begun")
Tiers = dict[tuple[int, int], dict[int, int]]  # (list, product) -> {from quantity: unit price}


class PriceSink(Sink):
    """What products cost where, from which quantity on."""

    fields = (
        Field("price_list", gettext_lazy("Price list"), needed=True, fixed=True, offers=lambda actor: _lists()),
        Field("product", gettext_lazy("Product number"), needed=True),
        Field("from_quantity", gettext_lazy("From quantity"), kind="number", places=3, most=MOST),
        Field("unit_price", gettext_lazy("Unit price"), kind="number", places=4, most=MOST, needed=True),
        Field("currency", gettext_lazy("Currency"), fixed=True),
        Field("valid_from", gettext_lazy("Valid from"), kind="day", group=_LIST, fixed=True),
        Field("last_day", gettext_lazy("Last day"), kind="day", group=_LIST, fixed=True),
        Field("valid_to", gettext_lazy("No longer valid from"), kind="day", group=_LIST, fixed=True),
        Field(
            "customer_group", gettext_lazy("Customer group"), kind="choice", choices=groups, group=_LIST, fixed=True,
            named=group_names, offers=lambda actor: [(name, name) for name in group_names()],
        ),
        Field("customer", gettext_lazy("Customer number"), group=_LIST, fixed=True),
    )  # fmt: skip
    keys = (("tier", gettext_lazy("list, product and quantity")),)

    def tidy(self, row: Parsed) -> None:
        """A currency has three letters; what ends, ends after it began."""
        tidy_days(row)
        if row.values.get("currency"):
            row.values["currency"] = row.values["currency"].upper()
            if len(row.values["currency"]) != 3 or not row.values["currency"].isalpha():
                row.problems.setdefault("currency", _("Three letters, such as EUR."))

    def identity(self, row: Parsed) -> Hashable:
        """One tier."""
        values = row.values
        return (fold(values.get("price_list", "")), values.get("product"), values.get("from_quantity") or 0)

    def judge(self, rows: Sequence[Parsed]) -> list[Verdict]:
        """Lists by number or name, products by number, tiers by quantity."""
        lists = self._lists({row.values["price_list"] for row in rows if row.values.get("price_list")})
        numbers = {row.values["product"] for row in rows if row.values.get("product")}
        products = {product.number: product for product in Product.objects.filter(number__in=numbers)}
        tiers = self._tiers(lists, products)
        buyers = buyers_named(rows, self.ctx)
        verdicts = [self._judge(row, lists, products, tiers, buyers) for row in rows]
        for verdict in verdicts:
            verdict.found["buyer"] = buyers.get(verdict.row.values.get("customer", ""))
        return verdicts

    def write(self, verdicts: Sequence[Verdict]) -> None:
        """List by list, product by product, by the actions of the catalogue."""
        groups: dict[tuple[str, int], list[Verdict]] = {}
        for verdict in verdicts:
            groups.setdefault((fold(verdict.row.values["price_list"]), verdict.found["product"].pk), []).append(verdict)
        with trail(self.ctx.trail):
            for (name, _product), group in groups.items():
                self._write(name, group)

    def _write(self, name: str, group: Sequence[Verdict]) -> None:
        first = group[0]
        price_list = first.found["list"] or self.ctx.cache.get(f"list {name}")
        if price_list is None:
            price_list = begin_list(first.row.values, first.found["buyer"], self.ctx)
            self.ctx.cache[f"list {name}"] = price_list
        new = {one.row.values.get("from_quantity") or 0: one.row.values["unit_price"] for one in group}
        tiers = {**first.found["tiers"], **new}
        pairs = [Tier(quantity, price) for quantity, price in tiers.items()]
        set_prices(price_list, first.found["product"], tiers=pairs, actor=self.ctx.actor, at=self.ctx.at)

    def _lists(self, names: set[str]) -> dict[str, PriceList]:
        """By folded number and name; a name that two lists bear is nobody's."""
        keys = {fold(name)[:200] for name in names}
        found: dict[str, PriceList] = {}
        for price_list in PriceList.objects.filter(Q(number__in=names) | Q(name_key__in=keys)).order_by("-pk"):
            found[price_list.name_key] = price_list
            found[fold(price_list.number)] = price_list
        return found

    def _tiers(self, lists: Mapping[str, PriceList], products: Mapping[str, Product]) -> Tiers:
        keys = {price_list.pk for price_list in lists.values()}
        rows = Price.objects.filter(price_list__in=keys, product__in=[product.pk for product in products.values()])
        found: Tiers = {}
        for row in rows:
            found.setdefault((row.price_list_id, row.product_id), {})[row.from_quantity] = row.unit_price
        return found

    def _judge(
        self,
        row: Parsed,
        lists: Mapping[str, PriceList],
        products: Mapping[str, Product],
        tiers: Tiers,
        buyers: Mapping[str, Customer],
    ) -> Verdict:
        values = row.values
        price_list, product = (
            lists.get(fold(values.get("price_list", ""))[:200]),
            products.get(values.get("product", "")),
        )
        if values.get("product") and product is None:
            return bad(row, "product", _("there is no product “%(number)s”"), number=values["product"])
        known = tiers.get((price_list.pk, product.pk), {}) if price_list and product else {}
        quantity = values.get("from_quantity") or 0
        if quantity not in known and len(known) >= MOST_TIERS:
            row.problems.setdefault("from_quantity", _("a product has at most %(most)s tiers") % {"most": MOST_TIERS})
        check_buyer(row, price_list, buyers, self.ctx)
        check_head(row, price_list, self.ctx)
        same = known.get(quantity) == values.get("unit_price")
        target = price_list if quantity in known else None
        verdict = self.decide(row, target, None if same else {"unit_price": values.get("unit_price")})
        verdict.found |= {"list": price_list, "product": product, "tiers": known}
        return verdict


def _lists() -> list[tuple[str, str]]:
    return [(name, name) for name in PriceList.objects.order_by("name_key").values_list("name", flat=True)]
