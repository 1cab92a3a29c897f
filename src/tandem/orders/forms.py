"""Parsing what is typed about orders into values."""

from __future__ import annotations

import secrets
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any

from django import forms
from django.db.models import Q
from django.forms.utils import ErrorDict
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from tandem.catalogue.models import Product
from tandem.core.errors import Invalid
from tandem.core.forms import DateInput, EditForm
from tandem.core.numbers import PercentField, QuantityField, UnitPriceField
from tandem.core.once import FIELD, new_key
from tandem.customers.models import Contact, Customer

from .lines import MOST, WHOLE, LineInput
from .models import Order

ONE = 1000  # a whole unit, in thousandths
COLUMNS = ("product", "text", "quantity", "unit_price", "discount")


class HeadForm(EditForm):
    """All of an order but its lines."""

    contact = forms.ModelChoiceField(
        Contact.objects.none(), label=_("contact"), required=False, empty_label=_("nobody in particular")
    )
    ordered_on = forms.DateField(label=_("ordered on"), widget=DateInput())
    wanted_on = forms.DateField(label=_("wanted on"), widget=DateInput(), required=False)
    customer_reference = forms.CharField(label=_("customer's reference"), max_length=60, required=False)
    remark = forms.CharField(label=_("remark"), widget=forms.Textarea(attrs={"rows": 2}), required=False)
    once = forms.CharField(widget=forms.HiddenInput, required=False, max_length=60)

    use_required_attribute = False

    def __init__(self, *args: Any, customer: Customer, instance: Order | None = None, **kwargs: Any) -> None:
        super().__init__(*args, instance=instance, **kwargs)
        field = self.fields["contact"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101
        field.queryset = customer.contacts.filter(Q(left_at=None) | Q(pk=instance.contact_id if instance else None))

    def remember(self) -> None:
        for name in HEAD:
            self.fields[name].show_hidden_initial = True

    def shown(self, instance: Order) -> dict[str, Any]:
        return {name: getattr(instance, name) for name in HEAD}

    def values(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in HEAD}


HEAD = ("contact", "ordered_on", "wanted_on", "customer_reference", "remark")


class LineForm(forms.Form):
    """One position. An empty price is the list price of its product, an empty text its name.

    `told` names the fields whose errors are shown: none while somebody is still typing.
    """

    product = forms.CharField(label=_("product"), max_length=40, required=False)
    text = forms.CharField(label=_("text"), max_length=200, required=False)
    quantity = QuantityField(label=_("quantity"), max_value=MOST)
    unit_price = UnitPriceField(label=_("unit price"), required=False, max_value=MOST)
    discount = PercentField(label=_("discount in %"), required=False, max_value=WHOLE)

    use_required_attribute = False

    def __init__(self, data: Mapping[str, Any] | None, *, row: str, products: Mapping[str, Product]) -> None:
        super().__init__(data, auto_id=f"line-{row}-%s")
        self.row, self.products = row, products
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
            unit_price=product.list_price if price is None and product else price or 0,
            discount_ppm=data["discount"] or 0,
            unit=product.unit if product else "pc",
            product_id=product.pk if product else None,
        )

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
        numbers = {str(data.get("product", "")).strip() for _row, data in rows}
        products = Product.objects.filter(number__in=numbers - {""}, currency=customer.currency).defer("cost")
        found = {product.number: product for product in products}
        self.forms = [LineForm(data, row=row, products=found) for row, data in rows]
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
        """The row whose product has just been chosen, with its text and list price."""
        form = next((form for form in self.forms if form.row == row), None)
        if form is None or form.chosen is None:
            if form is not None:
                form.told = ("product",)
            return form
        price = form.fields["unit_price"].prepare_value(form.chosen.list_price)
        data = {**form.data, "text": form.chosen.name[:200], "unit_price": price}
        fresh = LineForm(data, row=row, products=form.products)
        fresh.fields["quantity"].widget.attrs["autofocus"] = True
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


class EntryForm:
    """Head and lines together, as one page shows them."""

    def __init__(self, head: HeadForm, table: LineTable) -> None:
        self.head, self.table = head, table

    @classmethod
    def blank(cls, customer: Customer, today: date) -> EntryForm:
        """A new order with one row."""
        first = customer.contacts.filter(left_at=None, is_first=True).first()
        initial = {"contact": first, "ordered_on": today, FIELD: new_key()}
        table = LineTable([], customer)
        table.add()
        return cls(HeadForm(initial=initial, customer=customer), table)

    @classmethod
    def of(cls, order: Order) -> EntryForm:
        """A captured order, to be corrected."""
        return cls(HeadForm(customer=order.customer, instance=order), LineTable.of(order))

    @classmethod
    def typed(cls, data: QueryDict, customer: Customer, *, without: str = "", order: Order | None = None) -> EntryForm:
        """What has been sent."""
        head = HeadForm(data, customer=customer, instance=order)
        return cls(head, LineTable.typed(data, customer, without=without))

    def is_valid(self) -> bool:
        """Whether head and every line can be taken to the action."""
        self.table.tell()
        lines, head = self.table.lines(), self.head.is_valid()
        return head and lines is not None

    def refuse(self, error: Invalid) -> None:
        """Put what the action found to the fields concerned."""
        at_lines = self.table.refuse(error)
        named = {name: text for name, text in error.fields.items() if name in self.head.fields}
        for name, text in named.items():
            self.head.add_error(name, str(text))
        if not named and not at_lines:
            self.head.add_error(None, str(error.text))


class SeenForm(forms.Form):
    """Which version of the order was seen, and the key of the form."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    once = forms.CharField(widget=forms.HiddenInput, required=False, max_length=60)

    @property
    def seen(self) -> int:
        """The version the person saw."""
        return int(self.cleaned_data["version"])


class ReasonForm(SeenForm):
    """Why an order is cancelled."""

    reason = forms.CharField(label=_("reason"), max_length=200)


class CreditNoteForm(ReasonForm):
    """How much of each line is given back."""

    issued_on = forms.DateField(label=_("issued on"), widget=DateInput())
    field_order = ("issued_on", "reason")
    use_required_attribute = False

    def __init__(self, *args: Any, rests: Mapping[int, tuple[int, int]], **kwargs: Any) -> None:
        """`rests`: by line id its position and the quantity that is left."""
        super().__init__(*args, **kwargs)
        self.rests = rests
        for key, (position, _rest) in rests.items():
            field = QuantityField(required=False, label=_("quantity of line %d") % position)
            field.widget.attrs |= {"aria-label": field.label, "class": "t-num"}
            self.fields[f"line-{key}"] = field

    def head(self) -> list[forms.BoundField]:
        """The fields that are no quantities."""
        return [self["issued_on"], self["reason"]]

    def quantities(self) -> dict[int, int]:
        """Thousandths by line id."""
        return {key: self.cleaned_data[f"line-{key}"] or 0 for key in self.rests}

    def refuse(self, error: Invalid) -> None:
        """Put what the action found to the fields concerned."""
        places = {f"line-{position}": f"line-{key}" for key, (position, _rest) in self.rests.items()}
        for name, text in error.fields.items():
            self.add_error(places.get(name, name), str(text))
        if not error.fields:
            self.add_error(None, str(error.text))


def _key(row: str) -> str:
    """A row's key as far as it is one of ours, else a new one."""
    return row if row.isalnum() and row.isascii() and len(row) <= 16 else secrets.token_hex(4)
