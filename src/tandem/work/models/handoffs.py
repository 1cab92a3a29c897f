"""Work that one partner passes to the other, with a promise."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django.db import models
from django.db.models import Case, F, Q, When
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tandem.core.addresses import address
from tandem.people.models import Employee

from .base import Due, Work

if TYPE_CHECKING:
    from datetime import datetime


class HandoffState(models.TextChoices):
    """Where a hand-off stands; events tell who made it so, when and why."""

    OFFERED = "offered", _("Offered")
    ACCEPTED = "accepted", _("Accepted")
    DONE = "done", _("Done")
    RETURNED = "returned", _("Returned")
    WITHDRAWN = "withdrawn", _("Withdrawn")


OPEN = (HandoffState.OFFERED, HandoffState.ACCEPTED)


class Handoff(Work):
    """From giver to taker. The holder is the giver until it is accepted, the taker from then on.

    About a request or a to-do, acceptance makes the taker its holder.
    """

    ref_kind = "handoff"

    giver = models.ForeignKey(Employee, models.PROTECT, related_name="+", verbose_name=_("from"))
    taker = models.ForeignKey(Employee, models.PROTECT, related_name="+", verbose_name=_("to"))
    title = models.CharField(_("what it is about"), max_length=160)
    expected = models.TextField(_("expected result"))
    promised = models.TextField(_("promised to the customer"), blank=True)
    due_at = models.DateTimeField(_("due"))
    accept_by = models.DateTimeField(_("to be accepted by"))  # by the rules of play in force when it was offered
    state = models.CharField(
        pgettext_lazy("of work", "state"), max_length=9, choices=HandoffState.choices, default=HandoffState.OFFERED
    )
    accepted_at = models.DateTimeField(_("accepted on"), null=True)
    ended_at = models.DateTimeField(_("ended on"), null=True)  # done, returned or withdrawn
    reason = models.TextField(_("reason"), blank=True)  # of a return
    result = models.TextField(_("result"), blank=True)
    # What lists sort by, so that the late ones come first: acceptance while it is offered, then the result.
    turn_by = models.GeneratedField(
        expression=Case(When(state=HandoffState.OFFERED, then=F("accept_by")), default=F("due_at")),
        output_field=models.DateTimeField(),
        db_persist=True,
    )

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(giver=F("taker")), name="work_handoff_other"),
            models.CheckConstraint(
                condition=~Q(state=HandoffState.RETURNED) | ~Q(reason=""), name="work_handoff_returned_why"
            ),
            # One open hand-off per thing: the second is told who was faster.
            models.UniqueConstraint(
                fields=["about_kind", "about_id"],
                condition=Q(state__in=["offered", "accepted"], about_id__isnull=False),
                name="work_handoff_one_open",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["tandem", "-created_at"], name="work_handoffs_tandem"),
            models.Index(fields=["taker", "state", "accept_by"], name="work_handoffs_to"),
            models.Index(fields=["giver", "state", "accept_by"], name="work_handoffs_from"),
            models.Index(fields=["customer", "-created_at"], name="work_handoffs_customer"),
            models.Index(fields=["team", "accept_by"], condition=Q(state="offered"), name="work_handoffs_waiting"),
            models.Index(
                fields=["turn_by", "id"], condition=Q(state__in=["offered", "accepted"]), name="work_handoffs_turn"
            ),
            models.Index(fields=["about_kind", "about_id"], name="work_handoffs_about"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """The hand-off's page."""
        return address("work:handoff", self.pk)

    @property
    def waits_for(self) -> Employee | None:
        """Whose move it is: the taker's while offered or accepted."""
        return self.taker if self.state in OPEN else None

    def late_at(self, at: datetime) -> bool:
        """Whether it was not accepted by the agreed time, or not done by its own."""
        return self.state in OPEN and at > (self.accept_by if self.state == HandoffState.OFFERED else self.due_at)

    @property
    def told(self) -> dict[str, Any]:
        """Between whom, how far it is, and what is expected."""
        return {
            "state": self.state,
            "giver": self.giver_id,
            "taker": self.taker_id,
            "giver_name": self.giver.first_name,
            "taker_name": self.taker.first_name,
            "expected": self.expected[:160],
            "due": self.due_at.isoformat(),
        }

    @property
    def due(self) -> Due | None:
        """Acceptance first, then the result."""
        if self.state not in OPEN:
            return None
        at = self.accept_by if self.state == HandoffState.OFFERED else self.due_at
        return Due(self.snoozed_until or at, weight=1)
