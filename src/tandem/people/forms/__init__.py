"""Parsing input about people into values."""

from .absences import AbsenceForm
from .agreements import AgreementForm, EndAgreementForm
from .employees import ContinueForm, EmployeeForm, EndingForm, HireForm, RolesForm, TeamForm
from .profile import PhotoForm, ProfileForm, WeekForm

__all__ = [
    "AbsenceForm",
    "AgreementForm",
    "ContinueForm",
    "EmployeeForm",
    "EndAgreementForm",
    "EndingForm",
    "HireForm",
    "PhotoForm",
    "ProfileForm",
    "RolesForm",
    "TeamForm",
    "WeekForm",
]
