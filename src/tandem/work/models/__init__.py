"""Open work: requests, hand-offs, to-dos, appointments, and the one list of next steps."""

from .appointments import (
    COMING,
    Appointment,
    AppointmentKind,
    Attendee,
    Call,
    CallLease,
    Outcome,
    Pace,
    Reply,
    VisitReport,
)
from .base import Due, NextStep, Work
from .handoffs import OPEN, Handoff, HandoffState
from .requests import Answer, AnswerKind, Request, Source
from .todos import Repeat, Todo, TodoItem

__all__ = [
    "COMING",
    "OPEN",
    "Answer",
    "AnswerKind",
    "Appointment",
    "AppointmentKind",
    "Attendee",
    "Call",
    "CallLease",
    "Due",
    "Handoff",
    "HandoffState",
    "NextStep",
    "Outcome",
    "Pace",
    "Repeat",
    "Reply",
    "Request",
    "Source",
    "Todo",
    "TodoItem",
    "VisitReport",
    "Work",
]
