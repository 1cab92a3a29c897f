"""What is typed about pay."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from tandem.core.forms import LONGEST, DayField, EditForm
from tandem.core.numbers import RATE, MoneyField, ScaledField, format_decimal
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
    currency = forms.ChoiceField(label=_("Currency"), required=False)

    def __init__(self, *args: Any, currencies: Sequence[str] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if len(currencies) > 1:
            self.fields["currency"].choices = [(code, code) for code in currencies]  # type: ignore[attr-defined]
        else:
            del self.fields["currency"]
            self.fields["claimed"].help_text = _("In %(currency)s.") % {"currency": currencies[0]} if currencies else ""

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
    )

    def __init__(self, *args: Any, instance: Question, **kwargs: Any) -> None:
        super().__init__(*args, instance=instance, **kwargs)
        kept = [QuestionStatus.ANSWERED]
        if instance.kind == QuestionKind.DISPUTE:
            kept = [QuestionStatus.ACCEPTED, QuestionStatus.REFUSED]
            told = _("Of an accepted dispute, in %(currency)s. Below zero it takes away.")
            self.fields["cents"].help_text = told % {"currency": instance.currency}
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


class RateField(ScaledField):
    """An exchange rate as people type it, exact to eight decimals; it becomes plain text with a point."""

    places = RATE

    def clean(self, value: Any) -> Any:
        """As it is kept."""
        scaled = super().clean(value)
        return "" if scaled is None else format_decimal(scaled, self.places, language="en")

    def has_changed(self, initial: Any, data: Any) -> bool:
        """What it showed is a text as well."""
        try:
            return self.to_python(data) != self.to_python(initial)
        except ValidationError:
            return True


class RateForm(EditForm):
    """What one unit of a currency is worth from a day on."""

    currency = forms.CharField(label=_("One unit of"), max_length=3, help_text=_("Such as CHF."))
    rate = RateField(label=_("is worth"), min_value=1)
    into = forms.CharField(label=_("In"), max_length=3, help_text=_("The currency of the plan."))
    start = DayField(label=_("Holds from"), help_text=_("Holds for what happens on this day and later."))

    def __init__(self, *args: Any, currency: str = "", into: str = "EUR", **kwargs: Any) -> None:
        super().__init__(*args, initial={"currency": currency, "into": into}, **kwargs)

    def clean(self) -> dict[str, Any]:
        """Codes are written in capitals."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        return data | {name: data[name].upper() for name in ("currency", "into") if name in data}


class ReversalForm(OnceForm):
    """Why an earning is taken back."""

    reason = forms.CharField(label=_("Reason"), max_length=200, help_text=_("The person reads it on their statement."))
