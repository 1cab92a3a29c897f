"""Parsing input about tandems, the company's lists and rules of play into values."""

from .lists import KindForm, PaceForm, StepForm
from .play import TermsForm
from .tandems import ClosingForm, FormingForm, NameForm, PersonField, SeatForm, TeamField, VacancyForm, WeightsForm

__all__ = [
    "ClosingForm",
    "FormingForm",
    "KindForm",
    "NameForm",
    "PaceForm",
    "PersonField",
    "SeatForm",
    "StepForm",
    "TeamField",
    "TermsForm",
    "VacancyForm",
    "WeightsForm",
]
