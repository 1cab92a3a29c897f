"""What is asked before an order is frozen or taken back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tandem.core.errors import Invalid
from tandem.core.fields import VALID_NUMBER
from tandem.core.forms import DayField
from tandem.core.numbers import QuantityField
from tandem.orders.models import Cause


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

    cause = forms.ChoiceField(
        label=_("Why"),
        choices=[("", "–"), *Cause.choices],
        help_text=_("What we could not deliver, or did wrong, takes no commission back."),
    )
    reason = forms.CharField(label=_("Reason"), max_length=200)


class WithdrawalForm(SeenForm):
    """Why a credit note counts no more."""

    reason = forms.CharField(label=_("Reason"), max_length=200)


class CreditNoteForm(ReasonForm):
    """How much of each line is given back."""

    issued_on = DayField(label=_("Issued on"))
    number = forms.CharField(
        label=_("Credit note number"),
        max_length=40,
        required=False,
        validators=[VALID_NUMBER],
        help_text=_("That of your ERP; left empty, it gets the next one of ours."),
    )
    field_order = ("issued_on", "number", "cause", "reason")
    use_required_attribute = False

    def __init__(self, *args: Any, rests: Mapping[int, tuple[int, int]], **kwargs: Any) -> None:
        """`rests`: by line id its position and the quantity that is left."""
        super().__init__(*args, **kwargs)
        self.rests = rests
        for key, (position, _rest) in rests.items():
            field = QuantityField(required=False, label=_("Quantity of line %d") % position)
            field.widget.attrs |= {"aria-label": field.label, "class": "t-num"}
            self.fields[f"line-{key}"] = field

    def head(self) -> list[forms.BoundField]:
        """The fields that are no quantities."""
        return [self["issued_on"], self["number"], self["cause"], self["reason"]]

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
