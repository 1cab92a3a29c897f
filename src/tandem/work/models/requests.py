"""What customers want from us, with a clock on the first answer."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tandem.core.addresses import address
from tandem.customers.models import Contact
from tandem.people.models import Employee
from tandem.tandems.models import RequestKind

from .base import Due, Work


class Source(models.TextChoices):
    """The way a request reached us."""

    PHONE = "phone", _("Phone")
    MAIL = "mail", _("Mail")
    VISIT = "visit", _("Visit")
    PORTAL = "portal", _("Portal")
    OTHER = "other", _("Other way")


WAITING = Q(closed_at=None, answered_at=None)
UNHELD = Q(closed_at=None, answered_at=None, holder=None)
ANSWERED = Q(closed_at=None, answered_at__isnull=False)
CLOSED = Q(closed_at__isnull=False)
EVERY = Q(answer_minutes__gte=0)  # true of all: SQLite takes those indexes only where it is asked for


def walks(name: str, condition: Q) -> list[models.Index]:
    """Indexes to walk along the requests of a state: of the company, a team, a tandem, in both orders of the inbox."""
    return [
        models.Index(fields=[*whose, order, "id"], condition=condition, name=f"work_req_{name}_{mark}_{order[:3]}")
        for whose, mark in (([], "all"), (["team"], "team"), (["tandem"], "tandem"))
        for order in ("due_at", "received_at")
    ]


class Request(Work):
    """Open until it is closed; the clock runs until the first answer and keeps the promise of the day it came in."""

    ref_kind = "request"

    kind = models.ForeignKey(RequestKind, models.PROTECT, related_name="+", verbose_name=_("kind"))
    contact = models.ForeignKey(
        Contact, models.SET_NULL, null=True, blank=True, related_name="requests", verbose_name=_("contact")
    )
    source = models.CharField(_("came by"), max_length=6, choices=Source.choices, default=Source.PHONE)
    wish = models.TextField(_("what the customer wants"))
    received_at = models.DateTimeField()
    due_at = models.DateTimeField()  # first answer
    answer_minutes = models.PositiveIntegerField(default=0)  # the promise behind due_at, in working minutes
    rules_version = models.PositiveIntegerField(default=0)  # of the rules of play that made it; 0: the company's lists
    answered_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey(Employee, models.PROTECT, null=True, related_name="+")
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, related_name="merged_from")
    source_key = models.CharField(max_length=200, null=True, unique=True)  # of the mail or form that made it

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(merged_into__isnull=True) | Q(closed_at__isnull=False), name="work_request_merged_closed"
            )
        ]
        indexes: ClassVar = [
            # The inbox: each way to narrow and order it walks along one of these. A row is in few of them at a time.
            *walks("waits", WAITING),
            *walks("heard", ANSWERED),
            *walks("closed", CLOSED),
            *walks("any", EVERY),
            models.Index(fields=["kind", "due_at", "id"], condition=WAITING, name="work_requests_kind"),
            models.Index(fields=["team", "kind", "due_at", "id"], condition=WAITING, name="work_requests_kind_team"),
            models.Index(fields=["holder", "due_at", "id"], condition=WAITING, name="work_requests_held"),
            # All that counting a team's clocks and queue asks for, so that it reads no row.
            models.Index(
                fields=["team", "holder", "due_at", "received_at", "closed_at", "answered_at"],
                condition=WAITING,
                name="work_requests_clocks",
            ),
            models.Index(fields=["customer", "-received_at"], name="work_requests_customer"),
        ]

    def __str__(self) -> str:
        return self.wish.split("\n", 1)[0][:100]

    def get_absolute_url(self) -> str:
        """The request's page."""
        return address("work:request", self.pk)

    @property
    def state(self) -> str:
        """open, answered, closed or merged."""
        if self.merged_into_id:
            return "merged"
        if self.closed_at:
            return "closed"
        return "answered" if self.answered_at else "open"

    @property
    def told(self) -> dict[str, Any]:
        """Its kind in both languages, the promise behind its clock, and whether it is kept already."""
        kind = self.kind
        names = {"de": kind.name_de, "en": kind.name_en or kind.name_de}
        return {**names, "minutes": self.answer_minutes, "answered": self.answered_at is not None}

    @property
    def due(self) -> Due | None:
        """The first answer while it is owed; then whatever is left of the day it was answered on."""
        if self.closed_at:
            return None
        if self.answered_at is None:
            return Due(self.snoozed_until or self.due_at, weight=0)
        return Due(self.snoozed_until or self.answered_at, timed=False)


class AnswerKind(models.TextChoices):
    """How a request was answered."""

    CALL = "call", _("Call")
    MAIL = "mail", _("Mail")
    NOTE = "note", _("Note")
    CAME = "came", _("From the customer")


class Answer(models.Model):
    """What we told the customer, or they told us since. A note is for colleagues and stops no clock."""

    ref_kind = "answer"

    request = models.ForeignKey(Request, models.CASCADE, related_name="answers")
    kind = models.CharField(_("kind"), max_length=4, choices=AnswerKind.choices, default=AnswerKind.CALL)
    text = models.TextField(_("text"))
    at = models.DateTimeField()
    author = models.ForeignKey(Employee, models.PROTECT, null=True, related_name="+")
    contact = models.ForeignKey(Contact, models.SET_NULL, null=True, related_name="+")  # who wrote what came

    class Meta:
        ordering: ClassVar = ["at", "id"]

    def __str__(self) -> str:
        return self.text[:60]
