"""What the two do together: weekly meetings, swap days, pulse, activities; and what the company has set for it."""

from .activities import ActivityDay, ActivityGuest, ActivityState, Circle, Expense, Memory, TeamActivity
from .meetings import ItemKind, Meeting, MinuteItem
from .pulse import HIGHEST, LOWEST, QUESTIONS, HelpCall, HelpChoice, PulseAnswer, Scores
from .settings import GROUP_LEAST, TogetherSettings
from .survey import Split, Survey, SurveyAnswer, SurveyPart
from .swaps import SwapDay, SwapItem, SwapNote, SwapStatus

__all__ = [
    "GROUP_LEAST",
    "HIGHEST",
    "LOWEST",
    "QUESTIONS",
    "ActivityDay",
    "ActivityGuest",
    "ActivityState",
    "Circle",
    "Expense",
    "HelpCall",
    "HelpChoice",
    "ItemKind",
    "Meeting",
    "Memory",
    "MinuteItem",
    "PulseAnswer",
    "Scores",
    "Split",
    "Survey",
    "SurveyAnswer",
    "SurveyPart",
    "SwapDay",
    "SwapItem",
    "SwapNote",
    "SwapStatus",
    "TeamActivity",
    "TogetherSettings",
]
