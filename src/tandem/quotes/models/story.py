"""What became of a quote: who approved, accepted, declined or withdrew it, when and why."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from tandem.core.fields import CentsField
from tandem.customers.models import Contact
from tandem.people.models import Employee

from .content import Option, Revision
from .head import Quote


class Approval(models.Model):
    """A discount beyond somebody's limit: asked for by one, decided by another; open until then."""

    ref_kind = "quote_approval"

    revision = models.ForeignKey(Revision, models.CASCADE, related_name="approvals")
    ppm = models.PositiveIntegerField(_("discount"))  # the deepest of any line, after all that is taken off
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(Employee, models.PROTECT, null=True, related_name="+")
    why = models.CharField(_("reason"), max_length=300)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(Employee, models.PROTECT, null=True, related_name="+")
    granted = models.BooleanField(null=True)
    answer = models.CharField(_("answer"), max_length=300, blank=True)

    class Meta:
        ordering: ClassVar = ["asked_at", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["revision"], condition=Q(decided_at=None), name="quotes_one_open_approval"),
            models.CheckConstraint(
                condition=Q(decided_by=None) | ~Q(decided_by=F("asked_by")), name="quotes_approved_by_another"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.revision_id} {self.ppm}"


class Acceptance(models.Model):
    """The one acceptance of a quote: which option with which optional lines, by the contact or as an employee heard it.

    `content` is what was accepted: the lines with their final cents, and the totals, out of the frozen snapshot.
    """

    quote = models.OneToOneField(Quote, models.CASCADE, related_name="acceptance")
    revision = models.ForeignKey(Revision, models.PROTECT, related_name="acceptances")
    option = models.ForeignKey(Option, models.PROTECT, related_name="acceptances")
    at = models.DateTimeField()
    by = models.ForeignKey(Employee, models.PROTECT, null=True, related_name="+")  # who wrote it down
    contact = models.ForeignKey(Contact, models.SET_NULL, null=True, related_name="+")  # who said so
    name = models.CharField(_("name"), max_length=160, blank=True)  # as typed by the contact, or as it was then
    note = models.CharField(_("note"), max_length=300, blank=True)
    net_cents = CentsField()
    tax_cents = CentsField()
    content = models.JSONField()
    proof = models.JSONField(default=dict)  # of an electronic acceptance: consent, address, hash; never shown in lists

    def __str__(self) -> str:
        return f"{self.quote_id} accepted"


class LossReason(models.TextChoices):
    """Why a customer says no."""

    PRICE = "price", _("Price")
    TIME = "time", _("Delivery time")
    FIT = "fit", _("Does not fit the need")
    COMPETITOR = "competitor", _("Bought elsewhere")
    STOPPED = "stopped", _("Project stopped or put off")
    OTHER = "other", _("Other")


class Decline(models.Model):
    """The customer said no to a revision."""

    revision = models.OneToOneField(Revision, models.CASCADE, related_name="decline")
    at = models.DateTimeField()
    by = models.ForeignKey(Employee, models.PROTECT, null=True, related_name="+")
    contact = models.ForeignKey(Contact, models.SET_NULL, null=True, related_name="+")
    reason = models.CharField(_("reason"), max_length=10, choices=LossReason.choices)
    text = models.CharField(_("in their words"), max_length=300, blank=True)
    competitor = models.CharField(_("competitor"), max_length=120, blank=True)

    def __str__(self) -> str:
        return f"{self.revision_id} declined"


class Withdrawal(models.Model):
    """We took a revision back."""

    revision = models.OneToOneField(Revision, models.CASCADE, related_name="withdrawal")
    at = models.DateTimeField()
    by = models.ForeignKey(Employee, models.PROTECT, null=True, related_name="+")
    reason = models.CharField(_("reason"), max_length=300)

    def __str__(self) -> str:
        return f"{self.revision_id} withdrawn"
