"""Dated meetings with customers or among ourselves, who takes part, and what a visit gave."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from tandem.core.addresses import address
from tandem.core.locking import Versioned
from tandem.customers.models import Contact, Customer, Site
from tandem.people.models import Employee

from .base import Due, Work


class AppointmentKind(models.TextChoices):
    """How people meet."""

    VISIT = "visit", _("Visit")
    VIDEO = "video", _("Video")
    PHONE = "phone", _("Phone")
    INTERNAL = "internal", _("Internal")


class Appointment(Work):
    """[start, end). The holder is whose appointment it is; others take part as attendees."""

    ref_kind = "appointment"

    kind = models.CharField(_("kind"), max_length=8, choices=AppointmentKind.choices, default=AppointmentKind.VISIT)
    title = models.CharField(_("what it is about"), max_length=160)
    start = models.DateTimeField(_("from"))
    end = models.DateTimeField(_("to"))
    site = models.ForeignKey(Site, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("site"))
    place = models.CharField(_("place"), max_length=200, blank=True)  # where no site says it: address, room, link
    text = models.TextField(_("notes"), blank=True)
    private = models.BooleanField(_("private"), default=False)  # others see only that the time is taken
    uid = models.CharField(max_length=80, unique=True)  # of the invitation; the same for its whole life
    sequence = models.PositiveIntegerField(default=0)  # counts what invited people have to know
    cancelled_at = models.DateTimeField(null=True)
    cancel_reason = models.CharField(_("reason"), max_length=200, blank=True)
    over_at = models.DateTimeField(null=True)  # when it left the list as a meeting: swept, or its report written
    report_due_at = models.DateTimeField(null=True)  # of a visit that is over and has no report yet

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(end__gt=F("start")), name="work_appointment_forward"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["start", "id"], name="work_appointments_start"),
            models.Index(fields=["end"], condition=Q(over_at=None, cancelled_at=None), name="work_appointments_ahead"),
            models.Index(fields=["report_due_at"], condition=Q(report_due_at__isnull=False), name="work_reports_due"),
            models.Index(fields=["holder", "start"], name="work_appointments_of"),
            models.Index(fields=["tandem", "start"], name="work_appointments_tandem"),
            models.Index(fields=["customer", "-start"], name="work_appointments_cust"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """The appointment's page."""
        return address("work:appointment", self.pk)

    @property
    def told(self) -> dict[str, Any]:
        """How, until when and where."""
        place = self.place or (self.site.town if self.site else "")
        return {
            "kind": self.kind,
            "end": self.end.isoformat(),
            "place": place[:120],
            "private": self.private,
            "report": self.report_due_at is not None,
        }

    @property
    def due(self) -> Due | None:
        """Its beginning; once a visit is over the day by which it is reported; nothing when it is cancelled or done.

        No clock is asked here: what is over is swept (over.py), or settled by its report.
        """
        if self.cancelled_at or (self.over_at and self.report_due_at is None):
            return None
        return Due(self.report_due_at, timed=False) if self.report_due_at else Due(self.start)


class Reply(models.TextChoices):
    """What somebody answered to an invitation."""

    WAITING = "waiting", _("no answer yet")
    ACCEPTED = "accepted", _("accepted")
    TENTATIVE = "tentative", _("perhaps")
    DECLINED = "declined", _("declined")


COMING = (Reply.WAITING, Reply.ACCEPTED, Reply.TENTATIVE)  # whose time counts as taken


