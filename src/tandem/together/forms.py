"""Parsing minutes and times of meetings into values."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tandem.core.forms import DayField, EditForm, TimeInput
from tandem.people.models import Employee

from .actions.minutes import LONGEST
from .models import ItemKind, Meeting, MinuteItem


class ItemForm(EditForm):
    """A new line, with what it is."""

    kind = forms.ChoiceField(label=_("What it is"), choices=ItemKind.choices, widget=forms.RadioSelect)
    text = forms.CharField(label=_("Text"), max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 2}))


class TextForm(EditForm):
    """Other words for a line."""

    text = forms.CharField(label=_("Text"), max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 4}))


class TimeForm(EditForm):
    """When the two meet, and for how long."""

    starts_on = DayField(label=_("Day"))
    starts_at = forms.TimeField(label=_("Begins at"), widget=TimeInput)
    minutes = forms.IntegerField(label=_("Takes (minutes)"), min_value=5, max_value=480)

    def shown(self, instance: Meeting) -> dict[str, Any]:
        local = timezone.localtime(instance.starts_at)
        return {"starts_on": local.date(), "starts_at": local.time(), "minutes": instance.minutes}

    @property
    def starts(self) -> datetime:
        """Day and time as one instant."""
        return timezone.make_aware(datetime.combine(self.cleaned_data["starts_on"], self.cleaned_data["starts_at"]))


class TodoForm(forms.Form):
    """What one of the two does until when."""

    title = forms.CharField(label=_("What is to be done"), max_length=200)
    holder = forms.ModelChoiceField(Employee.objects.none(), label=_("Holder"), empty_label=None)
    due_on = DayField(label=_("Due on"))

    def __init__(self, data: Any, *, item: MinuteItem, people: list[Employee], day: date) -> None:
        initial = {"title": item.text.split("\n", 1)[0][:200], "holder": item.author_id, "due_on": day + timedelta(7)}
        super().__init__(data, initial=initial)
        field = self.fields["holder"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101
        field.queryset = Employee.objects.filter(pk__in=[person.pk for person in people]).order_by("name_key", "pk")
