"""Plans tried on what has happened; nothing of it is posted."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from tandem.people.models import Employee

from .plans import Plan, PlanVersion


class Simulation(models.Model):
    """A version over past months beside what was in force; `result` is empty until the job has ended.

    `result` holds cents as [tried, in force]: {total, months: {name: …}, tandems: {id: …}, people: {id: …}}.
    """

    plan_version = models.ForeignKey(PlanVersion, models.CASCADE, related_name="simulations")
    beside = models.ForeignKey(Plan, models.CASCADE, null=True, related_name="+")  # whose people; null: its own plan's
    first = models.CharField(max_length=7)  # months, 2026-03
    last = models.CharField(max_length=7)
    document = models.JSONField(default=dict)  # as it was worded then
    currency = models.CharField(max_length=3, blank=True)
    result = models.JSONField(default=dict)
    made_by = models.ForeignKey(Employee, models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField()
    job_id = models.BigIntegerField(null=True)

    class Meta:
        ordering: ClassVar = ["-made_at", "-id"]

    def __str__(self) -> str:
        return f"{self.plan_version_id}: {self.first} {self.last}"
