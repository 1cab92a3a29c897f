"""Parsing works agreements."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tandem.core.forms import DayField, EditForm
from tandem.people.models import Purpose, Role

from .fields import SetOfWords


class AgreementForm(EditForm):
    """What was agreed, for whom, from when to when."""

    purpose = forms.ChoiceField(label=_("Purpose"), choices=Purpose.choices)
    title = forms.CharField(label=_("Title"), max_length=160)
    audience = SetOfWords(label=_("Who may see it"), choices=Role.choices, required=True)
    start = DayField(label=_("In force from"))
    last_day = DayField(label=_("Last day"), required=False, help_text=_("Empty: until further notice."))
    reference = forms.CharField(
        label=_("Reference"), max_length=120, required=False, help_text=_("Where the signed paper lies.")
    )
    text = forms.CharField(
        label=pgettext_lazy("works agreement", "What was agreed"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 6}),
        max_length=20000,
    )

    def values(self) -> dict[str, Any]:
        """As the action takes them: `end` is the first day on which it no longer holds."""
        data = super().values()
        last = data.pop("last_day")
        return {**data, "end": last + timedelta(1) if last else None}


class EndAgreementForm(forms.Form):
    """From when it is off, and why."""

    end = DayField(label=_("Off from"))
    reason = forms.CharField(label=_("Reason"), max_length=300)
