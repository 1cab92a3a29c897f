"""The rows of an order's form."""

from __future__ import annotations

import secrets
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from django import forms
from django.forms.utils import ErrorDict
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tandem.catalogue.models import Product
from tandem.catalogue.pricing import PriceBook
from tandem.core.errors import Invalid
from tandem.core.numbers import PercentField, QuantityField, UnitPriceField
from tandem.customers.models import Customer
from tandem.customers.prices import prices_for
from tandem.orders.lines import MOST, WHOLE, LineInput
from tandem.orders.models import Order

COLUMNS = ("product", "text", "quantity", "unit_price", "discount")


class LineForm(forms.Form):
    """One position. An empty price is what the customer pays for its product, an empty text its name.

    `told` names the fields whose errors are shown: none while somebody is still typing.
    """

    product = forms.CharField(label=_("Product"), max_length=40, required=False)
    text = forms.CharField(label=_("Text"), max_length=200, required=False)
    quantity = QuantityField(label=_("Quantity"), max_value=MOST)
    unit_price = UnitPriceField(label=_("Unit price"), required=False, max_value=MOST)
    discount = PercentField(label=_("Discount in %"), required=False, max_value=WHOLE)

    use_required_attribute = False

    def __init__(
        self,
        data: Mapping[str, Any] | None,
        *,
        row: str,
        products: Mapping[str, Product],
        prices: PriceBook | None = None,
    ) -> None:
        super().__init__(data, auto_id=f"line-{row}-%s")
        self.row, self.products, self.prices = row, products, prices
        self.told: Collection[str] = ()
        for name, field in self.fields.items():
            field.widget.attrs |= {"aria-label": field.label, "autocomplete": "off"}
            if name != "text":
                field.widget.attrs["class"] = "t-num" if name != "product" else ""

    @property
    def is_blank(self) -> bool:
        """Whether nothing has been typed yet: such a row is passed over."""
        return not any(str(self.data.get(name, "")).strip() for name in ("product", "text", "unit_price"))

    @property
    def chosen(self) -> Product | None:
        """The product whose number has been typed."""
        return self.products.get(str(self.data.get("product", "")).strip())

    @property
    def errors(self) -> ErrorDict:
        found = super().errors
        shown = () if self.is_blank else self.told
        return ErrorDict({name: texts for name, texts in found.items() if name in shown})

    @property
    def is_right(self) -> bool:
        """Whether the row can be taken as it stands, shown or not."""
        return not super().errors

    def clean(self) -> dict[str, Any]:
        data, product = self.cleaned_data, self.chosen
        if data.get("product") and product is None:
            self.add_error("product", _("No such product in this currency. Choose one, or leave it out."))
        if not data.get("text") and product is None and "product" in data:
            self.add_error("text", _("Say what is ordered."))
        if data.get("unit_price") is None and product is None and {"product", "unit_price"} <= set(data):
            self.add_error("unit_price", _("A price, please; 0 where it is free."))
        return data

    def line(self) -> LineInput | None:
        """What the row says, None while it is wrong or blank."""
        if self.is_blank or not self.is_right:
            return None
        data, product = self.cleaned_data, self.chosen
        price = data["unit_price"]
        return LineInput(
            text=data["text"] or (product.name[:200] if product else ""),
            quantity=data["quantity"],
            unit_price=self.price_of(product, data["quantity"]) if price is None and product else price or 0,
            discount_ppm=data["discount"] or 0,
            unit=product.unit if product else "pc",
            product_id=product.pk if product else None,
        )

    def price_of(self, product: Product, quantity: int) -> int:
        """What the customer pays for the product at a quantity, by the one function for prices."""
        found = self.prices.price(product, quantity) if self.prices else None
        return found.unit_price if found else product.list_price

    @property
    def quantity_typed(self) -> int:
        """In thousandths; one where nothing usable has been typed yet."""
        try:
            return self.fields["quantity"].clean(self.data.get("quantity")) or 1000
        except forms.ValidationError:
            return 1000

    @property
    def net_cents(self) -> int | None:
        """What the row comes to, by the function that the action uses."""
        line = self.line()
        return line.net_cents if line else None

    def refuse(self, text: Any) -> None:
        """What the action found wrong with this line."""
        self.add_error("quantity", text)


