"""Fields that several forms of work share."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Any

from django import forms

from tandem.core.forms import LONGEST, DayField, TimeInput
from tandem.core.once import FIELD, new_key
from tandem.people.models import Employee
from tandem.work.days import end_of, local


def long_text(
    label: Any, *, rows: int = 3, required: bool = False, hint: Any = "", mentions: bool = True
) -> forms.CharField:
    """Free text over several lines, in which colleagues may be mentioned."""
    widget = forms.Textarea(attrs={"rows": rows, **({"data-mentions": True} if mentions else {})})
    return forms.CharField(label=label, widget=widget, required=required, max_length=LONGEST, help_text=hint)


def clock_field(label: Any) -> forms.TimeField:
    """An hour, in the browser's own picker."""
    return forms.TimeField(label=label, required=False, widget=TimeInput())


def day_field(label: Any, *, required: bool = True) -> DayField:
    """A day, in the browser's own picker."""
    return DayField(label=label, required=required)


def instant_of(day: date, clock: time | None) -> datetime:
    """The instant that a day and perhaps an hour mean."""
    return local(day, clock) if clock else end_of(day)


class OnceForm(forms.Form):
    """A form that acts once, however often it is sent."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields[FIELD] = forms.CharField(widget=forms.HiddenInput, required=False, max_length=60, initial=new_key)

    @property
    def once_key(self) -> str:
        """The key for `core.once`."""
        return str(self.cleaned_data.get(FIELD, ""))


class PersonField(forms.ChoiceField):
    """One of some people."""

    def __init__(self, label: Any, *, required: bool = True) -> None:
        super().__init__(label=label, required=required)
        self.people: dict[str, Employee] = {}

    def offer(self, people: Sequence[Employee], *, nobody: Any = None) -> None:
        """Set who can be chosen, in that order."""
        self.people = {str(person.pk): person for person in people}
        empty = [("", nobody)] if nobody is not None else []
        self.choices = [*empty, *((key, str(person)) for key, person in self.people.items())]

    def clean(self, value: Any) -> Employee | None:
        """The person; None for nobody, where that may be chosen."""
        return self.people.get(super().clean(value))
