"""Swap days: one works a day in the other's job, by a programme of real work, and both write down what they saw."""

from __future__ import annotations

from datetime import date, timedelta
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from tandem.core.locking import Versioned
from tandem.customers.models import Customer
from tandem.people.models import Employee
from tandem.tandems.models import SeatRole, Tandem
from tandem.work.models import Todo


class SwapStatus(models.TextChoices):
    """How far a swap day is."""

    PLANNED = "planned", _("planned")
    LIVED = "lived", _("lived")
    CLOSED = "closed", _("closed")
    CANCELLED = "cancelled", _("cancelled")


class SwapDay(Versioned):
    """[start, end): the guest works in the host's job. `role` is the job that is looked at, that of the host."""

    ref_kind = "swap_day"

    tandem = models.ForeignKey(Tandem, models.CASCADE, related_name="swap_days")
    host = models.ForeignKey(Employee, models.PROTECT, related_name="+", verbose_name=_("host"))
    guest = models.ForeignKey(Employee, models.PROTECT, related_name="+", verbose_name=_("guest"))
    role = models.CharField(_("job"), max_length=6, choices=SeatRole.choices)
    start = models.DateField(_("from"))
    end = models.DateField(_("to"))
    status = models.CharField(_("status"), max_length=9, choices=SwapStatus.choices, default=SwapStatus.PLANNED)
    aims = models.TextField(_("aims"), blank=True)
    planned_by = models.ForeignKey(Employee, models.PROTECT, null=True, related_name="+")
    planned_at = models.DateTimeField()
    cancel_reason = models.CharField(_("reason"), max_length=200, blank=True)
    asked_at = models.DateTimeField(null=True)  # when it was asked what came of it
    asked_todo = models.ForeignKey(Todo, models.SET_NULL, null=True, related_name="+")
    outcome = models.TextField(_("what came of it"), blank=True)
    outcome_by = models.ForeignKey(Employee, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering: ClassVar = ["-start", "-id"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(end__gt=F("start")), name="together_swap_forward"),
            models.CheckConstraint(condition=~Q(host=F("guest")), name="together_swap_two"),
            models.CheckConstraint(condition=Q(status__in=SwapStatus.values), name="together_swap_status"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["tandem", "-start"], name="together_swaps"),
            models.Index(fields=["end"], condition=Q(asked_at=None), name="together_swaps_open"),
        ]

    def __str__(self) -> str:
        return str(_("Swap day"))

    def get_absolute_url(self) -> str:
        """Programme and notes."""
        return reverse("together:swap", args=[self.pk])

    @property
    def days(self) -> int:
        """How many days, weekends included."""
        return (self.end - self.start).days

    @property
    def last_day(self) -> date:
        """The last day, as people say it."""
        return self.end - timedelta(1)

    @property
    def is_planned(self) -> bool:
        """Whether it may still be moved."""
        return self.status == SwapStatus.PLANNED

    @property
    def is_shared(self) -> bool:
        """Whether both have written, so that each reads the other."""
        return self.status == SwapStatus.CLOSED

    def is_of(self, person_id: int | None) -> bool:
        """Whether this person is host or guest."""
        return person_id in (self.host_id, self.guest_id)


class SwapItem(Versioned):
    """One line of the programme: a piece of the host's real work, with what the guest looks out for."""

    ref_kind = "swap_item"

    swap = models.ForeignKey(SwapDay, models.CASCADE, related_name="items")
    kind = models.CharField(max_length=20)
    object_id = models.BigIntegerField()
    customer = models.ForeignKey(Customer, models.CASCADE, null=True, related_name="+")
    title = models.CharField(max_length=200)
    starts_at = models.DateTimeField(null=True)  # of what has its hour; the rest is work in between
    place = models.CharField(max_length=200, blank=True)
    aim = models.CharField(_("aim"), max_length=300, blank=True)

    class Meta:
        ordering: ClassVar = [F("starts_at").asc(nulls_last=True), "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["swap", "kind", "object_id"], name="together_swap_item_once"),
        ]

    def __str__(self) -> str:
        return self.title


class SwapNote(Versioned):
    """What one of the two wrote in the evening. The other one reads it once both have written; nobody else does."""

    ref_kind = "swap_note"

    swap = models.ForeignKey(SwapDay, models.CASCADE, related_name="notes")
    author = models.ForeignKey(Employee, models.PROTECT, related_name="+")
    surprised = models.TextField(_("What surprised me"), blank=True)
    will_do = models.TextField(_("What I will do differently"), blank=True)
    should_change = models.TextField(_("What should change"), blank=True)
    written_at = models.DateTimeField()
    todo = models.ForeignKey(Todo, models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering: ClassVar = ["written_at", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["swap", "author"], name="together_one_note_each"),
        ]

    def __str__(self) -> str:
        return str(_("Note on a swap day"))