class Attendee(models.Model):
    """A colleague or a contact who takes part; one of the two."""

    ref_kind = "attendee"

    appointment = models.ForeignKey(Appointment, models.CASCADE, related_name="attendees")
    employee = models.ForeignKey(Employee, models.PROTECT, null=True, related_name="attendances")
    contact = models.ForeignKey(Contact, models.CASCADE, null=True, related_name="attendances")
    reply = models.CharField(max_length=9, choices=Reply.choices, default=Reply.WAITING)
    replied_at = models.DateTimeField(null=True)
    invited_at = models.DateTimeField(null=True)  # when the last invitation left
    told_sequence = models.IntegerField(default=-1)  # of the appointment, as that invitation told it
    removed_at = models.DateTimeField(null=True)  # no longer asked to come; kept until the cancellation has left
    token = models.CharField(max_length=40, unique=True, null=True)  # of the links in the invitation

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(employee__isnull=True, contact__isnull=False)
                | Q(employee__isnull=False, contact__isnull=True),
                name="work_attendee_one_of",
            ),
            models.UniqueConstraint(fields=["appointment", "employee"], name="work_attendee_employee"),
            models.UniqueConstraint(fields=["appointment", "contact"], name="work_attendee_contact"),
        ]

    def __str__(self) -> str:
        return str(self.employee or self.contact)


class Outcome(models.TextChoices):
    """What a visit or a call gave."""

    INTERESTED = "interested", _("Interested")
    AGREED = "agreed", _("Agreed on the next step")
    LATER = "later", _("Not now")
    REFUSED = "refused", _("No interest")
    MISSED = "missed", _("Not reached")


class VisitReport(Versioned):
    """What a visit gave, written in a minute. A visit has one report; without an appointment it stands alone."""

    ref_kind = "visit_report"

    customer = models.ForeignKey(Customer, models.CASCADE, related_name="visit_reports")
    appointment = models.OneToOneField(Appointment, models.SET_NULL, null=True, related_name="report")
    contact = models.ForeignKey(Contact, models.SET_NULL, null=True, blank=True, related_name="+")
    author = models.ForeignKey(Employee, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()  # of the visit
    outcome = models.CharField(_("outcome"), max_length=10, choices=Outcome.choices)
    needs = models.TextField(_("what the customer needs"), blank=True)
    text = models.TextField(_("what was said"), blank=True)
    written_at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["customer", "-at"], name="work_reports_customer")]

    def __str__(self) -> str:
        return self.needs[:60] or self.text[:60]

    def get_absolute_url(self) -> str:
        """The report's page."""
        return address("work:visit", self.pk)


class Call(models.Model):
    """A call to or from a customer, in two clicks: its outcome, and a to-do as its next step where there is one."""

    ref_kind = "call"

    customer = models.ForeignKey(Customer, models.CASCADE, related_name="calls")
    contact = models.ForeignKey(Contact, models.SET_NULL, null=True, blank=True, related_name="+")
    caller = models.ForeignKey(Employee, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    outcome = models.CharField(_("outcome"), max_length=10, choices=Outcome.choices)
    text = models.TextField(_("what was said"), blank=True)
    next_todo = models.ForeignKey("work.Todo", models.SET_NULL, null=True, related_name="+")
    removed_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["customer", "-at"], name="work_calls_customer")]

    def __str__(self) -> str:
        return str(Outcome(self.outcome).label)


class Pace(models.Model):
    """When a customer was last talked to and visited, and when that is due again by class and rules of play.

    Reactions keep it, always computed anew from its rows; no date where nothing is due.
    """

    customer = models.OneToOneField(Customer, models.CASCADE, primary_key=True, related_name="pace")
    talked_at = models.DateTimeField(null=True)
    visited_at = models.DateTimeField(null=True)
    call_due_on = models.DateField(null=True)
    visit_due_on = models.DateField(null=True)
    put_off_until = models.DateField(_("put off until"), null=True)  # somebody said: not now

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["call_due_on", "customer"], name="work_calls_due"),
            models.Index(fields=["visit_due_on", "customer"], name="work_visits_due"),
        ]

    def __str__(self) -> str:
        return f"{self.customer_id}: {self.call_due_on}"


class CallLease(models.Model):
    """Who has this customer on the screen of a call session: two sessions at once ring nobody twice.

    It runs out by itself, so that a closed browser keeps no customer from being called.
    """

    customer = models.OneToOneField(Customer, models.CASCADE, primary_key=True, related_name="call_lease")
    employee = models.ForeignKey(Employee, models.CASCADE, related_name="+")
    until = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.customer_id}: {self.employee_id}"
