"""Work that belongs to the tandem; one person at a time holds it."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tandem.core.addresses import address
from tandem.people.models import Employee

from .base import Due, Work


class Repeat(models.TextChoices):
    """How often a to-do comes again once it is done."""

    DAY = "day", _("every working day")
    WEEK = "week", _("every week")
    FORTNIGHT = "fortnight", _("every two weeks")
    MONTH = "month", _("every month")
    QUARTER = "quarter", _("every quarter")
    YEAR = "year", _("every year")


class Todo(Work):
    """Open until it is done or dropped. `due_at` with `timed` False means the end of that day."""

    ref_kind = "todo"

    title = models.CharField(_("what is to be done"), max_length=200)
    text = models.TextField(_("details"), blank=True)
    due_at = models.DateTimeField(_("due"))
    timed = models.BooleanField(_("at an hour"), default=False)
    repeat = models.CharField(_("comes again"), max_length=9, choices=Repeat.choices, blank=True)
    repeats = models.ForeignKey("self", models.SET_NULL, null=True, related_name="+")  # the one done before
    repeat_from = models.DateField(
        _("counts from"), null=True
    )  # the day a series counts from, so that short months do not shift it
    step = models.SlugField(max_length=40, blank=True)  # of the playbook
    done_at = models.DateTimeField(_("done"), null=True)
    done_by = models.ForeignKey(
        Employee, models.PROTECT, null=True, related_name="+", verbose_name=pgettext_lazy("of work", "done by")
    )
    removed_at = models.DateTimeField(_("removed"), null=True)
    source_key = models.CharField(max_length=80, null=True, unique=True)  # of the suggestion that was taken up

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["repeats"], condition=Q(repeats__isnull=False), name="work_todo_one_next"),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["tandem", "due_at", "id"], condition=Q(done_at=None, removed_at=None), name="work_todos_open"
            ),
            models.Index(fields=["tandem", "-done_at"], name="work_todos_done"),
            models.Index(fields=["customer", "due_at"], name="work_todos_customer"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """The to-do's page."""
        return address("work:todo", self.pk)

    @property
    def is_open(self) -> bool:
        """Neither done nor dropped."""
        return self.done_at is None and self.removed_at is None

    @property
    def told(self) -> dict[str, Any]:
        """Whether it comes again, and whether it was put off."""
        return {"repeat": self.repeat, "put_off": self.snoozed_until is not None, "text": self.text[:160]}

    @property
    def due(self) -> Due | None:
        """Its day, or the instant on it."""
        if not self.is_open:
            return None
        return Due(self.snoozed_until or self.due_at, timed=self.timed or self.snoozed_until is not None)


class TodoItem(models.Model):
    """One line of a to-do's checklist."""

    todo = models.ForeignKey(Todo, models.CASCADE, related_name="items")
    position = models.PositiveSmallIntegerField(default=0)
    text = models.CharField(_("text"), max_length=200)
    done_at = models.DateTimeField(null=True)
    done_by = models.ForeignKey(Employee, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering: ClassVar = ["position", "id"]

    def __str__(self) -> str:
        return self.text
