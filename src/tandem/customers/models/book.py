"""Customers with their sites, contacts, consents, notes and the tandem that owns them."""

from __future__ import annotations

from typing import ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tandem.core.fields import VALID_NUMBER, CentsField
from tandem.core.locking import Versioned
from tandem.core.spans import Spanned, span_check
from tandem.people.models import Employee, Language, Team
from tandem.tandems.models import Tandem

from .groups import CustomerGroup

NO_ROUTE = RegexValidator("^duplicates$", _("This word is an address of its own."), inverse_match=True)


class Lifecycle(models.TextChoices):
    """How far we are with a customer."""

    PROSPECT = "prospect", _("Prospect")
    ACTIVE = "active", _("Active")
    DORMANT = "dormant", _("Dormant")
    LOST = "lost", pgettext_lazy("customer", "Lost")


class CustomerClass(models.TextChoices):
    """Sets how often a customer is visited and called."""

    A = "A", "A"
    B = "B", "B"
    C = "C", "C"


class Customer(Versioned):
    """A company we sell to, or want to. Without an assignment it waits in its team's queue."""

    ref_kind = "customer"

    number = models.CharField(_("customer number"), max_length=20, unique=True, validators=[VALID_NUMBER, NO_ROUTE])
    name = models.CharField(_("name"), max_length=160)  # full legal name
    short_name = models.CharField(_("short name"), max_length=80, blank=True)
    name_key = models.CharField(max_length=200)  # folded name: the order of lists
    town = models.CharField(_("town"), max_length=80, blank=True)  # of the main site, for lists
    country = models.CharField(_("country"), max_length=2, default="DE")
    customer_class = models.CharField(_("class"), max_length=1, choices=CustomerClass.choices, blank=True)
    group = models.ForeignKey(
        CustomerGroup, models.PROTECT, null=True, blank=True, related_name="customers", verbose_name=_("customer group")
    )
    group_key = models.CharField(max_length=200, default="", editable=False)  # the group's name_key; triggers keep it
    lifecycle = models.CharField(_("lifecycle"), max_length=10, choices=Lifecycle.choices, default=Lifecycle.PROSPECT)
    industry = models.CharField(_("industry"), max_length=80, blank=True)
    vat_id = models.CharField(_("VAT id"), max_length=20, blank=True)
    phone = models.CharField(_("phone"), max_length=40, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    website = models.URLField(_("website"), blank=True)
    language = models.CharField(_("language"), max_length=2, choices=Language.choices, default=Language.DE)
    currency = models.CharField(_("currency"), max_length=3, default="EUR")
    payment_days = models.PositiveSmallIntegerField(_("days to pay"), default=30)
    agreements = models.TextField(_("agreements"), blank=True)  # delivery, discount, habits: one per line
    restricted = models.BooleanField(_("only for its tandem"), default=False)
    team = models.ForeignKey(Team, models.PROTECT, related_name="customers", verbose_name=_("team"))
    since = models.DateField(_("customer since"), null=True, blank=True)
    created_at = models.DateTimeField()
    # Set once its history has gone to another customer; the row stays as a sign where.
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, related_name="merged_from", db_index=False)
    source_key = models.CharField(max_length=60, null=True, unique=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["name_key", "id"], name="customers_by_name"),
            models.Index(fields=["town", "id"], name="customers_by_town"),
            models.Index(fields=["customer_class", "id"], name="customers_by_class"),
            models.Index(fields=["group_key", "id"], name="customers_by_group"),
            models.Index(fields=["lifecycle", "id"], name="customers_by_lifecycle"),
            models.Index(fields=["team", "name_key"], name="customers_by_team"),
            models.Index(fields=["team", "town"], name="customers_team_town"),
            models.Index(fields=["team", "customer_class"], name="customers_team_class"),
            models.Index(fields=["team", "group_key"], name="customers_team_group"),
            models.Index(fields=["team", "lifecycle"], name="customers_team_lifecycle"),
            models.Index(fields=["team", "created_at"], name="customers_team_created"),
            # All that counting visible customers asks for, so that it reads no row.
            models.Index(fields=["team", "merged_into", "restricted"], name="customers_counted"),
            models.Index(fields=["created_at", "id"], name="customers_by_created"),
            models.Index(fields=["team", "restricted"], condition=Q(restricted=True), name="customers_restricted_few"),
            models.Index(fields=["merged_into"], condition=Q(merged_into__isnull=False), name="customers_merged"),
            models.Index(fields=["vat_id"], condition=~Q(vat_id=""), name="customers_by_vat_id"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """The brief; it lies in desk, above this app, so its address stands here in plain."""
        return f"/customers/{self.number}/"

    @property
    def label(self) -> str:
        """The name as rows show it: short where there is one."""
        return self.short_name or self.name


class CustomerFigures(models.Model):
    """Sums that lists sort by. Reactions of the apps above keep them, always computed anew from their rows."""

    customer = models.OneToOneField(Customer, models.CASCADE, primary_key=True, related_name="figures")
    revenue_cents = CentsField(_("revenue in twelve months"), default=0)
    last_year_cents = CentsField(default=0)  # the twelve months before
    orders = models.PositiveIntegerField(default=0)
    open_orders = models.PositiveIntegerField(default=0)  # captured, not yet confirmed
    last_order_on = models.DateField(null=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["revenue_cents", "customer"], name="customers_by_revenue")]

    def __str__(self) -> str:
        return f"{self.customer_id}: {self.revenue_cents}"


