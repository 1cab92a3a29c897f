"""What month end needs to know: what pay costs the employer on top, and how the books of account call it."""

from __future__ import annotations

from fractions import Fraction
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from tandem.core.locking import Versioned
from tandem.people.models import Employee


class EmployerCost(models.Model):
    """What the employer pays on top of pay, from a day on up to the next one's.

    Never changed: what was wrong is entered again for the same day, and both stay. A locked month keeps the rate that
    was known when it was locked.
    """

    ref_kind = "employer_cost"

    start = models.DateField(_("from"))
    rate_ppm = models.PositiveIntegerField(_("Employer cost"))
    made_by = models.ForeignKey(Employee, models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["-start", "-made_at", "-id"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(rate_ppm__lte=1_000_000), name="commissions_employer_cost"),
        ]

    def __str__(self) -> str:
        return f"{self.start} {self.rate_ppm}"

    @property
    def exact(self) -> Fraction:
        """The rate to reckon with."""
        return Fraction(self.rate_ppm, 1_000_000)


class ProvisionSettings(Versioned):
    """The one row: numbers of the accounts, and whether the cost of contracts is written off over their term."""

    ref_kind = "provision_settings"

    commission = models.CharField(_("Account: expense of commission"), max_length=10, blank=True)
    employer = models.CharField(_("Account: expense of employer cost"), max_length=10, blank=True)
    provision = models.CharField(_("Account: provision"), max_length=10, blank=True)
    capitalise = models.BooleanField(_("Write the cost of new contracts off over their term (IFRS 15)"), default=False)
    least_months = models.PositiveSmallIntegerField(_("From a term of so many months"), default=13)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(id=1), name="commissions_one_provision_settings"),
        ]

    def __str__(self) -> str:
        return f"{self.commission}/{self.employer}/{self.provision}"
