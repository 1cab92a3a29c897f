"""Guests on a swap day: what somebody may see for another one's work, on these days only, and on record."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from tandem.core.actor import Actor
from tandem.core.events import record
from tandem.core.models import Event

from .models import Delegation, Employee

Scope = tuple[str, int]


def admit_guest(
    guest: Employee, *, host: Employee, scopes: Iterable[Scope], start: date, end: date, actor: Actor, at: datetime
) -> Event | None:
    """Exactly these things on [start, end), instead of whatever was given for these two and days before.

    In the transaction of the caller, who has asked its own rule. None where nothing differs.
    """
    wanted = set(scopes)
    rows = Delegation.objects.filter(person=host, deputy=guest, purpose=Delegation.GUEST, start=start, end=end)
    former = set(rows.values_list("scope_kind", "scope_id"))
    if wanted == former:
        return None
    rows.delete()
    Delegation.objects.bulk_create(
        Delegation(
            person=host,
            deputy=guest,
            purpose=Delegation.GUEST,
            scope_kind=kind,
            scope_id=key,
            start=start,
            end=end,
        )
        for kind, key in sorted(wanted)
    )
    data = {"from": start.isoformat(), "to": end.isoformat(), "scopes": [list(scope) for scope in sorted(wanted)]}
    return record("guest.admitted", host, guest, actor=actor, at=at, data=data)