class LineTable:
    """The rows of the form: as many as the browser sends, each with a key of its own."""

    def __init__(self, rows: Sequence[tuple[str, Mapping[str, Any]]], customer: Customer) -> None:
        typed = {str(data.get("product", "")).strip() for _row, data in rows}
        numbers = {number for number in typed if "\0" not in number}  # no database keeps that; the field refuses it
        products = Product.objects.filter(number__in=numbers - {""}, currency=customer.currency).defer("cost")
        found = {product.number: product for product in products}
        prices = prices_for(customer, list(found.values()), timezone.localdate()) if found else None
        self.forms = [LineForm(data, row=row, products=found, prices=prices) for row, data in rows]
        self.error: Any = ""

    @classmethod
    def typed(cls, data: QueryDict, customer: Customer, *, without: str = "") -> LineTable:
        """From a POST; the fields of a row stand side by side in lists of equal length."""
        columns = [data.getlist(name) for name in ("row", *COLUMNS)]
        if len({len(column) for column in columns}) > 1:
            raise Invalid("rows_broken", _("The lines arrived incomplete. Please send them again."))
        rows = [
            (_key(row), dict(zip(COLUMNS, values, strict=True)))
            for row, *values in zip(*columns, strict=True)
            if row != without
        ]
        return cls(rows, customer)

    @classmethod
    def of(cls, order: Order) -> LineTable:
        """The lines of an order, to be corrected."""
        rows = []
        for line in order.lines.select_related("product"):
            blank = LineForm(None, row="", products={})
            values = {
                "product": line.product.number if line.product else "",
                "text": line.text,
                "quantity": blank.fields["quantity"].prepare_value(line.quantity),
                "unit_price": blank.fields["unit_price"].prepare_value(line.unit_price),
                "discount": blank.fields["discount"].prepare_value(line.discount_ppm) if line.discount_ppm else "",
            }
            rows.append((_key(""), values))
        return cls(rows, order.customer)

    def add(self) -> LineForm:
        """One more row, ready to be typed into."""
        form = LineForm({"quantity": "1"}, row=_key(""), products={})
        form.fields["product"].widget.attrs["autofocus"] = True
        self.forms.append(form)
        return form

    def fill(self, row: str) -> LineForm | None:
        """The row whose product has just been typed: text and price of that product, or what is wrong with it."""
        form = next((form for form in self.forms if form.row == row), None)
        if form is None or form.chosen is None:
            if form is not None:
                form.told = ("product",)
            return form
        price = form.fields["unit_price"].prepare_value(form.price_of(form.chosen, form.quantity_typed))
        data = {**form.data, "text": form.chosen.name[:200], "unit_price": price}
        fresh = LineForm(data, row=row, products=form.products, prices=form.prices)
        for name in ("text", "unit_price"):  # only these are exchanged: what is typed meanwhile elsewhere stays
            fresh.fields[name].widget.attrs["hx-swap-oob"] = "true"
        self.forms[self.forms.index(form)] = fresh
        return fresh

    @property
    def filled(self) -> list[LineForm]:
        """The rows that count."""
        return [form for form in self.forms if not form.is_blank]

    @property
    def net_cents(self) -> int:
        """The sum of what can be reckoned so far."""
        return sum(form.net_cents or 0 for form in self.filled)

    def tell(self) -> None:
        """Show what is wrong with the rows."""
        for form in self.forms:
            form.told = COLUMNS

    def lines(self) -> list[LineInput] | None:
        """All lines, None while one is wrong."""
        lines = [form.line() for form in self.filled]
        found = [line for line in lines if line]
        return found if len(found) == len(lines) else None

    def refuse(self, error: Invalid) -> bool:
        """Put what the action found to the lines concerned; whether there was any."""
        named = [name for name in error.fields if name == "lines" or name.startswith("line-")]
        for name in named:
            if name == "lines":
                self.error = error.fields[name]
            else:
                self.filled[int(name.removeprefix("line-")) - 1].refuse(error.fields[name])
        return bool(named)


def _key(row: str) -> str:
    """A row's key as far as it is one of ours, else a new one."""
    return row if row.isalnum() and row.isascii() and len(row) <= 16 else secrets.token_hex(4)
