"""Requests as the customer sees them: what they wrote, what was written to them, how it stands. Nothing else.

The wish of a request that a colleague wrote down is the colleague's wording and stays inside; so does the note of a
call. What came from the customer or went to them by mail is theirs to read.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q, QuerySet

from tandem.core.models import Attachment, EventSubject
from tandem.customers.models import Contact
from tandem.people.models import Employee
from tandem.portal.models import Rating, Right, ShownFile
from tandem.portal.viewer import Viewer
from tandem.portal.wording import REQUEST_STATES, kind_name
from tandem.work.models import Answer, AnswerKind, Request, Source

OWN_WORDS = (Source.PORTAL, Source.MAIL)  # the wish is as the customer wrote it
CHANGEABLE = timedelta(days=1)
MOST = 100


@dataclass(frozen=True)
class RequestRow:
    """One request in a list."""

    request: Request
    words: str  # of the customer; empty where a colleague wrote the request down

    @property
    def title(self) -> str:
        """The customer's own first line; of what a colleague wrote down only the kind."""
        return self.words.split("\n", 1)[0][:100] or self.kind

    @property
    def kind(self) -> str:
        return kind_name(self.request.kind)

    @property
    def state(self) -> tuple[object, str, str]:
        """(words, icon, tone)."""
        return REQUEST_STATES[self.request.state]

    @property
    def is_open(self) -> bool:
        return self.request.closed_at is None


@dataclass(frozen=True)
class Said:
    """One entry of the thread. `text` is empty for a call: only that there was one is told."""

    at: datetime
    text: str
    contact: Contact | None = None
    author: Employee | None = None
    call: bool = False


@dataclass(frozen=True)
class RequestPage:
    """A request with all that is for the customer."""

    row: RequestRow
    thread: Sequence[Said]
    files: Sequence[Attachment]
    rating: Rating | None
    may_rate: bool

    @property
    def request(self) -> Request:
        return self.row.request


def requests_of(viewer: Viewer) -> QuerySet[Request]:
    """The contact's own, and with the right for it those of the whole company.

    What has gone into another one is that other one's story; only the own stays, so that it does not seem lost.
    """
    own = Q(contact=viewer.contact)
    rows = Request.objects.filter(customer=viewer.customer)
    rows = rows.filter(own | Q(merged_into=None) if viewer.may(Right.REQUESTS) else own)
    return rows.select_related("kind", "contact", "holder", "customer").order_by("-received_at", "-id")


def request_rows(viewer: Viewer) -> list[RequestRow]:
    """Open ones first, newest first; two statements."""
    requests = list(requests_of(viewer)[:MOST])
    words = words_of(requests)
    rows = [RequestRow(one, words[one.pk]) for one in requests]
    return sorted(rows, key=lambda row: not row.is_open)


def words_of(requests: Sequence[Request]) -> dict[int, str]:
    """What the customer wrote, by request: as it came, whatever a colleague has made of it since; one statement."""
    own = {one.pk: one.wish for one in requests if one.source in OWN_WORDS}
    edits = EventSubject.objects.filter(kind=Request.ref_kind, object_id__in=own, event__verb="request.edited")
    first: dict[int, str] = {}
    for row in edits.select_related("event").order_by("event"):
        if "wish" in row.event.changes:
            first.setdefault(row.object_id, str(row.event.changes["wish"][0]))
    return {one.pk: first.get(one.pk, own.get(one.pk, "")) for one in requests}


def request_page(request: Request, viewer: Viewer) -> RequestPage:
    """The page of a request that the viewer may see; five statements."""
    words = words_of([request])[request.pk]
    rating = Rating.objects.filter(request=request).first()
    fresh = rating is None or viewer.at < rating.at + CHANGEABLE
    return RequestPage(
        row=RequestRow(request, words),
        thread=_thread(request, words, viewer),
        files=list(files_of_requests([request.pk]).order_by("pk")),
        rating=rating,
        may_rate=request.closed_at is not None and fresh,
    )


def files_of_requests(ids: Sequence[int]) -> QuerySet[Attachment]:
    """What contacts have added to these, and what colleagues have put into the portal."""
    shown = Q(pk__in=ShownFile.objects.values("file")) | Q(actor_kind="contact")
    return Attachment.objects.filter(shown, about_kind=Request.ref_kind, about_id__in=ids, removed_at=None)


def _thread(request: Request, words: str, viewer: Viewer) -> list[Said]:
    found = [Said(request.received_at, words, contact=request.contact)] if words else []
    merged = Q(request__merged_into=request)
    if not viewer.may(Right.REQUESTS):
        merged &= Q(request__contact=viewer.contact)
    rows = Answer.objects.filter(Q(request=request) | merged).exclude(kind=AnswerKind.NOTE)
    for answer in rows.select_related("author", "contact").order_by("at", "id"):
        came, call = answer.kind == AnswerKind.CAME, answer.kind == AnswerKind.CALL
        found.append(
            Said(
                answer.at,
                "" if call else answer.text,
                contact=answer.contact if came else None,
                author=None if came else answer.author,
                call=call,
            )
        )
    return found
