"""What pairs, teams and the company do together besides work: past, to come, and one that looks for a day."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import time, timedelta

from tandem.people.models import Employee
from tandem.tandems.models import SeatRole, Tandem
from tandem.together.activities.queries import people_of
from tandem.together.models import (
    ActivityDay,
    ActivityGuest,
    ActivityState,
    Circle,
    Expense,
    Memory,
    TeamActivity,
)
from tandem.work.days import local
from tandem.work.models import Reply

from .dice import chance
from .files import table
from .rota import Rota
from .stage import Stage

EVERY = {Circle.TANDEM: 3, Circle.TEAM: 1, Circle.COMPANY: 1}  # of so many pairs one does it


def write_activities(stage: Stage, rota: Rota, tandems: Sequence[Tandem]) -> None:
    """Of every circle what the data file says."""
    teams = list({tandem.team_id: tandem.team for tandem in tandems}.values())
    today = stage.calendar.today
    for days, circle, title, place, hour, minutes, cents in table("together")["activities"]:
        owners: Sequence[object] = {"tandem": tandems[:: EVERY[Circle.TANDEM]], "team": teams}.get(circle, [None])
        for owner in owners:
            tandem = owner if isinstance(owner, Tandem) else None
            team = owner if owner is not None and tandem is None else None
            people = (
                _people(rota, tandem, stage) if tandem else people_of(circle, None, getattr(team, "pk", None), today)
            )
            organiser = people[0] if tandem else getattr(team, "manager", None) or teams[0].manager
            if organiser is None or len(people) < 2:
                continue
            day = stage.calendar.workday_from(today + timedelta(days))
            activity = _activity(stage, circle, tandem, getattr(team, "pk", None), organiser, title, place)
            activity.starts_at = local(day, time(hour))
            activity.minutes, activity.state, activity.sequence = minutes, ActivityState.FIXED, 1
            activity.save()
            _ask(stage, activity, people, over=days < 0)
            Expense.objects.create(activity=activity, cents=cents or None)
    _poll(stage, rota, tandems[0])


def _poll(stage: Stage, rota: Rota, tandem: Tandem) -> None:
    people = _people(rota, tandem, stage)
    title, place = table("together")["poll"]
    activity = _activity(stage, Circle.TANDEM.value, tandem, None, people[-1], title, place)
    activity.save()
    _ask(stage, activity, people, over=False)
    Expense.objects.create(activity=activity)
    for ahead in (15, 16, 22):
        day = stage.calendar.workday_from(stage.calendar.today + timedelta(ahead))
        ActivityDay.objects.get_or_create(activity=activity, starts_at=local(day, time(18)))
    guest = ActivityGuest.objects.get(activity=activity, employee=people[-1])
    guest.days.set(activity.days.all()[1:])
    guest.voted_at = activity.made_at
    guest.save(update_fields=["voted_at"])


def _activity(
    stage: Stage,
    circle: str,
    tandem: Tandem | None,
    team_id: int | None,
    organiser: Employee,
    title: str,
    place: str,
) -> TeamActivity:
    dice = stage.dice(f"activity {circle} {title} {tandem} {organiser.email}")
    return TeamActivity(
        circle=circle,
        tandem=tandem,
        team_id=team_id,
        title=title,
        place=place,
        organiser=organiser,
        made_at=stage.calendar.moment(stage.calendar.back(3), dice),
        uid=f"{dice.getrandbits(64):016x}@nordwelle-antriebe.example",
    )


def _ask(stage: Stage, activity: TeamActivity, people: Iterable[Employee], *, over: bool) -> None:
    dice = stage.dice(f"guests {activity.uid}")
    asked = {person.pk: person for person in people}
    asked.setdefault(activity.organiser_id, activity.organiser)
    comes = {key: key == activity.organiser_id or (over and chance(dice, 0.85)) for key in asked}
    ActivityGuest.objects.bulk_create(
        ActivityGuest(
            activity=activity,
            employee=person,
            reply=Reply.ACCEPTED if comes[key] else Reply.DECLINED if over else Reply.WAITING,
            photos=True if over and comes[key] else None,
            told_sequence=1,
        )
        for key, person in asked.items()
    )
    text = table("together")["memory"] if over and activity.circle == Circle.TEAM else ""
    Memory.objects.create(activity=activity, text=text)
    if activity.circle == Circle.TANDEM:
        stage.diary.tell(
            "activity.proposed", activity.made_at, activity, activity.tandem, by=activity.organiser,
            data={"name": activity.title},
        )  # fmt: skip


def _people(rota: Rota, tandem: Tandem, stage: Stage) -> list[Employee]:
    found = [rota.sitter(tandem.pk, role, stage.calendar.today) for role in SeatRole]
    return [person for person in found if person is not None]
