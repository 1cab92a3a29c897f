"""Writing people, their absences, and the works agreements."""

from .absences import edit_absence, record_absence, remove_absence, undo_absence
from .agreements import end_agreement, record_agreement
from .employees import edit_employee, hire_employee, set_roles, undo_edit, undo_roles
from .endings import close_ended, continue_employment, end_employment
from .invitations import invite_employee, reset_sign_in
from .profile import choose_language, edit_profile, set_photo, set_working_times, undo_profile, undo_working_times
from .teams import create_team, edit_team, undo_team

__all__ = [
    "choose_language",
    "close_ended",
    "continue_employment",
    "create_team",
    "edit_absence",
    "edit_employee",
    "edit_profile",
    "edit_team",
    "end_agreement",
    "end_employment",
    "hire_employee",
    "invite_employee",
    "record_absence",
    "record_agreement",
    "remove_absence",
    "reset_sign_in",
    "set_photo",
    "set_roles",
    "set_working_times",
    "undo_absence",
    "undo_edit",
    "undo_profile",
    "undo_roles",
    "undo_team",
    "undo_working_times",
]
