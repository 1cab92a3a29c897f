"""Questions and disputes about pay, with their answer times, and adjustments by hand."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tandem.core.fields import CentsField
from tandem.core.locking import Versioned
from tandem.people.models import Employee

from .books import Posting
from .plans import Plan


class QuestionKind(models.TextChoices):
    """A question wants an answer, a dispute another amount."""

    QUESTION = "question", _("Question")
    DISPUTE = "dispute", _("Dispute")


class QuestionStatus(models.TextChoices):
    """What became of it."""

    OPEN = "open", _("Open")
    ANSWERED = "answered", _("Answered")
    ACCEPTED = "accepted", _("Accepted")
    REFUSED = "refused", _("Refused")


class Question(Versioned):
    """What somebody asks about their own pay of a month, and the answer."""

    ref_kind = "pay_question"

    employee = models.ForeignKey(Employee, models.PROTECT, related_name="pay_questions")
    period = models.CharField(max_length=7)
    posting = models.ForeignKey(Posting, models.PROTECT, null=True, related_name="questions")
    kind = models.CharField(_("kind"), max_length=8, choices=QuestionKind.choices)
    text = models.TextField(_("what is it about"))
    claimed_cents = CentsField(_("claimed amount"), null=True, blank=True)
    currency = models.CharField(max_length=3, blank=True)
    asked_at = models.DateTimeField()
    due_on = models.DateField(_("answer by"))
    status = models.CharField(_("status"), max_length=8, choices=QuestionStatus.choices, default=QuestionStatus.OPEN)
    answer = models.TextField(_("answer"), blank=True)
    answered_by = models.ForeignKey(Employee, models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["-asked_at", "-id"]
        indexes: ClassVar = [
            models.Index(fields=["employee", "period"], name="commissions_question_of"),
            models.Index(fields=["due_on"], condition=Q(status="open"), name="commissions_question_open"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(answered_by__isnull=True) | ~Q(answered_by=F("employee")),
                name="commissions_question_other",
            ),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        """What it is, whose and of which month; never what it says."""
        month = date_format(date.fromisoformat(f"{self.period}-01"), "F Y")
        return f"{self.get_kind_display()}, {self.employee}, {month}"

    def get_absolute_url(self) -> str:
        """The question's page."""
        return reverse("commissions:question", args=[self.pk])

    def is_late(self, day: date) -> bool:
        """Whether it should have been answered before that day."""
        return self.status == QuestionStatus.OPEN and self.due_on < day


class Adjustment(Versioned):
    """An amount by hand. Above the plan's limit it counts once another person than its author approved it.

    `beside_cents` are the magnitudes of the person's other amounts of the month that nobody had approved when it was
    entered: together they keep the limit, and what is decided later about one leaves the others as they are.
    """

    ref_kind = "pay_adjustment"

    employee = models.ForeignKey(Employee, models.PROTECT, related_name="+")
    plan = models.ForeignKey(Plan, models.PROTECT, related_name="+")
    day = models.DateField(_("day"))
    cents = CentsField(_("amount"))
    beside_cents = CentsField(default=0)
    currency = models.CharField(max_length=3)
    reason = models.CharField(_("reason"), max_length=200)
    question = models.ForeignKey(Question, models.PROTECT, null=True, related_name="adjustments")
    made_by = models.ForeignKey(Employee, models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField()
    approved_by = models.ForeignKey(Employee, models.PROTECT, null=True, related_name="+")
    approved_at = models.DateTimeField(null=True)
    refused_by = models.ForeignKey(Employee, models.PROTECT, null=True, related_name="+")
    refused_at = models.DateTimeField(null=True)
    refusal = models.CharField(_("reason of the refusal"), max_length=200, blank=True)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["day", "id"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(cents=0), name="commissions_adjustment_some"),
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True) | ~Q(approved_by=F("made_by")) & ~Q(approved_by=F("employee")),
                name="commissions_adjustment_eyes",
            ),
            models.CheckConstraint(
                condition=Q(refused_by__isnull=True) | ~Q(refused_by=F("made_by")) & ~Q(refused_by=F("employee")),
                name="commissions_adjustment_no_by",
            ),
            models.CheckConstraint(
                condition=Q(refused_at__isnull=True) | Q(approved_at__isnull=True, withdrawn_at__isnull=True),
                name="commissions_adjustment_one_end",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.employee_id} {self.cents}"

    @property
    def label(self) -> str:
        """Whose it is and of which month; never how much."""
        values = {"person": str(self.employee), "month": date_format(self.day, "F Y")}
        return gettext("Amount by hand, %(person)s, %(month)s") % values

    @property
    def fact(self) -> str:
        """What the engine and the books call it."""
        return f"K/{self.pk}"

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("commissions:adjustment", args=[self.pk])
