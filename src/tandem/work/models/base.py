"""What every piece of work has: a customer or none, the tandem it belongs to, and exactly one holder or nobody yet."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tandem.core.locking import Versioned
from tandem.customers.models import Customer
from tandem.people.models import Employee, Team
from tandem.tandems.models import Tandem


class Work(Versioned):
    """Abstract. Work without a tandem waits in its team's queue; `about_*` refers to anything it springs from."""

    ref_kind: ClassVar[str]

    customer = models.ForeignKey(
        Customer, models.CASCADE, null=True, blank=True, related_name="%(class)ss", verbose_name=_("customer")
    )
    tandem = models.ForeignKey(Tandem, models.PROTECT, null=True, blank=True, related_name="+")
    team = models.ForeignKey(Team, models.PROTECT, related_name="+")
    holder = models.ForeignKey(
        Employee, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("holder")
    )
    about_kind = models.CharField(max_length=20, blank=True)
    about_id = models.BigIntegerField(null=True)
    snoozed_until = models.DateTimeField(_("put off until"), null=True)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(Employee, models.PROTECT, null=True, related_name="+")

    class Meta:
        abstract = True

    @property
    def ref(self) -> tuple[str, int]:
        """(kind, id): how steps, hand-offs and events refer to it."""
        return self.ref_kind, self.pk

    @property
    def told(self) -> dict[str, Any]:
        """What its row in the one list shows beside its title, as JSON."""
        return {}

    @property
    def about(self) -> tuple[str, int] | None:
        """What it springs from, as a reference."""
        return (self.about_kind, self.about_id) if self.about_kind and self.about_id else None


class NextStep(models.Model):
    """One row per open piece of work, kept in the transaction of each change: the one list, and every list's step.

    `due_at` is the instant by which something has to happen; `timed` is False where only the day matters. `weight`
    orders what is late: 0 a customer waits, 1 the partner waits, 2 the rest.
    """

    kind = models.CharField(max_length=20)
    object_id = models.BigIntegerField()
    customer = models.ForeignKey(Customer, models.CASCADE, null=True, related_name="next_steps")
    tandem = models.ForeignKey(Tandem, models.CASCADE, null=True, related_name="+")
    team = models.ForeignKey(Team, models.CASCADE, related_name="+")
    holder = models.ForeignKey(Employee, models.PROTECT, null=True, related_name="+")
    due_at = models.DateTimeField()
    timed = models.BooleanField(default=True)
    weight = models.PositiveSmallIntegerField(default=2)
    title = models.CharField(max_length=200, default="")  # with `data` all that a row shows: no list asks the pieces
    data = models.JSONField(default=dict)
    about_kind = models.CharField(max_length=20, blank=True, default="")  # what the piece springs from
    about_id = models.BigIntegerField(null=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["kind", "object_id"], name="work_step_once")]
        indexes: ClassVar = [
            models.Index(fields=["tandem", "due_at", "id"], name="work_steps_of_tandem"),
            models.Index(fields=["tandem", "weight", "due_at"], name="work_steps_late"),
            models.Index(fields=["holder", "weight", "due_at"], name="work_steps_held_late"),
            models.Index(fields=["tandem", "kind", "holder"], name="work_steps_counted"),
            models.Index(fields=["holder", "due_at", "id"], name="work_steps_of_holder"),
            models.Index(fields=["customer", "due_at"], name="work_steps_of_customer"),
            models.Index(fields=["team", "due_at", "id"], condition=Q(tandem__isnull=True), name="work_steps_in_queue"),
            models.Index(
                fields=["about_kind", "about_id", "due_at"],
                condition=Q(about_id__isnull=False),
                name="work_steps_about",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.object_id}"


@dataclass(frozen=True)
class Due:
    """When a piece of work is due, as its model tells `keep_step`."""

    at: datetime
    timed: bool = True
    weight: int = 2
