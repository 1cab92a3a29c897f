"""What becomes of appointments that are over: a visit waits for its report, everything else leaves the list."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, time, timedelta

from django.db import transaction
from django.utils import timezone

from tandem.core.models import Event
from tandem.tandems.terms import REPORT_DAYS, terms_of

from .models import Appointment, AppointmentKind, VisitReport
from .steps import keep_step

AT_ONCE = 500
LAST_MINUTE = time(23, 59)


def sweep_appointments(event: Event, at: datetime) -> None:
    """Every morning: take what is over out of the list, or have it wait there for its report."""
    while sweep_over(at):
        pass


@transaction.atomic
def sweep_over(at: datetime) -> int:
    """Up to some hundred appointments that are over; how many there were."""
    ahead = Appointment.objects.filter(over_at=None, cancelled_at=None, end__lte=at)
    rows = list(ahead.order_by("end", "id")[:AT_ONCE])
    if rows:
        settle(rows, at)
    return len(rows)


def settle(rows: Iterable[Appointment], at: datetime) -> None:
    """These are over: each visit to a customer without a report is due by the rules of play; in one transaction."""
    rows = list(rows)
    terms = terms_of({row.tandem_id for row in rows}, at)
    reported = set(VisitReport.objects.filter(appointment__in=rows).values_list("appointment", flat=True))
    for row in rows:
        owed = row.kind == AppointmentKind.VISIT and row.customer_id is not None and row.pk not in reported
        days = terms[row.tandem_id].report_days if row.tandem_id in terms else REPORT_DAYS
        row.over_at = at
        row.report_due_at = report_due(row.end, days) if owed else None
        row.save(update_fields=["over_at", "report_due_at"])
        keep_step(row)


def settle_reported(appointment: Appointment, at: datetime) -> None:
    """Its report has been written, or taken back: then it is due again; in the caller's transaction."""
    if VisitReport.objects.filter(appointment=appointment).exists() or appointment.end <= at:
        settle([appointment], at)
        return
    appointment.over_at = appointment.report_due_at = None  # it is still going on
    appointment.save(update_fields=["over_at", "report_due_at"])
    keep_step(appointment)


def report_due(end: datetime, days: int) -> datetime:
    """The last minute of the day by which a visit is reported; not on a weekend."""
    day = timezone.localdate(end) + timedelta(days=days)
    while day.weekday() > 4:
        day += timedelta(days=1)
    return timezone.make_aware(datetime.combine(day, LAST_MINUTE))
