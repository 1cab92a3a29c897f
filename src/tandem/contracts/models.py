"""Contracts: their templates, what they say, and what became of them."""

from __future__ import annotations

from datetime import date, timedelta
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from tandem.core.addresses import address
from tandem.core.locking import Versioned
from tandem.core.models import Document
from tandem.customers.models import Contact, Customer
from tandem.letters.models import WRITTEN
from tandem.people.models import Employee
from tandem.quotes.models import Quote
from tandem.tandems.models import Tandem


class ContractTemplate(Versioned):
    """Clauses with placeholders in one language, and the usual term. `clauses` is [[heading, text], …]."""

    ref_kind = "contract_template"

    name = models.CharField(_("name"), max_length=80)
    language = models.CharField(_("language"), max_length=2, choices=WRITTEN)
    title = models.CharField(_("title of the contract"), max_length=120)
    clauses = models.JSONField(_("clauses"), default=list)
    months = models.PositiveSmallIntegerField(_("term in months"), null=True, blank=True)  # empty: open-ended
    notice_days = models.PositiveSmallIntegerField(_("notice in days"), default=90)
    renewal_months = models.PositiveSmallIntegerField(_("renewed by months"), default=0)  # 0: it ends
    retired_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["name", "language", "id"]

    def __str__(self) -> str:
        return f"{self.name} ({self.language.upper()})"


class ContractStatus(models.TextChoices):
    """Where a contract stands; rows tell who made it so, when and why."""

    DRAFT = "draft", _("Draft")
    SENT = "sent", _("Sent to sign")
    SIGNED = "signed", _("Signed by the customer")
    COUNTERSIGNED = "countersigned", _("Countersigned")
    IN_FORCE = "in_force", _("In force")
    ENDED = "ended", _("Ended")
    TERMINATED = "terminated", _("Terminated")


class Contract(Versioned):
    """An agreement with a customer. While it is a draft its clauses can change; what was sent stands as a document."""

    ref_kind = "contract"

    number = models.CharField(_("contract number"), max_length=20, unique=True)
    customer = models.ForeignKey(Customer, models.PROTECT, related_name="contracts", verbose_name=_("customer"))
    contact = models.ForeignKey(
        Contact, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("who signs for the customer")
    )
    tandem = models.ForeignKey(Tandem, models.PROTECT, null=True, related_name="+", verbose_name=_("tandem"))
    quote = models.ForeignKey(Quote, models.PROTECT, null=True, related_name="contracts")
    amends = models.ForeignKey("self", models.PROTECT, null=True, related_name="amendments")
    language = models.CharField(_("language"), max_length=2, choices=WRITTEN)
    title = models.CharField(_("title"), max_length=120)
    clauses = models.JSONField(default=list)
    status = models.CharField(_("status"), max_length=13, choices=ContractStatus.choices, default=ContractStatus.DRAFT)
    starts_on = models.DateField(_("begins on"))
    ends_on = models.DateField(_("last day"), null=True, blank=True)
    notice_days = models.PositiveSmallIntegerField(_("notice in days"), default=90)
    renewal_months = models.PositiveSmallIntegerField(_("renewed by months"), default=0)
    created_at = models.DateTimeField(_("made"))
    created_by = models.ForeignKey(Employee, models.PROTECT, null=True, related_name="+")

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["created_at", "id"], name="contracts_by_day"),
            models.Index(fields=["customer", "-id"], name="contracts_of_customer"),
            models.Index(fields=["status", "ends_on"], name="contracts_running"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")), name="contracts_forward")
        ]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        """The contract's page."""
        return address("contracts:contract", self.number)

    @property
    def notice_until(self) -> date | None:
        """The last day on which notice still ends it on its last day; None where it is open-ended."""
        return self.ends_on - timedelta(days=self.notice_days) if self.ends_on else None


class Sending(models.Model):
    """One time that a contract went out to be signed, with the exact document; taken back where it says so."""

    contract = models.ForeignKey(Contract, models.CASCADE, related_name="sendings")
    document = models.ForeignKey(Document, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    by = models.ForeignKey(Employee, models.PROTECT, null=True, related_name="+")
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.ForeignKey(Employee, models.PROTECT, null=True, related_name="+")
    reason = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["contract"], condition=Q(withdrawn_at=None), name="contracts_sent_once")
        ]

    def __str__(self) -> str:
        return f"{self.contract_id} sent"


class Side(models.TextChoices):
    """For whom somebody signs."""

    CUSTOMER = "customer", _("Customer")
    US = "us", _("Us")


class Signature(models.Model):
    """A signature with all that proves it: name, drawing, consent, time, address, and the hash of what was signed."""

    contract = models.ForeignKey(Contract, models.CASCADE, related_name="signatures")
    side = models.CharField(max_length=8, choices=Side.choices)
    contact = models.ForeignKey(Contact, models.SET_NULL, null=True, related_name="+")
    employee = models.ForeignKey(Employee, models.PROTECT, null=True, related_name="+")
    name = models.CharField(max_length=160)
    strokes = models.JSONField(default=list)  # [[[x, y], …], …]; empty: the typed name stands
    consent = models.TextField()
    address = models.CharField(max_length=60, blank=True)
    digest = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["contract", "side"], name="contracts_signed_once_a_side")
        ]

    def __str__(self) -> str:
        return f"{self.contract_id} {self.side}"


class Termination(models.Model):
    """Notice given: by whom, why, and the day on which the contract ends by it."""

    contract = models.OneToOneField(Contract, models.CASCADE, related_name="termination")
    by_customer = models.BooleanField(_("given by the customer"))
    reason = models.CharField(_("reason"), max_length=200)
    received_on = models.DateField(_("came in on"))
    ends_on = models.DateField(_("last day"))
    early = models.BooleanField(_("sooner than agreed"), default=False)
    at = models.DateTimeField()
    by = models.ForeignKey(Employee, models.PROTECT, null=True, related_name="+")

    def __str__(self) -> str:
        return f"{self.contract_id} terminated"


class NumberRange(models.Model):
    """The next free number of a year's contracts, without gaps; taken under lock."""

    year = models.PositiveSmallIntegerField(unique=True)
    next = models.PositiveIntegerField(default=1)

    def __str__(self) -> str:
        return f"{self.year} {self.next}"
