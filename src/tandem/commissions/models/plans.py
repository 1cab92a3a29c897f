"""Commission plans in versions, who is on them, and who accepted what when."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from tandem.core.fields import CentsField
from tandem.core.locking import Versioned
from tandem.core.spans import Spanned, span_check
from tandem.people.models import Employee
from tandem.tandems.models import Tandem


class PlanStatus(models.TextChoices):
    """Where a version stands. A retired one settles no new days; what was earned under it stays with it.

    A removed one was a draft, is shown to nobody, and can be taken back.
    """

    DRAFT = "draft", _("Draft")
    PROPOSED = "proposed", _("Proposed")
    APPROVED = "approved", _("Approved")
    RETIRED = "retired", _("Retired")
    REMOVED = "removed", _("Deleted")


class Plan(Versioned):
    """A commission plan, whatever version of it holds."""

    ref_kind = "commission_plan"

    name = models.CharField(_("name"), max_length=80, unique=True)
    source_key = models.CharField(max_length=60, null=True, unique=True)

    class Meta:
        ordering: ClassVar = ["name"]

    def __str__(self) -> str:
        return self.name


class PlanVersion(Versioned, Spanned):
    """One version: rules as data, as engines.commission.schema reads them; `from` and `to` are this row's span.

    An approved document is never edited: another version follows it, and ends it on the day before it begins.
    """

    ref_kind = "plan_version"

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField(_("version"))
    document = models.JSONField(default=dict)
    status = models.CharField(_("status"), max_length=8, choices=PlanStatus.choices, default=PlanStatus.DRAFT)
    note = models.TextField(_("what is new"), blank=True)
    made_by = models.ForeignKey(Employee, models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField()
    proposed_by = models.ForeignKey(Employee, models.PROTECT, null=True, related_name="+")
    proposed_at = models.DateTimeField(null=True)
    approved_by = models.ForeignKey(Employee, models.PROTECT, null=True, related_name="+")
    approved_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["-number"]
        constraints: ClassVar = [
            span_check("commissions_version_forward"),
            models.UniqueConstraint(fields=["plan", "number"], name="commissions_version_number"),
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True) | Q(made_by__isnull=True) | ~Q(approved_by=F("made_by")),
                name="commissions_version_four_eyes",
            ),
            models.CheckConstraint(
                condition=Q(status__in=["draft", "proposed", "removed"], approved_at__isnull=True)
                | Q(status__in=["approved", "retired"], approved_at__isnull=False),
                name="commissions_version_approved",
            ),
        ]

    def __str__(self) -> str:
        return str(_("%(plan)s, version %(number)d")) % {"plan": self.plan, "number": self.number}

    @property
    def counts(self) -> bool:
        """Whether it settles the days of its span."""
        return self.status in (PlanStatus.APPROVED, PlanStatus.RETIRED)


OVERLAY = "overlay"  # the role of who helps: credited on top of what the seats share


class PlanMember(Versioned, Spanned):
    """Who is on which plan, on one at a time. `role` is empty where the seats of the day say it.

    An overlay is credited so much of each order of `tandems`, or of every tandem on the plan where none is named, and
    takes nothing from anybody's share.
    """

    ref_kind = "plan_member"

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="members")
    employee = models.ForeignKey(Employee, models.PROTECT, related_name="plan_memberships")
    role = models.CharField(_("role"), max_length=10, blank=True)
    target_cents = CentsField(_("target pay"), null=True, blank=True)  # per target_per of the plan; else the plan's
    overlay_ppm = models.PositiveIntegerField(_("credit on top"), null=True, blank=True)
    tandems = models.ManyToManyField(Tandem, related_name="+", blank=True, verbose_name=_("tandems"))

    class Meta:
        ordering: ClassVar = ["start", "id"]
        indexes: ClassVar = [
            models.Index(fields=["employee", "start"], name="commissions_member_who"),
            models.Index(fields=["plan", "start"], name="commissions_member_plan"),
        ]
        constraints: ClassVar = [
            span_check("commissions_member_forward"),
            models.CheckConstraint(
                condition=Q(target_cents__isnull=True) | Q(target_cents__gte=0), name="commissions_member_target"
            ),
            models.CheckConstraint(
                condition=Q(role=OVERLAY, overlay_ppm__gt=0, target_cents__isnull=True)
                | ~Q(role=OVERLAY) & Q(overlay_ppm__isnull=True),
                name="commissions_member_overlay",
            ),
        ]

    def __str__(self) -> str:
        return str(self.plan)

    @property
    def is_overlay(self) -> bool:
        """Whether what the person gets comes on top."""
        return self.role == OVERLAY


class PlanAcceptance(models.Model):
    """An employee accepted a version, as it was worded then (`digest` of its document); never erased."""

    version = models.ForeignKey(PlanVersion, models.PROTECT, related_name="acceptances")
    employee = models.ForeignKey(Employee, models.PROTECT, related_name="+")
    digest = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["at", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["version", "employee"], name="commissions_accepted_once"),
        ]

    def __str__(self) -> str:
        return f"{self.employee_id}: {self.version_id}"
