"""A readiness check: answers without a person or a time, and apart from them who has taken part."""

from __future__ import annotations

from typing import Any, ClassVar
from uuid import uuid4

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from tandem.people.models import Employee
from tandem.tandems.models import SeatRole
from tandem.together.models import GROUP_LEAST


class ReadinessCheck(models.Model):
    """Open on [opens_on, closes_on]; told only afterwards and all at once, so that no two tellings can be compared."""

    ref_kind = "readiness"

    opens_on = models.DateField(_("opens on"))
    closes_on = models.DateField(_("last day"))
    group_size = models.PositiveSmallIntegerField()
    opened_by = models.ForeignKey(Employee, models.PROTECT, null=True, related_name="+")
    opened_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["-opens_on", "-id"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(closes_on__gte=F("opens_on")), name="programme_check_forward"),
            models.CheckConstraint(condition=Q(group_size__gte=GROUP_LEAST), name="programme_check_group"),
        ]

    def __str__(self) -> str:
        return str(_("Readiness check"))

    def get_absolute_url(self) -> str:
        """The results."""
        return reverse("programme:readiness", args=[self.pk])


class ReadinessPart(models.Model):
    """Who is asked, written for all at once when the check opens, and whether they took part; not when."""

    check_of = models.ForeignKey(ReadinessCheck, models.CASCADE, related_name="parts")
    employee = models.ForeignKey(Employee, models.CASCADE, related_name="+")
    half = models.CharField(max_length=6, choices=SeatRole.choices)
    took_part = models.BooleanField(default=False)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["check_of", "employee"], name="programme_check_part_once"),
        ]

    def __str__(self) -> str:
        return str(self.employee)


class ReadinessAnswer(models.Model):
    """One submission: ten marks, and the department where enough are asked in it. The key is chance, not order."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    check_of = models.ForeignKey(ReadinessCheck, models.CASCADE, related_name="answers")
    half = models.CharField(max_length=6, choices=SeatRole.choices, blank=True)
    marks: models.JSONField[Any, Any] = models.JSONField()  # ten whole numbers, 1 to 5, in the order of the statements

    def __str__(self) -> str:
        return str(_("Answer to a readiness check"))
