"""Drawing a pilot group, and the waves in which tandems begin."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from tandem.core.locking import Versioned
from tandem.people.models import Employee
from tandem.tandems.models import Tandem

from .plan import Programme


class Draw(models.Model):
    """What chance chose: seed, method and all that went in, so that anybody can repeat it. None is ever taken away."""

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="draws")
    number = models.PositiveSmallIntegerField()
    seed = models.CharField(max_length=40)
    method = models.CharField(max_length=40)
    size = models.PositiveSmallIntegerField()
    units: models.JSONField[Any, Any] = models.JSONField()  # [[tandem, [stratum, …]], …] as they went in
    chosen: models.JSONField[Any, Any] = models.JSONField()  # ids of tandems
    drawn_by = models.ForeignKey(Employee, models.PROTECT, null=True, related_name="+")
    drawn_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["-number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["programme", "number"], name="programme_draw_number"),
        ]

    def __str__(self) -> str:
        return f"{self.number}: {self.seed}"


class Wave(Versioned):
    """Tandems that begin on a day. The pilot is the first, drawn by chance, with a last day where it ends."""

    ref_kind = "programme_wave"

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="waves")
    title = models.CharField(_("title"), max_length=60)
    starts_on = models.DateField(_("starts on"))
    ends_on = models.DateField(_("last day"), null=True, blank=True)
    draw = models.OneToOneField(Draw, models.PROTECT, null=True, related_name="wave")
    freeze = models.BooleanField(default=False)

    class Meta:
        ordering: ClassVar = ["starts_on", "id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")), name="programme_wave_forward"
            ),
        ]

    def __str__(self) -> str:
        return self.title


class WaveTandem(models.Model):
    """A tandem begins once in a programme."""

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="+")
    wave = models.ForeignKey(Wave, models.CASCADE, related_name="members")
    tandem = models.ForeignKey(Tandem, models.CASCADE, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["programme", "tandem"], name="programme_tandem_once"),
        ]

    def __str__(self) -> str:
        return f"{self.wave_id}: {self.tandem_id}"
