"""Parsing surveys and settings into values."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tandem.core.forms import DayField, EditForm
from tandem.together.models import GROUP_LEAST, Split, TogetherSettings
from tandem.together.pulse.forms import score_fields


class SurveyForm(forms.Form):
    """When, and by what the results are told."""

    opens_on = DayField(label=_("Opens on"))
    closes_on = DayField(label=_("Last day"))
    split = forms.ChoiceField(
        label=_("Results"),
        choices=Split.choices,
        initial=Split.TEAM,
        widget=forms.RadioSelect,
        help_text=_("One way only: both at once could be subtracted from each other."),
    )


class AnswerForm(forms.Form):
    """Five answers and no text."""

    def __init__(self, data: Any) -> None:
        super().__init__(data)
        self.fields.update(score_fields())


class SettingsForm(EditForm):
    """What the company wants."""

    swaps_a_year = forms.IntegerField(label=_("Swap days a year, each way"), min_value=0, max_value=12)
    newcomer_days = forms.IntegerField(label=_("Days for newcomers"), min_value=1, max_value=10)
    group_size = forms.IntegerField(
        label=_("Answers that a group needs"),
        min_value=GROUP_LEAST,
        max_value=100,
        help_text=_("Below this nothing is shown. Surveys that are open keep theirs."),
    )
    idle_days = forms.IntegerField(label=_("Days without an activity until a reminder"), min_value=14, max_value=730)

    def shown(self, instance: TogetherSettings) -> dict[str, Any]:
        return {name: getattr(instance, name) for name in self.base_fields if name != "version"}
