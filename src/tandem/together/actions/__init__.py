"""Writing meetings and their minutes."""

from .meetings import close_meeting, move_meeting, plan_meeting, undo_closed, undo_moved, undo_planned
from .minutes import (
    edit_item,
    judge_promise,
    make_promise,
    remove_item,
    turn_into_todo,
    undo_edited,
    undo_judged,
    undo_removed,
    undo_turned,
    undo_written,
    write_item,
)

__all__ = [
    "close_meeting",
    "edit_item",
    "judge_promise",
    "make_promise",
    "move_meeting",
    "plan_meeting",
    "remove_item",
    "turn_into_todo",
    "undo_closed",
    "undo_edited",
    "undo_judged",
    "undo_moved",
    "undo_planned",
    "undo_removed",
    "undo_turned",
    "undo_written",
    "write_item",
]
