"""Who opens, answers and reads the company's survey."""

from __future__ import annotations

from typing import Any

from tandem.core.actor import Actor
from tandem.core.spans import on_day
from tandem.people.models import Purpose, Role, WorksAgreement
from tandem.people.queries import signed_in
from tandem.people.rules import has_role
from tandem.together.models import Survey, SurveyPart


def can_open_survey(actor: Actor, thing: Any = None) -> bool:
    """Administration, as agreed with the works council."""
    return has_role(actor, Role.ADMIN)


def can_set_together(actor: Actor, thing: Any = None) -> bool:
    """Group size, swap days a year: administration."""
    return has_role(actor, Role.ADMIN)


def can_answer_survey(actor: Actor, survey: Survey) -> bool:
    """Who is asked; one statement."""
    person = signed_in(actor)
    return person is not None and SurveyPart.objects.filter(survey=survey, employee=person).exists()


def can_read_results(actor: Actor, survey: Survey | None = None) -> bool:
    """The audience of the works agreement that holds today, and nobody while there is none; one statement."""
    if signed_in(actor) is None:
        return False
    rows = WorksAgreement.objects.filter(on_day(actor.today), purpose=Purpose.PULSE)
    return any(actor.roles & row.audience for row in rows)
