"""The head of a quote: for whom, by whom, how it stands. What is offered stands in its revisions."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tandem.core.addresses import address
from tandem.core.fields import CentsField
from tandem.core.locking import Versioned
from tandem.customers.models import Contact, Customer
from tandem.people.models import Employee, Language
from tandem.tandems.models import Tandem


class QuoteStatus(models.TextChoices):
    """Where a quote stands; rows tell who made it so, when and why."""

    DRAFT = "draft", _("Draft")
    SENT = "sent", _("Sent")
    ACCEPTED = "accepted", _("Accepted")
    DECLINED = "declined", _("Declined")
    EXPIRED = "expired", _("Expired")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class Quote(Versioned):
    """A priced offer to a customer. It belongs to the tandem that owned the customer when it was made.

    `revision` is the number of the current one: the only one that can be accepted. `net_cents` and `valid_until`
    repeat what its recommended (else first) option and its head say, for lists.
    """

    ref_kind = "quote"

    number = models.CharField(_("quote number"), max_length=20, unique=True)
    customer = models.ForeignKey(Customer, models.PROTECT, related_name="quotes", verbose_name=_("customer"))
    contact = models.ForeignKey(
        Contact, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("contact")
    )
    tandem = models.ForeignKey(
        Tandem, models.PROTECT, null=True, blank=True, related_name="quotes", verbose_name=_("tandem")
    )
    subject = models.CharField(_("subject"), max_length=160, blank=True)
    customer_reference = models.CharField(_("customer's reference"), max_length=60, blank=True)
    language = models.CharField(_("language"), max_length=2, choices=Language.choices, default=Language.DE)
    currency = models.CharField(_("currency"), max_length=3)
    status = models.CharField(_("status"), max_length=10, choices=QuoteStatus.choices, default=QuoteStatus.DRAFT)
    revision = models.PositiveSmallIntegerField(_("revision"), default=1)
    net_cents = CentsField(_("net"), default=0)
    valid_until = models.DateField(_("valid until"), null=True)  # the last day on which it can be accepted
    sent_at = models.DateTimeField(_("sent"), null=True)  # of the current revision
    about_kind = models.CharField(max_length=20, blank=True)  # what it was made from: a request, an order, a chance, …
    about_id = models.BigIntegerField(null=True)
    created_at = models.DateTimeField(_("made"))
    created_by = models.ForeignKey(Employee, models.PROTECT, null=True, related_name="+", verbose_name=_("made by"))
    source_key = models.CharField(max_length=60, null=True, unique=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["created_at", "id"], name="quotes_by_day"),
            models.Index(fields=["customer", "created_at"], name="quotes_of_customer"),
            models.Index(fields=["tandem", "created_at"], name="quotes_of_tandem"),
            models.Index(fields=["net_cents", "id"], name="quotes_by_net"),
            models.Index(fields=["status", "id"], name="quotes_by_status"),
            models.Index(fields=["valid_until", "id"], name="quotes_by_end"),
            models.Index(fields=["valid_until"], condition=Q(status="sent"), name="quotes_running"),
            models.Index(fields=["about_kind", "about_id"], condition=~Q(about_kind=""), name="quotes_about"),
        ]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        """The quote's page."""
        return address("quotes:quote", self.number)

    @property
    def about(self) -> tuple[str, int] | None:
        """What it was made from, as a reference."""
        return (self.about_kind, self.about_id) if self.about_kind and self.about_id else None


class NumberRange(models.Model):
    """The next free number of a year's quotes, without gaps; taken under lock."""

    year = models.PositiveSmallIntegerField(unique=True)
    next = models.PositiveIntegerField(default=1)

    def __str__(self) -> str:
        return f"{self.year} {self.next}"
