"""What people are told of what others did, and how each wants to be told."""

from __future__ import annotations

from datetime import time
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tandem.core.fields import SetField
from tandem.core.models import Event
from tandem.customers.models import Customer
from tandem.people.models import Employee


class NoticeKind(models.TextChoices):
    """What a notice is about: each may be switched off."""

    OFFER = "offer", _("Hand-offs to me")
    OUTCOME = "outcome", _("What became of my hand-offs")
    HOLDING = "holding", _("Requests given to me or taken over")
    UNHELD = "unheld", _("New requests of my tandem that nobody holds")
    TODO = "todo", _("To-dos given to me or taken over")
    APPOINTMENT = "appointment", _("Appointments that I take part in")
    PLAY = "play", _("Rules of play and weekly meeting")
    GOAL = "goal", _("Goals of my tandem")
    MENTION = "mention", _("Mentions")
    COVER = "cover", _("Cover during absences")
    QUOTE = "quote", _("Quotes, contracts and ratings of my customers")
    PAY = "pay", _("My commission plan")
    QUESTION = "question", _("Questions about pay")
    AMOUNT = "amount", _("Amounts of pay by hand")
    APPROVE = "approve", _("Plans and settlements to approve")
    JOB = "job", _("Long work that I started")


class Notice(models.Model):
    """One event told to one person; what it says is put into words when it is read, in their language."""

    employee = models.ForeignKey(Employee, models.CASCADE, related_name="notices", db_index=False)
    event = models.ForeignKey(Event, models.CASCADE, related_name="+")
    kind = models.CharField(max_length=20, choices=NoticeKind.choices)
    side = models.CharField(max_length=10, blank=True)  # of two that are told differently: to, from, …
    about_kind = models.CharField(max_length=20)
    about_id = models.BigIntegerField()
    customer = models.ForeignKey(Customer, models.CASCADE, null=True, related_name="+")  # whose rights it needs
    data = models.JSONField(default=dict)  # {"title": what the thing was called}
    in_app = models.BooleanField(default=True)  # False: only for the digest
    at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)
    mailed_at = models.DateTimeField(null=True)  # taken into a digest

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["employee", "event", "kind"], name="desk_notice_once"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["employee", "-id"], name="desk_notices_of"),
            models.Index(
                fields=["employee", "-id"], condition=Q(read_at=None, in_app=True), name="desk_notices_unread"
            ),
            models.Index(fields=["employee"], condition=Q(read_at=None, mailed_at=None), name="desk_notices_to_mail"),
            models.Index(fields=["read_at"], condition=Q(read_at__isnull=False), name="desk_notices_read"),
        ]

    def __str__(self) -> str:
        return str(self.data.get("title", ""))


DIGEST_AT = time(7, 45)
QUIET_FROM, QUIET_TO = time(18), time(7, 30)
NOT_BY_MAIL = frozenset({NoticeKind.UNHELD.value, NoticeKind.JOB.value})


def _not_by_mail() -> frozenset[str]:
    return NOT_BY_MAIL


class NoticeSettings(models.Model):
    """How one person wants to be told. Who has no row gets what the fields say by themselves."""

    employee = models.OneToOneField(Employee, models.CASCADE, primary_key=True, related_name="notice_settings")
    app_off = SetField(choices=NoticeKind.choices, default=frozenset, blank=True)
    mail_off = SetField(choices=NoticeKind.choices, default=_not_by_mail, blank=True)
    digest = models.BooleanField(default=True)
    digest_at = models.TimeField(default=DIGEST_AT)  # of the company's zone, on days one works
    quiet = models.BooleanField(default=True)  # nothing pops up; the bell goes on counting
    quiet_from = models.TimeField(default=QUIET_FROM)
    quiet_to = models.TimeField(default=QUIET_TO)
    quiet_days = models.BooleanField(default=True)

    def __str__(self) -> str:
        return f"{self.employee_id}"

    def wants(self, kind: str) -> tuple[bool, bool]:
        """Whether a kind is told in the app, and by mail."""
        return kind not in self.app_off, self.digest and kind not in self.mail_off

    def is_quiet_at(self, clock: time) -> bool:
        """Whether the time of day lies in the quiet hours, which may go over midnight."""
        if not self.quiet or self.quiet_from == self.quiet_to:
            return False
        if self.quiet_from < self.quiet_to:
            return self.quiet_from <= clock < self.quiet_to
        return clock >= self.quiet_from or clock < self.quiet_to
