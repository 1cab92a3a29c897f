"""Reading notices: one's own, as long as one may see what they are about."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import Count, Exists, IntegerField, Max, OuterRef, Q, QuerySet, Subquery
from django.urls import reverse
from django.utils import timezone

from tandem.core.actor import Actor
from tandem.core.models import EventUndo
from tandem.core.paging import Keyset, keyset
from tandem.customers.queries import seen
from tandem.desk.models import Notice, NoticeSettings
from tandem.desk.notices import ICONS, told
from tandem.people.models import Employee
from tandem.people.openings import openings_of
from tandem.people.queries import signed_in

PAGE = 50
MOST = 99  # more are not counted
AT_ONCE = 3  # that pop up together
JUST_NOW = timedelta(minutes=10)  # what a worker that was late tells is in the list, and pops up no more


@dataclass(frozen=True)
class NoticeRow:
    """One notice, in words when it is shown."""

    notice: Notice

    @property
    def text(self) -> str:
        """What happened."""
        return told(self.notice)

    @property
    def icon(self) -> str:
        """What it is about."""
        return ICONS.get(self.notice.kind, "bell")

    @property
    def url(self) -> str:
        """Where it leads, by way of having been read."""
        return reverse("notice", args=[self.notice.pk])


@dataclass(frozen=True)
class Unread:
    """How many of the viewer's notices are unread, MOST + 1 for more, and the newest of them."""

    count: int
    newest: int

    @property
    def label(self) -> str:
        """The number as the bell has room for."""
        return f"{MOST}+" if self.count > MOST else str(self.count)


@dataclass(frozen=True)
class NoticePage:
    """A page of notices."""

    rows: Sequence[NoticeRow]
    cut: Keyset[Notice]
    unread: Unread
    state: str


def own_bell(actor: Actor) -> QuerySet[Employee]:
    """Whose bell a viewer may listen to: their own."""
    person = signed_in(actor)
    return Employee.objects.all() if actor.is_system else Employee.objects.filter(pk=person.pk if person else 0)


def notices_of(actor: Actor) -> QuerySet[Notice]:
    """What a person has been told, but what was undone or what they may not see any more."""
    person = signed_in(actor)
    undone = EventUndo.objects.filter(event=OuterRef("event"))
    rows = Notice.objects.filter(Q(customer=None) | seen(actor, "customer__"), ~Exists(undone))
    return rows.filter(employee=person.pk if person else 0).select_related("event", "customer")


def visible_notices(actor: Actor) -> QuerySet[Notice]:
    """Those that are shown, not only mailed."""
    return notices_of(actor).filter(in_app=True)


def unread_of(actor: Actor) -> Unread:
    """For the bell: one statement, or none where another has asked it along; remembered for the request."""
    if "unread" not in actor.cache:
        found = _unread(actor).aggregate(count=Count("pk"), newest=Max("pk"))
        remember_unread(actor, found["count"], found["newest"])
    unread: Unread = actor.cache["unread"]
    return unread


def unread_along(actor: Actor) -> dict[str, Subquery]:
    """The same as two columns of a statement that a page makes anyway; for `remember_unread`."""
    newest = _unread(actor)
    return {"unread_count": _Counted(newest), "unread_newest": Subquery(newest[:1])}


def remember_unread(actor: Actor, count: int, newest: int | None) -> None:
    """What the bell of this request shows."""
    actor.cache["unread"] = Unread(count, newest or 0)


class _Counted(Subquery):
    """How many rows a statement has."""

    template = "(SELECT COUNT(*) FROM (%(subquery)s) counted)"
    output_field = IntegerField()


def _unread(actor: Actor) -> QuerySet[Notice, Any]:
    rows = visible_notices(actor).filter(read_at=None).select_related(None)
    return rows.order_by("-pk").values("pk")[: MOST + 1]


def notice_page(actor: Actor, *, state: str = "", before: str = "", after: str = "") -> NoticePage:
    """Newest first; `state` "unread" for those alone."""
    rows = visible_notices(actor)
    if state == "unread":
        rows = rows.filter(read_at=None)
    cut = keyset(rows, by="pk", descending=True, size=PAGE, before=before, after=after)
    return NoticePage([NoticeRow(row) for row in cut.rows], cut, unread_of(actor), state)


def fresh_notices(actor: Actor, known: int) -> list[NoticeRow]:
    """What pops up: unread, come since the page knew, and of just now; nothing where quiet is wanted."""
    if wants_quiet(actor):
        return []
    rows = visible_notices(actor).filter(pk__gt=known, read_at=None, at__gt=actor.at - JUST_NOW)
    return [NoticeRow(row) for row in rows.order_by("-pk")[:AT_ONCE]]


def settings_of(people: Iterable[Employee]) -> dict[int, NoticeSettings]:
    """How each of these wants to be told; one statement."""
    people = list(people)
    rows = {row.employee_id: row for row in NoticeSettings.objects.filter(employee__in=people)}
    return {person.pk: rows.get(person.pk) or NoticeSettings(employee=person) for person in people}


def wants_quiet(actor: Actor) -> bool:
    """Whether nothing should pop up now: in the quiet hours, or on a day without work."""
    person = signed_in(actor)
    if person is None:
        return True
    wish = settings_of([person])[person.pk]
    if wish.is_quiet_at(timezone.localtime(actor.at).time()):
        return True
    return wish.quiet and wish.quiet_days and not openings_of([person], actor.at)[person.pk].on(actor.today)
