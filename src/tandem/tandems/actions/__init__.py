"""Writing tandems, their seats and their weights."""

from .choice import choose_tandem
from .seats import end_seats, seat_employee, undo_seat_taken, undo_seat_vacated, vacate_seat
from .tandems import close_tandem, edit_tandem, form_tandem, undo_closed, undo_edited, undo_formed
from .weights import set_weights, undo_weights

__all__ = [
    "choose_tandem",
    "close_tandem",
    "edit_tandem",
    "end_seats",
    "form_tandem",
    "seat_employee",
    "set_weights",
    "undo_closed",
    "undo_edited",
    "undo_formed",
    "undo_seat_taken",
    "undo_seat_vacated",
    "undo_weights",
    "vacate_seat",
]
