"""What is typed about pay."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from tandem.core.forms import LONGEST, EditForm
from tandem.core.numbers import MoneyField
from tandem.core.once import FIELD, new_key

from .models import Adjustment, Question, QuestionKind, QuestionStatus


class OnceForm(forms.Form):
    """A form that makes something new once."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields[FIELD] = forms.CharField(widget=forms.HiddenInput, required=False, max_length=60, initial=new_key)

    @property
    def once_key(self) -> str:
        """The key of this form, for `core.once`."""
        return str(self.cleaned_data.get(FIELD, ""))


class QuestionForm(OnceForm):
    """A question, or a dispute with the amount it should be."""

    kind = forms.ChoiceField(label=_("What is it"), choices=QuestionKind.choices, initial=QuestionKind.QUESTION)
    text = forms.CharField(label=_("What is it about"), widget=forms.Textarea(attrs={"rows": 4}), max_length=LONGEST)
    claimed = MoneyField(label=_("It should be"), required=False, min_value=None)

    def clean(self) -> dict[str, Any]:
        """A dispute says an amount."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if data.get("kind") == QuestionKind.DISPUTE and data.get("claimed") is None and "claimed" not in self.errors:
            self.add_error("claimed", ValidationError(_("Say which amount it should be.")))
        return data


class AnswerForm(EditForm):
    """The answer, and what becomes of a dispute."""

    status = forms.ChoiceField(label=_("Result"))
    answer = forms.CharField(label=_("Answer"), widget=forms.Textarea(attrs={"rows": 4}), max_length=LONGEST)
    cents = MoneyField(
        label=_("Adjustment"),
        required=False,
        min_value=None,
        help_text=_("Of an accepted dispute. Below zero it takes away."),
    )

    def __init__(self, *args: Any, instance: Question, **kwargs: Any) -> None:
        super().__init__(*args, instance=instance, **kwargs)
        kept = [QuestionStatus.ANSWERED]
        if instance.kind == QuestionKind.DISPUTE:
            kept = [QuestionStatus.ACCEPTED, QuestionStatus.REFUSED]
        else:
            del self.fields["cents"]
        self.fields["status"].choices = [(one.value, one.label) for one in kept]  # type: ignore[attr-defined]
        if len(kept) == 1:
            self.fields["status"].initial, self.fields["status"].widget = kept[0], forms.HiddenInput()

    def shown(self, instance: Question) -> dict[str, Any]:
        """The answer that stands there."""
        return {"answer": instance.answer}


class AdjustmentForm(OnceForm):
    """An amount by hand, and why."""

    cents = MoneyField(label=_("Amount"), min_value=None, help_text=_("Below zero it takes away."))
    reason = forms.CharField(label=_("Reason"), max_length=200, help_text=_("The person reads it on their statement."))


class RefusalForm(EditForm):
    """Why an amount by hand is refused."""

    reason = forms.CharField(label=_("Reason"), max_length=200)

    def shown(self, instance: Adjustment) -> dict[str, Any]:
        """Nothing yet."""
        return {}


class ReversalForm(OnceForm):
    """Why an earning is taken back."""

    reason = forms.CharField(label=_("Reason"), max_length=200, help_text=_("The person reads it on their statement."))
