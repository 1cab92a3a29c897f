"""What the company has set for swap days and surveys; without a row the defaults hold."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tandem.core.locking import Versioned

GROUP_LEAST = 5  # answers below which no group is ever shown, whatever is set


class TogetherSettings(Versioned):
    """One row."""

    ref_kind = "together_settings"

    swaps_a_year = models.PositiveSmallIntegerField(_("swap days a year, each way"), default=2)
    newcomer_days = models.PositiveSmallIntegerField(_("days for newcomers"), default=5)
    group_size = models.PositiveSmallIntegerField(_("answers that a group needs"), default=7)
    idle_days = models.PositiveSmallIntegerField(_("days without an activity until a reminder"), default=90)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(group_size__gte=GROUP_LEAST), name="together_group_size"),
            models.CheckConstraint(condition=Q(pk=1), name="together_settings_one"),
        ]

    def __str__(self) -> str:
        return str(_("Swap days and surveys"))

    @classmethod
    def load(cls) -> TogetherSettings:
        """The row, or one with the defaults; one statement."""
        return cls.objects.filter(pk=1).first() or cls(pk=1)
