"""The request or to-do that a hand-off is about goes with it: its taker becomes its holder."""

from __future__ import annotations

from datetime import datetime

from tandem.core.actor import Actor
from tandem.core.locking import save_changes
from tandem.people.models import Employee
from tandem.work.models import Request, Todo
from tandem.work.steps import keep_step

from .recording import Ref, lock_work, record_work

Moved = list[int | None]  # the holder before and after


def piece_of(about: Ref | None) -> Request | Todo | None:
    """The request or to-do that this refers to; None for other things, which have no holder."""
    if about is None or about[0] not in (Request.ref_kind, Todo.ref_kind):
        return None
    model: type[Request] | type[Todo] = Request if about[0] == Request.ref_kind else Todo
    return model.objects.select_related("customer", "holder", "tandem").filter(pk=about[1]).first()


def move_piece(piece: Request | Todo | None, holder: Employee, *, actor: Actor, at: datetime) -> Moved | None:
    """Give an open piece another holder, with an event of its own; None where nothing had to move."""
    if piece is None:
        return None
    piece = lock_work(piece)
    if piece.due is None or piece.holder_id == holder.pk:
        return None
    before = piece.holder_id
    changes = save_changes(piece, {"holder": holder, "snoozed_until": None})
    keep_step(piece)
    if isinstance(piece, Todo):
        record_work("todo.handed", piece, actor=actor, at=at, changes=changes, holder=str(holder))
    else:
        record_work("request.handed", piece, actor=actor, at=at, changes=changes, holder=str(holder))
    return [before, holder.pk]


def move_back(about: Ref | None, moved: Moved | None) -> Request | Todo | None:
    """Undo `move_piece`, unless somebody has given it on since."""
    piece = piece_of(about)
    if piece is None or not moved:
        return None
    piece = lock_work(piece)
    if piece.holder_id != moved[1]:
        return None
    save_changes(piece, {"holder_id": moved[0]})
    keep_step(piece)
    return piece