class Assignment(Spanned):
    """Which tandem owns which customer, from when to when."""

    ref_kind = "assignment"

    customer = models.ForeignKey(Customer, models.CASCADE, related_name="assignments")
    tandem = models.ForeignKey(Tandem, models.PROTECT, related_name="assignments")
    reason = models.CharField(_("reason"), max_length=200, blank=True)

    class Meta:
        ordering: ClassVar = ["start"]
        constraints: ClassVar = [span_check("customers_assignment_forward")]
        indexes: ClassVar = [
            models.Index(fields=["tandem", "end", "customer"], name="customers_assigned_to"),
            models.Index(fields=["customer", "start", "end", "tandem"], name="customers_owned_when"),
        ]

    def __str__(self) -> str:
        return f"{self.customer_id} → {self.tandem_id}"


class Site(Versioned):
    """An address of a customer."""

    ref_kind = "site"

    customer = models.ForeignKey(Customer, models.CASCADE, related_name="sites")
    name = models.CharField(_("name"), max_length=80, blank=True)
    is_main = models.BooleanField(_("main site"), default=False)
    street = models.CharField(_("street and number"), max_length=120, blank=True)
    extra = models.CharField(_("address line 2"), max_length=120, blank=True)
    postcode = models.CharField(_("postcode"), max_length=15, blank=True)
    town = models.CharField(_("town"), max_length=80, blank=True)
    region = models.CharField(_("state or region"), max_length=60, blank=True)
    country = models.CharField(_("country"), max_length=2, default="DE")
    latitude = models.FloatField(
        _("latitude"), null=True, blank=True, validators=[MinValueValidator(-90), MaxValueValidator(90)]
    )
    longitude = models.FloatField(
        _("longitude"), null=True, blank=True, validators=[MinValueValidator(-180), MaxValueValidator(180)]
    )
    opening_hours = models.CharField(_("opening hours"), max_length=200, blank=True)  # "Mo-Fr 07:00-16:00"
    source_key = models.CharField(max_length=60, null=True, unique=True)

    class Meta:
        ordering: ClassVar = ["-is_main", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["customer"], condition=Q(is_main=True), name="customers_one_main_site")
        ]

    def __str__(self) -> str:
        return self.name or self.town


class BuyingRole(models.TextChoices):
    """The part a contact has in the buying centre."""

    INITIATOR = "initiator", _("Initiator")
    USER = "user", _("User")
    INFLUENCER = "influencer", _("Influencer")
    BUYER = "buyer", _("Buyer")
    DECIDER = "decider", _("Decider")
    GATEKEEPER = "gatekeeper", _("Gatekeeper")


class Address(models.TextChoices):
    """How a contact wants to be addressed, where the language makes a difference."""

    SIE = "sie", _("Sie")
    DU = "du", _("du")


