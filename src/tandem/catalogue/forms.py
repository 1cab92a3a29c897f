"""Parsing input about products."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tandem.core.actor import Actor
from tandem.core.forms import DateInput, DayField, VersionedForm
from tandem.core.numbers import UnitPriceField
from tandem.core.rules import allows

from .models import Product
from .rules import can_see_cost


class ProductForm(VersionedForm):
    """A product with its list price; its cost only for those who may see it."""

    list_price = UnitPriceField(label=_("list price"), min_value=0)
    cost = UnitPriceField(label=_("cost"), min_value=0, required=False)

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not allows(can_see_cost, actor):
            del self.fields["cost"]

    def clean_currency(self) -> str:
        """Three letters."""
        currency = str(self.cleaned_data["currency"]).upper()
        if len(currency) != 3 or not currency.isascii() or not currency.isalpha():
            raise forms.ValidationError(_("Three letters, such as EUR."))
        return currency

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
            "weight_grams",
            "sold_from",
            "sold_to",
            "description",
        )
        field_classes = {"sold_from": DayField, "sold_to": DayField}
        widgets = {
            "sold_from": DateInput(),
            "sold_to": DateInput(),
            "description": forms.Textarea(attrs={"rows": 4}),
        }
        help_texts = {
            "list_price": _("Per unit, up to four decimals."),
            "sold_to": _("The first day on which it is no longer sold."),
        }
