"""Pipelines and their stages: how far an opportunity is, who leads there, and what has to be known."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tandem.core.errors import Text
from tandem.core.fields import SetField
from tandem.core.locking import Versioned
from tandem.tandems.models import PlaybookStep
from tandem.tandems.models.playbook import Lead as LedBy
from tandem.tandems.models.playbook import Named

WHOLE = 1_000_000  # parts per million
REQUIRABLE = (
    ("contact", _("contact")),
    ("value_cents", _("value")),
    ("source", _("where it comes from")),
    ("text", _("what they need")),
    ("competitor", _("competitor")),
    ("next_step", _("next step")),
)


class Pipeline(Versioned, Named):
    """One way to sell, in stages."""

    ref_kind = "pipeline"

    class Meta:
        ordering: ClassVar = ["position", "id"]


class Stage(Versioned, Named):
    """One stage. `required` names what an opportunity must tell before it may stand here."""

    ref_kind = "stage"

    pipeline = models.ForeignKey(Pipeline, models.CASCADE, related_name="stages", verbose_name=_("pipeline"))
    step = models.ForeignKey(
        PlaybookStep,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("step of the playbook"),
    )
    lead = models.CharField(_("led by"), max_length=6, choices=LedBy.choices, default=LedBy.INSIDE)
    chance_ppm = models.PositiveIntegerField(_("probability"), default=0)
    required = SetField(_("required"), choices=REQUIRABLE, blank=True)
    stale_days = models.PositiveSmallIntegerField(_("stands still after days"), null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["position", "id"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(lead__in=LedBy.values), name="pipeline_stage_lead"),
            models.CheckConstraint(condition=Q(chance_ppm__lte=WHOLE), name="pipeline_stage_chance"),
        ]

    @property
    def demands(self) -> list[Text]:
        """What it requires, in words."""
        words = dict(REQUIRABLE)
        return [words[name] for name in sorted(self.required)]
