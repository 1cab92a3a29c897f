"""Parsing input about products and price lists."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from tandem.core.actor import Actor
from tandem.core.documents import words
from tandem.core.forms import DateInput, DayField, EditForm, VersionedForm
from tandem.core.numbers import MOST, QuantityField, UnitPriceField
from tandem.core.rules import allows

from .models import PriceList, Product
from .rules import can_see_cost
from .tiers import MOST_TIERS, Sheet, Tier

SPARE = 3  # empty rows under the tiers there are
LEAST = 6  # rows of a form


def _currency(typed: str) -> str:
    """Three letters."""
    currency = typed.upper()
    if len(currency) != 3 or not currency.isascii() or not currency.isalpha():
        raise forms.ValidationError(_("Three letters, such as EUR."))
    return currency


class UnitField(forms.CharField):
    """A unit of quantity by its word in the language in force; stored by its key where it is one of ours."""

    def prepare_value(self, value: Any) -> Any:
        return words.unit(value, get_language() or "en") if isinstance(value, str) else value

    def to_python(self, value: Any) -> str:
        return words.unit_key(super().to_python(value) or "", get_language() or "en")


class ProductForm(VersionedForm):
    """A product with its list price; its cost only for those who may see it."""

    list_price = UnitPriceField(label=_("list price"), min_value=0)
    cost = UnitPriceField(label=_("cost"), min_value=0, required=False)
    group_since = DayField(
        label=_("group holds from"),
        required=False,
        widget=DateInput(),
        help_text=_("Empty: from today. What was ordered before keeps the group it had, wherever pay goes by group."),
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not allows(can_see_cost, actor):
            del self.fields["cost"]
        if not self.instance.pk:
            del self.fields["group_since"]
        else:
            self.order_fields(["number", "name", "group", "group_since"])

    def clean_currency(self) -> str:
        """Three letters."""
        return _currency(self.cleaned_data["currency"])

    class Meta:
        model = Product
        fields = (
            "number",
            "name",
            "group",
            "unit",
            "list_price",
            "cost",
            "currency",
            "tax_class",
            "weight_grams",
            "sold_from",
            "sold_to",
            "description",
        )
        field_classes = {"unit": UnitField, "sold_from": DayField, "sold_to": DayField}
        widgets = {
            "sold_from": DateInput(),
            "sold_to": DateInput(),
            "description": forms.Textarea(attrs={"rows": 4}),
        }
        help_texts = {
            "list_price": _("Per unit, up to four decimals."),
            "sold_to": _("The first day on which it is no longer sold."),
        }


class PriceListForm(VersionedForm):
    """The head of a price list. Whether its number is free and its days fit, the action says, at the field."""

    def clean(self) -> dict[str, Any]:
        return self.cleaned_data  # no look for the number here: a form sent twice is not wrong

    def _get_validation_exclusions(self) -> set[str]:
        found: set[str] = super()._get_validation_exclusions()  # type: ignore[misc]
        return found | {"valid_to"}

    def clean_currency(self) -> str:
        """Three letters."""
        return _currency(self.cleaned_data["currency"])

    class Meta:
        model = PriceList
        fields = ("number", "name", "currency", "valid_from", "valid_to", "note")
        field_classes = {"valid_from": DayField, "valid_to": DayField}
        widgets = {"valid_from": DateInput(), "valid_to": DateInput(), "note": forms.Textarea(attrs={"rows": 3})}
        help_texts = {"valid_to": _("The first day on which it no longer holds.")}


class PricesForm(EditForm):
    """The tiers of one product in one list: rows of a quantity and a price, empty ones count for nothing."""

    use_required_attribute = False

    def __init__(self, *args: Any, instance: Sheet, **kwargs: Any) -> None:
        super().__init__(*args, instance=instance, **kwargs)
        typed = sum(name.startswith("price_") for name in self.data)
        self.count = min(max(LEAST, len(instance.tiers) + SPARE, typed), MOST_TIERS + SPARE)
        for row in range(self.count):
            self._add(f"from_{row}", QuantityField, _("From quantity, row %d") % (row + 1))
            self._add(f"price_{row}", UnitPriceField, _("Unit price, row %d") % (row + 1))
        self.remember()

    def _add(self, name: str, kind: type[QuantityField | UnitPriceField], label: Any) -> None:
        field = kind(label=label, required=False, max_value=MOST)
        field.widget.attrs |= {"aria-label": label, "class": "t-num"}
        self.fields[name] = field

    def shown(self, instance: Sheet) -> dict[str, Any]:
        fields: dict[str, Any] = {}
        for row, tier in enumerate(instance.tiers):
            fields |= {f"from_{row}": tier.from_quantity or None, f"price_{row}": tier.unit_price}
        return fields

    def rows(self) -> Iterator[tuple[forms.BoundField, forms.BoundField]]:
        """Quantity and price of each row."""
        return ((self[f"from_{row}"], self[f"price_{row}"]) for row in range(self.count))

    def clean(self) -> dict[str, Any]:
        data, seen = super().clean() or self.cleaned_data, set[int]()
        for row in range(self.count):
            quantity, price = (data.get(f"{name}_{row}") for name in ("from", "price"))
            if price is None:
                if quantity is not None and f"price_{row}" in data:
                    self.add_error(f"price_{row}", _("A price, please; 0 where it is free."))
            elif f"from_{row}" in data:
                if (quantity or 0) in seen:
                    self.add_error(f"from_{row}", _("This quantity is there already."))
                seen.add(quantity or 0)
        return data

    def tiers(self) -> list[Tier]:
        """What the rows say."""
        pairs = [(self.cleaned_data[f"from_{row}"], self.cleaned_data[f"price_{row}"]) for row in range(self.count)]
        return [Tier(quantity or 0, price) for quantity, price in pairs if price is not None]
