"""Parsing what is typed about invoices and payments into values."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tandem.core.forms import DayField
from tandem.core.numbers import MoneyField, PercentField
from tandem.core.once import new_key

from .models import Invoice, PaymentKind
from .rates import Part, tax_on

RATES = (190_000, 70_000, 0)  # what is offered; every rate can be typed over


class OnceForm(forms.Form):
    """A form that carries the key by which it is taken once."""

    once = forms.CharField(widget=forms.HiddenInput, required=False, max_length=60, initial=new_key)

    @property
    def once_key(self) -> str:
        """The key of the form."""
        return str(self.cleaned_data.get("once", ""))


class InvoiceForm(OnceForm):
    """Number, days, and the net of up to three tax rates; the tax where it differs by a cent or so."""

    number = forms.CharField(
        label=_("Invoice number"), max_length=40, validators=Invoice._meta.get_field("number").validators
    )
    issued_on = DayField(label=_("Issued on"))
    due_on = DayField(label=_("Due on"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for place, rate in enumerate(RATES):
            name = {"n": place + 1}
            self.fields[f"rate{place}"] = PercentField(label=_("Tax rate %(n)d") % name, required=False, initial=rate)
            self.fields[f"net{place}"] = MoneyField(label=_("Net at rate %(n)d") % name, required=False)
            self.fields[f"tax{place}"] = MoneyField(
                label=_("Tax at rate %(n)d") % name, required=False, help_text=_("Empty: net by rate, rounded.")
            )

    def parts(self) -> list[Part]:
        """Net and tax of the rates that have a net."""
        found = []
        for place in range(len(RATES)):
            rate, net, tax = (self.cleaned_data.get(f"{name}{place}") for name in ("rate", "net", "tax"))
            if net:
                found.append(Part(rate or 0, net, tax_on(net, rate or 0) if tax is None else tax))
        return found

    def values(self) -> dict[str, Any]:
        """What the action takes."""
        data = self.cleaned_data
        return {name: data[name] for name in ("number", "issued_on", "due_on")} | {"parts": self.parts()}


class PaymentForm(OnceForm):
    """What came in, when and how."""

    amount = MoneyField(label=_("Amount"), min_value=None, help_text=_("With a minus where money went back."))
    received_on = DayField(label=_("Received on"))
    kind = forms.ChoiceField(label=_("How"), choices=PaymentKind.choices)
    number = forms.CharField(label=_("Payment number"), max_length=60, required=False)

    def values(self) -> dict[str, Any]:
        """What the action takes."""
        data = self.cleaned_data
        return {
            "amount_cents": data["amount"],
            "received_on": data["received_on"],
            "kind": data["kind"],
            "number": data["number"].strip(),
        }


class CancelInvoiceForm(OnceForm):
    """Why an invoice does not count any more."""

    reason = forms.CharField(label=_("Reason"), max_length=200)
