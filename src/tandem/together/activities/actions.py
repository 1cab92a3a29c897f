"""Asking for a day, fixing it, replying, what it cost; sequence counts what invited people have to know."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import uuid4

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from tandem.core.actor import Actor
from tandem.core.errors import Invalid, Refused
from tandem.core.events import record
from tandem.core.locking import lock, save_changes
from tandem.core.models import Event
from tandem.core.rules import require
from tandem.people.models import Team
from tandem.people.queries import signed_in
from tandem.tandems.models import Tandem
from tandem.together.models import ActivityDay, ActivityGuest, ActivityState, Circle, Expense, Memory, TeamActivity
from tandem.work.models import Reply

from .queries import people_of
from .rules import can_add_receipt, can_ask_company, can_ask_tandem, can_ask_team, can_organise, is_asked

MOST_DAYS = 6  # of a poll


@transaction.atomic
def propose_activity(
    *,
    circle: str,
    tandem: Tandem | None = None,
    team: Team | None = None,
    title: str,
    place: str = "",
    text: str = "",
    minutes: int = 120,
    days: Sequence[datetime],
    actor: Actor,
    at: datetime,
) -> TeamActivity:
    """With one day it is fixed and everybody invited; with more a poll goes round. Who is asked is fixed now."""
    _require_circle(circle, tandem, team, actor)
    organiser = signed_in(actor)
    if organiser is None:
        raise Refused("nobody", _("Activities are organised by people."))
    wanted = _checked_days(days, at)
    activity = TeamActivity.objects.create(
        circle=Circle(circle),
        tandem=tandem if circle == Circle.TANDEM else None,
        team=team if circle == Circle.TEAM else None,
        title=title.strip()[:120],
        place=place.strip()[:200],
        text=text.strip(),
        minutes=minutes,
        organiser=organiser,
        made_at=at,
        uid=f"{uuid4().hex}@tandem",
    )
    people = people_of(circle, tandem, team.pk if team else None, actor.today)
    asked = {person.pk for person in people} | {organiser.pk}
    ActivityGuest.objects.bulk_create(ActivityGuest(activity=activity, employee_id=key) for key in sorted(asked))
    Memory.objects.create(activity=activity)
    Expense.objects.create(activity=activity)
    rows = ActivityDay.objects.bulk_create(ActivityDay(activity=activity, starts_at=day) for day in wanted)
    ActivityGuest.objects.get(activity=activity, employee=organiser).days.set(rows)
    record("activity.proposed", activity, activity.tandem, actor=actor, at=at, data={"name": activity.title})
    if len(wanted) == 1:
        _fix(activity, wanted[0], actor, at)
    return activity


@transaction.atomic
def vote(activity: TeamActivity, *, days: Iterable[ActivityDay], actor: Actor, at: datetime) -> Event:
    """Which days suit; none is an answer, too."""
    require(is_asked, actor, activity)
    activity = lock(activity)
    if not activity.is_poll:
        raise Refused("no_poll", _("The day is fixed already, or it was cancelled."))
    guest = ActivityGuest.objects.get(activity=activity, employee=signed_in(actor))
    guest.days.set([day for day in days if day.activity_id == activity.pk])
    guest.voted_at = at
    guest.save(update_fields=["voted_at"])
    return record("activity.voted", activity, actor=actor, at=at)


@transaction.atomic
def fix_day(activity: TeamActivity, *, starts_at: datetime, actor: Actor, at: datetime) -> Event:
    """The day of the poll, or another time once it was fixed; everybody gets an invitation."""
    require(can_organise, actor, activity)
    activity = lock(activity)
    if activity.state == ActivityState.CANCELLED:
        raise Refused("cancelled", _("This was cancelled. Propose it anew."))
    _checked_days([starts_at], at)
    if activity.is_fixed and activity.starts_at == starts_at:
        raise Invalid("same", _("It is fixed for that time already."))
    return _fix(activity, starts_at, actor, at)


@transaction.atomic
def cancel_activity(activity: TeamActivity, *, reason: str, actor: Actor, at: datetime) -> Event:
    """It does not take place; who was invited is told."""
    require(can_organise, actor, activity)
    activity = lock(activity)
    if activity.state == ActivityState.CANCELLED or (activity.starts_at and activity.starts_at <= at):
        raise Refused("over", _("This is over or was cancelled already."))
    activity.sequence += 1
    activity.save(update_fields=["sequence"])
    save_changes(activity, {"state": ActivityState.CANCELLED.value, "cancel_reason": reason.strip()[:200]})
    return record("activity.cancelled", activity, activity.tandem, actor=actor, at=at, data={"name": activity.title})


@transaction.atomic
def reply_to_activity(
    activity: TeamActivity, *, reply: str, photos: bool | None = None, actor: Actor, at: datetime
) -> Event:
    """Whether one comes, and whether photos may show one; both may be changed at any time."""
    require(is_asked, actor, activity)
    activity = lock(activity)
    if not activity.is_fixed:
        raise Refused("not_fixed", _("There is no day to reply to."))
    if reply not in (Reply.ACCEPTED, Reply.TENTATIVE, Reply.DECLINED):
        text = _("Say whether you come.")
        raise Invalid("reply", text, {"reply": text})
    guest = ActivityGuest.objects.get(activity=activity, employee=signed_in(actor))
    guest.reply, guest.replied_at, guest.photos = reply, at, photos
    guest.save(update_fields=["reply", "replied_at", "photos"])
    return record("activity.replied", activity, actor=actor, at=at)


@transaction.atomic
def note_cost(expense: Expense, *, cents: int | None, version: int, actor: Actor, at: datetime) -> Event | None:
    """What it cost for all together. None when nothing differs."""
    require(can_add_receipt, actor, expense)
    row = lock(expense, version=version)
    changes = save_changes(row, {"cents": cents})
    return record("expense.noted", row, actor=actor, at=at, changes=changes) if changes else None


@transaction.atomic
def remember(activity: TeamActivity, *, text: str, actor: Actor, at: datetime) -> Event:
    """A sentence of what remains; everybody who was asked may write it."""
    require(is_asked, actor, activity)
    memory = lock(Memory.objects.get(activity=activity))
    memory.text = text.strip()
    memory.save(update_fields=["text"])
    return record("activity.remembered", activity, actor=actor, at=at)


def _fix(activity: TeamActivity, starts_at: datetime, actor: Actor, at: datetime) -> Event:
    activity.sequence += 1
    activity.save(update_fields=["sequence"])
    changes = save_changes(activity, {"starts_at": starts_at, "state": ActivityState.FIXED.value})
    ActivityGuest.objects.filter(activity=activity).exclude(employee=activity.organiser).update(reply=Reply.WAITING)
    ActivityGuest.objects.filter(activity=activity, employee=activity.organiser).update(reply=Reply.ACCEPTED)
    data = {"name": activity.title}
    return record("activity.fixed", activity, activity.tandem, actor=actor, at=at, changes=changes, data=data)


def _require_circle(circle: str, tandem: Tandem | None, team: Team | None, actor: Actor) -> None:
    if circle == Circle.TANDEM and tandem is not None:
        require(can_ask_tandem, actor, tandem)
    elif circle == Circle.TEAM and team is not None:
        require(can_ask_team, actor, team)
    elif circle == Circle.COMPANY:
        require(can_ask_company, actor)
    else:
        text = _("Choose who is asked.")
        raise Invalid("circle", text, {"circle": text})


def _checked_days(days: Sequence[datetime], at: datetime) -> list[datetime]:
    wanted = sorted(set(days))
    if not wanted or len(wanted) > MOST_DAYS:
        many = _("Name one day, or up to %d for a poll.") % MOST_DAYS
        raise Invalid("days", many, {"day1": many})
    if wanted[0] <= at:
        text = _("Choose a time to come.")
        raise Invalid("past", text, {"day1": text})
    return wanted
