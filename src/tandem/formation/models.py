"""What people say for the pairing, proposals of who sells with whom, and what was rolled out."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from tandem.core.locking import Versioned
from tandem.core.models import Job
from tandem.letters.models import SentMail
from tandem.people.models import Employee, Team
from tandem.work.models import Todo


class Profile(Versioned):
    """What a person says of themselves: product groups they know, areas they work in. Managers may read it."""

    ref_kind = "pairing_profile"

    employee = models.OneToOneField(Employee, models.CASCADE, related_name="pairing_profile")
    knows = models.JSONField(default=list)  # product groups
    regions = models.JSONField(default=list)  # the first two digits of postcodes; empty: everywhere

    def __str__(self) -> str:
        return str(self.employee)


class Opinion(models.Model):
    """What one person said of another after working together. Private to its author, whoever asks and however.

    No event names it, no search finds it, no export carries it.
    """

    author = models.ForeignKey(Employee, models.CASCADE, related_name="+")
    about = models.ForeignKey(Employee, models.CASCADE, related_name="+")
    rating = models.PositiveSmallIntegerField(_("rating"), null=True)  # 0 to 3
    veto = models.BooleanField(_("veto"), default=False)
    given_on = models.DateField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["author", "about"], name="formation_opinion_once"),
            models.CheckConstraint(condition=~Q(author=F("about")), name="formation_opinion_other"),
            models.CheckConstraint(condition=Q(rating=None) | Q(rating__lte=3), name="formation_opinion_rating"),
            models.CheckConstraint(condition=Q(rating__isnull=False) | Q(veto=True), name="formation_opinion_some"),
        ]

    def __str__(self) -> str:
        return "…"


class Proposal(Versioned):
    """Who should sell with whom in a team from a day on: what the manager sets, and what came of solving it.

    `plans` holds only what any manager may read; nothing in it comes from a single rating or veto.
    Pairs are [inside, field] by the ids of employees.
    """

    ref_kind = "pairing"

    title = models.CharField(_("title"), max_length=80)
    team = models.ForeignKey(Team, models.PROTECT, related_name="+", verbose_name=_("team"))
    starts_on = models.DateField(_("starts on"))
    seats_inside = models.PositiveSmallIntegerField(_("tandems per person inside"), default=1)
    seats_field = models.PositiveSmallIntegerField(_("tandems per person in the field"), default=1)
    left_out = models.JSONField(default=list)  # ids of employees who take no part
    locked = models.JSONField(default=list)
    forbidden = models.JSONField(default=list)
    created_by = models.ForeignKey(Employee, models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField()
    job = models.ForeignKey(Job, models.SET_NULL, null=True, related_name="+")
    solved_at = models.DateTimeField(null=True)
    plans: models.JSONField[Any, Any] = models.JSONField(default=list)

    class Meta:
        ordering: ClassVar = ["-created_at", "-id"]
        indexes: ClassVar = [models.Index(fields=["team", "-created_at"], name="formation_proposals")]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """The studio with this proposal on the table."""
        return reverse("formation:proposal", args=[self.pk])


class Rollout(models.Model):
    """That a plan of a proposal was accepted: by whom, from when on, and who hands over what to whom."""

    proposal = models.OneToOneField(Proposal, models.CASCADE, related_name="rollout")
    plan = models.PositiveSmallIntegerField()
    starts_on = models.DateField()
    steps: models.JSONField[Any, Any] = models.JSONField(default=list)
    accepted_by = models.ForeignKey(Employee, models.PROTECT, null=True, related_name="+")
    accepted_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.proposal_id}: {self.starts_on}"


class Evenly(models.TextChoices):
    """What tandems are to have about as much of as each other."""

    COUNT = "count", _("Number of customers")
    WORK = "work", _("Visits and calls by class")


class Spread(Versioned):
    """Which tandem of a team should own which customer from a day on: what the manager sets, and what came of it."""

    ref_kind = "spread"

    title = models.CharField(_("title"), max_length=80)
    team = models.ForeignKey(Team, models.PROTECT, related_name="+", verbose_name=_("team"))
    starts_on = models.DateField(_("starts on"))
    evenly = models.CharField(_("spread evenly"), max_length=5, choices=Evenly.choices, default=Evenly.COUNT)
    tolerance = models.PositiveSmallIntegerField(_("per cent more or less than the mean"), default=15)
    fixed = models.JSONField(default=dict)  # {customer id as text: tandem id}
    created_by = models.ForeignKey(Employee, models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField()
    job = models.ForeignKey(Job, models.SET_NULL, null=True, related_name="+")
    solved_at = models.DateTimeField(null=True)
    result: models.JSONField[Any, Any] = models.JSONField(default=dict)

    class Meta:
        ordering: ClassVar = ["-created_at", "-id"]
        indexes: ClassVar = [models.Index(fields=["team", "-created_at"], name="formation_spreads")]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Table and map, before and after."""
        return reverse("formation:spread", args=[self.pk])


class SpreadRollout(models.Model):
    """That it was accepted, by whom; the customers move in a job of its own."""

    spread = models.OneToOneField(Spread, models.CASCADE, related_name="rollout")
    job = models.ForeignKey(Job, models.SET_NULL, null=True, related_name="+")
    notes_job = models.ForeignKey(Job, models.SET_NULL, null=True, related_name="+")  # writes to the customers
    accepted_by = models.ForeignKey(Employee, models.PROTECT, null=True, related_name="+")
    accepted_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.spread_id}: {self.accepted_at}"


class NoMail(models.TextChoices):
    """Why a customer is called instead of written to."""

    NOBODY = "nobody", _("no mail address")
    REFUSED = "refused", _("wants no mail")
    OTHER = "other", _("prefers another way")


class SpreadNote(models.Model):
    """That a customer was told of its new people, once: by a mail, or by who calls them."""

    spread = models.ForeignKey(Spread, models.CASCADE, related_name="notes")
    customer_key = models.BigIntegerField()  # as the moves of the spread name it
    mail = models.OneToOneField(SentMail, models.CASCADE, null=True, related_name="+")
    why = models.CharField(max_length=8, choices=NoMail.choices, blank=True)
    todo = models.ForeignKey(Todo, models.SET_NULL, null=True, related_name="+")
    noted_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["spread", "customer_key"], name="formation_note_once"),
            models.CheckConstraint(
                condition=Q(mail__isnull=False, why="") | (Q(mail=None) & ~Q(why="")), name="formation_note_way"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.spread_id}: {self.customer_key}"
