"""Tandems: two seats, who sits in them when, and how much each half counts."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from tandem.core.locking import Versioned
from tandem.core.spans import Spanned, span_check
from tandem.people.models import Employee, Team


class SeatRole(models.TextChoices):
    """The two seats of every tandem."""

    INSIDE = "inside", _("Inside sales")
    FIELD = "field", _("Field sales")


class Tandem(Versioned):
    """Two people selling as one unit. People change, the tandem and its customers stay."""

    ref_kind = "tandem"

    name = models.CharField(_("name"), max_length=80, unique=True)
    team = models.ForeignKey(Team, models.PROTECT, related_name="tandems", verbose_name=_("team"))
    founded_on = models.DateField(_("founded on"))
    closed_on = models.DateField(_("closed on"), null=True, blank=True)
    source_key = models.CharField(max_length=60, null=True, unique=True)

    class Meta:
        ordering: ClassVar = ["name"]
        indexes: ClassVar = [models.Index(fields=["team", "name"], name="tandems_by_team")]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """The tandem's page."""
        return reverse("tandems:tandem", args=[self.pk])


class Seat(Spanned):
    """Who sits in one of the two seats, from when to when. A vacant seat has no row for that time."""

    ref_kind = "seat"

    tandem = models.ForeignKey(Tandem, models.CASCADE, related_name="seats")
    role = models.CharField(_("seat"), max_length=6, choices=SeatRole.choices)
    employee = models.ForeignKey(Employee, models.PROTECT, related_name="seats")

    class Meta:
        ordering: ClassVar = ["start", "id"]
        constraints: ClassVar = [
            span_check("tandems_seat_forward"),
            models.CheckConstraint(condition=Q(role__in=["inside", "field"]), name="tandems_seat_role"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["employee", "start"], name="tandems_seat_who"),
            models.Index(fields=["tandem", "role", "start"], name="tandems_seat_when"),
        ]

    def __str__(self) -> str:
        return f"{self.employee} ({self.role})"


class SeatWeight(Spanned):
    """How the two halves of a tandem share what it earns, from when to when; 50 to 50 where no row holds."""

    ref_kind = "seat_weight"

    tandem = models.ForeignKey(Tandem, models.CASCADE, related_name="weights")
    inside = models.PositiveIntegerField(_("inside"))
    field = models.PositiveIntegerField(_("field"))

    class Meta:
        ordering: ClassVar = ["start"]
        constraints: ClassVar = [
            span_check("tandems_weight_forward"),
            models.CheckConstraint(condition=Q(inside__gt=0) | Q(field__gt=0), name="tandems_weight_some"),
        ]

    def __str__(self) -> str:
        return f"{self.inside} : {self.field}"
