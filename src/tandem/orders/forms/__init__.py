"""Parsing what is typed about orders into values."""

from .entry import HEAD, EntryForm, HeadForm
from .lines import LineForm, LineTable
from .papers import CreditNoteForm, ReasonForm, SeenForm, WithdrawalForm

__all__ = [
    "HEAD",
    "CreditNoteForm",
    "EntryForm",
    "HeadForm",
    "LineForm",
    "LineTable",
    "ReasonForm",
    "SeenForm",
    "WithdrawalForm",
]
