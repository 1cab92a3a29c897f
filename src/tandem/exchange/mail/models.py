"""Mails that came in, each once, and how far the mailbox has been read."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from tandem.core.locking import Versioned
from tandem.customers.models import Contact, Customer
from tandem.people.models import Employee
from tandem.work.models import Request


class MailState(models.TextChoices):
    """Where a mail stands."""

    WAITING = "waiting", _("unassigned")
    AUTOMATIC = "automatic", _("automatic")
    TAKEN = "taken", _("taken in")
    DISCARDED = "discarded", _("discarded")


class Became(models.TextChoices):
    """What came of a mail."""

    REQUEST = "request", _("a request")
    THREAD = "thread", _("an entry on a request")
    FILED = "filed", _("an entry in the timeline")
    REPLY = "reply", _("the answer to an invitation")


class Mail(Versioned):
    """One message, whichever way and however often it came. Its original is one of its files."""

    ref_kind = "mail"

    key = models.CharField(max_length=64, unique=True)  # of its Message-ID, else of its content
    sender_name = models.CharField(max_length=150, blank=True)
    sender = models.CharField(_("sender"), max_length=254, blank=True)
    recipients = models.JSONField(default=list)  # addresses, in lower case
    subject = models.CharField(_("subject"), max_length=300, blank=True)
    text = models.TextField(_("text"), blank=True)
    rest = models.TextField(blank=True)  # signature and what it quotes
    files = models.JSONField(default=list)  # keys of what was attached, wherever it lies now
    sent_at = models.DateTimeField(null=True)
    came_at = models.DateTimeField(_("received"))
    state = models.CharField(_("state"), max_length=9, choices=MailState.choices, default=MailState.WAITING)
    automatic = models.CharField(max_length=6, blank=True)  # bounce, answer, bulk
    problem = models.CharField(max_length=300, blank=True)  # why it could not be taken in by itself
    became = models.CharField(_("became"), max_length=7, choices=Became.choices, blank=True)
    customer = models.ForeignKey(Customer, models.PROTECT, null=True, related_name="mails")
    contact = models.ForeignKey(Contact, models.SET_NULL, null=True, related_name="mails")
    request = models.ForeignKey(Request, models.SET_NULL, null=True, related_name="mails")
    suggested = models.ForeignKey(Customer, models.SET_NULL, null=True, related_name="+")  # by its sender's domain
    settled_by = models.ForeignKey(Employee, models.PROTECT, null=True, related_name="+")
    settled_at = models.DateTimeField(null=True)
    reason = models.CharField(_("reason"), max_length=300, blank=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["state", "came_at", "id"], name="exchange_mails_listed"),
            models.Index(fields=["came_at", "id"], name="exchange_mails_all"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(became="request") | Q(state="taken"), name="exchange_mail_became")
        ]

    def __str__(self) -> str:
        return self.subject or str(_("(no subject)"))

    def get_absolute_url(self) -> str:
        """The mail's page."""
        return reverse("exchange:mail", args=[self.pk])

    @property
    def who(self) -> str:
        """Who wrote it, as a list shows it."""
        return self.sender_name or self.sender or str(_("no sender"))

    @property
    def is_settled(self) -> bool:
        """Whether it needs nobody any more."""
        return self.state in (MailState.TAKEN, MailState.DISCARDED)


class Mailbox(models.Model):
    """How far the one mailbox has been read; one row. `place` and `validity` say which numbers `last_uid` counts."""

    place = models.CharField(max_length=300, blank=True)  # user, host and folder
    validity = models.BigIntegerField(default=0)  # UIDVALIDITY
    last_uid = models.BigIntegerField(default=0)
    since = models.DateField(null=True)  # what was there before is left alone
    held_until = models.DateTimeField(null=True)  # somebody reads it right now
    looked_at = models.DateTimeField(null=True)
    mail_at = models.DateTimeField(null=True)
    error = models.CharField(max_length=300, blank=True)
    error_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [models.CheckConstraint(condition=Q(id=1), name="exchange_one_mailbox")]

    def __str__(self) -> str:
        return self.place
