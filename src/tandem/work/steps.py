"""Keeping the one list: each open piece of work has its row among the next steps, written with every change."""

from __future__ import annotations

from collections.abc import Iterable

from tandem.core.bulk import insert_many

from .models import Appointment, Handoff, NextStep, Request, Todo

Piece = Request | Handoff | Todo | Appointment
PIECES: tuple[type[Piece], ...] = (Request, Handoff, Todo, Appointment)


def keep_step(piece: Piece) -> None:
    """Bring the piece's row in line with it: there while it is due, gone otherwise; in the caller's transaction."""
    kind, key = piece.ref
    row = step_of(piece)
    if row is None:
        NextStep.objects.filter(kind=kind, object_id=key).delete()
        return
    values = {name: getattr(row, name) for name in _COLUMNS}
    NextStep.objects.update_or_create(kind=kind, object_id=key, defaults=values)


def keep_steps(pieces: Iterable[Piece]) -> None:
    """The rows of new pieces, in bulk: for imports and the demo."""
    insert_many([row for row in map(step_of, pieces) if row is not None])


def step_of(piece: Piece) -> NextStep | None:
    """The row as it ought to be; None for a piece that is over."""
    due = piece.due
    if due is None:
        return None
    # An offered hand-off is still its giver's, but it is the taker's list that it waits in.
    holder = piece.taker_id if isinstance(piece, Handoff) else piece.holder_id
    return NextStep(
        kind=piece.ref_kind,
        object_id=piece.pk,
        customer_id=piece.customer_id,
        tandem_id=piece.tandem_id,
        team_id=piece.team_id,
        holder_id=holder,
        due_at=due.at,
        timed=due.timed,
        weight=due.weight,
        title=str(piece)[:200],
        data=piece.told,
        about_kind=piece.about_kind,
        about_id=piece.about_id,
    )


_COLUMNS = (
    *("customer_id", "tandem_id", "team_id", "holder_id", "due_at", "timed", "weight", "title", "data"),
    *("about_kind", "about_id"),
)
