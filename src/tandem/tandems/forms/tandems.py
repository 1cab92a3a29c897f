"""Parsing input about tandems into values."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from tandem.core.forms import DayField, EditForm
from tandem.people.models import Employee, Team
from tandem.tandems.models import SeatRole, Tandem
from tandem.tandems.queries import sitter_on, weights_on


class PersonField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """Somebody for a seat: those of the team first, then the others."""

    def __init__(self, **options: Any) -> None:
        super().__init__(Employee.objects.none(), **options)

    def offer(self, people: QuerySet[Employee], role: str, team: Team | None) -> None:
        """Let these people be chosen, as far as they have the role."""
        self.queryset = people.filter(roles__contains=role)
        rows = list(self.queryset.select_related("team").order_by("name_key", "pk"))
        groups = [
            (str(team) if team else "", [row for row in rows if team and row.team_id == team.pk]),
            (_("other teams") if team else "", [row for row in rows if not team or row.team_id != team.pk]),
        ]
        nobody = [("", self.empty_label)] if self.empty_label else []
        self.choices = [*nobody, *((name, _labels(found, team)) for name, found in groups if found)]


def _labels(people: Sequence[Employee], team: Team | None) -> list[tuple[int, str]]:
    return [
        (person.pk, f"{person} ({person.team})" if person.team and person.team != team else str(person))
        for person in people
    ]


class TeamField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """One of the teams for which the viewer decides."""

    def __init__(self) -> None:
        super().__init__(Team.objects.none(), label=_("Team"), empty_label=None)


class FormingForm(forms.Form):
    """Two people, a name and a team."""

    name = forms.CharField(label=_("Name"), max_length=80)
    team = TeamField()
    inside = PersonField(label=SeatRole.INSIDE.label, required=False, empty_label=_("still vacant"))
    field = PersonField(label=SeatRole.FIELD.label, required=False, empty_label=_("still vacant"))
    founded_on = DayField(label=_("Sells together from"))

    def __init__(
        self, *args: Any, teams: QuerySet[Team], people: QuerySet[Employee], team: Team | None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["team"].queryset = teams  # type: ignore[attr-defined]
        for role in SeatRole.values:
            self.fields[role].offer(people, role, team)  # type: ignore[attr-defined]


class NameForm(EditForm):
    """Name and team."""

    name = forms.CharField(label=_("Name"), max_length=80)
    team = TeamField()

    def __init__(self, *args: Any, teams: QuerySet[Team], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["team"].queryset = teams  # type: ignore[attr-defined]


class SeatForm(EditForm):
    """Who sits there from which day on; the last day only where it is known already."""

    employee = PersonField(label=_("Employee"), empty_label=_("choose"))
    start = DayField(label=_("First day"))
    last_day = DayField(label=_("Last day"), required=False, help_text=_("Empty: until further notice."))

    def __init__(self, *args: Any, role: str, day: date, people: QuerySet[Employee], **kwargs: Any) -> None:
        self.role, self.day = role, day
        super().__init__(*args, **kwargs)
        self.initial["employee"] = None  # to be chosen; who sits there stands above
        self.fields["employee"].offer(people, role, self.instance.team)  # type: ignore[attr-defined]

    def shown(self, instance: Tandem) -> dict[str, Any]:
        return {"employee": sitter_on(instance, self.role, self.day), "start": self.day, "last_day": None}

    def seating(self) -> dict[str, Any]:
        """employee, start and end as the action takes them."""
        last: date | None = self.cleaned_data["last_day"]
        end = last + timedelta(1) if last else None
        return {"employee": self.cleaned_data["employee"], "start": self.cleaned_data["start"], "end": end}


class VacancyForm(EditForm):
    """From which day on nobody sits there."""

    start = DayField(label=_("First day without anybody"))

    def __init__(self, *args: Any, day: date, **kwargs: Any) -> None:
        self.day = day
        super().__init__(*args, **kwargs)

    def shown(self, instance: Tandem) -> dict[str, Any]:
        return {"start": self.day}


class WeightsForm(EditForm):
    """How inside and field share from a day on; only the proportion matters."""

    inside = forms.IntegerField(label=SeatRole.INSIDE.label, min_value=0, max_value=10_000)
    field = forms.IntegerField(label=SeatRole.FIELD.label, min_value=0, max_value=10_000)
    start = DayField(label=_("First day"))

    def __init__(self, *args: Any, day: date, **kwargs: Any) -> None:
        self.day = day
        super().__init__(*args, **kwargs)

    def shown(self, instance: Tandem) -> dict[str, Any]:
        inside, field = weights_on(instance.pk, self.day)
        return {"inside": inside, "field": field, "start": self.day}


class ClosingForm(EditForm):
    """From which day on the tandem sells no more."""

    closed_on = DayField(label=_("First day on which it no longer sells"))

    def __init__(self, *args: Any, day: date, **kwargs: Any) -> None:
        self.day = day
        super().__init__(*args, **kwargs)

    def shown(self, instance: Tandem) -> dict[str, Any]:
        return {"closed_on": instance.closed_on or self.day}