class Channel(models.TextChoices):
    """Ways to reach a contact."""

    MAIL = "mail", _("Mail")
    PHONE = "phone", _("Phone")
    VISIT = "visit", _("Visit")
    VIDEO = "video", _("Video")
    LETTER = "letter", _("Letter")


class Contact(Versioned):
    """A person at a customer, and how this person wants to be talked to. No labels of personality."""

    ref_kind = "contact"

    customer = models.ForeignKey(Customer, models.CASCADE, related_name="contacts")
    salutation = models.CharField(_("salutation"), max_length=20, blank=True)
    first_name = models.CharField(_("first name"), max_length=60, blank=True)
    last_name = models.CharField(_("last name"), max_length=60)
    function = models.CharField(_("function"), max_length=80, blank=True)
    buying_role = models.CharField(_("buying-centre role"), max_length=12, choices=BuyingRole.choices, blank=True)
    language = models.CharField(_("language"), max_length=2, choices=Language.choices, default=Language.DE)
    email = models.EmailField(_("e-mail"), blank=True)
    phone = models.CharField(_("phone"), max_length=40, blank=True)
    mobile = models.CharField(_("mobile"), max_length=40, blank=True)
    form_of_address = models.CharField(_("du or Sie"), max_length=3, choices=Address.choices, default=Address.SIE)
    channel = models.CharField(_("preferred channel"), max_length=6, choices=Channel.choices, blank=True)
    good_times = models.CharField(_("good times"), max_length=120, blank=True)
    avoid = models.CharField(_("what to avoid"), max_length=200, blank=True)
    knows_best = models.ForeignKey(
        Employee, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("knows best")
    )
    is_first = models.BooleanField(_("first contact"), default=False)
    left_at = models.DateTimeField(null=True)  # no longer with the customer; kept for the timeline
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, related_name="merged_from", db_index=False)
    source_key = models.CharField(max_length=60, null=True, unique=True)

    class Meta:
        ordering: ClassVar = ["-is_first", "last_name", "id"]
        indexes: ClassVar = [
            models.Index(fields=["email"], name="customers_contact_mail"),
            models.Index(
                fields=["merged_into"], condition=Q(merged_into__isnull=False), name="customers_contact_merged"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.first_name} {self.last_name}".strip()


class Consent(models.Model):
    """Whether a contact agreed to be reached on a channel; the newest row per channel holds."""

    ref_kind = "consent"

    contact = models.ForeignKey(Contact, models.CASCADE, related_name="consents")
    channel = models.CharField(_("channel"), max_length=6, choices=Channel.choices)
    given = models.BooleanField(_("given"))
    at = models.DateTimeField(_("when"))
    origin = models.CharField(_("how we know"), max_length=120, blank=True)

    class Meta:
        ordering: ClassVar = ["-at", "-id"]
        indexes: ClassVar = [models.Index(fields=["contact", "channel", "-at"], name="customers_consent_newest")]

    def __str__(self) -> str:
        return f"{self.channel}: {self.given}"


class NoteKind(models.TextChoices):
    """What a note tells of."""

    NOTE = "note", _("Note")
    CALL = "call", _("Call")
    VISIT = "visit", _("Visit")
    MAIL = "mail", _("Mail")


class Note(Versioned):
    """Something worth knowing about a customer, a call or a visit, in words."""

    ref_kind = "note"

    customer = models.ForeignKey(Customer, models.CASCADE, related_name="notes")
    contact = models.ForeignKey(
        Contact, models.SET_NULL, null=True, blank=True, related_name="notes", verbose_name=_("contact")
    )
    kind = models.CharField(_("kind"), max_length=6, choices=NoteKind.choices, default=NoteKind.NOTE)
    text = models.TextField(_("text"))
    mentions = models.JSONField(default=list)  # [[employee, name as written], …]: who is named in the text
    at = models.DateTimeField(_("when"))
    author = models.ForeignKey(Employee, models.PROTECT, null=True, related_name="notes")
    removed_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["customer", "-at"], name="customers_notes_newest")]

    def __str__(self) -> str:
        return self.text[:60]
