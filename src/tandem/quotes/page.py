"""What the page of a quote shows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from tandem.core.actor import Actor
from tandem.core.documents.keeping import documents_of
from tandem.core.models import Document
from tandem.core.once import new_key
from tandem.core.rules import allows

from .actions.approvals import beyond, needed_ppm
from .actions.sending import REVISED
from .frozen import preview
from .models import Acceptance, Approval, CompetitorOffer, Decline, Quote, QuoteStatus, Revision, Withdrawal
from .printing import can_compare
from .reckoning import Content, content_of, sums_of
from .rules import (
    can_answer_quote,
    can_decide_approval,
    can_edit_quote,
    can_print_quote,
    can_see_margin,
    can_withdraw_quote,
)


@dataclass(frozen=True)
class OptionView:
    """An option as the customer reads it; margin in cents and ppm only for who may see them, else None."""

    data: dict[str, Any]
    margin_cents: int | None
    margin_ppm: int | None

    @property
    def has_discounts(self) -> bool:
        return any(line["discount_ppm"] for line in self.data["lines"])


@dataclass(frozen=True)
class QuotePage:
    """All about a quote."""

    quote: Quote
    revision: Revision
    content: dict[str, Any]  # the snapshot, or what it would be
    options: Sequence[OptionView]
    revisions: Sequence[Revision]
    approvals: Sequence[Approval]
    offers: Sequence[CompetitorOffer]
    acceptance: Acceptance | None
    decline: Decline | None
    withdrawal: Withdrawal | None
    needed_ppm: int
    needs_approval: bool
    may_edit: bool
    may_send: bool
    may_revise: bool
    may_withdraw: bool
    may_answer: bool
    may_decide: bool
    may_see_margin: bool
    may_print: bool
    may_compare: bool
    documents: Sequence[Document]
    key: str = field(default_factory=new_key)  # of the forms that have no field

    @property
    def open_approval(self) -> Approval | None:
        """The question that waits for an answer."""
        return next((row for row in self.approvals if row.decided_at is None), None)

    @property
    def granted(self) -> Approval | None:
        """The newest yes."""
        return next((row for row in reversed(self.approvals) if row.granted), None)


def quote_page(quote: Quote, actor: Actor) -> QuotePage:
    """The current revision with its story; the number of statements does not depend on its lines."""
    revisions = list(quote.revisions.select_related("sent_by", "created_by", "decline__by", "withdrawal__by"))
    revision = next(row for row in revisions if row.number == quote.revision)
    revision.quote = quote
    approvals = _approvals(revision)
    draft, sent = (quote.status == status for status in (QuoteStatus.DRAFT, QuoteStatus.SENT))
    may_edit, may_see_margin = allows(can_edit_quote, actor, quote), allows(can_see_margin, actor)
    content = content_of(revision) if draft or may_see_margin else None  # what was sent stands in its snapshot
    told = revision.snapshot or preview(quote, content or content_of(revision))
    needed = needed_ppm(content) if draft and content else 0
    waiting = [row for row in approvals if row.decided_at is None]
    needs = draft and beyond(approvals, actor, needed)
    printable = revision.snapshot is not None and allows(can_print_quote, actor, quote)
    offers = list(quote.competitor_offers.select_related("by")) if printable else []
    ever_sent = any(row.sent_at for row in revisions)
    return QuotePage(
        quote=quote,
        revision=revision,
        content=told,
        options=_options(told, content if may_see_margin else None),
        revisions=revisions,
        approvals=approvals,
        offers=offers,
        acceptance=_acceptance(quote),
        decline=getattr(revision, "decline", None),
        withdrawal=getattr(revision, "withdrawal", None),
        needed_ppm=needed,
        needs_approval=needs,
        may_edit=draft and may_edit,
        may_send=draft and may_edit and not waiting and not needs,
        may_revise=quote.status in REVISED and may_edit,
        may_withdraw=sent and allows(can_withdraw_quote, actor, quote),
        may_answer=sent and allows(can_answer_quote, actor, quote),
        may_decide=any(allows(can_decide_approval, actor, row) for row in waiting),
        may_see_margin=may_see_margin,
        may_print=printable,
        may_compare=printable and can_compare(revision.snapshot or {}, [row for row in offers if row.shown]),
        documents=list(documents_of(quote.ref_kind, quote.pk)) if ever_sent else [],
    )


@dataclass(frozen=True)
class AnswerPage:
    """All that the forms of an answer ask of a quote that waits for one."""

    may_answer: bool
    may_withdraw: bool


def answer_page(quote: Quote, actor: Actor) -> AnswerPage | QuotePage:
    """A sent quote needs no more than this; of any other one the page tells how it stands."""
    if quote.status != QuoteStatus.SENT:
        return quote_page(quote, actor)
    return AnswerPage(allows(can_answer_quote, actor, quote), allows(can_withdraw_quote, actor, quote))


def _acceptance(quote: Quote) -> Acceptance | None:
    if quote.status != QuoteStatus.ACCEPTED:
        return None
    return Acceptance.objects.select_related("by", "contact").filter(quote=quote).first()


def _options(told: dict[str, Any], content: Content | None) -> list[OptionView]:
    """The options as the customer reads them; with `content`, what is left of each after cost."""
    sums = {one.option.pk: one for one in sums_of(content)} if content is not None else {}
    found = []
    for data in told["options"]:
        one = sums.get(data["id"])
        found.append(OptionView(data, one.margin_cents if one else None, one.margin_ppm if one else None))
    return found


def _approvals(revision: Revision) -> list[Approval]:
    rows = list(revision.approvals.select_related("asked_by", "decided_by"))
    for row in rows:
        row.revision = revision
    return rows
