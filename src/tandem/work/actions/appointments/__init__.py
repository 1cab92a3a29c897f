"""Writing appointments: book, move, edit, cancel, answer, and take back."""

from .booking import book_appointment
from .changing import cancel_appointment, edit_appointment, move_appointment
from .replying import reply_by_mail, reply_to_appointment
from .undoing import undo_booked, undo_cancelled, undo_changed

__all__ = [
    "book_appointment",
    "cancel_appointment",
    "edit_appointment",
    "move_appointment",
    "reply_by_mail",
    "reply_to_appointment",
    "undo_booked",
    "undo_cancelled",
    "undo_changed",
]
