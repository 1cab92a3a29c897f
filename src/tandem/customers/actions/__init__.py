"""Writing customers and what belongs to them."""

from .contacts import add_contact, edit_contact, record_consent, retire_contact, undo_contact_edit
from .freezing import end_freeze, freeze_assignments, refuse_frozen
from .master import assign_customer, create_customer, edit_customer, next_number, undo_edit
from .merges import merge_contacts, merge_customers
from .notes import add_note, edit_note, remove_note, undo_note_added, undo_note_removed
from .pairs import ask_for_scan, dismiss_pair, propose_merge, undo_dismissed
from .sites import add_site, edit_site, make_main_site, remove_site
from .standing import lock_standing
from .unmerging import take_back_merge, undo_merge

__all__ = [
    "add_contact",
    "add_note",
    "add_site",
    "ask_for_scan",
    "assign_customer",
    "create_customer",
    "dismiss_pair",
    "edit_contact",
    "edit_customer",
    "edit_note",
    "edit_site",
    "end_freeze",
    "freeze_assignments",
    "lock_standing",
    "make_main_site",
    "merge_contacts",
    "merge_customers",
    "next_number",
    "propose_merge",
    "record_consent",
    "refuse_frozen",
    "remove_note",
    "remove_site",
    "retire_contact",
    "take_back_merge",
    "undo_contact_edit",
    "undo_dismissed",
    "undo_edit",
    "undo_merge",
    "undo_note_added",
    "undo_note_removed",
]
