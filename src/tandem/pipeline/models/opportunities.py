"""Qualified chances of an order, with what became of them."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tandem.core.addresses import address
from tandem.core.fields import VALID_NUMBER, CentsField
from tandem.core.locking import Versioned
from tandem.customers.models import Contact, Customer
from tandem.people.models import Employee, Team
from tandem.tandems.models import Tandem

from .leads import Lead, Source
from .pipelines import WHOLE, Stage

MOST_CENTS = 10**12  # ten thousand millions: so that weighing stays within the column


class State(models.TextChoices):
    """Whether it can still be won; the rows of `Closing` tell who ended it, when and why."""

    OPEN = "open", _("Open")
    WON = "won", _("Won")
    LOST = "lost", _("Lost")


class Reason(models.TextChoices):
    """Why it was lost."""

    PRICE = "price", _("Price")
    TIME = "time", _("Delivery time")
    PRODUCT = "product", _("Product does not fit")
    COMPETITOR = "competitor", _("Competitor was preferred")
    BUDGET = "budget", _("No budget")
    NEED = "need", _("Need has gone")
    SILENCE = "silence", _("No answer any more")
    OTHER = "other", _("Something else")


class Opportunity(Versioned):
    """It belongs to the tandem that owns the customer, and goes along when the customer does.

    `weighted_cents` is the value times the probability, half up, written with every change of either: lists and sums
    read it as it stands.
    """

    ref_kind = "opportunity"

    number = models.CharField(_("opportunity number"), max_length=20, unique=True, validators=[VALID_NUMBER])
    title = models.CharField(_("what it is about"), max_length=200)
    customer = models.ForeignKey(Customer, models.PROTECT, related_name="opportunities", verbose_name=_("customer"))
    contact = models.ForeignKey(
        Contact, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("contact")
    )
    tandem = models.ForeignKey(
        Tandem, models.PROTECT, null=True, blank=True, related_name="opportunities", verbose_name=_("tandem")
    )
    team = models.ForeignKey(Team, models.PROTECT, related_name="+", verbose_name=_("team"))
    holder = models.ForeignKey(
        Employee, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("holder")
    )
    stage = models.ForeignKey(Stage, models.PROTECT, related_name="opportunities", verbose_name=_("stage"))
    state = models.CharField(_("state"), max_length=4, choices=State.choices, default=State.OPEN)
    value_cents = CentsField(_("value"), default=0)
    currency = models.CharField(_("currency"), max_length=3)
    own_chance_ppm = models.PositiveIntegerField(_("own probability"), null=True, blank=True)
    weighted_cents = CentsField(_("weighted value"), default=0)
    close_on = models.DateField(_("expected close"))
    source = models.CharField(_("where it comes from"), max_length=14, choices=Source.choices, blank=True)
    text = models.TextField(_("what they need"), blank=True)
    competitor = models.CharField(_("competitor"), max_length=120, blank=True)
    lead = models.ForeignKey(Lead, models.SET_NULL, null=True, related_name="opportunities")
    stage_since = models.DateTimeField(_("in this stage since"))
    moved_at = models.DateTimeField(_("last moved"))  # the last change of stage, value, day or words
    closed_on = models.DateField(_("closed on"), null=True)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(Employee, models.PROTECT, null=True, related_name="+")
    source_key = models.CharField(max_length=60, null=True, unique=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(state__in=State.values), name="pipeline_opportunity_state"),
            models.CheckConstraint(
                condition=Q(value_cents__gte=0, value_cents__lte=MOST_CENTS), name="pipeline_opportunity_value"
            ),
            models.CheckConstraint(
                condition=Q(own_chance_ppm=None) | Q(own_chance_ppm__lte=WHOLE), name="pipeline_opportunity_chance"
            ),
            models.CheckConstraint(
                condition=Q(state="open", closed_on=None) | (~Q(state="open") & Q(closed_on__isnull=False)),
                name="pipeline_closed_on_a_day",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["stage", "close_on", "id"], condition=Q(state="open"), name="pipeline_lanes"),
            models.Index(
                fields=["tandem", "stage", "close_on", "id"], condition=Q(state="open"), name="pipeline_lanes_tandem"
            ),
            models.Index(
                fields=["team", "stage", "close_on", "id"], condition=Q(state="open"), name="pipeline_lanes_team"
            ),
            # All that sums ask for, so that they read no row.
            models.Index(
                fields=["stage", "currency", "close_on", "customer", "value_cents", "weighted_cents"],
                condition=Q(state="open"),
                name="pipeline_sums",
            ),
            models.Index(
                fields=["tandem", "stage", "currency", "close_on", "customer", "value_cents", "weighted_cents"],
                condition=Q(state="open"),
                name="pipeline_sums_tandem",
            ),
            models.Index(fields=["state", "closed_on"], name="pipeline_closed"),
            models.Index(fields=["customer", "state", "close_on"], name="pipeline_of_customer"),
            models.Index(fields=["tandem", "state", "closed_on"], name="pipeline_of_tandem"),
            models.Index(fields=["state", "close_on", "id"], name="pipeline_by_close"),
            models.Index(fields=["state", "value_cents", "id"], name="pipeline_by_value"),
            models.Index(fields=["state", "stage_since", "id"], name="pipeline_by_since"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """The opportunity's page."""
        return address("pipeline:opportunity", self.number)

    @property
    def chance_ppm(self) -> int:
        """How likely it is: as somebody judged, else as its stage is."""
        return self.stage.chance_ppm if self.own_chance_ppm is None else self.own_chance_ppm

    @property
    def is_open(self) -> bool:
        """Whether it can still be won or lost."""
        return self.state == State.OPEN

    def is_stale(self, at: datetime) -> bool:
        """Whether nothing has moved for longer than its stage allows."""
        days = self.stage.stale_days
        return self.is_open and days is not None and self.moved_at <= at - timedelta(days=days)


class StageChange(models.Model):
    """An opportunity went from one stage to another; the first one came from none."""

    opportunity = models.ForeignKey(Opportunity, models.CASCADE, related_name="stage_changes")
    from_stage = models.ForeignKey(Stage, models.PROTECT, null=True, related_name="+")
    to_stage = models.ForeignKey(Stage, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    by = models.ForeignKey(Employee, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering: ClassVar = ["at", "id"]

    def __str__(self) -> str:
        return f"{self.opportunity_id}: {self.from_stage_id} → {self.to_stage_id}"


class Closing(models.Model):
    """Who won or lost it, when and why; and who opened it again, if somebody did."""

    opportunity = models.ForeignKey(Opportunity, models.CASCADE, related_name="closings")
    won = models.BooleanField()
    reason = models.CharField(_("reason"), max_length=10, choices=Reason.choices, blank=True)
    competitor = models.CharField(_("competitor"), max_length=120, blank=True)
    note = models.TextField(_("note"), blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(Employee, models.PROTECT, null=True, related_name="+")
    reopened_at = models.DateTimeField(null=True)
    reopened_by = models.ForeignKey(Employee, models.PROTECT, null=True, related_name="+")
    reopened_because = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering: ClassVar = ["at", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["opportunity"], condition=Q(reopened_at__isnull=True), name="pipeline_closed_once"
            ),
            models.CheckConstraint(condition=Q(won=True) | ~Q(reason=""), name="pipeline_lost_with_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.opportunity_id} {'won' if self.won else 'lost'}"
