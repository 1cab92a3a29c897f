"""Notices follow from events; one mail a day tells what is still unread."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, time, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Exists, OuterRef
from django.utils import timezone, translation

from tandem.core import mail
from tandem.core.actor import Actor
from tandem.core.events import Draft, handler_name, record, record_many, without_lock
from tandem.core.kinds import kinds, visible_object
from tandem.core.models import Company, Delivery, Event, EventSubject, EventUndo
from tandem.people.models import Absence, Employee
from tandem.people.openings import openings_of
from tandem.people.queries import employees_here

from .addressees import Addressee, Case, case_of
from .audience import AUDIENCE, about_of, addressees
from .models import DIGEST_AT, Notice, NoticeSettings
from .queries.notices import NoticeRow, notices_of, settings_of

BELL, RETURN = "bell", "return"
LABEL = "notices"
KEPT = timedelta(days=90)  # after which what has been read goes
LATE = timedelta(days=4)  # after which nobody is welcomed any more
IN_A_MAIL = 30  # more are only counted


def give_notices(event: Event, at: datetime) -> None:
    """Tell those whom an event concerns, may see it and want to know; a second time it tells nobody."""
    case = case_of(event)
    found = addressees(case)
    about = about_of(case, kinds()) if found else None
    if about is None or EventUndo.objects.filter(event=event).exists() or Notice.objects.filter(event=event).exists():
        return
    people = employees_here(timezone.localdate(at)).select_related("team").in_bulk([one.employee_id for one in found])
    wishes = settings_of(people.values())
    rows = []
    for one in found:
        if one.employee_id in people:
            person, wish = people[one.employee_id], wishes[one.employee_id]
            thing = visible_object(*about, Actor.of(person, at))
            if thing is not None and any(wish.wants(one.kind)):
                with translation.override(person.language):
                    rows.append(_notice(case, one, about, thing, in_app=wish.wants(one.kind)[0]))
    _give(rows, at)


def _notice(case: Case, one: Addressee, about: tuple[str, int], thing: Any, *, in_app: bool) -> Notice:
    named = case.event.data.get("name") if about[0] == "absence" else ""
    return Notice(
        employee_id=one.employee_id,
        event=case.event,
        kind=one.kind,
        side=one.side,
        about_kind=about[0],
        about_id=about[1],
        customer_id=case.one("customer"),
        data={"title": str(named or getattr(thing, "label", "") or thing)[:200]},
        in_app=in_app,
        at=case.event.at,
    )


def _give(rows: list[Notice], at: datetime) -> None:
    """Keep them, and let the bells of open pages know."""
    Notice.objects.bulk_create(rows)
    bells = sorted({(BELL, row.employee_id) for row in rows if row.in_app})
    if bells:
        record_many([Draft("notices.given", at, bells)], actor=Actor.system(at, LABEL), deliver=False)


def tell_since(since: datetime, *, at: datetime) -> int:
    """Put what has happened since into the outbox, for a house that was filled in bulk; returns how many events."""
    recent = Event.objects.filter(verb__in=AUDIENCE, at__gt=since, at__lte=at).order_by("at", "pk")
    rows = [Delivery(event=event, handler=handler_name(give_notices), next_at=at) for event in recent]
    return len(Delivery.objects.bulk_create(rows, ignore_conflicts=True))


def sweep_notices(event: Event, at: datetime) -> None:
    """Every morning: what was read long ago goes."""
    Notice.objects.filter(read_at__isnull=False, at__lt=at - KEPT).delete()


def welcome_back(event: Event, at: datetime) -> None:
    """Every morning: who is back is told of the summary, once per absence; a worker that slept tells it late."""
    day = timezone.localdate(at)
    ended = Absence.objects.filter(end__lte=day, end__gt=day - LATE)
    told = EventSubject.objects.filter(kind=RETURN, object_id=OuterRef("pk"))
    rows = ended.exclude(Exists(told)).order_by("pk").values_list("pk", flat=True)
    drafts = [Draft("return.due", at, [(RETURN, key)]) for key in rows]
    record_many(drafts, actor=Actor.system(at, LABEL), deliver=True)


def plan_digests(event: Event, at: datetime) -> None:
    """Every morning: one event per time of day that anybody chose, delivered when it is that time."""
    day = timezone.localdate(at)
    if event.data.get("day") != day.isoformat():
        return  # a worker that slept: yesterday's mail is not sent at night
    chosen = NoticeSettings.objects.filter(digest=True, employee__is_active=True).values_list("digest_at", flat=True)
    for clock in sorted({DIGEST_AT, *chosen}):
        due = datetime.combine(day, clock, timezone.get_default_timezone())
        data = {"time": clock.isoformat("minutes"), "day": day.isoformat()}
        planned = record("digests.planned", actor=Actor.system(at, LABEL), at=at, data=data)
        Delivery.objects.filter(event=planned).update(next_at=max(due, at))


def gather_digests(event: Event, at: datetime) -> None:
    """At the time of day: take what is unread and unmailed into one mail for each who works today."""
    day, clock = timezone.localdate(at), time.fromisoformat(event.data["time"])
    if event.data["day"] != day.isoformat():
        return
    waiting = Notice.objects.filter(read_at=None, mailed_at=None)
    people = {person.pk: person for person in _wanting(clock, waiting, day)}
    here = openings_of(people.values(), at)
    wishes = settings_of(people.values())
    taken: dict[int, list[int]] = {}
    for row in waiting.filter(employee__in=people).order_by("-pk"):
        if here[row.employee_id].on(day) and wishes[row.employee_id].wants(row.kind)[1]:
            taken.setdefault(row.employee_id, []).append(row.pk)
    _take(taken, at)
    drafts = [Draft("digest.due", at, [(BELL, key)], {"notices": ids}) for key, ids in sorted(taken.items())]
    record_many(drafts, actor=Actor.system(at, LABEL), deliver=True)


def _wanting(clock: time, waiting: Any, day: Any) -> Iterable[Employee]:
    """Who wants the digest at this time and has something waiting."""
    rows = employees_here(day).filter(pk__in=waiting.values("employee")).select_related("team", "notice_settings")
    for person in rows:
        wish = getattr(person, "notice_settings", None) or NoticeSettings(employee=person)
        if wish.digest and wish.digest_at.replace(second=0, microsecond=0) == clock:
            yield person


def _take(taken: Mapping[int, list[int]], at: datetime) -> None:
    """What is in a mail is in no second one; what is not shown elsewhere has been read with it."""
    rows = Notice.objects.filter(pk__in=[key for ids in taken.values() for key in ids])
    rows.filter(in_app=False).update(read_at=at)
    rows.update(mailed_at=at)


@without_lock
def send_digest(event: Event, at: datetime) -> None:
    """Send one person's mail; what they may not see any more is left out, and without anything else no mail goes."""
    person = Employee.objects.select_related("team").get(pk=event.subjects.get(kind=BELL).object_id)
    if not person.works_here_on(timezone.localdate(at)):
        return
    rows = list(notices_of(Actor.of(person, at)).filter(pk__in=event.data["notices"]).order_by("-pk"))
    if not rows:
        return
    context = {
        "person": person,
        "company": Company.objects.first(),
        "base": settings.ADDRESS.rstrip("/"),
        "rows": [NoticeRow(row) for row in rows[:IN_A_MAIL]],
        "count": len(rows),
        "more": max(0, len(rows) - IN_A_MAIL),
    }
    mail.send(event, "desk/mail/digest.txt", to=person.email, language=person.language, context=context)
