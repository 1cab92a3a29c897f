"""Parsing swap days, notes and what came of them into values."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tandem.core.forms import DayField, EditForm
from tandem.people.models import Employee
from tandem.together.models import SwapDay, SwapItem, SwapNote

from .actions import LONGEST
from .notes import LONGEST as LONGEST_TEXT

AIMS = 1000  # characters


def _text(label: Any, rows: int = 3, help_text: Any = "") -> forms.CharField:
    area = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, max_length=LONGEST_TEXT, required=False, widget=area, help_text=help_text)


class DaysForm(EditForm):
    """When, for how long, and what the guest wants to learn."""

    start = DayField(label=_("First day"))
    days = forms.IntegerField(
        label=_("Number of days"), min_value=1, max_value=LONGEST, initial=1, help_text=_("Weekends in between count.")
    )
    aims = forms.CharField(
        label=_("What the guest wants to learn"),
        max_length=AIMS,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def shown(self, instance: SwapDay) -> dict[str, Any]:
        return {"start": instance.start, "days": instance.days, "aims": instance.aims}

    def span(self) -> dict[str, Any]:
        """[start, end) and aims, as the actions take them."""
        start: date = self.cleaned_data["start"]
        end = start + timedelta(self.cleaned_data["days"])
        return {"start": start, "end": end, "aims": self.cleaned_data["aims"]}


class PlanForm(DaysForm):
    """The same with host and guest."""

    host = forms.ModelChoiceField(
        Employee.objects.none(), label=_("In whose job"), empty_label=None, help_text=_("Whose calendar makes the day.")
    )
    guest = forms.ModelChoiceField(Employee.objects.none(), label=_("Guest"), empty_label=None)
    field_order = ("host", "guest", "start", "days", "aims")

    def __init__(self, data: Any, *, hosts: Any, guests: Any, initial: dict[str, Any]) -> None:
        super().__init__(data, initial=initial)
        for name, rows in (("host", hosts), ("guest", guests)):
            field = self.fields[name]
            assert isinstance(field, forms.ModelChoiceField)  # noqa: S101
            field.queryset = rows


class ReasonForm(forms.Form):
    """Why it does not take place."""

    reason = forms.CharField(label=_("Reason"), max_length=200)


class AimForm(EditForm):
    """What the guest looks out for in one line of the programme."""

    aim = forms.CharField(label=_("Aim"), max_length=300, required=False)

    def shown(self, instance: SwapItem) -> dict[str, Any]:
        return {"aim": instance.aim}


class NoteForm(EditForm):
    """Three sentences in the evening."""

    surprised = _text(_("What surprised me"))
    will_do = _text(_("What I will do differently"))
    should_change = _text(
        _("What should change"), help_text=_("It can become a to-do or a proposal for the rules of play.")
    )

    def shown(self, instance: SwapNote) -> dict[str, Any]:
        return {name: getattr(instance, name) for name in ("surprised", "will_do", "should_change")}


class OutcomeForm(EditForm):
    """What came of it."""

    outcome = forms.CharField(
        label=_("What came of it"), max_length=LONGEST_TEXT, widget=forms.Textarea(attrs={"rows": 3})
    )


class NoteTodoForm(forms.Form):
    """What is done about it, by whom, until when."""

    title = forms.CharField(label=_("What is to be done"), max_length=200)
    holder = forms.ModelChoiceField(Employee.objects.none(), label=_("Holder"), empty_label=None)
    due_on = DayField(label=_("Due on"))

    def __init__(self, data: Any, *, note: SwapNote, people: Any, day: date) -> None:
        title = note.should_change.split("\n", 1)[0][:200]
        super().__init__(data, initial={"title": title, "holder": note.author_id, "due_on": day + timedelta(14)})
        field = self.fields["holder"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101
        field.queryset = people
