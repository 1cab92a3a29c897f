"""Documents as they were made, and the company's letterhead."""

from __future__ import annotations

from typing import ClassVar

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tandem.core.actor import PARTS_OF_THE_HOUSE, SYSTEM
from tandem.core.locking import Versioned

BLUE = "#1f5f8b"


class Letterhead(Versioned):
    """How the company's papers look and what stands on them; one row."""

    ref_kind = "letterhead"

    name = models.CharField(_("company"), max_length=120)
    street = models.CharField(_("street and number"), max_length=80, blank=True)
    postcode = models.CharField(_("postcode"), max_length=15, blank=True)
    town = models.CharField(_("town"), max_length=60, blank=True)
    country = models.CharField(_("country"), max_length=2, default="DE")
    phone = models.CharField(_("phone"), max_length=40, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    website = models.CharField(_("website"), max_length=80, blank=True)
    directors = models.CharField(_("managing directors"), max_length=160, blank=True)
    register = models.CharField(_("register entry"), max_length=120, blank=True)
    vat_id = models.CharField(_("VAT id"), max_length=20, blank=True)
    bank = models.CharField(_("bank"), max_length=80, blank=True)
    iban = models.CharField("IBAN", max_length=42, blank=True)
    bic = models.CharField("BIC", max_length=11, blank=True)
    footer = models.CharField(_("line at the foot"), max_length=200, blank=True)
    accent = models.CharField(
        _("colour"), max_length=7, default=BLUE, validators=[RegexValidator(r"^#[0-9a-fA-F]{6}$")]
    )
    logo = models.TextField(blank=True)  # an SVG of our own writing (logos.py)

    class Meta:
        constraints: ClassVar = [models.CheckConstraint(condition=Q(id=1), name="core_one_letterhead")]

    def __str__(self) -> str:
        return self.name

    @property
    def place(self) -> str:
        """Postcode and town."""
        return f"{self.postcode} {self.town}".strip()


class Document(models.Model):
    """One paper about anything. Its bytes lie with the files, by their SHA-256; nothing here ever changes."""

    ref_kind = "document"

    id = models.BigAutoField(primary_key=True)
    about_kind = models.CharField(max_length=20)
    about_id = models.BigIntegerField()
    kind = models.CharField(max_length=24)  # confirmation, quote, comparison, contract, …
    edition = models.PositiveIntegerField(default=1)  # counts up where it was made anew with other content
    language = models.CharField(max_length=2)
    name = models.CharField(_("name"), max_length=120)  # of the file
    title = models.CharField(_("title"), max_length=200)
    digest = models.CharField(max_length=64)
    size = models.BigIntegerField()
    standard = models.CharField(max_length=12)  # of PDF/A
    actor_kind = models.CharField(max_length=12)
    actor_id = models.BigIntegerField(null=True)
    actor_label = models.CharField(max_length=150, blank=True)
    made_at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["about_kind", "about_id", "-id"], name="core_documents_about"),
            models.Index(fields=["digest"], name="core_documents_digest"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["about_kind", "about_id", "kind", "edition", "language"], name="core_document_once"
            )
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def who(self) -> str:
        """Who had it made, as people read it."""
        if self.actor_kind != SYSTEM:
            return self.actor_label
        return str(PARTS_OF_THE_HOUSE.get(self.actor_label, self.actor_label))
