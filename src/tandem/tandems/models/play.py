"""Rules of play: what the two promise each other, in versions that both agree to."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tandem.core.locking import Versioned
from tandem.people.models import Employee

from .tandems import Tandem


class RulesOfPlay(Versioned):
    """One version. In force from the moment both have agreed until the next one is; `terms` as tandems.terms reads.

    A version that neither is in force nor withdrawn is a proposal; there is one at a time.
    """

    ref_kind = "rules_of_play"

    tandem = models.ForeignKey(Tandem, models.CASCADE, related_name="rules_of_play")
    number = models.PositiveIntegerField(_("version"))
    terms = models.JSONField(default=dict)
    note = models.TextField(_("why this way"), blank=True)
    proposed_by = models.ForeignKey(Employee, models.PROTECT, null=True, related_name="+")
    proposed_at = models.DateTimeField()
    in_force_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)  # when the next version came into force
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["-number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["tandem", "number"], name="tandems_rules_number"),
            models.UniqueConstraint(
                fields=["tandem"],
                condition=Q(in_force_at__isnull=True, withdrawn_at__isnull=True),
                name="tandems_rules_one_proposal",
            ),
            models.UniqueConstraint(
                fields=["tandem"],
                condition=Q(in_force_at__isnull=False, ended_at__isnull=True),
                name="tandems_rules_one_in_force",
            ),
        ]

    def __str__(self) -> str:
        return str(_("Rules of play, version %d")) % self.number

    @property
    def is_open(self) -> bool:
        """Whether this is a proposal that waits for both."""
        return self.in_force_at is None and self.withdrawn_at is None


class RulesConsent(models.Model):
    """Who agreed to a version, and when. Who proposes agrees by it."""

    rules = models.ForeignKey(RulesOfPlay, models.CASCADE, related_name="consents")
    employee = models.ForeignKey(Employee, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["rules", "employee"], name="tandems_consent_once"),
        ]

    def __str__(self) -> str:
        return f"{self.employee_id}: {self.rules_id}"
