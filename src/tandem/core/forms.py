"""Forms around versioned rows: they leave the row alone, and know what the person saw."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import QueryDict

from .errors import Conflict


class DateInput(forms.DateInput):
    """The browser's own date picker; it speaks ISO whatever the language."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class VersionedForm(forms.ModelForm):  # type: ignore[type-arg]
    """A form that carries the version and the values it showed, so that a lost race can be told field by field."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.fields["version"].initial = self.instance.version
            for name, field in self.fields.items():
                field.show_hidden_initial = name != "version"

    def values(self) -> dict[str, Any]:
        """The cleaned values of the model's own fields; the row itself stays untouched."""
        return {name: self.cleaned_data[name] for name in self._meta.fields or () if name in self.fields}

    @property
    def shown_version(self) -> int:
        """The version the person saw; 0 when the form was tampered with, which always conflicts."""
        return self.cleaned_data.get("version") or 0

    def _post_clean(self) -> None:
        """Validate against the model without writing into the instance: only actions change rows."""
        blank = type(self.instance)(pk=self.instance.pk)
        kept, self.instance = self.instance, blank
        super()._post_clean()  # type: ignore[misc]
        self.instance = kept


def conflict_rows(form: VersionedForm, error: Conflict) -> dict[str, Any]:
    """What `core/_conflict.html` needs: the fields that differ as mine, theirs and before.

    The form goes on with what was typed where something was typed, else with what stands there now, and carries the
    new version: saving again is a decision, not an overwrite.
    """
    typed = QueryDict(mutable=True)
    typed.update(form.data)
    rows = []
    for name, mine in form.values().items():
        bound, theirs = form[name], getattr(error.current, name)
        before = bound.field.to_python(form.data.get(bound.html_initial_name))
        if name not in form.changed_data:
            _put(typed, bound, theirs)
        elif mine != theirs:
            rows.append({"label": bound.label, "mine": _told(mine), "theirs": _told(theirs), "before": _told(before)})
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


def _told(value: Any) -> str:
    if isinstance(value, set | frozenset | list):
        return ", ".join(sorted(value))
    return "" if value is None else str(value)
