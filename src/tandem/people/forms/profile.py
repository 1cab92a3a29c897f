"""Parsing what people say of themselves."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import time
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext_lazy as _

from tandem.core.forms import EditForm, TimeInput
from tandem.people.models import Employee, Language, WorkingTime

from .fields import SetOfWords

PARTS = (0, 1)  # before and after the break


class ProfileForm(EditForm):
    """How to reach somebody, and in which languages."""

    phone = forms.CharField(label=_("Phone"), max_length=40, required=False)
    languages = SetOfWords(
        label=_("Languages"), choices=Language.choices, help_text=_("In which customers can be talked to.")
    )


class PhotoForm(forms.Form):
    """A picture; what it really is, the action finds out."""

    photo = forms.FileField(
        label=_("Photo"),
        help_text=_("JPEG, PNG or WebP up to 8 MB. The middle is kept, without place and time."),
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp"}),
    )


class WeekForm(EditForm):
    """Two stretches for each weekday; an empty pair is no work."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for day, label in WEEKDAYS.items():
            for part in PARTS:
                self._add(day, part, "from", _("%(day)s from") % {"day": label})
                self._add(day, part, "to", _("%(day)s to") % {"day": label})
        if self.instance is not None:
            self.remember()

    def _add(self, day: int, part: int, end: str, label: Any) -> None:
        widget = TimeInput({"aria-label": str(label)})
        self.fields[_name(day, part, end)] = forms.TimeField(label=label, required=False, widget=widget)

    def shown(self, instance: Employee) -> dict[str, Any]:
        week: dict[int, list[WorkingTime]] = {}
        for stretch in instance.working_times.all():
            week.setdefault(stretch.weekday, []).append(stretch)
        fields: dict[str, Any] = {}
        for day, found in week.items():
            for part, stretch in zip(PARTS, found, strict=False):
                fields |= {_name(day, part, "from"): stretch.start, _name(day, part, "to"): stretch.end}
        return fields

    def rows(self) -> Iterator[tuple[str, list[BoundField], list[str]]]:
        """One line per weekday: its name, four fields, what is wrong with them."""
        for day, label in WEEKDAYS.items():
            names = [_name(day, part, end) for part in PARTS for end in ("from", "to")]
            errors = [str(error) for name in names for error in self.errors.get(name, [])]
            yield str(label), [self[name] for name in names], errors

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        for day in WEEKDAYS:
            for part in PARTS:
                start, end = (data.get(_name(day, part, side)) for side in ("from", "to"))
                if (start is None) != (end is None):
                    missing = _name(day, part, "from" if start is None else "to")
                    if missing not in self.errors:
                        self.add_error(missing, _("Both from and to, or neither."))
        return data

    def stretches(self) -> list[tuple[int, time, time]]:
        """(weekday, from, to) of every pair that is filled in."""
        data = self.cleaned_data
        pairs = [
            (day, data.get(_name(day, part, "from")), data.get(_name(day, part, "to")))
            for day in WEEKDAYS
            for part in PARTS
        ]
        return [(day, start, end) for day, start, end in pairs if start and end]


def _name(day: int, part: int, end: str) -> str:
    return f"day{day}_{part}_{end}"
