"""Locking what may have been merged into another one meanwhile."""

from __future__ import annotations

from typing import TypeVar

from django.utils.translation import gettext as _

from tandem.core.errors import Conflict, Refused
from tandem.core.locking import lock
from tandem.customers.models import Contact, Customer

C = TypeVar("C", Customer, Contact)


def lock_standing(thing: C, *, version: int | None = None) -> C:
    """The row locked, as `lock` does it; Refused where it has gone into another one, so nothing is written beside."""
    try:
        current = lock(thing, version=version)
    except Conflict as error:
        if error.current is not None and error.current.merged_into_id is not None:
            raise _gone(thing) from error
        raise
    if current.merged_into_id is not None:
        raise _gone(thing)
    return current


def _gone(thing: Customer | Contact) -> Refused:
    text = _("%s has been merged with another entry meanwhile. Nothing was changed; open it anew to go on.")
    return Refused("merged_meanwhile", text % thing)
