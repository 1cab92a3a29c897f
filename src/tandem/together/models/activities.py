"""Meals and outings of a tandem, a team or the company: a poll for the day, who comes, what it cost, what remains."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from tandem.core.fields import CentsField
from tandem.core.locking import Versioned
from tandem.people.models import Employee, Team
from tandem.tandems.models import Tandem
from tandem.work.models import Reply


class Circle(models.TextChoices):
    """Who is asked."""

    TANDEM = "tandem", _("The two of us")
    TEAM = "team", _("The team")
    COMPANY = "company", _("The company")


class ActivityState(models.TextChoices):
    """How far it is."""

    POLL = "poll", _("looking for a day")
    FIXED = "fixed", _("fixed")
    CANCELLED = "cancelled", _("cancelled")


class TeamActivity(Versioned):
    """Without `starts_at` the day is still asked for."""

    ref_kind = "activity"

    circle = models.CharField(_("who is asked"), max_length=7, choices=Circle.choices, default=Circle.TANDEM)
    tandem = models.ForeignKey(Tandem, models.CASCADE, null=True, related_name="activities")
    team = models.ForeignKey(Team, models.CASCADE, null=True, related_name="activities")
    title = models.CharField(_("what we do"), max_length=120)
    text = models.TextField(_("what to bring, how to get there"), blank=True)
    place = models.CharField(_("place"), max_length=200, blank=True)
    state = models.CharField(max_length=9, choices=ActivityState.choices, default=ActivityState.POLL)
    starts_at = models.DateTimeField(_("begins"), null=True)
    minutes = models.PositiveSmallIntegerField(_("minutes"), default=120)
    organiser = models.ForeignKey(Employee, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    cancel_reason = models.CharField(_("reason"), max_length=200, blank=True)
    uid = models.CharField(max_length=80, unique=True)  # of the invitation; the same for its whole life
    sequence = models.PositiveIntegerField(default=0)  # counts what invited people have to know

    class Meta:
        verbose_name = _("activity")
        ordering: ClassVar = ["-starts_at", "-id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(circle="tandem", tandem__isnull=False, team=None)
                | Q(circle="team", tandem=None, team__isnull=False)
                | Q(circle="company", tandem=None, team=None),
                name="together_activity_of",
            ),
            models.CheckConstraint(condition=~Q(state="fixed", starts_at=None), name="together_activity_dated"),
        ]
        indexes: ClassVar = [models.Index(fields=["tandem", "-starts_at"], name="together_activities")]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Poll or invitation."""
        return reverse("together:activity", args=[self.pk])

    @property
    def ends_at(self) -> datetime | None:
        """When it is planned to end."""
        return self.starts_at + timedelta(minutes=self.minutes) if self.starts_at else None

    @property
    def is_poll(self) -> bool:
        """Whether the day is still asked for."""
        return self.state == ActivityState.POLL

    @property
    def is_fixed(self) -> bool:
        """Whether it takes place, or did."""
        return self.state == ActivityState.FIXED


class ActivityDay(models.Model):
    """One proposal of a poll."""

    activity = models.ForeignKey(TeamActivity, models.CASCADE, related_name="days")
    starts_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["starts_at", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["activity", "starts_at"], name="together_activity_day_once"),
        ]

    def __str__(self) -> str:
        return str(self.starts_at)


class ActivityGuest(models.Model):
    """Somebody who is asked: which days suit, whether they come, and whether photos may show them."""

    activity = models.ForeignKey(TeamActivity, models.CASCADE, related_name="guests")
    employee = models.ForeignKey(Employee, models.CASCADE, related_name="+")
    days = models.ManyToManyField(ActivityDay, related_name="votes")
    voted_at = models.DateTimeField(null=True)
    reply = models.CharField(max_length=9, choices=Reply.choices, default=Reply.WAITING)
    replied_at = models.DateTimeField(null=True)
    photos = models.BooleanField(_("Photos may show me"), null=True)  # None: not answered, which is no
    told_sequence = models.IntegerField(default=-1)  # of the activity, as the last mail told it

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["activity", "employee"], name="together_activity_guest_once"),
        ]

    def __str__(self) -> str:
        return str(self.employee)


class Memory(models.Model):
    """What remains of it: words, and photos for as long as everybody who came agrees."""

    ref_kind = "memory"

    activity = models.OneToOneField(TeamActivity, models.CASCADE, related_name="memory")
    text = models.TextField(_("what we remember"), blank=True)

    def __str__(self) -> str:
        return str(_("Memories"))

    def get_absolute_url(self) -> str:
        """Words and photos."""
        return reverse("together:activity_memory", args=[self.activity_id])


class Expense(Versioned):
    """What it cost for all who took part together, with receipts; read by who organises, leads or pays."""

    ref_kind = "expense"

    activity = models.OneToOneField(TeamActivity, models.CASCADE, related_name="expense")
    cents = CentsField(_("cost"), null=True)
    currency = models.CharField(max_length=3, default="EUR")

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(cents=None) | Q(cents__gte=0), name="together_expense_positive"),
        ]

    def __str__(self) -> str:
        return str(_("Cost and receipts"))

    def get_absolute_url(self) -> str:
        """Cost, limits and receipts."""
        return reverse("together:activity_cost", args=[self.activity_id])
