"""Requests of the last weeks: most answered in time, some late, a few still open today."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from tandem.customers.models import Contact
from tandem.people.models import Employee
from tandem.work.models import Answer, Request

from .dealings import Desk
from .dice import Weighted, chance
from .files import table
from .firms import Firm

PAST, OPEN = 22, 5
KINDS = Weighted({"delivery": 30, "quote": 28, "question": 22, "complaint": 8, "appointment": 8, "comparison": 4})
SOURCES = Weighted({"phone": 55, "mail": 35, "visit": 10})
LATE = 0.12


@dataclass
class _Wish:
    request: Request
    firm: Firm
    contact: Contact
    opened_by: Employee | None
    answer: Answer | None


class Wishes:
    """One tandem's requests."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        made = [self._wish(desk.past(), answered=True) for _ in range(PAST)]
        self._wishes = [*made, *(self._wish(self._lately(n), answered=False) for n in range(OPEN))]

    def requests(self) -> Iterator[Request]:
        """Rows to write first."""
        return (wish.request for wish in self._wishes)

    def answers(self) -> Iterator[Answer]:
        """Rows to write once the requests have keys."""
        for wish in self._wishes:
            if wish.answer is not None:
                wish.answer.request = wish.request
                yield wish.answer

    def tell(self) -> None:
        """Their events."""
        for wish in self._wishes:
            request, diary = wish.request, self._desk.stage.diary
            subjects = self._desk.subjects("request", request.pk, wish.firm)
            data = {
                "request": request.pk,
                "kind": request.kind.key,
                "wish": str(request),
                "due": request.due_at.isoformat(),
            }
            diary.note("request.opened", request.received_at, subjects, by=wish.opened_by, data=data)
            if wish.answer is not None:
                said = {"kind": str(wish.answer.kind), "text": wish.answer.text, "first": True}
                data = {"request": request.pk, "wish": str(request), **said}
                diary.note("request.answered", wish.answer.at, subjects, by=wish.answer.author, data=data)
            if request.closed_at is not None:
                data = {"request": request.pk, "wish": str(request)}
                diary.note("request.closed", request.closed_at, subjects, by=request.closed_by, data=data)

    def _lately(self, number: int) -> datetime:
        """The first came so early that it is late by now; the others in the last hours."""
        desk = self._desk
        if number == 0:
            return desk.stage.calendar.moment(desk.stage.calendar.back(1), desk.dice, 14 * 60)
        return max(desk.at - timedelta(minutes=desk.dice.randint(5, 55 * number)), desk.past(1, 1))

    def _wish(self, at: datetime, *, answered: bool) -> _Wish:
        desk, dice = self._desk, self._desk.dice
        firm = desk.firm()
        contact = desk.contact(firm)
        key = KINDS.pick(dice)
        words = dice.choice([row for row in table("work")["request"] if row["kind"] == key])
        kind = desk.kinds[key]
        minutes = kind.minutes_for(firm.customer_class)
        holder = desk.person(dice.choice(("inside", "inside", "field")))
        request = Request(
            customer=firm.customer,
            tandem_id=desk.tandem,
            team_id=firm.customer.team_id,
            holder=holder if answered or chance(dice, 0.6) else None,
            kind=kind,
            contact=contact,
            source=SOURCES.pick(dice),
            wish=desk.filled(dice.choice(words["wish"]), contact),
            received_at=at,
            created_at=at,
            due_at=desk.due(at, minutes),
            answer_minutes=minutes,
        )
        opened_by = desk.person("inside")
        request.created_by = opened_by
        answer = self._answer(request, words, contact, holder) if answered else None
        return _Wish(request, firm, contact, opened_by, answer)

    def _answer(self, request: Request, words: Mapping[str, Any], contact: Contact, author: Employee | None) -> Answer:
        desk, dice = self._desk, self._desk.dice
        share = dice.uniform(1.05, 2.2) if chance(dice, LATE) else dice.triangular(0.05, 1.0, 0.35)
        at = min(desk.due(request.received_at, max(int(request.answer_minutes * share), 3)), desk.at)
        request.answered_at = at
        request.closed_at = at if chance(dice, 0.7) else min(desk.due(at, dice.randint(60, 900)), desk.at)
        request.closed_by = author
        text = desk.filled(dice.choice(words["answer"]), contact)
        return Answer(request=request, kind=dice.choice(("call", "mail")), text=text, at=at, author=author)
