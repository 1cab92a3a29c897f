"""Forms around versioned rows: they leave the row alone, and know what the person saw."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any, cast

from django import forms
from django.core.validators import MaxLengthValidator, MaxValueValidator, MinValueValidator
from django.db.models import Model
from django.http import QueryDict
from django.utils.formats import localize

from .errors import Conflict
from .numbers import ScaledField
from .once import FIELD, new_key

LONGEST = 20_000  # characters of a free text: pages of it, not a book that every reader has to load
EARLIEST, LATEST = date(1900, 1, 1), date(2199, 12, 31)


class DateInput(forms.DateInput):
    """The browser's own date picker; it speaks ISO whatever the language."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class DayField(forms.DateField):
    """A day of our time: whoever types another century has mistyped, and days are reckoned with."""

    widget = DateInput
    default_validators = [MinValueValidator(EARLIEST), MaxValueValidator(LATEST)]


class TimeInput(forms.TimeInput):
    """The browser's own time picker, in ISO too."""

    input_type = "time"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%H:%M")


class EditForm(forms.Form):
    """Fields of one's own over a versioned row, where they are not simply its columns; leaves the row alone."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, instance: Any = None, **kwargs: Any) -> None:
        self.instance = instance
        if instance is not None:
            shown = self.shown(instance) | {"version": instance.version}
            kwargs["initial"] = shown | (kwargs.get("initial") or {})
        super().__init__(*args, **kwargs)
        if instance is not None:
            self.remember()
        else:
            self.fields[FIELD] = forms.CharField(
                widget=forms.HiddenInput, required=False, max_length=60, initial=new_key
            )

    @property
    def once_key(self) -> str:
        """The key of a form that makes something new, for `core.once`."""
        return str(self.cleaned_data.get(FIELD, ""))

    def remember(self) -> None:
        """Have every field carry the value it showed; to be called again where fields come later."""
        for name, field in self.fields.items():
            field.show_hidden_initial = name != "version"

    def shown(self, instance: Any) -> dict[str, Any]:
        """What the fields show of the row."""
        return {name: getattr(instance, name) for name in self.base_fields if name != "version"}

    def values(self) -> dict[str, Any]:
        """The cleaned values, without version and key."""
        return {name: value for name, value in self.cleaned_data.items() if name not in ("version", FIELD)}

    @property
    def shown_version(self) -> int:
        """The version the person saw; 0 when the form was tampered with, which always conflicts."""
        return self.cleaned_data.get("version") or 0


class VersionedForm(forms.ModelForm):  # type: ignore[type-arg]
    """A form that carries the version and the values it showed, so that a lost race can be told field by field."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if isinstance(field, forms.TypedChoiceField) and ("", "---------") in field.choices:  # type: ignore[operator]
                field.choices = [("", "–"), *(pair for pair in field.choices if pair[0] != "")]  # type: ignore[union-attr]
        for field in self.fields.values():
            if isinstance(field, forms.CharField) and field.max_length is None:
                field.validators.append(MaxLengthValidator(LONGEST))
        if self.instance.pk:
            self.fields["version"].initial = self.instance.version
            for name, field in self.fields.items():
                field.show_hidden_initial = name != "version"
        else:
            hidden = forms.CharField(widget=forms.HiddenInput, required=False, max_length=60, initial=new_key)
            self.fields[FIELD] = hidden

    @property
    def once_key(self) -> str:
        """The key of a form that makes something new, for `core.once`."""
        return str(self.cleaned_data.get(FIELD, ""))

    def values(self) -> dict[str, Any]:
        """The cleaned values of the model's own fields; the row itself stays untouched."""
        return {name: self.cleaned_data[name] for name in self._meta.fields or () if name in self.fields}

    def shown(self, instance: Any) -> dict[str, Any]:
        """What the fields show of the row."""
        return {name: getattr(instance, name) for name in self.values()}

    @property
    def shown_version(self) -> int:
        """The version the person saw; 0 when the form was tampered with, which always conflicts."""
        return self.cleaned_data.get("version") or 0

    def _post_clean(self) -> None:
        """Validate against the model without writing into the instance: only actions change rows."""
        blank = type(self.instance)(pk=self.instance.pk)
        blank._state.adding = self.instance._state.adding  # so that it may keep what is unique about it
        kept, self.instance = self.instance, blank
        super()._post_clean()  # type: ignore[misc]
        self.instance = kept


def conflict_rows(form: VersionedForm | EditForm, error: Conflict) -> dict[str, Any]:
    """What `core/_conflict.html` needs: the fields that differ as mine, theirs and before.

    The form goes on with what was typed where something was typed, else with what stands there now, and carries the
    new version: saving again is a decision, not an overwrite.
    """
    typed = QueryDict(mutable=True)
    typed.update(form.data)
    now = form.shown(error.current)
    rows = []
    for name, mine in form.values().items():
        bound, theirs = form[name], now.get(name)
        hidden = bound.field.hidden_widget()
        before = bound.field.to_python(hidden.value_from_datadict(form.data, form.files, bound.html_initial_name))
        if name not in form.changed_data:
            _put(typed, bound, theirs)
        elif mine != theirs:
            sides = {"mine": mine, "theirs": theirs, "before": before}
            rows.append({"label": bound.label, **{side: _told(bound.field, value) for side, value in sides.items()}})
        _put(typed, bound, theirs, initial=True)
    typed[form.add_prefix("version")] = str(error.current.version)
    form.data = typed
    return {"conflict": rows, "conflict_text": error.text}


def _put(data: QueryDict, bound: forms.BoundField, value: Any, *, initial: bool = False) -> None:
    """Write a value into form data the way the browser would have sent it."""
    name = bound.html_initial_name if initial else bound.html_name
    shown = bound.field.prepare_value(value)
    if shown is False:
        data.pop(name, None)
    elif isinstance(shown, list | tuple | set | frozenset):
        data.setlist(name, [str(item) for item in sorted(shown)])
    elif shown is True:
        data[name] = "on" if not initial else "True"
    else:
        widget = bound.field.widget
        told = shown if isinstance(widget, forms.Select) else widget.format_value(shown)
        data[name] = "" if told is None else str(told)


def _told(field: forms.Field, value: Any) -> str:
    """A value as people read it: choices by their labels, days in their format."""
    if value is None or value == "":
        return ""
    if isinstance(field, forms.ChoiceField) and not isinstance(value, Model):
        labels = {str(key): str(label) for key, label in _pairs(cast(Iterable[tuple[Any, Any]], field.choices))}
        many = sorted(value) if isinstance(value, set | frozenset | list) else [value]
        return ", ".join(labels.get(str(item), str(item)) for item in many)
    if isinstance(field, ScaledField):
        return str(field.prepare_value(value))
    return str(localize(value))


def _pairs(choices: Iterable[tuple[Any, Any]]) -> Iterator[tuple[Any, Any]]:
    """Choices without their groups."""
    for key, label in choices:
        if isinstance(label, list | tuple):
            yield from label
        else:
            yield key, label
