"""Imports of files: what was put in, how its columns were read, what came of it."""

from __future__ import annotations

import uuid
from pathlib import Path
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from tandem.core.locking import Versioned
from tandem.core.models import Job
from tandem.people.models import Employee

from .mail.models import Mail, Mailbox, MailState

__all__ = [
    "Import",
    "ImportKind",
    "ImportLayout",
    "ImportMode",
    "ImportRefusal",
    "ImportState",
    "Mail",
    "MailState",
    "Mailbox",
]


class ImportKind(models.TextChoices):
    """What the rows of a file become."""

    CUSTOMER = "customer", _("Customers")
    CONTACT = "contact", _("Contacts")
    SITE = "site", _("Sites")
    LEAD = "lead", _("Leads")
    OPPORTUNITY = "opportunity", _("Opportunities")
    PRODUCT = "product", _("Products")
    PRICE = "price", _("Prices")
    ORDER = "order", _("Orders")
    DELIVERY = "delivery", _("Deliveries and promised days")
    INVOICE = "invoice", _("Invoices")
    PAYMENT = "payment", _("Payments")
    CREDIT_NOTE = "credit_note", _("Credit notes")
    EMPLOYEE = "employee", _("Employees")


class ImportMode(models.TextChoices):
    """What is done with rows that are here already, and with those that are not."""

    BOTH = "both", _("add new ones and update known ones")
    CREATE = "create", _("only add new ones")
    UPDATE = "update", _("only update known ones")


class ImportState(models.TextChoices):
    """How far an import is."""

    DRAFT = "draft", _("being prepared")
    RUNNING = "running", _("running")
    STOPPED = "stopped", _("stopped")
    DONE = "done", _("done")
    REVERTING = "reverting", _("being taken back")
    REVERTED = "reverted", _("taken back")


class Import(Versioned):
    """One file on its way in. All that it writes bears its trail, so that all of it can be taken back."""

    ref_kind = "import"

    kind = models.CharField(_("what"), max_length=12, choices=ImportKind.choices)
    mode = models.CharField(_("how"), max_length=6, choices=ImportMode.choices, default=ImportMode.BOTH)
    key = models.CharField(_("known by"), max_length=20, blank=True)  # natural key; empty for the best there is
    state = models.CharField(_("state"), max_length=10, choices=ImportState.choices, default=ImportState.DRAFT)
    file_name = models.CharField(_("file"), max_length=200)
    stored = models.CharField(max_length=120)  # below TANDEM_HOME/files
    size = models.BigIntegerField()
    digest = models.CharField(max_length=64)  # SHA-256 of the file
    options = models.JSONField(default=dict)  # how it is read (files.Options)
    header = models.JSONField(default=list)
    mapping = models.JSONField(default=dict)  # {field: index of its column}
    fixed = models.JSONField(default=dict)  # {field: what stands in no column}
    make_customers = models.BooleanField(_("add missing customers"), default=False)
    by = models.ForeignKey(Employee, models.PROTECT, related_name="imports")
    trail = models.UUIDField(default=uuid.uuid4)
    created_at = models.DateTimeField()
    began_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    reverted_at = models.DateTimeField(null=True)
    job = models.ForeignKey(Job, models.SET_NULL, null=True, related_name="+")
    position = models.BigIntegerField(default=0)  # the line up to which all is done
    undone_to = models.BigIntegerField(null=True)  # the event down to which all is taken back
    read = models.BigIntegerField(default=0)
    created = models.BigIntegerField(default=0)
    updated = models.BigIntegerField(default=0)
    unchanged = models.BigIntegerField(default=0)
    refused = models.BigIntegerField(default=0)
    removed = models.BigIntegerField(default=0)  # of what was created, by taking back
    restored = models.BigIntegerField(default=0)
    kept = models.BigIntegerField(default=0)  # not taken back, because somebody worked on it since

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["by", "id"], name="exchange_import_by"),
            models.Index(fields=["created_at", "id"], name="exchange_import_when"),
        ]

    def __str__(self) -> str:
        return self.file_name

    def get_absolute_url(self) -> str:
        """The import's page."""
        return reverse("exchange:import", args=[self.pk])

    @property
    def path(self) -> Path:
        """Where its file lies."""
        return Path(settings.MEDIA_ROOT) / self.stored


class ImportRefusal(models.Model):
    """A line that was not taken in, or a thing that was not taken back, and why."""

    RUN, REVERT = "run", "revert"

    of = models.ForeignKey(Import, models.CASCADE, related_name="refusals")
    stage = models.CharField(max_length=6, default=RUN)
    line = models.BigIntegerField()
    reason = models.CharField(max_length=400)
    cells = models.JSONField(default=list)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["of", "stage", "line"], name="exchange_refusal_line")]

    def __str__(self) -> str:
        return f"{self.line}: {self.reason}"


class ImportLayout(models.Model):
    """How a file with these columns was read last time, for the next one like it."""

    kind = models.CharField(max_length=12, choices=ImportKind.choices)
    signature = models.CharField(max_length=64, unique=True)  # of the header
    mode = models.CharField(max_length=6, choices=ImportMode.choices)
    key = models.CharField(max_length=20, blank=True)
    mapping = models.JSONField(default=dict)  # {field: name of its column}
    fixed = models.JSONField(default=dict)
    make_customers = models.BooleanField(default=False)
    formats = models.JSONField(default=dict)  # {"date_order": …, "decimal": …}
    used_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.kind} {self.signature[:8]}"
