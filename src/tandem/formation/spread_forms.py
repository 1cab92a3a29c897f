"""Parsing what is typed about the assignment of customers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tandem.core.forms import DayField, EditForm
from tandem.people.models import Team
from tandem.tandems.models import Tandem

from .actions.spreads import MOST_TOLERANCE
from .models import Evenly, Spread


class SpreadForm(EditForm):
    """A team, a day, and how evenly."""

    title = forms.CharField(label=_("Title"), max_length=80)
    team = forms.ModelChoiceField(Team.objects.none(), label=_("Team"), empty_label=None)
    starts_on = DayField(label=_("Starts on"))
    evenly = forms.ChoiceField(label=_("Spread evenly"), choices=Evenly.choices, widget=forms.RadioSelect)
    tolerance = forms.IntegerField(
        label=_("Per cent more or less than the mean"), min_value=0, max_value=MOST_TOLERANCE
    )

    def __init__(self, *args: Any, teams: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance is None:
            self.fields["team"].queryset = teams  # type: ignore[attr-defined]
        else:
            del self.fields["team"]

    def shown(self, instance: Spread) -> dict[str, Any]:
        return {name: getattr(instance, name) for name in ("title", "starts_on", "evenly", "tolerance")}


class FixForm(forms.Form):
    """One customer, and where it goes; 0 opens it again."""

    customer = forms.IntegerField(min_value=1, max_value=2**62, widget=forms.HiddenInput)
    tandem = forms.TypedChoiceField(label=_("Tandem"), coerce=int, choices=())

    def __init__(self, *args: Any, tandems: Sequence[Tandem], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(0, _("open")), *((one.pk, one.name) for one in tandems)]
        self.fields["tandem"].choices = choices  # type: ignore[attr-defined]
