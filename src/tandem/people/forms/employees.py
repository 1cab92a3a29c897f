"""Parsing master data of employees and teams."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tandem.core.forms import DayField, EditForm
from tandem.people.holidays import region_choices
from tandem.people.models import Employee, Role, Team

from .fields import SetOfWords

WITHOUT_ROLE = _(
    "Without a role, somebody sees people, teams and tandems, but no customers and none of the work with them."
)


class EmployeeForm(EditForm):
    """Who somebody is, and where they belong."""

    first_name = forms.CharField(label=_("First name"), max_length=60)
    last_name = forms.CharField(label=_("Last name"), max_length=60)
    email = forms.EmailField(label=_("E-mail"), max_length=254, help_text=_("Signs in with it."))
    phone = forms.CharField(label=_("Phone"), max_length=40, required=False)
    job_title = forms.CharField(label=_("Job title"), max_length=80, required=False)
    team = forms.ModelChoiceField(
        Team.objects.all(), label=_("Team"), required=False, empty_label=pgettext_lazy("team", "none")
    )
    personnel_number = forms.CharField(
        label=_("Personnel number"), max_length=20, required=False, help_text=_("Seen by payroll and administration.")
    )
    cost_centre = forms.CharField(
        label=_("Cost centre"), max_length=20, required=False, help_text=_("Seen by payroll and administration.")
    )
    joined_on = DayField(label=_("First day"), required=False)
    language = forms.ChoiceField(label=_("Language of the screens"), choices=settings.LANGUAGES)


class HireForm(EmployeeForm):
    """Master data of a new person, with the roles and whether to invite at once."""

    roles = SetOfWords(label=_("Roles"), choices=Role.choices, help_text=WITHOUT_ROLE)
    invite = forms.BooleanField(
        label=_("Send an invitation"), required=False, initial=True, help_text=_("A link to set a password, by e-mail.")
    )

    field_order = ["first_name", "last_name", "email", "phone", "job_title", "team", "roles"]


class RolesForm(EditForm):
    """What somebody does here."""

    roles = SetOfWords(label=_("Roles"), choices=Role.choices, help_text=WITHOUT_ROLE)


class EndingForm(EditForm):
    """People say the last working day, rows say the first day after."""

    last_day = DayField(label=_("Last day"))

    def shown(self, instance: Employee) -> dict[str, Any]:
        return {"last_day": instance.left_on - timedelta(1) if instance.left_on else None}

    @property
    def left_on(self) -> date:
        """The first day on which the person is gone."""
        last: date = self.cleaned_data["last_day"]
        return last + timedelta(1)


class ContinueForm(EditForm):
    """Nothing to say but yes."""


class TeamForm(EditForm):
    """Name, manager, and whose public holidays the team keeps."""

    name = forms.CharField(label=_("Name"), max_length=80)
    manager = forms.ModelChoiceField(
        Employee.objects.none(), label=_("Sales manager"), required=False, empty_label=_("nobody yet")
    )
    region = forms.ChoiceField(
        label=_("Public holidays of"),
        choices=region_choices,
        initial="DE",
        help_text=_("On these days clocks of answers stand still and no weekly meeting is planned."),
    )

    def __init__(self, *args: Any, managers: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["manager"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101
        field.queryset = managers
