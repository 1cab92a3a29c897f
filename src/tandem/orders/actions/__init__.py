"""Writing orders: capture, edit, confirm, cancel, credit."""

from .capture import capture_order, edit_order, undo_capture, undo_edit
from .confirm import cancel_order, confirm_order
from .credit import issue_credit_note, withdraw_credit_note
from .deliveries import note_delivery, promise_delivery, undo_delivery, undo_promise
from .from_quote import order_from_quote

__all__ = [
    "cancel_order",
    "capture_order",
    "confirm_order",
    "edit_order",
    "issue_credit_note",
    "note_delivery",
    "order_from_quote",
    "promise_delivery",
    "undo_capture",
    "undo_delivery",
    "undo_edit",
    "undo_promise",
    "withdraw_credit_note",
]
