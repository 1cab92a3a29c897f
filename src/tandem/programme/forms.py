"""Parsing what is sent into values."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from tandem.core.forms import LONGEST, DayField, EditForm
from tandem.people.models import Employee
from tandem.programme.models import Decision, Figure, Step
from tandem.programme.readiness.areas import HIGHEST, LOWEST, labels
from tandem.tandems.models import Tandem

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
                label=str(label), coerce=int, choices=SCALE, widget=forms.RadioSelect
            )


class ProgrammeForm(EditForm):
    """Title and first day."""

    title = forms.CharField(label=_("Title"), max_length=80)
    starts_on = DayField(label=_("First day"))


class StepForm(EditForm):
    """Who and by when; a title only where it is a step of one's own."""

    title = forms.CharField(label=_("What is to be done"), max_length=120)
    owner = forms.ModelChoiceField(Employee.objects.none(), label=_("Owner"), required=False, empty_label="–")
    due_on = DayField(label=_("By"))

    def __init__(self, data: Any, *, people: QuerySet[Employee], instance: Step | None = None) -> None:
        super().__init__(data, instance=instance)
        field = self.fields["owner"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101
        field.queryset = people
        if instance is not None and instance.key:
            del self.fields["title"]

    def shown(self, instance: Step) -> dict[str, Any]:
        return {"title": instance.title, "owner": instance.owner_id, "due_on": instance.due_on}


class DrawForm(EditForm):
    """How many tandems begin."""

    size = forms.IntegerField(label=_("Tandems in the pilot"), min_value=1, max_value=1000)


class PilotForm(EditForm):
    """When the drawn group begins, and whether customers stay where they are meanwhile."""

    starts_on = DayField(label=_("First day"))
    ends_on = DayField(label=_("Last day"))
    freeze = forms.BooleanField(
        label=_("Freeze assignments until the last day"),
        required=False,
        initial=True,
        help_text=_("No customer changes from one tandem to another, so that the effect can be measured."),
    )


class WaveForm(EditForm):
    """Who begins next."""

    title = forms.CharField(label=_("Title"), max_length=60)
    starts_on = DayField(label=_("First day"))
    tandems = forms.ModelMultipleChoiceField(
        Tandem.objects.none(), label=_("Tandems"), widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, data: Any, *, tandems: QuerySet[Tandem], **more: Any) -> None:
        super().__init__(data, **more)
        field = self.fields["tandems"]
        assert isinstance(field, forms.ModelMultipleChoiceField)  # noqa: S101
        field.queryset = tandems


class CriterionForm(forms.Form):
    """Below which share one would stop."""

    figure = forms.ChoiceField(label=_("What is looked at"), choices=Figure.choices)
    least = forms.IntegerField(label=_("At least, in per cent"), min_value=1, max_value=100)


class ReviewForm(EditForm):
    """What people decide, and why."""

    decision = forms.ChoiceField(label=_("Decision"), choices=Decision.choices, widget=forms.RadioSelect)
    note = forms.CharField(label=_("Note"), max_length=LONGEST, widget=forms.Textarea)
