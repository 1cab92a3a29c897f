"""Parsing how somebody wants to be told."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tandem.core.forms import TimeInput

from .models import NoticeKind, NoticeSettings

TIMES = ("digest_at", "quiet_from", "quiet_to")
SWITCHES = ("digest", "quiet", "quiet_days")


def _switches(label: Any) -> forms.MultipleChoiceField:
    widget = forms.CheckboxSelectMultiple(attrs={"class": "form-check-input"})
    return forms.MultipleChoiceField(label=label, choices=NoticeKind.choices, widget=widget, required=False)


class NoticeSettingsForm(forms.Form):
    """Per kind two switches; a time for the daily mail; quiet hours."""

    app = _switches(_("Here"))
    mail = _switches(_("By mail"))
    digest = forms.BooleanField(label=_("One mail a day with what is unread, on days on which I work"), required=False)
    digest_at = forms.TimeField(label=_("Daily mail at"), widget=TimeInput)
    quiet = forms.BooleanField(
        label=_("Quiet hours: nothing pops up, the bell goes on counting, and no mail is sent"), required=False
    )
    quiet_from = forms.TimeField(label=_("Quiet from"), widget=TimeInput)
    quiet_to = forms.TimeField(label=_("Quiet to"), widget=TimeInput)
    quiet_days = forms.BooleanField(label=_("Quiet on days on which I do not work, too"), required=False)

    def __init__(self, *args: Any, wish: NoticeSettings, **kwargs: Any) -> None:
        shown = {name: getattr(wish, name) for name in (*TIMES, *SWITCHES)}
        shown["app"] = [kind for kind in NoticeKind.values if kind not in wish.app_off]
        shown["mail"] = [kind for kind in NoticeKind.values if kind not in wish.mail_off]
        kwargs["initial"] = shown
        super().__init__(*args, **kwargs)

    def rows(self) -> list[tuple[Any, Any]]:
        """For each kind its two switches."""
        return list(zip(self["app"], self["mail"], strict=True))

    def values(self) -> dict[str, Any]:
        """The settings: what is off, the switches, the times."""
        data = self.cleaned_data
        off = {f"{way}_off": frozenset(NoticeKind.values) - set(data[way]) for way in ("app", "mail")}
        return {**off, **{name: data[name] for name in (*TIMES, *SWITCHES)}}
