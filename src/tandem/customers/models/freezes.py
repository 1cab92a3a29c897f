"""A time in which customers stay with the tandem they have."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from tandem.core.spans import Spanned, span_check
from tandem.people.models import Employee


class AssignmentFreeze(Spanned):
    """On its days no customer changes from one tandem to another; the queue may still be emptied."""

    ref_kind = "assignment_freeze"

    reason = models.CharField(_("reason"), max_length=160)
    set_by = models.ForeignKey(Employee, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering: ClassVar = ["start", "id"]
        constraints: ClassVar = [span_check("customers_freeze_forward")]

    def __str__(self) -> str:
        return self.reason
