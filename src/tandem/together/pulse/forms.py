"""Parsing answers and the choice of a helper into values."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tandem.core.forms import EditForm
from tandem.people.models import Employee
from tandem.together.models import PulseAnswer

from .words import QUESTIONS, SCALE


def score_fields() -> dict[str, forms.Field]:
    """One field per question, as a row of choices."""
    return {name: _score(str(label)) for name, label in QUESTIONS.items()}


def _score(label: str) -> forms.Field:
    return forms.TypedChoiceField(label=label, coerce=int, choices=list(SCALE), widget=forms.RadioSelect)


class PulseForm(EditForm):
    """This month's answers, and whether the partner may read them."""

    share = forms.BooleanField(
        label=_("Share with my partner, if my partner agrees too"),
        required=False,
        help_text=_("Without both of you agreeing nobody else ever reads these answers."),
    )

    def __init__(self, data: Any, *, instance: PulseAnswer | None) -> None:
        super().__init__(data, instance=instance)
        shown = instance.scores if instance else {}
        for name, field in score_fields().items():
            field.initial = shown.get(name)
            field.show_hidden_initial = instance is not None
            self.fields[name] = field
        self.order_fields([*QUESTIONS, "share"])

    def shown(self, instance: PulseAnswer) -> dict[str, Any]:
        return {"share": instance.share, **instance.scores}

    @property
    def scores(self) -> dict[str, int]:
        """The five answers."""
        return {name: self.cleaned_data[name] for name in QUESTIONS}


class HelperForm(forms.Form):
    """Somebody of the company whom both trust."""

    helper = forms.ModelChoiceField(Employee.objects.none(), label=_("Whom both of you would ask"), empty_label=None)

    def __init__(self, data: Any, *, people: Any, chosen: int | None) -> None:
        super().__init__(data, initial={"helper": chosen} if chosen else None)
        field = self.fields["helper"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101
        field.queryset = people
