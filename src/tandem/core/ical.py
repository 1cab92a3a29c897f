"""iCalendar texts (RFC 5545, 5546): invitations as mail programs understand them, and the answers they send back."""

from __future__ import annotations

import email
import email.policy
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, cast

from icalendar import Calendar, Event, vCalAddress, vText

REQUEST, CANCEL, REPLY = "REQUEST", "CANCEL", "REPLY"
ANSWERS = {"ACCEPTED": "accepted", "TENTATIVE": "tentative", "DECLINED": "declined"}
STATES = {"waiting": "NEEDS-ACTION", **{ours: theirs for theirs, ours in ANSWERS.items()}}
LARGEST = 512 * 1024  # bytes of a calendar part that anybody reads


@dataclass(frozen=True)
class Guest:
    """Somebody who is asked to come; `reply` is waiting, accepted, tentative or declined."""

    name: str
    mail: str
    reply: str = "waiting"


@dataclass(frozen=True)
class Meeting:
    """What an invitation says. Times are written in UTC, which no change of the clock can move."""

    uid: str
    sequence: int
    stamp: datetime
    start: datetime
    end: datetime
    title: str
    organizer: Guest
    guests: Sequence[Guest] = ()
    place: str = ""
    text: str = ""


def write_meeting(meeting: Meeting, method: str = REQUEST) -> bytes:
    """The calendar object of an invitation or a cancellation."""
    calendar, event = Calendar(), Event()
    calendar.add("prodid", "-//Tandem//Appointments//EN")
    calendar.add("version", "2.0")
    calendar.add("method", method)
    event.add("uid", meeting.uid)
    event.add("sequence", meeting.sequence)
    event.add("dtstamp", meeting.stamp.astimezone(UTC))
    event.add("dtstart", meeting.start.astimezone(UTC))
    event.add("dtend", meeting.end.astimezone(UTC))
    event.add("summary", meeting.title)
    if meeting.place:
        event.add("location", meeting.place)
    if meeting.text:
        event.add("description", meeting.text)
    event.add("status", "CANCELLED" if method == CANCEL else "CONFIRMED")
    event.add("organizer", _address(meeting.organizer), encode=False)
    for guest in meeting.guests:
        event.add("attendee", _asked(guest), encode=False)
    calendar.add_component(event)
    return bytes(calendar.to_ical())


def _address(guest: Guest) -> vCalAddress:
    address = vCalAddress(f"mailto:{guest.mail}")
    address.params["CN"] = vText(guest.name)
    return address


def _asked(guest: Guest) -> vCalAddress:
    address = _address(guest)
    address.params["ROLE"] = vText("REQ-PARTICIPANT")
    address.params["PARTSTAT"] = vText(STATES[guest.reply])
    address.params["RSVP"] = vText("TRUE")
    return address


@dataclass(frozen=True)
class Answer:
    """What a mail program answered to an invitation, for whom."""

    uid: str
    sequence: int
    mail: str
    reply: str


def read_reply(raw: bytes) -> Answer | None:
    """The answer in a mail, or in a bare calendar text; None where there is none that can be read."""
    for text in _calendars(raw):
        try:
            calendar = Calendar.from_ical(text)
        except (ValueError, KeyError, IndexError):
            continue
        if str(calendar.get("method", "")).upper() != REPLY:
            continue
        for event in calendar.walk("VEVENT"):
            answer = _answer(event)
            if answer is not None:
                return answer
    return None


def _calendars(raw: bytes) -> Iterable[bytes]:
    if raw.lstrip()[:15].upper() == b"BEGIN:VCALENDAR":
        return [raw[:LARGEST]]
    message = email.message_from_bytes(raw, policy=email.policy.default)
    parts = [part for part in message.walk() if part.get_content_type() in ("text/calendar", "application/ics")]
    found = [cast("bytes | None", part.get_payload(decode=True)) for part in parts]
    return [part for part in found if part and len(part) <= LARGEST]


def _answer(event: Any) -> Answer | None:
    given = event.get("attendee")
    for address in given if isinstance(given, list) else [given] if given else []:
        reply = ANSWERS.get(str(address.params.get("PARTSTAT", "")).upper())
        mail = str(address).strip()
        if reply and mail[:7].lower() == "mailto:" and event.get("uid"):
            sequence = str(event.get("sequence", 0))
            return Answer(str(event["uid"]), int(sequence) if sequence.isdecimal() else 0, mail[7:].lower(), reply)
    return None
