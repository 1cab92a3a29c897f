"""What sprang from a thing: the to-dos and hand-offs that are about it."""

from __future__ import annotations

from tandem.core.actor import Actor

from .models import Handoff, Todo
from .queries import visible_handoffs, visible_todos


def sprung_from(ref: tuple[str, int], actor: Actor) -> list[Todo | Handoff]:
    """Open or not, the oldest first; two statements."""
    about = {"about_kind": ref[0], "about_id": ref[1]}
    found: list[Todo | Handoff] = [*visible_todos(actor).filter(**about), *visible_handoffs(actor).filter(**about)]
    return sorted(found, key=lambda piece: piece.created_at)
