"""The company's survey: answers without a person, and apart from them who has taken part."""

from __future__ import annotations

from typing import ClassVar
from uuid import uuid4

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from tandem.people.models import Employee, Team
from tandem.tandems.models import SeatRole

from .pulse import Scores, scores_check
from .settings import GROUP_LEAST


class Split(models.TextChoices):
    """By what a survey is told first; the other comes within it. Both ways at once could be subtracted."""

    TEAM = "team", _("by team, within it by department")
    HALF = "half", _("by department, within it by team")


class Survey(models.Model):
    """Open on [opens_on, closes_on]. Group size and split are fixed when it opens, and stay."""

    ref_kind = "survey"

    opens_on = models.DateField(_("opens on"))
    closes_on = models.DateField(_("last day"))
    group_size = models.PositiveSmallIntegerField()
    split = models.CharField(_("results"), max_length=4, choices=Split.choices, default=Split.TEAM)
    opened_by = models.ForeignKey(Employee, models.PROTECT, null=True, related_name="+")
    opened_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["-opens_on", "-id"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(closes_on__gte=F("opens_on")), name="together_survey_forward"),
            models.CheckConstraint(condition=Q(group_size__gte=GROUP_LEAST), name="together_survey_group"),
        ]

    def __str__(self) -> str:
        return str(_("Company survey"))

    def get_absolute_url(self) -> str:
        """The results."""
        return reverse("together:survey", args=[self.pk])


class SurveyPart(models.Model):
    """Who is asked, written for all at once when the survey opens, and whether they took part; not when."""

    survey = models.ForeignKey(Survey, models.CASCADE, related_name="parts")
    employee = models.ForeignKey(Employee, models.CASCADE, related_name="+")
    team = models.ForeignKey(Team, models.PROTECT, related_name="+")
    half = models.CharField(max_length=6, choices=SeatRole.choices)
    took_part = models.BooleanField(default=False)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["survey", "employee"], name="together_survey_part_once"),
        ]

    def __str__(self) -> str:
        return str(self.employee)


class SurveyAnswer(Scores):
    """One submission: its week, and the groups that are large enough to be told. The key is chance, not order."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    survey = models.ForeignKey(Survey, models.CASCADE, related_name="answers")
    week = models.DateField()  # its Monday
    team = models.ForeignKey(Team, models.PROTECT, null=True, related_name="+")
    half = models.CharField(max_length=6, choices=SeatRole.choices, blank=True)

    class Meta:
        constraints: ClassVar = [scores_check("together_survey_scale")]

    def __str__(self) -> str:
        return str(_("Answer to a survey"))
