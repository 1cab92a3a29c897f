"""The timeline: events of a customer, or of all customers of a tandem, told in sentences."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.urls import reverse
from django.utils.translation import gettext_lazy

from tandem.core.actor import EMPLOYEE
from tandem.core.models import Event, EventSubject, EventUndo
from tandem.core.prepared import prepared
from tandem.customers.models import Contact, Customer, Note, NoteKind

from .told import TOLD

PAGE = 20


@dataclass(frozen=True)
class TimelineEntry:
    """One thing that happened: who did it with which half, told in a sentence, with a way to its page."""

    id: int
    at: datetime
    half: str
    who: str
    told: str
    detail: str = ""
    url: str = ""
    icon: str = ""
    note: Note | None = None
    customer_id: int | None = None
    verb: str = ""
    by: int | None = None  # the colleague who did it


PAGES = {
    "handoff.offered": "work:handoff",
    "handoff.accepted": "work:handoff",
    "handoff.returned": "work:handoff",
    "handoff.done": "work:handoff",
    "todo.done": "work:todo",
    "visit.reported": "work:visit",
}
MAILS = {"mail.written": "letters:mail", "mail.filed": "exchange:mail"}
OWN = (  # where verbs of this beginning lead, and what of their data names it
    ("request.", "request", "work:request"),
    ("quote.", "number", "quotes:quote"),
    ("opportunity.", "opportunity", "pipeline:opportunity"),
    ("contract.", "contract", "contracts:contract"),
)
NAMED = (("invoice", "orders:invoice"), ("appointment", "work:appointment"), ("merge", "customers:merged"))
KINDS: tuple[tuple[str, Any], ...] = (
    ("", gettext_lazy("All")),
    ("notes", gettext_lazy("Notes")),
    ("calls", gettext_lazy("Calls")),
    ("visits", gettext_lazy("Visits")),
    ("requests", gettext_lazy("Requests")),
    ("mails", gettext_lazy("Mails")),
    ("opportunities", gettext_lazy("Opportunities")),
    ("quotes", gettext_lazy("Quotes")),
    ("orders", gettext_lazy("Orders")),
)
BEGINS = {
    "orders": ("order.", "invoice.", "payment."),
    "quotes": ("quote.",),
    "requests": ("request.",),
    "mails": ("mail.",),
    "opportunities": ("opportunity.",),
}
TALKS = {"calls": "call.logged", "visits": "visit.reported"}  # told beside the notes of that kind
NOTE_KIND = {"notes": NoteKind.NOTE, "calls": NoteKind.CALL, "visits": NoteKind.VISIT}


def customer_timeline(
    customer_id: int, *, kind: str = "", before: int | None = None
) -> tuple[list[TimelineEntry], bool]:
    """A page of a customer's timeline, newest first, and whether there is more; one statement."""
    return _page(_rows_of_customer(customer_id, before, kind=kind), PAGE)


def tandems_timeline(tandem_ids: Sequence[int], *, size: int = 12) -> list[TimelineEntry]:
    """The latest on the customers of these tandems; one statement."""
    found, _more = _page(_rows_of_tandems(tandem_ids, size=size), size)
    return found


def tandems_between(tandem_ids: Sequence[int], start: datetime, end: datetime, *, size: int) -> list[TimelineEntry]:
    """What happened on the customers of these tandems in [start, end), the latest `size`; one statement."""
    rows = EventSubject.objects.filter(kind="tandem", object_id__in=tandem_ids)
    rows = _telling(rows.filter(event__at__gte=start, event__at__lt=end), "")
    return _page(list(rows[: size + 1]), size)[0]


@prepared
def _rows_of_customer(customer_id: int, before: int | None, *, kind: str) -> QuerySet[EventSubject]:
    rows = _telling(EventSubject.objects.filter(kind="customer", object_id=customer_id), kind)
    return (rows if before is None else rows.filter(event__lt=before))[: PAGE + 1]


@prepared
def _rows_of_tandems(tandem_ids: Sequence[int], *, size: int) -> QuerySet[EventSubject]:
    return _telling(EventSubject.objects.filter(kind="tandem", object_id__in=tandem_ids), "")[: size + 1]


