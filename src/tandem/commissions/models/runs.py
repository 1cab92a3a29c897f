"""Periods that are settled, and the runs that settle them."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from tandem.core.fields import CentsField
from tandem.core.locking import Versioned
from tandem.people.models import Employee


class Period(Versioned):
    """A month of the books. Closed, it takes nothing more; `closed_number` is the last posting before that."""

    ref_kind = "commission_period"

    name = models.CharField(max_length=7, unique=True)  # 2026-03
    start = models.DateField(_("from"))
    end = models.DateField(_("to"))
    closed_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey(Employee, models.PROTECT, null=True, related_name="+")
    closed_number = models.BigIntegerField(null=True)
    closed_seal = models.CharField(max_length=64, blank=True)

    class Meta:
        ordering: ClassVar = ["start"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(end__gt=F("start")), name="commissions_period_forward"),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True, closed_number__isnull=True)
                | Q(closed_at__isnull=False, closed_number__isnull=False),
                name="commissions_period_closed",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_open(self) -> bool:
        """Whether something may still be posted into it."""
        return self.closed_at is None


class RunStatus(models.TextChoices):
    """How far a run is. Locked, it is in the books and its period is closed; released, people are to be paid."""

    WAITING = "waiting", _("Being calculated")
    PREVIEW = "preview", _("Preview")
    APPROVED = "approved", _("Approved")
    LOCKED = "locked", _("Locked")
    RELEASED = "released", _("Released")
    DISCARDED = "discarded", _("Discarded")


class Run(Versioned):
    """One settlement of a month by all plans. `as_of` is what was known; the hashes say of what and what came out."""

    ref_kind = "commission_run"

    period = models.ForeignKey(Period, models.PROTECT, related_name="runs")
    number = models.PositiveIntegerField(_("attempt"))
    status = models.CharField(_("status"), max_length=9, choices=RunStatus.choices, default=RunStatus.WAITING)
    made_by = models.ForeignKey(Employee, models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField()
    as_of = models.DateTimeField()
    approved_by = models.ForeignKey(Employee, models.PROTECT, null=True, related_name="+")
    approved_at = models.DateTimeField(null=True)
    locked_by = models.ForeignKey(Employee, models.PROTECT, null=True, related_name="+")
    locked_at = models.DateTimeField(null=True)
    released_by = models.ForeignKey(Employee, models.PROTECT, null=True, related_name="+")
    released_at = models.DateTimeField(null=True)
    inputs_hash = models.CharField(max_length=64, blank=True)
    result_hash = models.CharField(max_length=64, blank=True)
    snapshot = models.JSONField(default=dict)  # plans with the digest of their documents, how many facts, the head
    lines = models.PositiveIntegerField(default=0)
    earned_cents = CentsField(default=0)  # in that currency; what a run brings in others stands with its people
    currency = models.CharField(max_length=3, blank=True)

    class Meta:
        ordering: ClassVar = ["-period__start", "-number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["period", "number"], name="commissions_run_number"),
            models.UniqueConstraint(
                fields=["period"], condition=~Q(status="discarded"), name="commissions_one_run_of_period"
            ),
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True) | Q(made_by__isnull=True) | ~Q(approved_by=F("made_by")),
                name="commissions_run_four_eyes",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.period_id} {self.number}"


class RunPerson(models.Model):
    """What a run brings one person, in cents. `outlier` says why somebody should look at it."""

    ref_kind = "pay_statement"

    run = models.ForeignKey(Run, models.CASCADE, related_name="people")
    employee = models.ForeignKey(Employee, models.PROTECT, related_name="+")
    currency = models.CharField(max_length=3)
    earned_cents = CentsField()  # without draws
    joint_cents = CentsField(default=0)  # of the earned: what hangs on the tandem together
    advance_cents = CentsField(default=0)  # draws, below zero where recovered
    held_cents = CentsField(default=0)  # of the earned: not to be paid yet; below zero where freed
    payable_cents = CentsField()  # what the run releases
    before_cents = CentsField(null=True)  # earned in the period before
    lines = models.PositiveIntegerField(default=0)
    outlier = models.CharField(max_length=10, blank=True)

    class Meta:
        ordering: ClassVar = ["employee__name_key", "employee_id", "currency"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["run", "employee", "currency"], name="commissions_run_person_once"),
        ]

    def __str__(self) -> str:
        return f"{self.run_id} {self.employee_id}"
