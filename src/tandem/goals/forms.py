"""Parsing what is typed about goals into values."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from tandem.core.forms import DayField
from tandem.core.numbers import PERCENT, ScaledField, format_decimal
from tandem.core.once import new_key

from .models import Goal, Metric, Span
from .spans import span_label

FINE = 10**PERCENT


class OnceForm(forms.Form):
    """A form that carries the key by which it is taken once, and which version was seen."""

    once = forms.CharField(widget=forms.HiddenInput, required=False, max_length=60, initial=new_key)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    @property
    def once_key(self) -> str:
        """The key of the form."""
        return str(self.cleaned_data.get("once", ""))


class WantedForm(forms.Form):
    """Whose goal, of what, for which period: asked before its target, so that figures can stand beside that."""

    whose = forms.ChoiceField(label=_("Whose"))
    metric = forms.ChoiceField(label=_("What is counted"), choices=Metric.choices)
    name = forms.CharField(
        label=_("Own figure"), max_length=60, required=False, help_text=_("Only where nothing above fits.")
    )
    span = forms.ChoiceField(label=_("Period"), choices=Span.choices, initial=Span.QUARTER)
    start = DayField(label=_("A day of the period"))

    def __init__(self, *args: Any, whose: Sequence[tuple[str, Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["whose"].choices = whose  # type: ignore[attr-defined]


class TargetField(ScaledField):
    """A target as typed: an amount, a count or per cent; read with four decimals and brought into the goal's unit."""

    places = PERCENT
    signs = ("€", "%", "EUR", "CHF", "USD")


class TargetForm(OnceForm):
    """How much, how it is spread over the months, and why this much."""

    target = TargetField(label=_("Target"))
    weights = forms.CharField(
        label=_("Seasonal split"),
        required=False,
        max_length=120,
        help_text=_("One whole number per month of the period, such as 3 2 4. Empty: by days."),
    )
    note = forms.CharField(label=_("Why this much"), required=False, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, *args: Any, goal: Goal, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.goal = goal
        words = _("Target in %s") % goal.currency if goal.is_money else None
        self.fields["target"].label = words or (_("Target in per cent") if goal.is_share else _("Target"))
        if goal.is_share or goal.span == Span.MONTH:
            del self.fields["weights"]

    def clean_target(self) -> int:
        """In the unit of the metric."""
        typed: int = self.cleaned_data["target"]
        if self.goal.is_share:
            return typed
        unit = 100 if self.goal.is_money else FINE
        if typed % unit:
            raise ValidationError(_("At most two decimals.") if self.goal.is_money else _("A whole number."))
        return typed // unit

    def clean_weights(self) -> list[int]:
        """Whole numbers."""
        words = re.split(r"[\s,;/]+", self.cleaned_data["weights"].strip())
        if words == [""]:
            return []
        if not all(re.fullmatch(r"[0-9]{1,6}", word) for word in words):
            raise ValidationError(_("Whole numbers with blanks between them."))
        return [int(word) for word in words]

    def values(self) -> dict[str, Any]:
        """What the actions take."""
        data = self.cleaned_data
        return {"target": data["target"], "weights": data.get("weights", []), "note": data["note"]}


def typed_target(goal: Goal, target: int) -> str:
    """A target as people type it."""
    if goal.is_share:
        return format_decimal(target, PERCENT)
    return format_decimal(target, 2) if goal.is_money else str(target)


class ObjectionForm(OnceForm):
    """Why not."""

    reason = forms.CharField(label=_("Reason"), widget=forms.Textarea(attrs={"rows": 3}), max_length=2000)


class ValueForm(OnceForm):
    """An own figure of a month."""

    month = forms.TypedChoiceField(label=_("Month"), coerce=date.fromisoformat)
    value = forms.IntegerField(label=_("Figure"), min_value=0)

    def __init__(self, *args: Any, months: Sequence[date], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(month.isoformat(), span_label(Span.MONTH, month)) for month in months]
        self.fields["month"].choices = choices  # type: ignore[attr-defined]
