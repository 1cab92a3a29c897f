"""The weekly meeting and its minutes. Private to the two."""

from __future__ import annotations

from datetime import timedelta
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from tandem.core.locking import Versioned
from tandem.people.models import Employee
from tandem.tandems.models import Tandem
from tandem.work.models import Todo


class Meeting(Versioned):
    """One weekly meeting. There is one open at a time; closing it sets the next. Without `held_at` it was left out."""

    ref_kind = "meeting"

    tandem = models.ForeignKey(Tandem, models.CASCADE, related_name="meetings")
    starts_at = models.DateTimeField(_("begins"))
    minutes = models.PositiveSmallIntegerField(_("minutes"), default=30)
    planned_by = models.ForeignKey(Employee, models.PROTECT, null=True, related_name="+")
    held_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey(Employee, models.PROTECT, null=True, related_name="+")
    next = models.OneToOneField("self", models.SET_NULL, null=True, related_name="former")

    class Meta:
        ordering: ClassVar = ["-starts_at", "-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["tandem"], condition=Q(closed_at=None), name="together_one_open"),
        ]
        indexes: ClassVar = [models.Index(fields=["tandem", "-starts_at"], name="together_meetings")]

    def __str__(self) -> str:
        return str(_("Weekly meeting"))

    def get_absolute_url(self) -> str:
        """Agenda and minutes."""
        return reverse("together:meeting", args=[self.tandem_id, self.pk])

    @property
    def is_open(self) -> bool:
        """Whether it is still to come or going on."""
        return self.closed_at is None

    @property
    def ends_at(self) -> object:
        """When it is planned to end."""
        return self.starts_at + timedelta(minutes=self.minutes)


class ItemKind(models.TextChoices):
    """What somebody writes down."""

    TOPIC = "topic", _("Point")
    NOTE = "note", _("Note")
    DECISION = "decision", _("Decision")
    PROMISE = "promise", _("Promise")


class MinuteItem(Versioned):
    """One line of the minutes, a row of its own, so that both can write at once. A promise is one per person."""

    ref_kind = "minute_item"

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="items")
    kind = models.CharField(_("kind"), max_length=8, choices=ItemKind.choices, default=ItemKind.NOTE)
    text = models.TextField(_("text"))
    author = models.ForeignKey(Employee, models.PROTECT, related_name="+")
    written_at = models.DateTimeField()
    kept = models.BooleanField(_("kept"), null=True)  # of a promise, looked back on in the meeting after
    todo = models.ForeignKey(Todo, models.SET_NULL, null=True, related_name="+")
    removed_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["written_at", "id"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(kind__in=ItemKind.values), name="together_item_kind"),
            models.UniqueConstraint(
                fields=["meeting", "author"],
                condition=Q(kind="promise", removed_at=None),
                name="together_one_promise_each",
            ),
        ]

    def __str__(self) -> str:
        return self.text[:80]
