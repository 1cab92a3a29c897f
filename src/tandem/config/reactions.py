"""The one visible map: which verb is handled by whom, and which verb can be taken back how."""

from __future__ import annotations

from tandem.core.events import Handler
from tandem.core.once import forget_old
from tandem.core.schedule import DAILY
from tandem.core.undo import Undoer
from tandem.customers import actions as customers
from tandem.orders import actions as orders
from tandem.orders.reactions import refresh_figures, roll_figures

REACTIONS: dict[str, tuple[Handler, ...]] = {
    DAILY: (roll_figures, forget_old),
    "order.captured": (refresh_figures,),
    "order.captured.undone": (refresh_figures,),
    "order.edited": (refresh_figures,),
    "order.edited.undone": (refresh_figures,),
    "order.confirmed": (refresh_figures,),
    "order.cancelled": (refresh_figures,),
    "order.credited": (refresh_figures,),
}
UNDOERS: dict[str, Undoer] = {
    "customer.edited": customers.undo_edit,
    "contact.edited": customers.undo_contact_edit,
    "note.added": customers.undo_note_added,
    "note.removed": customers.undo_note_removed,
    "order.captured": orders.undo_capture,
    "order.edited": orders.undo_edit,
}
