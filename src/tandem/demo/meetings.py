"""Appointments of the month behind and the fortnight ahead, what visits gave, and calls."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from tandem.people.models import Employee
from tandem.work.models import Appointment, Attendee, Call, Outcome, Reply, VisitReport

from .dealings import Desk
from .dice import Weighted, chance
from .files import table
from .firms import Firm

BACK, AHEAD = 12, 10  # workdays
CALLS = 16
KINDS = Weighted({"visit": 60, "video": 18, "phone": 14, "internal": 8})
HOURS = (time(8, 30), time(10), time(11, 30), time(13), time(14, 30), time(16))
OUTCOMES = Weighted({"interested": 25, "agreed": 25, "later": 22, "refused": 6, "missed": 22})
LENGTH = {"visit": 60, "video": 45, "phone": 30, "internal": 45}


@dataclass
class _Meeting:
    appointment: Appointment
    firm: Firm | None
    holder: Employee
    joint: bool


class Meetings:
    """One tandem's calendar and calls."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        days = [desk.stage.calendar.back(n) for n in range(BACK, 0, -1)]
        days += [desk.workday(n) for n in range(AHEAD)]
        self._meetings = [meeting for day in dict.fromkeys(days) for meeting in self._day(day)]
        self._reports: list[tuple[VisitReport, Firm]] = []
        self._calls = [self._call() for _ in range(CALLS)]

    def appointments(self) -> Iterator[Appointment]:
        """Rows to write."""
        return (meeting.appointment for meeting in self._meetings)

    def attendees(self) -> Iterator[Attendee]:
        """The partner where both go, and whom they meet."""
        for meeting in self._meetings:
            appointment = meeting.appointment
            partner = next((p for p in self._desk.people.values() if p != meeting.holder), None)
            if meeting.joint and partner is not None:
                yield Attendee(appointment=appointment, employee=partner, reply=Reply.ACCEPTED, told_sequence=0)
            if meeting.firm is not None:
                past = appointment.start < self._desk.at
                reply = Reply.ACCEPTED if past or chance(self._desk.dice, 0.6) else Reply.WAITING
                contact = self._desk.contact(meeting.firm)
                yield Attendee(appointment=appointment, contact=contact, reply=reply, told_sequence=0)

    def reports(self) -> Iterator[VisitReport]:
        """Of visits that are over; yesterday's may still be missing."""
        desk, words = self._desk, table("work")["report"]
        fresh = desk.stage.calendar.back(1)
        for meeting in self._meetings:
            visit, firm = meeting.appointment, meeting.firm
            if firm is None or visit.kind != "visit" or visit.end > desk.at:
                continue
            if visit.start.date() >= fresh and chance(desk.dice, 0.5):
                continue
            contact = desk.contact(firm)
            report = VisitReport(
                customer=firm.customer,
                appointment=visit,
                contact=contact,
                author=meeting.holder,
                at=visit.start,
                outcome=desk.dice.choice(words["outcome"]),
                needs=desk.filled(desk.dice.choice(words["needs"]), contact),
                text=desk.filled(desk.dice.choice(words["text"]), contact),
                written_at=min(visit.end + timedelta(minutes=desk.dice.randint(5, 90)), desk.at),
            )
            self._reports.append((report, firm))
            yield report

    def calls(self) -> Iterator[Call]:
        """Rows to write."""
        return (call for call, _firm in self._calls)

    def tell(self) -> None:
        """Their events."""
        diary = self._desk.stage.diary
        for meeting in self._meetings:
            row = meeting.appointment
            subjects = self._desk.subjects("appointment", row.pk, meeting.firm)
            data = {"appointment": row.pk, "title": row.title, "start": row.start.isoformat(), "place": row.place}
            diary.note("appointment.booked", row.created_at, subjects, by=row.created_by, data=data)
        for report, firm in self._reports:
            subjects = self._desk.subjects("visit_report", report.pk, firm)
            data = {
                "piece": report.pk,
                "outcome": str(report.outcome),
                "text": report.needs,
                "contact": str(report.contact),
            }
            diary.note("visit.reported", report.written_at, subjects, by=report.author, data=data)
        for call, firm in self._calls:
            subjects = self._desk.subjects("call", call.pk, firm)
            data = {"outcome": str(call.outcome), "text": call.text, "contact": str(call.contact)}
            diary.note("call.logged", call.at, subjects, by=call.caller, data=data)

    def _day(self, day: date) -> Iterator[_Meeting]:
        """What both have on a day: the field half visits, the inside half talks by video and phone."""
        desk, dice = self._desk, self._desk.dice
        for role, most in (("field", 3), ("inside", 2)):
            person = desk.people.get(role)
            if person is None or not self._works(person, day):
                continue
            for hour in sorted(dice.sample(HOURS, dice.randint(1, most))):
                kind = KINDS.pick(dice)
                if role == "inside" and kind == "visit":
                    kind = "video"
                yield self._meeting(day, hour, kind, person)

    def _works(self, person: Employee, day: date) -> bool:
        return day > self._desk.stage.calendar.today or self._desk.rota.is_there(person, day)

    def _meeting(self, day: date, hour: time, kind: str, person: Employee) -> _Meeting:
        desk, dice = self._desk, self._desk.dice
        firm = None if kind == "internal" else desk.firm()
        start = desk.on(day, hour)
        words = dice.choice(table("work")["appointment"][kind])
        contact = desk.contact(firm) if firm else None
        team = firm.customer.team_id if firm else desk.team_id
        appointment = Appointment(
            customer=firm.customer if firm else None,
            tandem_id=desk.tandem,
            team_id=team,
            holder=person,
            kind=kind,
            title=desk.filled(words, contact) if contact else words,
            start=start,
            end=start + timedelta(minutes=LENGTH[kind]),
            site=None,
            place=firm.customer.town if firm and kind == "visit" else "",
            private=False,
            uid=f"{dice.getrandbits(64):016x}@nordwelle-antriebe.example",
            created_at=self._booked(start),
            created_by=desk.person("inside"),
        )
        return _Meeting(appointment, firm, person, joint=chance(dice, 0.15))

    def _booked(self, start: datetime) -> datetime:
        """Some days before, never after now."""
        desk, before = self._desk, start - timedelta(days=self._desk.dice.randint(2, 12))
        calendar = desk.stage.calendar
        if before.date() >= calendar.today:
            return desk.past(3)
        return desk.on(calendar.workday_to(before.date()), timezone.localtime(before).time())

    def _call(self) -> tuple[Call, Firm]:
        desk, dice = self._desk, self._desk.dice
        firm = desk.firm()
        contact = desk.contact(firm)
        outcome = OUTCOMES.pick(dice)
        text = desk.filled(dice.choice(table("work")["call"][outcome]), contact)
        caller = desk.person(dice.choice(("inside", "inside", "field")))
        call = Call(
            customer=firm.customer, contact=contact, caller=caller, at=desk.past(), outcome=Outcome(outcome), text=text
        )
        return call, firm
