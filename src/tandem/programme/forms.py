"""Parsing what is sent into values."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tandem.core.forms import DayField
from tandem.programme.readiness.areas import HIGHEST, LOWEST, labels

SCALE = [(n, str(n)) for n in range(LOWEST, HIGHEST + 1)]


class CheckForm(forms.Form):
    """When both departments are asked."""

    opens_on = DayField(label=_("Opens on"))
    closes_on = DayField(label=_("Last day"))


class MarksForm(forms.Form):
    """Ten statements and no text."""

    def __init__(self, data: Any) -> None:
        super().__init__(data)
        for name, label in labels().items():
            self.fields[name] = forms.TypedChoiceField(
                label=label, coerce=int, empty_value=0, choices=SCALE, widget=forms.RadioSelect
            )
