"""How kinds of pay are called at payroll."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tandem.commissions.models import PayKind, PayrollSettings
from tandem.core.forms import EditForm


def _digits(most: int) -> RegexValidator:
    return RegexValidator(rf"^[0-9]{{1,{most}}}\Z", gettext_lazy("Digits only, at most %d.") % most)


class SettingsForm(EditForm):
    """Numbers with DATEV, and of each kind of pay wage type and processing key."""

    consultant = forms.CharField(
        label=gettext_lazy("Consultant number"), required=False, max_length=7, validators=[_digits(7)]
    )
    client = forms.CharField(label=gettext_lazy("Client number"), required=False, max_length=5, validators=[_digits(5)])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for kind in PayKind:
            named = {"kind": kind.label}
            self.fields[f"{kind}_wage_type"] = forms.CharField(
                label=_("%(kind)s: wage type") % named, required=False, max_length=4, validators=[_digits(4)]
            )
            self.fields[f"{kind}_key"] = forms.CharField(
                label=_("%(kind)s: processing key") % named, required=False, max_length=2, validators=[_digits(2)]
            )
        self.remember()

    def shown(self, instance: PayrollSettings) -> dict[str, Any]:
        """Flat, as the fields are."""
        texts: dict[str, Any] = {"consultant": instance.consultant, "client": instance.client}
        for kind in PayKind:
            named = instance.wage_types.get(kind, {})
            texts |= {f"{kind}_wage_type": named.get("wage_type", ""), f"{kind}_key": named.get("key", "")}
        return texts

    def settings(self) -> dict[str, Any]:
        """As the row keeps it."""
        data = self.cleaned_data
        kinds = {
            kind.value: {"wage_type": data[f"{kind}_wage_type"], "key": data[f"{kind}_key"]}
            for kind in PayKind
            if data[f"{kind}_wage_type"]
        }
        return {"consultant": data["consultant"], "client": data["client"], "wage_types": kinds}
