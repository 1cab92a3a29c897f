"""What payroll takes over: how kinds of pay are called there, and the exports that were made, locked for good."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tandem.core.fields import CentsField
from tandem.core.locking import Versioned
from tandem.people.models import Employee

from .runs import Run


class PayKind(models.TextChoices):
    """Kinds of pay that may have a wage type of their own. Lines of the same wage type are one line."""

    COMMISSION = "commission", pgettext_lazy("kind of pay", "Commission")
    ADVANCE = "advance", pgettext_lazy("kind of pay", "Draw")
    RECOVERY = "recovery", pgettext_lazy("kind of pay", "Draw settled")
    GUARANTEE = "guarantee", pgettext_lazy("kind of pay", "Guarantee")


class PayrollSettings(Versioned):
    """The one row: the numbers of consultant and client with DATEV, and how a test file is told apart."""

    ref_kind = "payroll_settings"

    consultant = models.CharField(_("consultant number"), max_length=7, blank=True)
    client = models.CharField(_("client number"), max_length=5, blank=True)
    wage_types = models.JSONField(default=dict)  # {kind: {"wage_type": "2000", "key": "2"}}

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(id=1), name="commissions_one_payroll_settings"),
        ]

    def __str__(self) -> str:
        return f"{self.consultant}/{self.client}"


class PayrollExport(models.Model):
    """What was handed to payroll of a released run: once, for good. The database refuses to change or delete it."""

    ref_kind = "payroll_export"

    run = models.OneToOneField(Run, models.PROTECT, related_name="payroll_export")
    made_by = models.ForeignKey(Employee, models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField()
    currency = models.CharField(max_length=3)
    total_cents = CentsField()
    people = models.PositiveIntegerField()
    lines = models.JSONField(default=list)  # [{employee, number, name, wage_type, key, cents}]
    wage_types = models.JSONField(default=dict)  # settings of then
    csv = models.TextField()
    lodas = models.TextField(blank=True)  # empty where no consultant was known
    digest = models.CharField(max_length=64)  # SHA-256 of both files

    class Meta:
        ordering: ClassVar = ["-made_at"]

    def __str__(self) -> str:
        return f"{self.run_id} {self.total_cents}"
