"""Leads and opportunities on their way through the stages of a pipeline."""

from .leads import Lead, LeadNote, LeadPerson, LeadState, Source
from .opportunities import Closing, Opportunity, Reason, StageChange, State
from .pipelines import REQUIRABLE, Pipeline, Stage

__all__ = [
    "REQUIRABLE",
    "Closing",
    "Lead",
    "LeadNote",
    "LeadPerson",
    "LeadState",
    "Opportunity",
    "Pipeline",
    "Reason",
    "Source",
    "Stage",
    "StageChange",
    "State",
]
