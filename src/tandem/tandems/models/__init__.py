"""Tandems and their seats; what the two promise each other, and the company's lists behind it."""

from .play import RulesConsent, RulesOfPlay
from .playbook import CLASSES, ClassPace, Lead, PlaybookStep, RequestKind
from .tandems import Seat, SeatRole, SeatWeight, Tandem

__all__ = [
    "CLASSES",
    "ClassPace",
    "Lead",
    "PlaybookStep",
    "RequestKind",
    "RulesConsent",
    "RulesOfPlay",
    "Seat",
    "SeatRole",
    "SeatWeight",
    "Tandem",
]
