"""Who meets: the two, and nobody else. Not who covers, not their manager."""

from __future__ import annotations

from tandem.core.actor import Actor
from tandem.people.models import Employee
from tandem.people.queries import signed_in
from tandem.tandems.models import Tandem
from tandem.tandems.queries import scope_of

from .models import Meeting, MinuteItem


def can_meet(actor: Actor, tandem: Tandem) -> bool:
    """Plan, read and write meetings of this tandem: who sits in it today."""
    return tandem.pk in scope_of(actor).tandem_ids


def can_write_minutes(actor: Actor, meeting: Meeting) -> bool:
    """Either of the two, everything in it."""
    return can_meet(actor, meeting.tandem)


def can_change_item(actor: Actor, item: MinuteItem) -> bool:
    """Notes, decisions and points are of both; a promise is its giver's own."""
    if not can_meet(actor, item.meeting.tandem):
        return False
    return item.kind != "promise" or _is(signed_in(actor), item.author_id)


def can_judge_promise(actor: Actor, item: MinuteItem) -> bool:
    """Whether it was kept is said by the one to whom it was given."""
    return can_meet(actor, item.meeting.tandem) and not _is(signed_in(actor), item.author_id)


def _is(person: Employee | None, key: int) -> bool:
    return person is not None and person.pk == key
