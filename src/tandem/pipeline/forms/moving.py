"""A move to another stage, with what that stage demands and nobody knew yet; winning, losing, opening again."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tandem.core.forms import LONGEST, DayField, EditForm
from tandem.core.once import FIELD, new_key
from tandem.pipeline.models import Opportunity, Reason, Stage

from .opportunities import StageField, contact_field, contacts_of, source_field, value_field

MAKE: dict[str, Callable[[], forms.Field]] = {
    "contact": contact_field,
    "value_cents": value_field,
    "source": source_field,
    "competitor": lambda: forms.CharField(label=_("competitor"), max_length=120, required=False),
    "text": lambda: forms.CharField(
        label=_("what they need"), widget=forms.Textarea(attrs={"rows": 3}), required=False, max_length=LONGEST
    ),
    "next_step": lambda: forms.CharField(label=_("next step"), max_length=200, required=False),
}


class MoveForm(EditForm):
    """Where to; `wanted` names the fields that the stage chosen demands besides."""

    stage = StageField(Stage.objects.none(), label=_("stage"))

    def __init__(
        self, *args: Any, instance: Opportunity, stages: Sequence[Stage], wanted: Sequence[str], **kwargs: Any
    ) -> None:
        super().__init__(*args, instance=instance, **kwargs)
        self.wanted = list(wanted)
        for name in self.wanted:
            self.fields[name] = MAKE[name]()
            if name == "contact":
                self.fields[name].queryset = contacts_of(instance.customer, instance)  # type: ignore[attr-defined]
        if "next_step" in self.wanted:
            self.fields["next_day"] = DayField(label=_("by"), required=False)
        keys = [stage.pk for stage in stages]
        field = self.fields["stage"]
        assert isinstance(field, StageField)  # noqa: S101
        field.queryset = Stage.objects.filter(pk__in=keys).select_related("pipeline")
        self.fields[FIELD] = forms.CharField(widget=forms.HiddenInput, required=False, max_length=60, initial=new_key)

    def shown(self, instance: Opportunity) -> dict[str, Any]:
        """The stage as it is, and what is known."""
        known = [name for name in getattr(self, "wanted", []) if name != "next_step"]
        return {"stage": instance.stage, **{name: getattr(instance, name) for name in known}}

    def told(self) -> dict[str, Any]:
        """What the stage demanded and somebody now knows."""
        names = [name for name in self.wanted if name != "next_step"]
        return {name: self.cleaned_data[name] or (0 if name == "value_cents" else self.cleaned_data[name])
                for name in names}  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """A step has a day."""
        data = super().clean() or {}
        if data.get("next_step") and not data.get("next_day"):
            self.add_error("next_day", _("By when?"))
        return data


class SeenForm(forms.Form):
    """Which version was seen, and the key of the form."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    once = forms.CharField(widget=forms.HiddenInput, required=False, max_length=60)

    @property
    def seen(self) -> int:
        """The version the person saw."""
        return int(self.cleaned_data["version"])


class WinForm(SeenForm):
    """How it was won."""

    competitor = forms.CharField(label=_("against whom"), max_length=120, required=False)
    note = forms.CharField(
        label=_("what made the difference"), widget=forms.Textarea(attrs={"rows": 3}), required=False, max_length=2000
    )


class LossForm(SeenForm):
    """Why it was lost, and to whom."""

    reason = forms.ChoiceField(label=_("reason"), choices=[("", _("choose")), *Reason.choices])
    competitor = forms.CharField(label=_("who got it"), max_length=120, required=False)
    note = forms.CharField(label=_("note"), widget=forms.Textarea(attrs={"rows": 3}), required=False, max_length=2000)


class ReopenForm(SeenForm):
    """Why it goes on."""

    reason = forms.CharField(label=_("reason"), max_length=200)
