"""Reading meetings: only of the tandems in which the viewer sits, and only since they sit there."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import TruncDate

from tandem.core.actor import Actor
from tandem.core.spans import on_day
from tandem.people.models import Employee
from tandem.people.queries import signed_in
from tandem.tandems.models import Seat, Tandem
from tandem.tandems.queries import scope_of

from .models import ItemKind, Meeting, MinuteItem


def visible_meetings(actor: Actor) -> QuerySet[Meeting]:
    """Meetings of the viewer's own tandems; a new partner does not read what the former two said."""
    rows = Meeting.objects.select_related("tandem__team")
    if actor.is_system:
        return rows
    person = signed_in(actor)
    mine = Seat.objects.filter(on_day(actor.today), employee=person.pk if person else 0, tandem=OuterRef("tandem"))
    since_then = mine.filter(start__lte=OuterRef("day"))
    rows = rows.annotate(day=TruncDate("starts_at"))
    return rows.filter(Q(Exists(mine), closed_at=None) | Exists(since_then))


def visible_items(actor: Actor) -> QuerySet[MinuteItem]:
    """Lines of visible meetings that were not taken out."""
    rows = MinuteItem.objects.filter(removed_at=None).select_related("meeting__tandem__team", "author", "todo")
    return rows.filter(meeting__in=visible_meetings(actor).values("pk"))


def own_seats(actor: Actor) -> list[Seat]:
    """Where the viewer sits today; no statement beyond the scope's."""
    return [seat for seat in scope_of(actor).seats if seat.employee_id == actor.id]


def the_two(tandem: Tandem, actor: Actor) -> list[Employee]:
    """Who sits in an own tandem today, inside first."""
    seats = [seat for seat in scope_of(actor).seats if seat.tandem_id == tandem.pk]
    return list({seat.employee_id: seat.employee for seat in seats}.values())


def next_meeting(actor: Actor) -> Meeting | None:
    """The open meeting of the tandem in the viewer's bar; one statement."""
    current = scope_of(actor).current_id
    return visible_meetings(actor).filter(tandem=current, closed_at=None).first() if current else None


@dataclass(frozen=True)
class Minutes:
    """What was written: points and notes in order, one promise of each, and the promises of the meeting before."""

    topics: list[MinuteItem]
    notes: list[MinuteItem]
    promises: dict[int, MinuteItem]
    before: list[MinuteItem]


def minutes_of(meeting: Meeting) -> Minutes:
    """Everything written in a meeting; one statement."""
    rows = MinuteItem.objects.filter(Q(meeting=meeting) | Q(meeting__next=meeting, kind=ItemKind.PROMISE))
    items = list(rows.filter(removed_at=None).select_related("author", "todo", "meeting__tandem"))
    here = [item for item in items if item.meeting_id == meeting.pk]
    return Minutes(
        topics=[item for item in here if item.kind == ItemKind.TOPIC],
        notes=[item for item in here if item.kind in (ItemKind.NOTE, ItemKind.DECISION)],
        promises={item.author_id: item for item in here if item.kind == ItemKind.PROMISE},
        before=[item for item in items if item.meeting_id != meeting.pk],
    )
