"""Parsing absences and their cover."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tandem.core.forms import DayField, EditForm
from tandem.people.duties import Duty
from tandem.people.models import Absence, AbsenceKind, Employee


class AbsenceForm(EditForm):
    """People say the last day away, rows say the first day back. One field per duty asks who covers it."""

    kind = forms.ChoiceField(
        label=_("Reason"), choices=AbsenceKind.choices, help_text=_("Colleagues see that you are away, not why.")
    )
    start = DayField(label=_("First day"))
    last_day = DayField(label=_("Last day"), required=False, help_text=_("Empty: until further notice."))

    def __init__(
        self, *args: Any, duties: Sequence[Duty], deputies: Mapping[str, list[Employee]], **kwargs: Any
    ) -> None:
        self.duties = duties
        self.people = {person.pk: person for found in deputies.values() for person in found}
        super().__init__(*args, **kwargs)
        for duty in duties:
            choices = [("", _("nobody")), *((str(person.pk), str(person)) for person in deputies[duty.key])]
            label = _("Cover for %(name)s") % {"name": duty.label}
            self.fields[duty.key] = forms.ChoiceField(label=label, choices=choices, required=False)
            if self.instance is None and duty.suggested_id in {person.pk for person in deputies[duty.key]}:
                self.initial.setdefault(duty.key, str(duty.suggested_id))
        if self.instance is not None:
            self.remember()

    def shown(self, instance: Absence) -> dict[str, Any]:
        given = {f"cover_{row.scope_kind}_{row.scope_id}": str(row.deputy_id) for row in instance.delegations.all()}
        last = instance.end - timedelta(1) if instance.end else None
        return {"kind": instance.kind, "start": instance.start, "last_day": last, **given}

    def span(self) -> dict[str, Any]:
        """kind, start and end as the action takes them."""
        last: date | None = self.cleaned_data["last_day"]
        end = last + timedelta(1) if last else None
        return {"kind": self.cleaned_data["kind"], "start": self.cleaned_data["start"], "end": end}

    def covers(self) -> list[tuple[str, int, Employee]]:
        """(kind, id, deputy) of every duty that somebody covers."""
        chosen = [(duty, self.cleaned_data.get(duty.key)) for duty in self.duties]
        return [(duty.kind, duty.id, self.people[int(key)]) for duty, key in chosen if key]
