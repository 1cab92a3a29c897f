"""Quotes: their head, their revisions with options and lines, what became of them, and what helps to write them."""

from .content import Line, Option, Revision, Section
from .head import NumberRange, Quote, QuoteStatus
from .helpers import BlockPlace, CompetitorOffer, QuoteTemplate, TextBlock
from .story import Acceptance, Approval, Decline, LossReason, Withdrawal

__all__ = [
    "Acceptance",
    "Approval",
    "BlockPlace",
    "CompetitorOffer",
    "Decline",
    "Line",
    "LossReason",
    "NumberRange",
    "Option",
    "Quote",
    "QuoteStatus",
    "QuoteTemplate",
    "Revision",
    "Section",
    "TextBlock",
    "Withdrawal",
]
