"""Parsing input about to-dos."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tandem.core.forms import EditForm
from tandem.people.models import Employee
from tandem.work.days import Preset, morning_of
from tandem.work.models import Repeat

from .fields import OnceForm, PersonField, clock_field, day_field, instant_of, long_text


class TodoForm(EditForm):
    """What is to be done and by when; who does it and a checklist where it is new."""

    title = forms.CharField(label=_("what is to be done"), max_length=200)
    day = day_field(_("by"))
    clock = clock_field(_("at"))
    holder = PersonField(_("who does it"))
    repeat = forms.ChoiceField(label=_("comes again"), choices=[("", _("once")), *Repeat.choices], required=False)
    text = long_text(_("details"))
    items = long_text(_("checklist"), hint=_("One line each."), mentions=False)

    def __init__(self, *args: Any, people: Sequence[Employee] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance is not None:
            del self.fields["holder"], self.fields["items"]
        else:
            field = self.fields["holder"]
            assert isinstance(field, PersonField)  # noqa: S101
            field.offer(people)

    def shown(self, instance: Any) -> dict[str, Any]:
        """Day and hour apart, as people type them."""
        due = timezone.localtime(instance.due_at)
        return {
            "title": instance.title,
            "day": due.date(),
            "clock": due.time() if instance.timed else None,
            "repeat": instance.repeat,
            "text": instance.text,
        }

    def todo_values(self) -> dict[str, Any]:
        """What the action takes."""
        data = self.cleaned_data
        plain = {name: data[name] for name in ("title", "text", "repeat")}
        return {**plain, "due_at": instant_of(data["day"], data["clock"]), "timed": data["clock"] is not None}

    def lines(self) -> list[str]:
        """The checklist."""
        return str(self.cleaned_data.get("items", "")).splitlines()


class GiveForm(OnceForm):
    """To whom, and why."""

    holder = PersonField(_("who does it"))
    reason = forms.CharField(label=_("reason"), max_length=500, required=False)
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, people: Sequence[Employee] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["holder"]
        assert isinstance(field, PersonField)  # noqa: S101
        field.offer(people)


class SeenForm(OnceForm):
    """A button that says who was shown as its holder."""

    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)


class SnoozeForm(forms.Form):
    """One of the presets, or a day of one's own."""

    preset = forms.CharField(required=False, max_length=20)
    until = day_field(_("until"), required=False)

    def __init__(self, *args: Any, presets: Sequence[Preset] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.presets = {preset.key: preset.at for preset in presets}

    def clean(self) -> dict[str, Any]:
        """Exactly one of the two."""
        data = super().clean() or {}
        if data.get("preset") not in self.presets and not data.get("until"):
            raise forms.ValidationError(_("Choose when it shall come back."))
        return data

    def instant(self) -> datetime:
        """When it comes back."""
        data = self.cleaned_data
        return morning_of(data["until"]) if data.get("until") else self.presets[data["preset"]]


class ItemForm(OnceForm):
    """One more line of a checklist."""

    text = forms.CharField(label=_("text"), max_length=200)
