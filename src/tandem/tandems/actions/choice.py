"""Which of one's tandems stands in the bar."""

from __future__ import annotations

from datetime import datetime

from tandem.core.actor import Actor
from tandem.core.rules import require
from tandem.people.models import Employee
from tandem.people.queries import signed_in
from tandem.tandems.models import Tandem
from tandem.tandems.rules import can_choose_tandem


def choose_tandem(tandem: Tandem, *, actor: Actor, at: datetime) -> None:
    """Put one of one's own or covered tandems into the bar. A choice of view: no event, no version."""
    require(can_choose_tandem, actor, tandem)
    person = signed_in(actor)
    if person:
        Employee.objects.filter(pk=person.pk).update(current_tandem=tandem.pk)
