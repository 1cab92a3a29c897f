"""Writing customers and what belongs to them."""

from .contacts import add_contact, edit_contact, record_consent, retire_contact, undo_contact_edit
from .master import assign_customer, create_customer, edit_customer, next_number, undo_edit
from .notes import add_note, edit_note, remove_note, undo_note_added, undo_note_removed
from .sites import add_site, edit_site, make_main_site, remove_site
from .standing import lock_standing

__all__ = [
    "add_contact",
    "add_note",
    "add_site",
    "assign_customer",
    "create_customer",
    "edit_contact",
    "edit_customer",
    "edit_note",
    "edit_site",
    "lock_standing",
    "make_main_site",
    "next_number",
    "record_consent",
    "remove_note",
    "remove_site",
    "retire_contact",
    "undo_contact_edit",
    "undo_edit",
    "undo_note_added",
    "undo_note_removed",
]