def _telling(rows: QuerySet[EventSubject], kind: str) -> QuerySet[EventSubject]:
    # Not by a join: PostgreSQL would take nearly all events for undone, and read them all.
    rows = _told(rows.exclude(Exists(EventUndo.objects.filter(event=OuterRef("event")))), kind)
    rows = rows.annotate(note_id=_other(Note.ref_kind), customer_id=_other(Customer.ref_kind), **_noted())
    return rows.select_related("event").order_by("-event")


def _page(found: Sequence[Any], size: int) -> tuple[list[TimelineEntry], bool]:
    more = len(found) > size
    shown = list({row.event_id: row for row in found[:size]}.values())  # one may concern two tandems
    entries = [_entry(row) for row in shown]
    return [entry for entry in entries if entry], more


def _told(rows: Any, kind: str) -> Any:
    """Events that the timeline tells: of the kind asked for, and of notes only while they are there."""
    if kind in BEGINS:
        return rows.filter(event__verb__in=[verb for verb in TOLD if verb.startswith(BEGINS[kind])])
    there = Note.objects.filter(removed_at=None)
    if kind in NOTE_KIND:
        there = there.filter(kind=NOTE_KIND[kind])
    of_event = EventSubject.objects.filter(event=OuterRef(OuterRef("event")), kind=Note.ref_kind)
    noted = Q(event__verb="note.added") & Exists(there.filter(pk__in=of_event.values("object_id")))
    if kind in NOTE_KIND:
        return rows.filter(noted | Q(event__verb=TALKS[kind])) if kind in TALKS else rows.filter(noted)
    return rows.filter(noted | Q(event__verb__in=[verb for verb in TOLD if verb != "note.added"]))


def _other(kind: str) -> Subquery:
    """The id of the object of another kind that the same event concerns."""
    there = EventSubject.objects.filter(event=OuterRef("event"), kind=kind)
    return Subquery(there.values("object_id")[:1])


def _noted() -> dict[str, Subquery]:
    """What a note says and with whom it was, in the same statement: few rows of a page are notes."""
    of_event = EventSubject.objects.filter(event=OuterRef(OuterRef("event")), kind=Note.ref_kind)
    there = Note.objects.filter(removed_at=None, pk__in=of_event.values("object_id"))
    columns = {"first": "contact__first_name", "last": "contact__last_name"}
    columns |= {name: name for name in ("kind", "text", "mentions")}
    return {f"note_{name}": Subquery(there.values(column)[:1]) for name, column in columns.items()}


def _note_of(row: Any) -> Note | None:
    if row.note_kind is None:
        return None
    contact = None if row.note_last is None else Contact(first_name=row.note_first, last_name=row.note_last)
    return Note(
        pk=row.note_id, kind=row.note_kind, text=row.note_text, mentions=row.note_mentions or [], contact=contact
    )


def _entry(row: Any) -> TimelineEntry | None:
    event: Event = row.event
    tell = TOLD.get(event.verb)
    if tell is None:
        return None
    note = _note_of(row)
    if event.verb.startswith("note.") and note is None:
        return None
    told, detail, icon = tell(event.data, note)
    order = event.data.get("number", "") if event.verb.startswith("order.") else ""
    return TimelineEntry(
        id=event.pk,
        at=event.at,
        half=event.half or ("customer" if event.actor_kind == "contact" else ""),
        who=event.who,
        told=told,
        detail=detail,
        url=_address(event, order, row.customer_id),
        icon=icon,
        note=note,
        customer_id=row.customer_id,
        verb=event.verb,
        by=event.actor_id if event.actor_kind == EMPLOYEE else None,
    )


def _address(event: Event, order: str, customer_id: int | None) -> str:
    """The page that tells more: the order's, the piece of work's, or that of the merge, where it can be taken back."""
    if event.verb.startswith("file."):
        about = str(event.data.get("about", ""))
        about = f"customer:{customer_id}" if about.startswith("customer:") else about  # merged since, perhaps
        return f"{reverse('files')}?about={about}"
    if event.verb in MAILS:
        return reverse(MAILS[event.verb], args=[event.data["mail"]])
    for begin, name, page in OWN:
        if event.verb.startswith(begin) and event.data.get(name):
            return reverse(page, args=[event.data[name]])
    if order:
        return reverse("orders:order", args=[order])
    if event.verb in PAGES and "piece" in event.data:
        return reverse(PAGES[event.verb], args=[event.data["piece"]])
    return next((reverse(page, args=[event.data[name]]) for name, page in NAMED if name in event.data), "")
