"""A programme and its steps."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from tandem.core.locking import Versioned
from tandem.people.models import Employee
from tandem.programme.texts import told
from tandem.work.models import Todo


class Programme(Versioned):
    """From a first day on; who plans it decides, the steps say what, who and when."""

    ref_kind = "programme"

    title = models.CharField(_("title"), max_length=80)
    starts_on = models.DateField(_("starts on"))
    created_by = models.ForeignKey(Employee, models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["-starts_on", "-id"]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """The plan."""
        return reverse("programme:programme", args=[self.pk])


class Step(Versioned):
    """What somebody does by a day. `key` names its text in the templates; own steps have a title."""

    ref_kind = "programme_step"

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="steps")
    key = models.CharField(max_length=20, blank=True)
    title = models.CharField(_("what is to be done"), max_length=120, blank=True)
    owner = models.ForeignKey(
        Employee, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("owner")
    )
    due_on = models.DateField(_("by"))
    done_at = models.DateTimeField(null=True)
    done_by = models.ForeignKey(Employee, models.PROTECT, null=True, related_name="+")
    todo = models.ForeignKey(Todo, models.SET_NULL, null=True, related_name="+")  # of the owner, while they hold it

    class Meta:
        ordering: ClassVar = ["due_on", "id"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(key="") | ~Q(title=""), name="programme_step_named"),
            models.UniqueConstraint(fields=["programme", "key"], condition=~Q(key=""), name="programme_step_key_once"),
        ]

    def __str__(self) -> str:
        return self.title or told(self.key).title

    def get_absolute_url(self) -> str:
        """Its line in the plan."""
        return f"{self.programme.get_absolute_url()}#step-{self.pk}"
