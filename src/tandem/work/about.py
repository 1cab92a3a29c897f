"""What a piece of work springs from: any object that the registry knows, as an address names it: "order:7"."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from tandem.core.actor import Actor
from tandem.core.errors import Text
from tandem.core.kinds import kinds, visible_objects
from tandem.customers.models import Customer

from .models import Work

NEVER = frozenset({"employee", "personnel", "team", "job", "import", "handoff"})  # nothing that is to be done for it


@dataclass(frozen=True)
class About:
    """One object, as pages name it and forms refer to it."""

    ref: tuple[str, int]
    thing: Any
    label: Text
    icon: str
    url: str

    @property
    def text(self) -> str:
        """As an address carries it."""
        return f"{self.ref[0]}:{self.ref[1]}"

    @property
    def title(self) -> str:
        """What it is called."""
        return str(self.thing)

    @property
    def customer(self) -> Customer | None:
        """Whose it is."""
        found = self.thing if isinstance(self.thing, Customer) else getattr(self.thing, "customer", None)
        return found if isinstance(found, Customer) else None


def about_named(text: str, actor: Actor) -> About | None:
    """The object that an address names, if this viewer may see it; None for what is not there."""
    found = re.fullmatch("([a-z_]{1,20}):([0-9]{1,18})", text)
    if found is None or found[1] in NEVER:
        return None
    ref = (found[1], int(found[2]))
    return abouts([ref], actor).get(ref)


def about_of(piece: Work, actor: Actor) -> About | None:
    """What the piece springs from, if this viewer may see it."""
    return abouts([piece.about], actor).get(piece.about) if piece.about else None


def abouts(refs: Iterable[tuple[str, int]], actor: Actor) -> dict[tuple[str, int], About]:
    """Many at once; one statement per kind."""
    return {
        ref: About(ref, thing, kinds()[ref[0]].one, kinds()[ref[0]].icon, kinds()[ref[0]].url(thing))
        for ref, thing in visible_objects(refs, actor).items()
    }
