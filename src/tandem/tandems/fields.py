"""Spans of working time as people type them: 1:30, 90 min, 2 h."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from tandem.core.numbers import ScaledField

_CLOCK = re.compile(r"(\d{1,3}):([0-5]\d)(?:\s*h)?", re.ASCII)
_WORDS = re.compile(r"(?:(\d{1,3})\s*h)?\s*(?:(\d{1,4})\s*(?:min|m))?", re.ASCII)


def hours_minutes(minutes: int) -> str:
    """90 → "1:30"."""
    return f"{minutes // 60}:{minutes % 60:02d}"


class MinutesField(ScaledField):
    """Hours and minutes as minutes. A bare number could mean either, so it is asked for with its unit."""

    widget = forms.TextInput

    def __init__(self, *, min_value: int = 1, max_value: int = 200 * 60, **kwargs: Any) -> None:
        super().__init__(min_value=min_value, max_value=max_value, **kwargs)
        self.widget.attrs["inputmode"] = "text"

    def to_python(self, value: Any) -> int | None:
        text = str(value or "").strip().lower()
        if not text:
            return None
        found = _CLOCK.fullmatch(text) or _WORDS.fullmatch(text)
        if not found:
            raise ValidationError(_("Write hours and minutes like 1:30, 2 h or 45 min."), code="span_unclear")
        return int(found[1] or 0) * 60 + int(found[2] or 0)

    def prepare_value(self, value: Any) -> Any:
        """Minutes as hours and minutes; what was typed stays as it is."""
        return hours_minutes(value) if isinstance(value, int) else value
