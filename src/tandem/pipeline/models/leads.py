"""Unqualified interest, with the people behind it and what was noted, before it belongs to a customer."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tandem.core.addresses import address
from tandem.core.locking import Versioned
from tandem.customers.models import Customer
from tandem.people.models import Employee, Language, Team
from tandem.tandems.models import Tandem


class Source(models.TextChoices):
    """Where an interest comes from."""

    FAIR = "fair", _("Trade fair")
    WEBSITE = "website", _("Website")
    RECOMMENDED = "recommended", _("Recommendation")
    CUSTOMER = "customer", _("Customer asked")
    CALL = "call", _("Our call")
    VISIT = "visit", _("Visit")
    MAIL = "mail", _("Mail")
    PARTNER = "partner", _("Partner company")
    OTHER = "other", _("Something else")


class LeadState(models.TextChoices):
    """How far we are with an interest."""

    NEW = "new", _("New")
    TALKING = "talking", _("In contact")
    QUALIFIED = "qualified", _("Qualified")
    CONVERTED = "converted", _("Became an opportunity")
    DROPPED = "dropped", _("Dropped")


class Lead(Versioned):
    """A company and what it wants, not yet looked into. Its answers are asked before it becomes an opportunity."""

    ref_kind = "lead"

    company = models.CharField(_("company"), max_length=160)
    company_key = models.CharField(max_length=200)  # folded: the order of lists
    wish = models.TextField(_("what they want"), blank=True)
    source = models.CharField(_("where it comes from"), max_length=14, choices=Source.choices, blank=True)
    town = models.CharField(_("town"), max_length=80, blank=True)
    country = models.CharField(_("country"), max_length=2, default="DE")
    phone = models.CharField(_("phone"), max_length=40, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    website = models.URLField(_("website"), blank=True)
    state = models.CharField(_("state"), max_length=10, choices=LeadState.choices, default=LeadState.NEW)
    holder = models.ForeignKey(
        Employee, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("holder")
    )
    tandem = models.ForeignKey(Tandem, models.PROTECT, null=True, blank=True, related_name="+")
    team = models.ForeignKey(Team, models.PROTECT, related_name="+")
    # What was asked to find out whether there is something in it.
    need = models.CharField(_("what they need, and for what"), max_length=300, blank=True)
    budget = models.CharField(_("what they may spend"), max_length=120, blank=True)
    decides = models.CharField(_("who decides"), max_length=160, blank=True)
    needed_by = models.CharField(_("by when"), max_length=120, blank=True)
    customer = models.ForeignKey(Customer, models.SET_NULL, null=True, related_name="leads")  # which it became
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(Employee, models.PROTECT, null=True, related_name="+")
    reason = models.CharField(_("reason"), max_length=200, blank=True)  # why it was dropped
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(Employee, models.PROTECT, null=True, related_name="+")
    source_key = models.CharField(max_length=60, null=True, unique=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(state__in=LeadState.values), name="pipeline_lead_state"),
            models.CheckConstraint(
                condition=~Q(state__in=["converted", "dropped"]) | Q(ended_at__isnull=False), name="pipeline_lead_ended"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["state", "created_at", "id"], name="pipeline_leads_state"),
            models.Index(fields=["company_key", "id"], name="pipeline_leads_company"),
            models.Index(fields=["created_at", "id"], name="pipeline_leads_new"),
        ]

    def __str__(self) -> str:
        return self.company

    def get_absolute_url(self) -> str:
        """The lead's page."""
        return address("pipeline:lead", self.pk)

    @property
    def is_open(self) -> bool:
        """Whether something can still come of it."""
        return self.ended_at is None


class LeadPerson(models.Model):
    """Somebody behind a lead; becomes a contact with it."""

    lead = models.ForeignKey(Lead, models.CASCADE, related_name="people")
    salutation = models.CharField(_("salutation"), max_length=20, blank=True)
    first_name = models.CharField(_("first name"), max_length=60, blank=True)
    last_name = models.CharField(_("last name"), max_length=60)
    function = models.CharField(_("function"), max_length=80, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    phone = models.CharField(_("phone"), max_length=40, blank=True)
    mobile = models.CharField(_("mobile"), max_length=40, blank=True)
    language = models.CharField(_("language"), max_length=2, choices=Language.choices, default=Language.DE)

    class Meta:
        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return f"{self.first_name} {self.last_name}".strip()


class LeadNote(models.Model):
    """What was said or seen while nobody knew yet whether there is something in it."""

    lead = models.ForeignKey(Lead, models.CASCADE, related_name="notes")
    text = models.TextField(_("text"))
    at = models.DateTimeField()
    author = models.ForeignKey(Employee, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering: ClassVar = ["at", "id"]

    def __str__(self) -> str:
        return self.text[:60]
