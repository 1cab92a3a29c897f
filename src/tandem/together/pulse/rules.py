"""Who answers and reads the pulse: the two, and only while a works agreement allows it."""

from __future__ import annotations

from tandem.core.actor import Actor
from tandem.core.spans import on_day
from tandem.people.models import Purpose, WorksAgreement
from tandem.people.queries import signed_in
from tandem.tandems.models import Tandem
from tandem.together.models import HelpCall, PulseAnswer
from tandem.together.rules import can_meet


def is_pulse_on(actor: Actor) -> bool:
    """Whether an agreement about pulse surveys holds today; one statement, once per request."""
    if "pulse_on" not in actor.cache:
        rows = WorksAgreement.objects.filter(on_day(actor.today), purpose=Purpose.PULSE)
        actor.cache["pulse_on"] = rows.exists()
    found: bool = actor.cache["pulse_on"]
    return found


def can_answer_pulse(actor: Actor, tandem: Tandem) -> bool:
    """Who sits in the tandem today."""
    return can_meet(actor, tandem)


def can_remove_answer(actor: Actor, answer: PulseAnswer) -> bool:
    """Whoever gave it, for good, also when nothing is asked any more."""
    person = signed_in(actor)
    return person is not None and person.pk == answer.employee_id


def can_end_help(actor: Actor, call: HelpCall) -> bool:
    """Who was asked, and the two."""
    person = signed_in(actor)
    return person is not None and (person.pk == call.helper_id or can_meet(actor, call.tandem))
