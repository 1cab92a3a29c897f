"""The forms of the builder: the head, one line, one option. Each saves by itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tandem.catalogue.models import Product, TaxClass
from tandem.core.errors import Invalid
from tandem.core.forms import LONGEST, DayField, EditForm
from tandem.core.numbers import MOST, MoneyField, PercentField, QuantityField, UnitPriceField
from tandem.customers.models import Contact
from tandem.people.models import Language

from .actions.drafting import OF_QUOTE, OF_REVISION
from .actions.lines import input_of
from .models import Line, Option, Revision
from .pricing import LineInput

WHOLE = 1_000_000


class HeadForm(EditForm):
    """All of a quote but options and lines; its version is that of the revision."""

    subject = forms.CharField(label=_("Subject"), max_length=160, required=False)
    contact = forms.ModelChoiceField(
        Contact.objects.none(), label=_("Contact"), required=False, empty_label=_("nobody in particular")
    )
    language = forms.ChoiceField(label=_("Language"), choices=Language.choices)
    valid_until = DayField(label=_("Valid until"))
    discount_ppm = PercentField(label=_("Discount on all in %"), required=False, max_value=WHOLE)
    discount_cents = MoneyField(label=_("Discount on all as an amount"), required=False, max_value=10**13)
    customer_reference = forms.CharField(label=_("Customer's reference"), max_length=60, required=False)
    delivery_terms = forms.CharField(label=_("Delivery terms"), max_length=200, required=False)
    payment_terms = forms.CharField(label=_("Payment terms"), max_length=200, required=False)
    intro = forms.CharField(
        label=_("Opening text"), widget=forms.Textarea(attrs={"rows": 3}), required=False, max_length=LONGEST
    )
    closing = forms.CharField(
        label=_("Closing text"), widget=forms.Textarea(attrs={"rows": 3}), required=False, max_length=LONGEST
    )

    def __init__(self, *args: Any, instance: Revision, **kwargs: Any) -> None:
        super().__init__(*args, instance=instance, **kwargs)
        field = self.fields["contact"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101
        field.queryset = instance.quote.customer.contacts.filter(left_at=None, merged_into=None)

    def shown(self, instance: Revision) -> dict[str, Any]:
        head = {name: getattr(instance.quote, name) for name in OF_QUOTE}
        return head | {name: getattr(instance, name) for name in OF_REVISION}

    def values(self) -> dict[str, Any]:
        values = super().values()
        return values | {name: values[name] or 0 for name in ("discount_ppm", "discount_cents")}


class LineForm(forms.Form):
    """One position, in a row of the builder or on a page of its own."""

    product = forms.CharField(label=_("Product"), max_length=40, required=False)
    text = forms.CharField(label=_("Text"), max_length=200, required=False)
    quantity = QuantityField(label=_("Quantity"), max_value=MOST)
    unit_price = UnitPriceField(label=_("Unit price"), required=False, max_value=MOST)
    discount = PercentField(label=_("Discount in %"), required=False, max_value=WHOLE)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    use_required_attribute = False

    def __init__(
        self, data: Mapping[str, Any] | None = None, *, line: Line | None = None, key: str = "", **kwargs: Any
    ) -> None:
        self.line = line
        initial = _shown(line) if line is not None else {"quantity": 1000}
        super().__init__(data, initial=initial, auto_id=f"line-{line.pk if line else key}-%s", **kwargs)
        for name in ("product", "text", "quantity", "unit_price", "discount"):
            self.fields[name].widget.attrs |= {"aria-label": self.fields[name].label, "autocomplete": "off"}
            if name not in ("product", "text"):
                self.fields[name].widget.attrs["class"] = "t-num"

    def input(self, kept: LineInput | None = None) -> LineInput:
        """What the row says; what a row has no field for stays as it was."""
        data = self.cleaned_data
        product = _product(data["product"])
        kept = kept or LineInput()
        same = product is not None and product.pk == kept.product_id
        return LineInput(
            text=data["text"],
            quantity=data["quantity"],
            unit_price=data["unit_price"],
            discount_ppm=data["discount"] or 0,
            unit=product.unit if product else kept.unit,
            product_id=product.pk if product else None,
            detail=data.get("detail", kept.detail),
            optional=data.get("optional", kept.optional),
            section=data.get("section", kept.section),
            option_id=data.get("option", kept.option_id),
            tax_class=data.get("tax_class", kept.tax_class if same or product is None else ""),
        )


class WholeLineForm(LineForm):
    """The same with all that a row has no room for."""

    detail = forms.CharField(
        label=_("Details"), widget=forms.Textarea(attrs={"rows": 4}), required=False, max_length=LONGEST
    )
    section = forms.CharField(label=_("Heading above it"), max_length=120, required=False)
    option = forms.TypedChoiceField(label=_("Option"), coerce=int, required=False, empty_value=None)
    optional = forms.BooleanField(label=_("Optional: the customer may add it"), required=False)
    tax_class = forms.ChoiceField(label=_("Tax class"), choices=TaxClass.choices)

    def __init__(self, *args: Any, options: Sequence[Option], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["option"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101
        field.choices = [("", _("in all options")), *((row.pk, row.name) for row in options)]


class OptionForm(EditForm):
    """What an option is called, and whether and why we recommend it."""

    name = forms.CharField(label=_("Name"), max_length=80)
    recommended = forms.BooleanField(label=_("We recommend this one"), required=False)
    reason = forms.CharField(label=_("Why"), max_length=300, required=False)


def _product(number: str) -> Product | None:
    """By its number; Invalid where there is none."""
    number = number.strip()
    if not number:
        return None
    found = Product.objects.filter(number=number).first() if "\0" not in number else None
    if found is None:
        raise Invalid("no_product", _("There is no such product."), {"product": _("There is no such product.")})
    return found


def _shown(line: Line) -> dict[str, Any]:
    typed = input_of(line)
    return {
        "product": line.product.number if line.product else "",
        "text": typed.text,
        "quantity": typed.quantity,
        "unit_price": typed.unit_price,
        "discount": typed.discount_ppm or None,
        "version": line.version,
        "detail": typed.detail,
        "section": typed.section,
        "option": typed.option_id,
        "optional": typed.optional,
        "tax_class": typed.tax_class,
    }
