"""The one visible map: which verb is handled by whom, and which verb can be taken back how."""

from __future__ import annotations

from tandem.core.events import Handler
from tandem.core.undo import Undoer
from tandem.customers import actions as customers

REACTIONS: dict[str, tuple[Handler, ...]] = {}
UNDOERS: dict[str, Undoer] = {
    "customer.edited": customers.undo_edit,
    "contact.edited": customers.undo_contact_edit,
    "note.added": customers.undo_note_added,
    "note.removed": customers.undo_note_removed,
}
