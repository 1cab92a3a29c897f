"""Products, found by their number."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tandem.catalogue.actions.groups import move_group
from tandem.catalogue.entries import product_entry
from tandem.catalogue.models import Product, TaxClass
from tandem.core import search
from tandem.core.bulk import insert_many
from tandem.core.events import Draft, record_many
from tandem.core.locking import save_changes
from tandem.core.models import Company
from tandem.core.search import fold
from tandem.exchange.wizard.cells import Field, Parsed, picked, words_of
from tandem.exchange.wizard.verdicts import Sink, State, Verdict, differing, held

OWN = (
    "name", "group", "description", "unit", "list_price", "cost", "tax_class", "currency", "weight_grams", "sold_from",
    "sold_to",
)  # fmt: skip


_TAXES = words_of(
    TaxClass.choices, full="standard", normal="standard", voll="standard", reduced_rate="reduced", ermäßigt="reduced",
    free="exempt", none="exempt", steuerfrei="exempt", zero="exempt",
)  # fmt: skip


def _own(name: str, label: Any, **more: Any) -> Field:
    return Field(name, label, model=Product, **more)


class ProductSink(Sink):
    """The catalogue; whoever keeps it may see what things cost."""

    fields = (
        _own("number", gettext_lazy("Product number"), needed=True),
        _own("name", gettext_lazy("Name")),
        _own("group", gettext_lazy("Product group")),
        _own("description", gettext_lazy("Description")),
        _own("unit", gettext_lazy("Unit")),
        _own("list_price", gettext_lazy("List price"), kind="number", places=4),
        _own("cost", gettext_lazy("Cost"), kind="number", places=4),
        picked("tax_class", gettext_lazy("Tax class"), TaxClass.choices, _TAXES, model=Product),
        _own("currency", gettext_lazy("Currency"), fixed=True),
        _own("weight_grams", gettext_lazy("Weight in grams"), kind="number", most=10**9),
        _own("sold_from", gettext_lazy("Sold from"), kind="day"),
        _own("sold_to", gettext_lazy("No longer sold from"), kind="day"),
    )
    keys = (("number", gettext_lazy("product number")),)

    def identity(self, row: Parsed) -> Hashable:
        """Its number."""
        return row.values.get("number")

    def judge(self, rows: Sequence[Parsed]) -> list[Verdict]:
        """Known ones by their number."""
        numbers = [row.values["number"] for row in rows if row.values.get("number")]
        known = {product.number: product for product in held(Product.objects.filter(number__in=numbers), self.ctx)}
        return [self._judge(row, known.get(row.values.get("number", ""))) for row in rows]

    def write(self, verdicts: Sequence[Verdict]) -> None:
        """New ones in bulk, changes one by one."""
        currency = self._currency()
        new = [_product(one.row.values, currency) for one in verdicts if one.state == State.NEW]
        insert_many(new)
        drafts = [self._told("product.added", product, {"name": product.name}) for product in new]
        changed, today = [], timezone.localdate(self.ctx.at)
        for verdict in verdicts:
            if verdict.state == State.CHANGE:
                values = verdict.found["changes"]
                values |= {"name_key": fold(values["name"])[:200]} if "name" in values else {}
                told = save_changes(verdict.target, values)
                told.pop("name_key", None)
                moved = move_group(verdict.target, str(told["group"][0]), today) if "group" in told else {}
                drafts.append(self._told("product.edited", verdict.target, {"changes": told, **moved}))
                changed.append(verdict.target)
        record_many(drafts, actor=self.ctx.actor, deliver=True)
        search.put_many(product_entry(product) for product in new)
        search.replace_many(product_entry(product) for product in changed)

    def _judge(self, row: Parsed, target: Product | None) -> Verdict:
        values = row.values
        if target is None and not values.get("name"):
            row.problems.setdefault("name", _("is empty"))
        start = values.get("sold_from", target.sold_from if target else None)
        end = values.get("sold_to", target.sold_to if target else None)
        if start and end and end <= start:
            row.problems.setdefault("sold_to", _("it ends before it begins"))
        return self.decide(row, target, differing(target, values, OWN) if target else None)

    def _currency(self) -> str:
        if "currency" not in self.ctx.cache:
            company = Company.objects.first()
            self.ctx.cache["currency"] = company.currency if company else "EUR"
        return str(self.ctx.cache["currency"])

    def _told(self, verb: str, product: Product, data: dict[str, Any]) -> Draft:
        return Draft(verb, self.ctx.at, [("product", product.pk)], {**data, **self.ctx.data}, trail=self.ctx.trail)


def _product(values: dict[str, Any], currency: str) -> Product:
    given = {name: values[name] for name in OWN if values.get(name) not in (None, "")}
    return Product(number=values["number"], name_key=fold(values["name"])[:200], **{"currency": currency, **given})
