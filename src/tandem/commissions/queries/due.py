"""Questions about pay that wait for this reader's answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tandem.commissions.models import Question, QuestionStatus
from tandem.core.actor import Actor
from tandem.goals.rules import may_evaluate
from tandem.people.models import Role
from tandem.people.rules import has_role
from tandem.tandems.queries import scope_of

from .statement import visible_questions

MOST = 5


@dataclass(frozen=True)
class Waiting:
    """A question, and whether its time is over."""

    question: Question
    late: bool


def waiting_answers(actor: Actor) -> Sequence[Waiting]:
    """The most urgent ones; one statement, none for who answers nobody."""
    if not has_role(actor, Role.PAYROLL) and not (scope_of(actor).led_team_ids and may_evaluate(actor)):
        return []
    rows = visible_questions(actor).filter(status=QuestionStatus.OPEN).exclude(employee=actor.id)
    return [Waiting(row, row.is_late(actor.today)) for row in rows.order_by("due_on", "pk")[:MOST]]
