"""Who plans the introduction, who reads it, and who is asked."""

from __future__ import annotations

from typing import Any

from tandem.core.actor import Actor
from tandem.people.models import Role
from tandem.people.queries import signed_in
from tandem.people.rules import has_role
from tandem.programme.models import ReadinessCheck, ReadinessPart, Step


def can_plan_programme(actor: Actor, thing: Any = None) -> bool:
    """Sales managers and administration."""
    return has_role(actor, Role.MANAGER, Role.ADMIN)


def can_read_programme(actor: Actor, thing: Any = None) -> bool:
    """Who plans it, and the works council."""
    return can_plan_programme(actor) or has_role(actor, Role.COUNCIL)


def can_answer_check(actor: Actor, check: ReadinessCheck) -> bool:
    """Who is asked; one statement."""
    person = signed_in(actor)
    return person is not None and ReadinessPart.objects.filter(check_of=check, employee=person).exists()


def can_finish_step(actor: Actor, step: Step) -> bool:
    """Who plans, and the step's owner."""
    person = signed_in(actor)
    return can_plan_programme(actor) or (person is not None and person.pk == step.owner_id)
