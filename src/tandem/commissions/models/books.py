"""The books: postings numbered without a gap and chained by seals. The database refuses to change or delete them."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tandem.core.fields import CentsField
from tandem.people.models import Employee
from tandem.tandems.models import Tandem

from .plans import Plan, PlanVersion
from .runs import Run


class Move(models.TextChoices):
    """What a posting does, as engines.commission.ledger.MOVES books it."""

    EARN = "earn", _("earned")
    HOLD = "hold", _("held back")
    FREE = "free", _("set free")
    RELEASE = "release", _("released")
    ADVANCE = "advance", _("advanced")
    RECOVER = "recover", _("advance recovered")
    GUARANTEE = "guarantee", _("guaranteed")
    PAY = "pay", _("paid")


class LedgerHead(models.Model):
    """The one row that whoever posts locks: number and seal of the last posting."""

    number = models.BigIntegerField(default=0)
    seal = models.CharField(max_length=64)

    class Meta:
        constraints: ClassVar = [models.CheckConstraint(condition=Q(id=1), name="commissions_one_head")]

    def __str__(self) -> str:
        return f"{self.number} {self.seal}"


class Posting(models.Model):
    """One move of one person. `seal` covers number, day, period, move, about, lines, seal before, reversal and reason.

    `detail` is JSON text, {rule, fact, inputs, why: {en, de}}, without names; its digest is the reason of an earning.
    `turn` counts how often the same was earned and reversed before: the same is never earned twice.
    """

    number = models.BigIntegerField(unique=True)
    day = models.DateField()
    period = models.CharField(max_length=7)
    kind = models.CharField(max_length=9, choices=Move.choices)
    about = models.CharField(max_length=200)
    turn = models.PositiveSmallIntegerField(default=0)
    employee = models.ForeignKey(Employee, models.PROTECT, related_name="+", db_index=False)
    cents = CentsField()  # of the first line; of a recovery below zero, as it is for who is paid
    currency = models.CharField(max_length=3)
    plan_version = models.ForeignKey(PlanVersion, models.PROTECT, null=True, related_name="+")
    run = models.ForeignKey(Run, models.PROTECT, null=True, related_name="postings")
    component = models.CharField(max_length=60, blank=True)
    rule = models.CharField(max_length=80, blank=True)
    fact = models.CharField(max_length=60, blank=True)  # number of the order, invoice, … that caused it
    deal = models.CharField(max_length=60, blank=True)  # number of the order it belongs to
    tandem = models.ForeignKey(Tandem, models.PROTECT, null=True, related_name="+", db_index=False)
    joint = models.BooleanField(default=False)  # hangs on the tandem together, so both may read it
    detail = models.TextField(blank=True)
    before = models.CharField(max_length=64)
    seal = models.CharField(max_length=64)
    reverses = models.BigIntegerField(null=True, unique=True)
    reason = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering: ClassVar = ["number"]
        indexes: ClassVar = [
            models.Index(fields=["employee", "period", "number"], name="commissions_of_person"),
            models.Index(fields=["tandem", "period", "number"], name="commissions_of_tandem"),
            models.Index(fields=["period", "kind"], name="commissions_of_period"),
            models.Index(fields=["deal"], name="commissions_of_deal"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["employee", "about", "turn"],
                condition=Q(kind="earn", reverses__isnull=True),
                name="commissions_earned_once",
            ),
            models.CheckConstraint(condition=Q(number__gt=0), name="commissions_number_positive"),
            models.CheckConstraint(
                condition=Q(reverses__isnull=True) | ~Q(reason=""), name="commissions_reversal_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.kind} {self.about}"


class PostingLine(models.Model):
    """Cents on an account; the lines of a posting sum to zero per currency."""

    id = models.BigAutoField(primary_key=True)
    posting = models.ForeignKey(Posting, models.PROTECT, related_name="lines")
    account = models.CharField(max_length=7)
    employee = models.ForeignKey(Employee, models.PROTECT, related_name="+")
    cents = CentsField()
    currency = models.CharField(max_length=3)

    class Meta:
        ordering: ClassVar = ["posting", "id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(account__in=["expense", "earned", "held", "advance", "payable", "paid"]),
                name="commissions_line_account",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.posting_id} {self.account} {self.cents}"


class Counted(models.Model):
    """A sheet of facts that lines of the books pay by, under the SHA-256 of its rows; their `detail` names it."""

    digest = models.CharField(max_length=64, unique=True)
    rows = models.TextField()

    def __str__(self) -> str:
        return self.digest


class Accrual(models.Model):
    """Today's figure of a person by a plan in an open month, in one currency; no part of the books.

    Replaced whenever something changes. `lines` holds what a posting's detail would, with day, cents, component, tandem
    and joint beside it.
    """

    employee = models.ForeignKey(Employee, models.CASCADE, related_name="+", db_index=False)
    plan = models.ForeignKey(Plan, models.CASCADE, related_name="+")
    period = models.CharField(max_length=7)
    currency = models.CharField(max_length=3)
    earned_cents = CentsField(default=0)
    joint_cents = CentsField(default=0)
    advance_cents = CentsField(default=0)
    lines = models.JSONField(default=list)
    counted = models.JSONField(default=dict)  # {digest: rows} of the sheets that the lines name
    held = models.JSONField(default=list)  # [{order, currency}]: of theirs, waiting for an exchange rate
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["employee", "period", "plan", "currency"], name="commissions_accrual_once"),
        ]
        indexes: ClassVar = [models.Index(fields=["period"], name="commissions_accrual_period")]

    def __str__(self) -> str:
        return f"{self.employee_id} {self.period}"
