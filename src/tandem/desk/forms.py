"""Parsing how somebody wants to be told."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tandem.core.forms import TimeInput

from .models import NoticeKind, NoticeSettings

TIMES = ("digest_at", "quiet_from", "quiet_to")
SWITCHES = ("digest", "quiet", "quiet_days")


class NoticeSettingsForm(forms.Form):
    """Per kind two switches; a time for the daily mail; quiet hours. An empty time stays as it was."""

    app = forms.MultipleChoiceField(
        label=_("Tell me here"), choices=NoticeKind.choices, widget=forms.CheckboxSelectMultiple, required=False
    )
    mail = forms.MultipleChoiceField(
        label=_("And in the daily mail, if still unread"),
        choices=NoticeKind.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    digest = forms.BooleanField(label=_("One mail a day with what is unread, on days on which I work"), required=False)
    digest_at = forms.TimeField(label=_("Daily mail at"), widget=TimeInput, required=False)
    quiet = forms.BooleanField(
        label=_("Quiet hours: nothing pops up, the bell goes on counting, and no mail is sent"), required=False
    )
    quiet_from = forms.TimeField(label=_("Quiet from"), widget=TimeInput, required=False)
    quiet_to = forms.TimeField(label=_("Quiet to"), widget=TimeInput, required=False)
    quiet_days = forms.BooleanField(label=_("Quiet on days on which I do not work, too"), required=False)

    def __init__(self, *args: Any, wish: NoticeSettings, **kwargs: Any) -> None:
        self.wish = wish
        shown = {name: getattr(wish, name) for name in (*TIMES, *SWITCHES)}
        shown["app"] = [kind for kind in NoticeKind.values if kind not in wish.app_off]
        shown["mail"] = [kind for kind in NoticeKind.values if kind not in wish.mail_off]
        super().__init__(*args, initial=shown, **kwargs)

    def values(self) -> dict[str, Any]:
        """The settings: what is off, the switches, the times."""
        data = self.cleaned_data
        off = {f"{way}_off": frozenset(NoticeKind.values) - set(data[way]) for way in ("app", "mail")}
        times = {name: data[name] or getattr(self.wish, name) for name in TIMES}
        return {**off, **times, **{name: data[name] for name in SWITCHES}}
