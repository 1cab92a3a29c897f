"""Reviews of a programme, and the criteria by which it would be stopped."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tandem.core.locking import Versioned
from tandem.people.models import Employee

from .plan import Programme


class Figure(models.TextChoices):
    """What a review looks at, of groups only."""

    ANSWERED = "answered", _("Answered in time")
    ACCEPTED = "accepted", _("Hand-offs accepted in time")
    SWAPS = "swaps", _("Tandems that have lived a swap day")
    GOALS = "goals", _("Tandems with an agreed goal")


class Decision(models.TextChoices):
    """What people decide at a review."""

    GO_ON = "go_on", _("Go on")
    ADJUST = "adjust", _("Go on with changes")
    STOP = "stop", _("Stop")


class Review(Versioned):
    """So many days after the first wave. What was seen is kept with the decision."""

    ref_kind = "programme_review"

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="reviews")
    days = models.PositiveSmallIntegerField()  # 30, 90 or 180
    seen: models.JSONField[Any, Any] = models.JSONField(default=list)
    note = models.TextField(_("note"), blank=True)
    decision = models.CharField(_("decision"), max_length=6, choices=Decision.choices, blank=True)
    decided_by = models.ForeignKey(Employee, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["days"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["programme", "days"], name="programme_review_once"),
            models.CheckConstraint(condition=Q(days__in=[30, 90, 180]), name="programme_review_days"),
        ]

    def __str__(self) -> str:
        return str(_("Review after %d days") % self.days)


class StopCriterion(models.Model):
    """Written down before the start: below this share the programme should not go on as it is."""

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="criteria")
    figure = models.CharField(_("what is looked at"), max_length=8, choices=Figure.choices)
    least = models.PositiveSmallIntegerField(_("at least, in per cent"))
    written_by = models.ForeignKey(Employee, models.PROTECT, null=True, related_name="+")
    written_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["figure"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["programme", "figure"], name="programme_criterion_once"),
            models.CheckConstraint(condition=Q(least__gte=1, least__lte=100), name="programme_criterion_share"),
        ]

    def __str__(self) -> str:
        return f"{self.figure}: {self.least}\u00a0%"
