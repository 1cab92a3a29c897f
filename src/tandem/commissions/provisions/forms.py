"""What is typed about month end."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from tandem.commissions.models import ProvisionSettings
from tandem.core.forms import DayField, EditForm
from tandem.core.numbers import PercentField

_number = RegexValidator(r"^[0-9]{1,10}\Z", _("Digits only, at most 10."))


class CostForm(EditForm):
    """A rate from a day on."""

    rate_ppm = PercentField(label=_("Employer cost in per cent of pay"), max_value=1_000_000)
    start = DayField(label=_("Holds from"), help_text=_("Locked months keep the rate that was known when they were."))

    def shown(self, instance: ProvisionSettings) -> dict[str, Any]:
        """Nothing yet."""
        return {}


class SettingsForm(EditForm):
    """Accounts, and the cost of contracts."""

    commission = forms.CharField(
        label=_("Account: expense of commission"), required=False, max_length=10, validators=[_number]
    )
    employer = forms.CharField(
        label=_("Account: expense of employer cost"), required=False, max_length=10, validators=[_number]
    )
    provision = forms.CharField(label=_("Account: provision"), required=False, max_length=10, validators=[_number])
    capitalise = forms.BooleanField(
        label=_("Write the cost of new contracts off over their term (IFRS 15)"),
        required=False,
        help_text=_("HGB does not capitalise it: there it is an expense of the month in which it is earned."),
    )
    least_months = forms.IntegerField(
        label=_("From a term of so many months"),
        min_value=1,
        max_value=240,
        help_text=_("IFRS 15.94 lets what runs for a year or less be an expense at once."),
    )
