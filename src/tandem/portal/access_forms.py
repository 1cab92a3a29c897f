"""Forms of the desk's side."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tandem.core.forms import EditForm

from .models import USUAL, Access, Right


class RightsForm(EditForm):
    """What a contact may do in the portal."""

    rights = forms.MultipleChoiceField(
        label=_("What this contact may do in the portal"),
        choices=Right.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Everybody who is invited may ask, book appointments, and see their own requests."),
    )

    def __init__(self, *args: Any, instance: Access | None = None, **kwargs: Any) -> None:
        if instance is None:
            kwargs.setdefault("initial", {"rights": sorted(USUAL)})
        super().__init__(*args, instance=instance, **kwargs)

    def shown(self, instance: Access) -> dict[str, Any]:
        return {"rights": sorted(instance.rights)}

    def values(self) -> dict[str, Any]:
        return {"rights": sorted(self.cleaned_data["rights"])}
