"""Goals: whose, of what, for which period; their versions, and what each person said to them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from engines.periods import Period
from tandem.core.locking import Versioned
from tandem.people.models import Employee, Team
from tandem.tandems.models import SeatRole, Tandem


class Scope(models.TextChoices):
    """Whose goal it is. A role is one half of a tandem, and so one person."""

    TANDEM = "tandem", _("Tandem, both together")
    ROLE = "role", _("One half of the tandem")
    TEAM = "team", _("Team")
    COMPANY = "company", _("Company")


class Metric(models.TextChoices):
    """What is counted."""

    REVENUE = "revenue", _("Revenue")
    MARGIN = "margin", _("Margin")
    ORDERS = "orders", _("Orders")
    NEW = "new", _("New customers")
    RETAINED = "retained", _("Retained customers")
    VISITS = "visits", _("Visits")
    ANSWERED = "answered", _("Answered in time")
    OWN = "own", _("Own figure")


MONEY_METRICS = frozenset({Metric.REVENUE, Metric.MARGIN})
ROLE_METRICS = frozenset({Metric.VISITS, Metric.ANSWERED, Metric.OWN})  # what one half does by itself


class Span(models.TextChoices):
    """How long a goal runs."""

    MONTH = "month", _("Month")
    QUARTER = "quarter", _("Quarter")
    YEAR = "year", _("Year")


MONTHS = {Span.MONTH: 1, Span.QUARTER: 3, Span.YEAR: 12}


class Goal(models.Model):
    """One goal, whatever version of it holds. Its period is half-open: from `start` up to, not including, `end`."""

    ref_kind = "goal"

    scope = models.CharField(_("whose"), max_length=7, choices=Scope.choices)
    tandem = models.ForeignKey(Tandem, models.PROTECT, null=True, blank=True, related_name="goals")
    seat = models.CharField(_("half"), max_length=6, choices=SeatRole.choices, blank=True)
    team = models.ForeignKey(Team, models.PROTECT, null=True, blank=True, related_name="goals")
    metric = models.CharField(_("what is counted"), max_length=8, choices=Metric.choices)
    name = models.CharField(_("own figure"), max_length=60, blank=True)
    currency = models.CharField(_("currency"), max_length=3, blank=True)
    span = models.CharField(_("period"), max_length=7, choices=Span.choices)
    start = models.DateField(_("from"))
    end = models.DateField(_("to"))

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["tandem", "start"], name="goals_of_tandem"),
            models.Index(fields=["team", "start"], name="goals_of_team"),
            models.Index(fields=["scope", "start"], name="goals_of_scope"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(end__gt=F("start")), name="goals_span"),
            models.CheckConstraint(
                condition=Q(scope__in=["tandem", "role"], tandem__isnull=False, team__isnull=True)
                | Q(scope="team", tandem__isnull=True, team__isnull=False)
                | Q(scope="company", tandem__isnull=True, team__isnull=True),
                name="goals_whose",
            ),
            models.CheckConstraint(
                condition=Q(scope="role", seat__in=["inside", "field"]) | ~Q(scope="role") & Q(seat=""),
                name="goals_half",
            ),
            models.UniqueConstraint(
                fields=["tandem", "seat", "metric", "name", "start", "end"],
                condition=Q(tandem__isnull=False),
                name="goals_once_tandem",
            ),
            models.UniqueConstraint(
                fields=["team", "metric", "name", "start", "end"],
                condition=Q(team__isnull=False),
                name="goals_once_team",
            ),
            models.UniqueConstraint(
                fields=["metric", "name", "start", "end"],
                condition=Q(scope="company"),
                name="goals_once_company",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.label} {self.start.isoformat()}"

    def get_absolute_url(self) -> str:
        """The goal's page."""
        return reverse("goals:goal", args=[self.pk])

    @property
    def label(self) -> str:
        """What is counted, in words."""
        return self.name if self.metric == Metric.OWN else str(Metric(self.metric).label)

    @property
    def period(self) -> Period:
        """Its days, half-open."""
        return Period(self.start, self.end)

    @property
    def last_day(self) -> Any:
        """The last day that counts."""
        return self.end - timedelta(days=1)

    @property
    def is_money(self) -> bool:
        """Whether its unit is cents."""
        return self.metric in MONEY_METRICS

    @property
    def is_share(self) -> bool:
        """Whether its target is a share in parts per million."""
        return self.metric == Metric.ANSWERED

    @property
    def is_agreed(self) -> bool:
        """Whether the two agree on it, instead of somebody setting it."""
        return self.scope in (Scope.TANDEM, Scope.ROLE)


class GoalVersion(Versioned):
    """One version of a goal: what is to be reached in the unit of its metric (cents, a count, parts per million).

    It waits as a proposal until it is in force, or withdrawn; it is in force until the next one is. `weights` split
    the target over the months of the period; empty, days do. `set_by` is the manager who put it in force without the
    consent of both.
    """

    ref_kind = "goal_version"

    goal = models.ForeignKey(Goal, models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField(_("version"))
    target = models.BigIntegerField(_("target"))
    weights = models.JSONField(default=list)
    note = models.TextField(_("why this much"), blank=True)
    proposed_by = models.ForeignKey(Employee, models.PROTECT, null=True, related_name="+")
    proposed_at = models.DateTimeField()
    set_by = models.ForeignKey(Employee, models.PROTECT, null=True, related_name="+")
    in_force_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["-number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["goal", "number"], name="goals_version_number"),
            models.CheckConstraint(condition=Q(target__gt=0), name="goals_target"),
            models.UniqueConstraint(
                fields=["goal"],
                condition=Q(in_force_at__isnull=True, withdrawn_at__isnull=True),
                name="goals_one_proposal",
            ),
            models.UniqueConstraint(
                fields=["goal"],
                condition=Q(in_force_at__isnull=False, ended_at__isnull=True),
                name="goals_one_in_force",
            ),
        ]

    def __str__(self) -> str:
        return str(_("Goal, version %d")) % self.number

    @property
    def is_open(self) -> bool:
        """Whether it waits for somebody."""
        return self.in_force_at is None and self.withdrawn_at is None

    @property
    def holds(self) -> bool:
        """Whether this is the version that counts."""
        return self.in_force_at is not None and self.ended_at is None

    @property
    def is_late(self) -> bool:
        """Whether it came into force after its period had begun; that stays visible."""
        return self.in_force_at is not None and timezone.localdate(self.in_force_at) >= self.goal.start


class GoalAnswer(models.Model):
    """What one of the two said to a version, and when: accepted, or objected with a reason.

    It is never erased; only an acceptance can be taken back by who gave it, while the version still waits.
    """

    version = models.ForeignKey(GoalVersion, models.CASCADE, related_name="answers")
    employee = models.ForeignKey(Employee, models.PROTECT, related_name="+")
    accepted = models.BooleanField()
    reason = models.TextField(_("reason"), blank=True)
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["at", "pk"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(accepted=True) | ~Q(reason=""), name="goals_objection_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.employee_id}: {self.version_id}"


class GoalValue(models.Model):
    """An own figure entered for one month; the newest of a month counts, earlier ones stay readable."""

    goal = models.ForeignKey(Goal, models.CASCADE, related_name="values")
    month = models.DateField(_("month"))
    value = models.BigIntegerField(_("value"))
    by = models.ForeignKey(Employee, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["month", "pk"]
        indexes: ClassVar = [models.Index(fields=["goal", "month", "id"], name="goals_values_month")]

    def __str__(self) -> str:
        return f"{self.goal_id} {self.month}: {self.value}"
