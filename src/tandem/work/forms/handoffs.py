"""Parsing input about hand-offs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tandem.people.models import Employee
from tandem.work.actions.handoffs import Offer

from .fields import OnceForm, PersonField, clock_field, day_field, instant_of, long_text
from .files import FilesField


class HandoffForm(OnceForm):
    """What is passed on, to whom, what is expected by when, and what the customer was told."""

    taker = PersonField(_("To"))
    title = forms.CharField(label=_("what it is about"), max_length=160)
    expected = long_text(_("expected result"), required=True, hint=_("So that both know when it is done."))
    day = day_field(_("by"))
    clock = clock_field(_("at"))
    promised = long_text(_("promised to the customer"), rows=2)
    uploads = FilesField(label=_("files"))

    def __init__(self, *args: Any, people: Sequence[Employee] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["taker"]
        assert isinstance(field, PersonField)  # noqa: S101
        field.offer(people)

    def offer(self) -> Offer:
        """What the action takes."""
        data = self.cleaned_data
        due_at = instant_of(data["day"], data["clock"])
        return Offer(data["title"], data["expected"], due_at, data["promised"])


class ReturnForm(OnceForm):
    """Why it goes back."""

    reason = long_text(_("reason"), required=True, hint=_("What is missing, or who could do it better."))


class ResultForm(OnceForm):
    """What came of it."""

    result = long_text(_("result"))
