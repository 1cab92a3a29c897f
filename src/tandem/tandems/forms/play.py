"""Parsing rules of play: one field per step, per kind and class, and per promise of time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext_lazy as _

from tandem.core.forms import LONGEST, EditForm, TimeInput
from tandem.people.models import Employee
from tandem.tandems.fields import MinutesField
from tandem.tandems.models import CLASSES, Lead, PlaybookStep, RequestKind, RulesOfPlay
from tandem.tandems.terms import MOST_DAYS, Lists, Terms, terms_from

PLAIN = ("accept_minutes", "follow_up_days", "report_days", "meeting_weekday", "meeting_at", "meeting_minutes")


class CoverField(forms.TypedChoiceField):
    """Who covers both on holiday; nobody named means the partner."""

    def __init__(self) -> None:
        hint = _("Whoever records an absence finds this person suggested.")
        super().__init__(label=_("Holiday cover"), required=False, coerce=int, empty_value=None, help_text=hint)

    def offer(self, people: list[Employee]) -> None:
        """Let these people be chosen."""
        self.choices = [("", _("the partner")), *((person.pk, str(person)) for person in people)]


class TermsForm(EditForm):
    """All terms; of a proposal that is changed (`instance`), or of a new one that starts from `start`.

    What it showed travels along in either case, so that two who propose at once see mine, theirs and before.
    """

    accept_minutes = MinutesField(
        label=_("Accept a hand-off within"), help_text=_("Working time as hours:minutes, such as 1:30.")
    )
    follow_up_days = forms.IntegerField(label=_("Follow up a quote after (days)"), min_value=1, max_value=MOST_DAYS)
    report_days = forms.IntegerField(label=_("Visit report within (days)"), min_value=1, max_value=MOST_DAYS)
    meeting_weekday = forms.TypedChoiceField(label=_("Weekly meeting on"), coerce=int, choices=list(WEEKDAYS.items()))
    meeting_at = forms.TimeField(label=_("Begins at"), widget=TimeInput)
    meeting_minutes = forms.IntegerField(label=_("Takes (minutes)"), min_value=5, max_value=480)
    cover = CoverField()
    note = forms.CharField(
        label=_("Why this way"), required=False, max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args: Any, lists: Lists, start: Terms, people: list[Employee], **kwargs: Any) -> None:
        self.lists = lists
        self.steps = [step for step in lists.steps if step.retired_at is None]
        self.kinds = [kind for kind in lists.kinds if kind.retired_at is None]
        self.start = start
        super().__init__(*args, initial=self._values_of(start), **kwargs)
        self.fields["cover"].offer(people)  # type: ignore[attr-defined]
        self._add_fields()
        for name, field in self.fields.items():
            field.show_hidden_initial = name not in ("version", "once")

    def _add_fields(self) -> None:
        for step in self.steps:
            self.fields[f"lead-{step.key}"] = forms.ChoiceField(label=str(step), choices=Lead.choices)
        for kind in self.kinds:
            for name in CLASSES:
                told = _("%(kind)s, class %(class)s") % {"kind": kind, "class": name}
                self.fields[f"answer-{kind.key}-{name}"] = _cell(MinutesField(label=told))
        for name in self._classes:
            for word, label in (
                ("call", _("Days between calls, class %s")),
                ("visit", _("Days between visits, class %s")),
            ):
                days = forms.IntegerField(label=label % name, required=False, min_value=1, max_value=MOST_DAYS)
                self.fields[f"{word}-{name}"] = _cell(days)

    @property
    def _classes(self) -> list[str]:
        return [pace.customer_class for pace in self.lists.paces]

    def shown(self, instance: RulesOfPlay) -> dict[str, Any]:
        return {**self._values_of(terms_from(instance.terms, self.lists)), "note": instance.note}

    def _values_of(self, terms: Terms) -> dict[str, Any]:
        """Terms as field values."""
        return {
            **{name: getattr(terms, name) for name in (*PLAIN, "cover")},
            **{f"lead-{step.key}": terms.leads[step.key] for step in self.steps},
            **{f"answer-{kind.key}-{name}": terms.answers[kind.key][name] for kind in self.kinds for name in CLASSES},
            **{f"call-{name}": terms.calls[name] for name in self._classes},
            **{f"visit-{name}": terms.visits[name] for name in self._classes},
        }

    @property
    def terms(self) -> Terms:
        """What was typed; what the form does not show (retired steps and kinds) stays as it was."""
        found: Mapping[str, Any] = self.cleaned_data
        answers = {kind.key: {name: found[f"answer-{kind.key}-{name}"] for name in CLASSES} for kind in self.kinds}
        return Terms(
            leads={**self.start.leads, **{step.key: found[f"lead-{step.key}"] for step in self.steps}},
            answers={**self.start.answers, **answers},
            calls={name: found[f"call-{name}"] for name in self._classes},
            visits={name: found[f"visit-{name}"] for name in self._classes},
            **{name: found[name] for name in PLAIN},
            cover=found["cover"],
        )

    def lead_fields(self) -> Iterator[tuple[PlaybookStep, BoundField]]:
        """Each step with its field."""
        return ((step, self[f"lead-{step.key}"]) for step in self.steps)

    def answer_rows(self) -> Iterator[tuple[RequestKind, list[tuple[str, BoundField]]]]:
        """Each kind with its classes and their fields."""
        for kind in self.kinds:
            yield kind, [(name, self[f"answer-{kind.key}-{name}"]) for name in CLASSES]

    def pace_rows(self) -> Iterator[tuple[str, BoundField, BoundField]]:
        """Each class with its days between calls and visits."""
        return ((name, self[f"call-{name}"], self[f"visit-{name}"]) for name in self._classes)

    def plain_fields(self) -> list[BoundField]:
        """The rest."""
        return [self[name] for name in (*PLAIN, "cover", "note")]


def _cell(field: forms.Field) -> forms.Field:
    """A figure in a table: its label is heard, not seen."""
    field.widget.attrs.update({"class": "t-num", "size": 3, "aria-label": str(field.label)})
    return field
