"""Customers with what belongs to them, and what tells that two of them are the same."""

from .book import (
    Address,
    Assignment,
    BuyingRole,
    Channel,
    Consent,
    Contact,
    Customer,
    CustomerClass,
    CustomerFigures,
    Lifecycle,
    Note,
    NoteKind,
    Site,
)
from .freezes import AssignmentFreeze
from .groups import CustomerGroup
from .keys import MatchKey
from .merges import Merge
from .pairs import DuplicatePair, PairKind, PairState
from .prices import PriceListUse

__all__ = [
    "Address",
    "Assignment",
    "AssignmentFreeze",
    "BuyingRole",
    "Channel",
    "Consent",
    "Contact",
    "Customer",
    "CustomerClass",
    "CustomerFigures",
    "CustomerGroup",
    "DuplicatePair",
    "Lifecycle",
    "MatchKey",
    "Merge",
    "Note",
    "NoteKind",
    "PairKind",
    "PairState",
    "PriceListUse",
    "Site",
]
