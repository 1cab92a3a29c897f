"""Text templates, and the mails that were written to customers from here."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from tandem.core.locking import Versioned
from tandem.customers.models import Contact, Customer
from tandem.people.models import Employee, Language
from tandem.tandems.models import Tandem

WRITTEN = [pair for pair in Language.choices if pair[0] in ("de", "en", "fr", "it", "nl", "pl")]


class TextKind(models.TextChoices):
    """What a text is for; it says which placeholders may stand in it."""

    FREE = "free", _("Any mail")
    ORDER = "order", _("Order confirmation")
    QUOTE = "quote", _("Quote")
    COMPARISON = "comparison", _("Comparison")
    CONTRACT = "contract", _("Contract")


class TextTemplate(Versioned):
    """Subject and body with placeholders, in one language, for one purpose."""

    ref_kind = "text_template"

    kind = models.CharField(_("for"), max_length=12, choices=TextKind.choices)
    language = models.CharField(_("language"), max_length=2, choices=WRITTEN)
    name = models.CharField(_("name"), max_length=80)
    subject = models.CharField(_("subject"), max_length=200)
    body = models.TextField(_("text"))
    retired_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["kind", "language", "name", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                "kind", "language", Lower("name"), condition=Q(retired_at=None), name="letters_template_once"
            )
        ]

    def __str__(self) -> str:
        return self.name


class SentMail(models.Model):
    """One mail from here to a contact, as it left: what it said, what was with it, and whether it is out."""

    ref_kind = "sent_mail"

    customer = models.ForeignKey(Customer, models.PROTECT, related_name="sent_mails")
    contact = models.ForeignKey(Contact, models.SET_NULL, null=True, related_name="sent_mails")
    tandem = models.ForeignKey(Tandem, models.PROTECT, null=True, related_name="+")
    about_kind = models.CharField(max_length=20, blank=True)
    about_id = models.BigIntegerField(null=True)
    recipient = models.EmailField()
    language = models.CharField(max_length=2)
    subject = models.CharField(_("subject"), max_length=250)
    body = models.TextField(_("text"))
    signature = models.TextField(blank=True)
    documents = models.JSONField(default=list)  # keys of the papers that went along
    message_id = models.CharField(max_length=200, unique=True)
    thread = models.JSONField(default=list)  # Message-IDs it goes on from, the oldest first
    reply_to = models.JSONField(default=list)  # both people's addresses
    written_by = models.ForeignKey(Employee, models.PROTECT, null=True, related_name="+")
    written_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["about_kind", "about_id", "-id"], name="letters_sent_about"),
            models.Index(fields=["customer", "-id"], name="letters_sent_to"),
        ]

    def __str__(self) -> str:
        return self.subject

    def get_absolute_url(self) -> str:
        """The mail's page."""
        return reverse("letters:mail", args=[self.pk])
