"""Appointments that a contact takes part in, and the times that are offered for new ones."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core import signing
from django.utils import timezone

from tandem.customers.models import Site
from tandem.people.models import Employee
from tandem.portal.viewer import Viewer, actor_of
from tandem.tandems.models import SeatRole
from tandem.work.belonging import Home
from tandem.work.models import AppointmentKind, Attendee
from tandem.work.slots import Search, free_times

from .people import home_of

DAYS = 14
MOST_OFFERED = 12
SALT = "tandem.portal.offer"
GOOD_FOR = 60 * 60  # seconds that an offered time may be taken
WITH = ("both", "inside", "field")
MINUTES = {AppointmentKind.PHONE: 30, AppointmentKind.VIDEO: 45, AppointmentKind.VISIT: 60}


@dataclass(frozen=True)
class Offer:
    """A time, and the sign by which it can be taken."""

    start: datetime
    end: datetime
    sign: str


def appointments_of(viewer: Viewer, *, people: bool = False) -> list[Attendee]:
    """What is ahead for this contact, on wish with who else comes of us; one statement, three with people."""
    rows = Attendee.objects.filter(
        contact=viewer.contact,
        removed_at=None,
        appointment__cancelled_at=None,
        appointment__end__gt=viewer.at,
        appointment__customer=viewer.customer,
    ).exclude(reply="declined")
    rows = rows.select_related("appointment__holder", "appointment__site").order_by("appointment__start")
    return list(rows.prefetch_related("appointment__attendees__employee") if people else rows)


def search_for(viewer: Viewer, kind: str, whom: str) -> Search:
    """What is looked for: the people, and for a visit the customer's place."""
    home = home_of(viewer)
    site = Site.objects.filter(customer=viewer.customer, is_main=True).first()
    return Search(
        people=_people(viewer, home, whom),
        first=viewer.today,
        last=viewer.today + timedelta(DAYS),
        minutes=MINUTES[AppointmentKind(kind)],
        kind=kind,
        customer=viewer.customer,
        site=site if kind == AppointmentKind.VISIT else None,
    )


def _people(viewer: Viewer, home: Home, whom: str) -> Sequence[Employee]:
    seats = home.tandem.seats.filter(start__lte=viewer.today) if home.tandem else None
    if seats is None:
        return ()
    sitting = [seat for seat in seats.select_related("employee__team").order_by("-role") if seat.holds_on(viewer.today)]
    roles = tuple(SeatRole.values) if whom == "both" else (whom,)
    return list(dict.fromkeys(seat.employee for seat in sitting if seat.role in roles))


def offers_for(viewer: Viewer, kind: str, whom: str) -> list[Offer]:
    """The best times in the order of the clock."""
    found = free_times(search_for(viewer, kind, whom), actor_of(viewer))[:MOST_OFFERED]
    offers = [Offer(one.start, one.end, _sign(viewer, kind, whom, one.start)) for one in found]
    return sorted(offers, key=lambda offer: offer.start)


def _sign(viewer: Viewer, kind: str, whom: str, start: datetime) -> str:
    return signing.dumps([viewer.contact.pk, kind, whom, start.isoformat()], salt=SALT)


def offered(viewer: Viewer, sign: str) -> tuple[Search, datetime] | None:
    """What a sign stands for; None where it is nobody's, somebody else's or too old."""
    try:
        contact, kind, whom, start = signing.loads(sign, salt=SALT, max_age=GOOD_FOR)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    if contact != viewer.contact.pk:
        return None
    return search_for(viewer, kind, whom), datetime.fromisoformat(start).astimezone(timezone.get_default_timezone())
