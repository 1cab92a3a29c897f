"""Two customers or contacts that look like one, and what was decided about them."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from tandem.people.models import Employee

from .book import Contact, Customer


class PairKind(models.TextChoices):
    """What a pair is of."""

    CUSTOMER = "customer", _("Customers")
    CONTACT = "contact", _("Contacts")


class PairState(models.TextChoices):
    """What has been decided about a pair."""

    OPEN = "open", _("open")
    PROPOSED = "proposed", _("proposed for merging")
    DISMISSED = "dismissed", _("not a duplicate")
    MERGED = "merged", _("merged")


UNDECIDED = (PairState.OPEN, PairState.PROPOSED)


class DuplicatePair(models.Model):
    """Two customers or two contacts that look like one. Once decided it stays so, whatever a later scan finds."""

    ref_kind = "duplicate"

    kind = models.CharField(max_length=8, choices=PairKind.choices)
    left_customer = models.ForeignKey(Customer, models.CASCADE, related_name="+")
    right_customer = models.ForeignKey(Customer, models.CASCADE, related_name="+")
    left_contact = models.ForeignKey(Contact, models.CASCADE, null=True, related_name="+")
    right_contact = models.ForeignKey(Contact, models.CASCADE, null=True, related_name="+")
    score_ppm = models.PositiveIntegerField(_("likeness"))  # the probability that they are one
    reasons = models.JSONField(default=list)  # words of matching/reasons.py
    found_at = models.DateTimeField()
    state = models.CharField(_("state"), max_length=9, choices=PairState.choices, default=PairState.OPEN)
    decided_by = models.ForeignKey(Employee, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(
                    kind="customer", left_contact=None, right_contact=None, left_customer__lt=F("right_customer")
                )
                | Q(kind="contact", left_contact__lt=F("right_contact")),
                name="customers_pair_in_order",
            ),
            models.UniqueConstraint(
                fields=["left_customer", "right_customer"],
                condition=Q(kind="customer"),
                name="customers_pair_once",
            ),
            models.UniqueConstraint(
                fields=["left_contact", "right_contact"],
                condition=Q(kind="contact"),
                name="customers_contact_pair_once",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["score_ppm", "id"], name="customers_pair_by_score"),
            models.Index(fields=["found_at", "id"], name="customers_pair_by_day"),
            models.Index(fields=["kind", "state", "score_ppm"], name="customers_pair_open"),
        ]

    def __str__(self) -> str:
        return f"{self.left} / {self.right}"

    @property
    def left(self) -> Customer | Contact:
        """The older one."""
        return self.left_contact or self.left_customer

    @property
    def right(self) -> Customer | Contact:
        """The younger one."""
        return self.right_contact or self.right_customer

    @property
    def undecided(self) -> bool:
        """Whether somebody still has to say."""
        return self.state in UNDECIDED
