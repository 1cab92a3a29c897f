"""Form fields of people."""

from __future__ import annotations

from typing import Any

from django import forms


class SetOfWords(forms.MultipleChoiceField):
    """Check boxes that give a frozenset."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"required": False, **options})

    def clean(self, value: Any) -> Any:
        return frozenset(super().clean(value))

    def prepare_value(self, value: Any) -> Any:
        return sorted(value) if isinstance(value, set | frozenset) else value
