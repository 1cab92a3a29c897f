"""The company's lists: the steps of its playbook, the kinds of requests, and how often customers are talked to."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from tandem.core.locking import Versioned

CLASSES = ("A", "B", "C")  # customer classes; a customer without one is treated as the last


class Lead(models.TextChoices):
    """Which half of a tandem leads a step."""

    INSIDE = "inside", _("Inside sales")
    FIELD = "field", _("Field sales")
    BOTH = "both", _("Both")


class Named(models.Model):
    """Named by the company in both languages of the screens; `key` is how code and rules of play refer to it."""

    key = models.SlugField(_("key"), max_length=40, unique=True)
    name_de = models.CharField(_("name in German"), max_length=80)
    name_en = models.CharField(_("name in English"), max_length=80, blank=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    retired_at = models.DateTimeField(null=True)  # kept for what refers to it; offered no more

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name_de if (get_language() or "de").startswith("de") or not self.name_en else self.name_en


class PlaybookStep(Versioned, Named):
    """One of the company's sales steps, with the half that leads it unless a tandem agrees otherwise."""

    ref_kind = "playbook_step"

    lead = models.CharField(_("led by"), max_length=6, choices=Lead.choices, default=Lead.INSIDE)
    about = models.CharField(_("what it gives"), max_length=200, blank=True)

    class Meta:
        ordering: ClassVar = ["position", "id"]
        constraints: ClassVar = [models.CheckConstraint(condition=Q(lead__in=Lead.values), name="tandems_step_lead")]


class RequestKind(Versioned, Named):
    """A kind of request, with the working minutes in which a customer of each class gets a first answer."""

    ref_kind = "request_kind"

    minutes_a = models.PositiveIntegerField(_("first answer, class A"), default=120)
    minutes_b = models.PositiveIntegerField(_("first answer, class B"), default=240)
    minutes_c = models.PositiveIntegerField(_("first answer, class C"), default=480)

    class Meta:
        ordering: ClassVar = ["position", "id"]

    def minutes_for(self, customer_class: str) -> int:
        """Working minutes to the first answer for a customer of this class."""
        return {"A": self.minutes_a, "B": self.minutes_b}.get(customer_class, self.minutes_c)


class ClassPace(Versioned):
    """How many days may pass between two calls and two visits of a customer of a class; none: not at all."""

    ref_kind = "class_pace"

    customer_class = models.CharField(_("class"), max_length=1, unique=True)
    call_days = models.PositiveSmallIntegerField(_("days between calls"), null=True, blank=True)
    visit_days = models.PositiveSmallIntegerField(_("days between visits"), null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["customer_class"]

    def __str__(self) -> str:
        return self.customer_class
