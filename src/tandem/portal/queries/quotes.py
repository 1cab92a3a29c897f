"""Quotes as the customer sees them: the snapshot that was sent, and nothing that was written beside it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from django.db.models import Prefetch, QuerySet
from django.http import Http404

from tandem.core.errors import Text
from tandem.customers.models import Customer
from tandem.portal.models import Right
from tandem.portal.viewer import Viewer
from tandem.portal.wording import QUOTE_STATES
from tandem.quotes.models import CompetitorOffer, Quote, QuoteStatus, Revision

MOST = 50


@dataclass(frozen=True)
class Cell:
    """One answer of an option to an attribute; `same` as that of the first one."""

    text: str
    same: bool
    first: bool
    best: bool


@dataclass(frozen=True)
class QuoteRow:
    """A quote with the newest revision that was sent."""

    quote: Quote
    revision: Revision
    today: date

    @property
    def told(self) -> dict[str, Any]:
        """The snapshot."""
        return self.revision.snapshot or {}

    @property
    def title(self) -> str:
        return str(self.told.get("subject") or self.quote.number)

    @property
    def standing(self) -> str:
        """Where it stands today; a draft is a revision that is being worked on."""
        over = self.quote.valid_until is not None and self.quote.valid_until < self.today
        if self.quote.status == QuoteStatus.SENT and over:
            return str(QuoteStatus.EXPIRED)
        return str(self.quote.status)

    @property
    def state(self) -> tuple[Text, str, str]:
        """(words, icon, tone)."""
        return QUOTE_STATES[self.standing]

    @property
    def is_open(self) -> bool:
        """Whether the customer can still answer."""
        return self.standing == QuoteStatus.SENT

    @property
    def valid_until(self) -> date | None:
        day = self.told.get("valid_until")
        return date.fromisoformat(day) if day else None

    @property
    def options(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.told.get("options", [])
        return found

    @property
    def leading(self) -> dict[str, Any] | None:
        """The recommended option, else the first."""
        return next((one for one in self.options if one["recommended"]), self.options[0] if self.options else None)

    @property
    def currency(self) -> str:
        return str(self.told.get("currency", "EUR"))


@dataclass(frozen=True)
class QuotePage:
    """A quote with its comparison."""

    row: QuoteRow
    rivals: Sequence[CompetitorOffer]
    may_answer: bool

    @property
    def several(self) -> bool:
        return len(self.row.options) > 1

    @cached_property
    def chosen(self) -> dict[str, Any] | None:
        """The option that was accepted, with its lines and totals."""
        found = getattr(self.row.quote, "acceptance", None) if self.row.standing == QuoteStatus.ACCEPTED else None
        return found.content if found else None

    @cached_property
    def compared(self) -> list[tuple[str, list[Cell]]]:
        """The attributes with the answer of every option, marked where it differs from the first."""
        return [(name, _cells(name, self.row.options)) for name in self.row.told.get("attributes", [])]

    @property
    def dearer(self) -> list[int | None]:
        """By option what it costs more or less than the first; None for the first."""
        nets = [one["totals"]["net"] for one in self.row.options]
        return [None if index == 0 else net - nets[0] for index, net in enumerate(nets)]

    @cached_property
    def against(self) -> list[tuple[str, str, list[str]]]:
        """(attribute, our answer, those of the competitors) for the option that leads."""
        mine = (self.row.leading or {}).get("values", {})
        names = self.row.told.get("attributes", [])
        return [
            (name, str(mine.get(name, "")), [str(one.values.get(name, "")) for one in self.rivals]) for name in names
        ]


def quotes_of(customer: Customer) -> QuerySet[Quote]:
    """All that was ever sent to the customer, with the revisions that were."""
    sent = Revision.objects.filter(sent_at__isnull=False).order_by("-number")
    rows = Quote.objects.filter(customer=customer, revisions__sent_at__isnull=False).distinct()
    return rows.select_related("customer__team", "tandem", "contact").prefetch_related(
        Prefetch("revisions", sent, to_attr="sent_revisions")
    )


def quote_named(viewer: Viewer, number: str) -> Quote:
    """One quote that was sent to the viewer's company; Http404 for every other."""
    quote = quotes_of(viewer.customer).filter(number=number[:40]).first()
    if quote is None:
        raise Http404
    return quote


def row_of(quote: Quote, today: date) -> QuoteRow:
    """A quote out of `quotes_of`."""
    return QuoteRow(quote, quote.__dict__["sent_revisions"][0], today)


def quote_rows(viewer: Viewer) -> list[QuoteRow]:
    """The newest first, those that wait for an answer on top; two statements."""
    found = quotes_of(viewer.customer).order_by("-created_at", "-id")[:MOST]
    return sorted((row_of(quote, viewer.today) for quote in found), key=lambda row: not row.is_open)


def quote_page(quote: Quote, today: date, viewer: Viewer | None) -> QuotePage:
    """One quote; by a shared link it can only be read."""
    row = row_of(quote, today)
    may = viewer is not None and viewer.may(Right.ACCEPT)
    return QuotePage(row, list(quote.competitor_offers.filter(shown=True)), may and row.is_open)


def _cells(name: str, options: Sequence[dict[str, Any]]) -> list[Cell]:
    answers = [str(one["values"].get(name, "")) for one in options]
    return [
        Cell(text or "–", index > 0 and text == answers[0], index == 0, options[index]["recommended"])
        for index, text in enumerate(answers)
    ]
