"""Parsing the notes to customers: a subject and a text in each language that is read."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from .note_words import TEXTS

LONGEST = 8_000


class NotesForm(forms.Form):
    """One pair of fields per language."""

    def __init__(self, *args: Any, languages: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.languages = languages
        for language in languages:
            subject, body = TEXTS[language]
            self.fields[f"subject_{language}"] = forms.CharField(label=_("Subject"), max_length=200, initial=subject)
            self.fields[f"body_{language}"] = forms.CharField(
                label=_("Text of the mail"),
                max_length=LONGEST,
                initial=body,
                widget=forms.Textarea(attrs={"rows": 12}),
            )

    def texts(self) -> dict[str, tuple[str, str]]:
        """{language: (subject, body)} as typed, or as proposed where nothing was sent or something was wrong."""
        return {key: (self._text("subject", key), self._text("body", key)) for key in self.languages}

    def _text(self, part: str, language: str) -> str:
        name = f"{part}_{language}"
        known = getattr(self, "cleaned_data", {}).get(name)
        return str(known if known is not None else self.fields[name].initial)
