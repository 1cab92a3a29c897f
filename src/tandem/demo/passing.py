"""Hand-offs between the two, and the to-dos of both."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime, time, timedelta
from typing import Any

from tandem.work.models import Handoff, HandoffState, Todo, TodoItem

from .dealings import Desk
from .dice import Weighted, chance
from .files import table
from .firms import Firm
from .rota import OTHER

ACCEPT = 120
HANDOFFS = (HandoffState.DONE,) * 6 + (HandoffState.RETURNED,) * 2
OPEN_HANDOFFS = (HandoffState.OFFERED, HandoffState.OFFERED, HandoffState.ACCEPTED)
DONE_TODOS, OPEN_TODOS = 14, 9
DAYS = Weighted({-2: 1, -1: 1, 0: 4, 1: 3, 2: 2, 4: 2, 7: 2})
END_OF_DAY = time(17)


class Passing:
    """One tandem's hand-offs and to-dos."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        states = [*HANDOFFS, *OPEN_HANDOFFS] if len(desk.people) == 2 else []
        self._handoffs = [self._handoff(state) for state in states]
        self._todos = [self._todo(done=n < DONE_TODOS) for n in range(DONE_TODOS + OPEN_TODOS)]

    def handoffs(self) -> Iterator[Handoff]:
        """Rows to write."""
        return (handoff for handoff, _firm in self._handoffs)

    def todos(self) -> Iterator[Todo]:
        """Rows to write."""
        return (todo for todo, _firm in self._todos)

    def items(self) -> Iterator[TodoItem]:
        """Checklists of a few of them, half ticked."""
        for number, (todo, firm) in enumerate(self._todos):
            if number % 7 == 0 and firm is not None:
                for position, text in enumerate(table("work")["todo"]["list"]):
                    ticked = todo.done_at or (todo.created_at if position == 0 else None)
                    words = self._desk.filled(text, firm.contacts[0])
                    yield TodoItem(todo=todo, position=position, text=words, done_at=ticked)

    def tell(self) -> None:
        """Their events."""
        for handoff, firm in self._handoffs:
            self._tell_handoff(handoff, firm)
        for todo, owner in self._todos:
            subjects = self._desk.subjects("todo", todo.pk, owner)
            diary, data = self._desk.stage.diary, {"name": todo.title, "piece": todo.pk}
            diary.note("todo.added", todo.created_at, subjects, by=todo.created_by, data=data)
            if todo.done_at is not None:
                diary.note("todo.done", todo.done_at, subjects, by=todo.done_by, data=data)

    def _tell_handoff(self, handoff: Handoff, firm: Firm) -> None:
        diary, subjects = self._desk.stage.diary, self._desk.subjects("handoff", handoff.pk, firm)
        data = {
            "name": handoff.title,
            "piece": handoff.pk,
            "expected": handoff.expected,
            "giver_name": str(handoff.giver),
            "taker_name": str(handoff.taker),
        }
        diary.note("handoff.offered", handoff.created_at, subjects, by=handoff.giver, data=data)
        if handoff.accepted_at is not None:
            diary.note("handoff.accepted", handoff.accepted_at, subjects, by=handoff.taker, data=data)
        if handoff.ended_at is not None and handoff.state == HandoffState.DONE:
            data = {**data, "result": handoff.result}
            diary.note("handoff.done", handoff.ended_at, subjects, by=handoff.taker, data=data)
        elif handoff.ended_at is not None:
            data = {**data, "reason": handoff.reason}
            diary.note("handoff.returned", handoff.ended_at, subjects, by=handoff.taker, data=data)

    def _handoff(self, state: HandoffState) -> tuple[Handoff, Firm]:
        desk, dice = self._desk, self._desk.dice
        words: Mapping[str, Any] = dice.choice(table("work")["handoff"])
        giver, taker = desk.people[words["from"]], desk.people[OTHER[words["from"]]]
        firm = desk.firm()
        contact = desk.contact(firm)
        over = state in HANDOFFS
        at = desk.past(20, 2) if over else max(desk.at - timedelta(minutes=dice.randint(8, 230)), desk.past(1, 1))
        handoff = Handoff(
            customer=firm.customer,
            tandem_id=desk.tandem,
            team_id=firm.customer.team_id,
            holder=giver if state == HandoffState.OFFERED else taker,
            giver=giver,
            taker=taker,
            title=desk.filled(words["title"], contact),
            expected=desk.filled(words["expected"], contact),
            promised=desk.filled(words["promised"], contact),
            due_at=desk.due(at, dice.randint(400, 1800)),
            accept_by=desk.due(at, ACCEPT),
            state=state,
            created_at=at,
            created_by=giver,
        )
        self._go_on(handoff, desk.filled(words["result"], contact), desk.filled(words["reason"], contact))
        return handoff, firm

    def _go_on(self, handoff: Handoff, result: str, reason: str) -> None:
        """What came of it."""
        desk, dice = self._desk, self._desk.dice
        late = chance(dice, 0.15)
        answered = min(desk.due(handoff.created_at, dice.randint(130, 300) if late else dice.randint(3, 110)), desk.at)
        if handoff.state == HandoffState.RETURNED:
            handoff.ended_at, handoff.reason, handoff.holder = answered, reason, handoff.giver
        elif handoff.state != HandoffState.OFFERED:
            handoff.accepted_at = answered
        if handoff.state == HandoffState.DONE:
            handoff.ended_at, handoff.result = min(desk.due(answered, dice.randint(60, 1500)), desk.at), result

    def _todo(self, *, done: bool) -> tuple[Todo, Firm | None]:
        desk, dice = self._desk, self._desk.dice
        role = dice.choice(("inside", "field"))
        person = desk.person(role)
        firm = desk.firm()
        contact = desk.contact(firm)
        at = desk.past()
        due = self._due(at, done=done)
        todo = Todo(
            customer=firm.customer,
            tandem_id=desk.tandem,
            team_id=firm.customer.team_id,
            holder=person if done or chance(dice, 0.85) else None,
            title=desk.filled(dice.choice(table("work")["todo"][role]), contact),
            text=desk.filled(dice.choice(table("work")["todo"]["detail"]), contact),
            due_at=due,
            timed=chance(dice, 0.25),
            created_at=at,
            created_by=person,
        )
        if done:
            todo.done_at, todo.done_by = min(desk.due(at, dice.randint(30, 2400)), desk.at), person
        return todo, firm

    def _due(self, at: datetime, *, done: bool) -> datetime:
        desk = self._desk
        if done:
            return desk.due(at, desk.dice.randint(300, 2000))
        days = DAYS.pick(desk.dice)
        if days < 0:
            return desk.on(desk.stage.calendar.back(-days), END_OF_DAY)
        return desk.ahead(days, days, time(desk.dice.randint(11, 16), 30))
