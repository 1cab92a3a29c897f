"""What helps to write quotes: text blocks, templates, and what competitors offered."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from tandem.core.fields import CentsField
from tandem.core.locking import Versioned
from tandem.people.models import Employee, Language

from .head import Quote


class BlockPlace(models.TextChoices):
    """Where in a quote a text block belongs."""

    INTRO = "intro", _("Opening")
    CLOSING = "closing", _("Closing")
    DELIVERY = "delivery", _("Delivery terms")
    PAYMENT = "payment", _("Payment terms")


class TextBlock(Versioned):
    """A ready-made text in one language; the first one of its place opens every new quote."""

    ref_kind = "text_block"

    place = models.CharField(_("place"), max_length=8, choices=BlockPlace.choices)
    language = models.CharField(_("language"), max_length=2, choices=Language.choices)
    name = models.CharField(_("name"), max_length=80)
    text = models.TextField(_("text"))
    position = models.PositiveSmallIntegerField(default=1)
    retired_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["place", "language", "position", "id"]

    def __str__(self) -> str:
        return self.name

    @property
    def field_id(self) -> str:
        """Of the field in the builder that it goes into."""
        terms = {BlockPlace.DELIVERY: "delivery_terms", BlockPlace.PAYMENT: "payment_terms"}
        return f"id_{terms.get(BlockPlace(self.place), self.place)}"


class QuoteTemplate(Versioned):
    """The content of a quote under a name, to begin others with; prices are asked anew."""

    ref_kind = "quote_template"

    name = models.CharField(_("name"), max_length=120)
    language = models.CharField(_("language"), max_length=2, choices=Language.choices)
    content = models.JSONField()
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(Employee, models.PROTECT, null=True, related_name="+")
    retired_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["name", "id"]

    def __str__(self) -> str:
        return self.name


class CompetitorOffer(Versioned):
    """What somebody else offered the customer, as far as we know it, with where we know it from."""

    ref_kind = "competitor_offer"

    quote = models.ForeignKey(Quote, models.CASCADE, related_name="competitor_offers")
    competitor = models.CharField(_("competitor"), max_length=120)
    product = models.CharField(_("what they offer"), max_length=200, blank=True)
    net_cents = CentsField(_("net"), null=True)
    source = models.CharField(_("where we know it from"), max_length=200)
    seen_on = models.DateField(_("as of"))
    shown = models.BooleanField(_("shown to the customer"), default=False)
    values = models.JSONField(default=dict)  # by the attributes of the comparison
    at = models.DateTimeField()
    by = models.ForeignKey(Employee, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering: ClassVar = ["competitor", "id"]

    def __str__(self) -> str:
        return self.competitor
