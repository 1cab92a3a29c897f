"""The pulse between the two: five answers a month, and the person whom both would ask for help."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from tandem.core.locking import Versioned
from tandem.people.models import Employee
from tandem.tandems.models import Tandem

LOWEST, HIGHEST = 1, 5
QUESTIONS = ("needs", "openness", "fairness", "learning", "joy")


def score_field() -> models.PositiveSmallIntegerField[int, int]:
    """One answer, 1 (not at all) to 5 (fully)."""
    return models.PositiveSmallIntegerField()


def scores_check(name: str) -> models.CheckConstraint:
    """Constraint: every answer lies on the scale."""
    inside = Q()
    for question in QUESTIONS:
        inside &= Q(**{f"{question}__gte": LOWEST, f"{question}__lte": HIGHEST})
    return models.CheckConstraint(condition=inside, name=name)


class Scores(models.Model):
    """Five answers."""

    needs = score_field()
    openness = score_field()
    fairness = score_field()
    learning = score_field()
    joy = score_field()

    class Meta:
        abstract = True

    @property
    def scores(self) -> dict[str, int]:
        """The answers by question."""
        return {name: getattr(self, name) for name in QUESTIONS}


class PulseAnswer(Scores, Versioned):
    """One person's answers about working with one partner in a month. The partner reads them if both have agreed."""

    ref_kind = "pulse"

    tandem = models.ForeignKey(Tandem, models.CASCADE, related_name="+")
    month = models.DateField()  # its first day
    employee = models.ForeignKey(Employee, models.CASCADE, related_name="+")
    partner = models.ForeignKey(Employee, models.CASCADE, related_name="+")
    share = models.BooleanField(_("Share with my partner, if my partner agrees too"), default=False)
    answered_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["-month", "id"]
        constraints: ClassVar = [
            scores_check("together_pulse_scale"),
            models.CheckConstraint(condition=~Q(employee=F("partner")), name="together_pulse_two"),
            models.UniqueConstraint(
                fields=["tandem", "month", "employee", "partner"], name="together_pulse_once_a_month"
            ),
        ]

    def __str__(self) -> str:
        return str(_("Pulse"))


class HelpChoice(models.Model):
    """Whom one of the two would ask for help. It counts once both have chosen the same person."""

    tandem = models.ForeignKey(Tandem, models.CASCADE, related_name="+")
    employee = models.ForeignKey(Employee, models.CASCADE, related_name="+")
    helper = models.ForeignKey(Employee, models.CASCADE, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["tandem", "employee"], name="together_one_helper_each"),
            models.CheckConstraint(condition=~Q(employee=F("helper")), name="together_helper_other"),
        ]

    def __str__(self) -> str:
        return str(self.helper)


class HelpCall(models.Model):
    """The two ask this person for help; why is said in person."""

    ref_kind = "help_call"

    tandem = models.ForeignKey(Tandem, models.CASCADE, related_name="+")
    helper = models.ForeignKey(Employee, models.PROTECT, related_name="+")
    asked_by = models.ForeignKey(Employee, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["-asked_at", "-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["tandem"], condition=Q(ended_at=None), name="together_one_help_call"),
        ]

    def __str__(self) -> str:
        return str(_("We need help"))
