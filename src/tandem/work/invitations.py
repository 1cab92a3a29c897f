"""Mail about appointments: who is asked to come gets an invitation, a change or a cancellation, each exactly once.

An attendee's row remembers what the last mail told (`told_sequence`); a delivery that comes again after a crash passes
over who has been told, and bears the same Message-ID where it cannot know.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from tandem.core import ical, mail
from tandem.core.events import without_lock
from tandem.core.models import Company, Event
from tandem.core.spans import on_day
from tandem.customers.models import Site
from tandem.tandems.models import Seat

from .models import Appointment, Attendee, Reply

NEVER = -1  # told_sequence of who has not been invited
INVITED, CHANGED, CANCELLED = "invited", "changed", "cancelled"
ADDRESSES = ((Reply.ACCEPTED, "accept"), (Reply.TENTATIVE, "tentative"), (Reply.DECLINED, "decline"))


@without_lock
def send_invitations(event: Event, at: datetime) -> None:
    """Tell every attendee what they do not know yet; one address that fails keeps nobody else waiting."""
    key = event.subjects.get(kind=Appointment.ref_kind).object_id
    appointment = Appointment.objects.select_related("customer", "site", "holder", "tandem").get(pk=key)
    if appointment.end <= at:
        return
    rows = list(appointment.attendees.select_related("employee", "contact").order_by("pk"))
    failed: list[Exception] = []
    for row, news in _owed(appointment, rows):
        try:
            _send(event, appointment, rows, row, news, at)
        except Exception as error:  # noqa: BLE001  whatever the mail server said, it is said again below
            failed.append(error)
        else:
            _remember(row, appointment, at)
    if failed:
        raise failed[0]


def _owed(appointment: Appointment, rows: list[Attendee]) -> Iterator[tuple[Attendee, str]]:
    for row in rows:
        off = bool(appointment.cancelled_at or row.removed_at)
        known = row.told_sequence > NEVER
        if not address_of(row) or row.told_sequence >= appointment.sequence or (off and not known):
            continue
        yield row, CANCELLED if off else CHANGED if known else INVITED


def _remember(row: Attendee, appointment: Appointment, at: datetime) -> None:
    """Whoever was taken off and told so is as one who was never asked."""
    told = NEVER if row.removed_at else appointment.sequence
    Attendee.objects.filter(pk=row.pk).update(told_sequence=told, invited_at=at)


def _send(event: Event, appointment: Appointment, rows: list[Attendee], row: Attendee, news: str, at: datetime) -> None:
    method = ical.CANCEL if news == CANCELLED else ical.REQUEST
    mail.send(
        event,
        "work/mail/appointment.txt",
        to=address_of(row),
        language=language_of(row),
        context=_context(appointment, row, news),
        name=f"appointment-{appointment.pk}-{appointment.sequence}",
        calendar=(method, ical.write_meeting(_meeting(appointment, rows, row, event), method)),
        reply_to=[appointment.holder.email] if appointment.holder else [],
    )


def _context(appointment: Appointment, row: Attendee, news: str) -> dict[str, Any]:
    start, end = timezone.localtime(appointment.start), timezone.localtime(appointment.end)
    return {
        "appointment": appointment,
        "name": str(row),
        "news": news,
        "start": start,
        "end": end,
        "one_day": start.date() == end.date(),
        "place": place_of(appointment),
        "people": people_of(appointment),
        "company": Company.objects.first(),
        "links": {name: f"{_link(row)}?reply={reply}" for reply, name in ADDRESSES} if row.token else {},
        "page": "" if row.token else settings.ADDRESS.rstrip("/") + appointment.get_absolute_url(),
        "reason": appointment.cancel_reason if appointment.cancelled_at and row.employee_id else "",
    }


def _link(row: Attendee) -> str:
    return settings.ADDRESS.rstrip("/") + reverse("work:invitation", args=[row.token])


def _meeting(appointment: Appointment, rows: list[Attendee], row: Attendee, event: Event) -> ical.Meeting:
    """A guest reads who else comes; one who was taken off reads only of themselves."""
    coming = [row] if row.removed_at else [other for other in rows if other.removed_at is None]
    holder = appointment.holder
    return ical.Meeting(
        uid=appointment.uid,
        sequence=appointment.sequence,
        stamp=event.at,
        start=appointment.start,
        end=appointment.end,
        title=appointment.title,
        organizer=ical.Guest(str(holder), holder.email if holder else settings.DEFAULT_FROM_EMAIL),
        guests=[ical.Guest(str(one), address_of(one), one.reply) for one in coming if address_of(one)],
        place=place_of(appointment),
    )


def people_of(appointment: Appointment) -> list[str]:
    """Both people of the tandem, and the holder where that is somebody else, each with phone."""
    day = timezone.localdate(appointment.start)
    seats = Seat.objects.filter(on_day(day), tandem=appointment.tandem_id).select_related("employee").order_by("-role")
    people = {seat.employee_id: seat.employee for seat in seats}
    if appointment.holder is not None:
        people.setdefault(appointment.holder.pk, appointment.holder)
    return [f"{person}, {person.phone}" if person.phone else str(person) for person in people.values()]


def place_of(appointment: Appointment) -> str:
    """Where it is, in one line."""
    return appointment.place or (address_line(appointment.site) if appointment.site else "")


def address_line(site: Site) -> str:
    """The site's address in one line."""
    town = f"{site.postcode} {site.town}".strip()
    return ", ".join(part for part in (site.name, site.street, town) if part)


def address_of(row: Attendee) -> str:
    """Where this one reads mail; empty for who has left."""
    if row.employee is not None:
        return row.employee.email if row.employee.is_active else ""
    return row.contact.email if row.contact is not None and row.contact.left_at is None else ""


def language_of(row: Attendee) -> str:
    """German or English, as we speak with this person; English for who speaks neither."""
    spoken = row.employee.language if row.employee is not None else row.contact.language if row.contact else ""
    return "de" if spoken == "de" else "en"
