"""Activities: a poll for the day, invitations, costs next to their limits, and photos by consent alone."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.core import mail
from django.db import transaction

from tandem.core.actor import Actor
from tandem.core.errors import Conflict, Invalid, Refused
from tandem.core.models import Event
from tandem.core.tests.browser import submit, text_of
from tandem.people.models import Employee
from tandem.people.tests.factories import an_employee, as_actor, signed_in_client
from tandem.tandems.tests.world import AT, World
from tandem.together.activities import actions
from tandem.together.activities.ideas import ideas_for
from tandem.together.activities.limits import limit_for, verdict
from tandem.together.activities.mails import send_activity_mails
from tandem.together.activities.pages import verdict_of
from tandem.together.activities.queries import visible_activities, visible_expenses, visible_memories
from tandem.together.activities.reactions import remind_idle_pairs
from tandem.together.models import ActivityGuest, Expense, Memory, TeamActivity

from .world import a_pair, anna, ben, berlin, others

pytestmark = pytest.mark.django_db
FRIDAY = berlin("2026-12-04 17:00")
MONDAY = berlin("2026-12-07 17:00")


@pytest.fixture
def world() -> World:
    return a_pair()


def everything() -> tuple[list[object], ...]:
    tables = (TeamActivity, ActivityGuest, Expense, Memory, Event)
    return tuple(list(table._default_manager.order_by("pk").values()) for table in tables)


def refused(error: type[Exception], act: Any) -> Any:
    before = everything()
    with pytest.raises(error) as caught, transaction.atomic():
        act()
    assert everything() == before
    return caught.value


def propose(world: World, *days: datetime, actor: Actor | None = None, **more: Any) -> TeamActivity:
    wanted: dict[str, Any] = {"circle": "tandem", "tandem": world.tandem, "title": "Fischbrötchen", "place": "Kappeln"}
    actor = actor or anna(world)
    return actions.propose_activity(**(wanted | more), days=days or (FRIDAY,), actor=actor, at=actor.at)


def of_team(world: World, *days: datetime) -> TeamActivity:
    return propose(world, *days, circle="team", tandem=None, team=world.team)


def guests(activity: TeamActivity) -> dict[str, str]:
    return dict(activity.guests.values_list("employee__first_name", "reply"))


def deliver(verb: str = "activity.fixed") -> list[Any]:
    mail.outbox.clear()
    send_activity_mails(Event.objects.filter(verb=verb).latest("pk"), AT)
    return list(mail.outbox)


def test_one_day_is_fixed_and_invites_more_make_a_poll(world: World) -> None:
    fixed = propose(world)
    assert (fixed.state, fixed.starts_at, guests(fixed)) == (
        "fixed",
        FRIDAY,
        {"Anna": "accepted", "Ben": "waiting"},
    )
    poll = propose(world, FRIDAY, MONDAY)
    assert (poll.state, poll.starts_at, poll.days.count()) == ("poll", None, 2)


def test_votes_are_counted_and_the_day_is_fixed_by_who_organises(world: World) -> None:
    poll = of_team(world, FRIDAY, MONDAY)
    first, second = poll.days.all()
    actions.vote(poll, days=[second], actor=ben(world), at=AT)
    assert [day.votes.count() for day in (first, second)] == [1, 2]
    refused(Refused, lambda: actions.fix_day(poll, starts_at=MONDAY, actor=ben(world), at=AT))
    actions.fix_day(poll, starts_at=MONDAY, actor=anna(world), at=AT)
    poll.refresh_from_db()
    assert (poll.state, poll.starts_at) == ("fixed", MONDAY)
    assert refused(Refused, lambda: actions.vote(poll, days=[first], actor=ben(world), at=AT)).code == "no_poll"


def test_each_circle_asks_its_own_people(world: World) -> None:
    assert set(guests(of_team(world))) == {"Anna", "Ben", "Carla", "Dirk", "Maren"}
    boss = as_actor(world.manager, AT)
    everybody = propose(world, circle="company", tandem=None, actor=boss)
    assert everybody.guests.count() == Employee.objects.count()
    refused(Refused, lambda: propose(world, circle="company", tandem=None))
    for actor in others(world):
        refused(Refused, lambda actor=actor: propose(world, actor=actor))


def test_what_two_do_is_seen_by_the_two(world: World) -> None:
    activity = propose(world)
    assert [visible_activities(actor).count() for actor in (anna(world), ben(world))] == [1, 1]
    assert [visible_activities(actor).count() for actor in others(world)] == [0, 0, 0]
    for actor in others(world):
        refused(
            Refused,
            lambda actor=actor: actions.reply_to_activity(activity, reply="accepted", actor=actor, at=AT),
        )


def test_days_to_come_and_not_too_many(world: World) -> None:
    assert refused(Invalid, lambda: propose(world, AT - timedelta(days=1))).code == "past"
    many = [FRIDAY + timedelta(days=n) for n in range(7)]
    assert refused(Invalid, lambda: propose(world, *many)).code == "days"


def test_invitations_are_sent_once_changed_and_cancelled(world: World) -> None:
    activity = propose(world)
    sent = deliver()
    assert [one.to for one in sent] == [[world.field.email]]
    body, kind = sent[0].alternatives[0]
    assert kind == "text/calendar; method=REQUEST"
    assert f"UID:{activity.uid}" in body
    assert "SUMMARY:Fischbrötchen" in body
    assert "LOCATION:Kappeln" in body
    assert "DTSTART:20261204T160000Z" in body
    assert deliver() == []
    actions.fix_day(activity, starts_at=MONDAY, actor=anna(world), at=AT)
    assert deliver()[0].subject == "Changed: Fischbrötchen"
    actions.cancel_activity(activity, reason="Sturm", actor=anna(world), at=AT)
    (off,) = deliver("activity.cancelled")
    assert off.alternatives[0][1] == "text/calendar; method=CANCEL"


def test_who_was_never_invited_is_not_told_that_it_was_cancelled(world: World) -> None:
    poll = propose(world, FRIDAY, MONDAY)
    actions.cancel_activity(poll, reason="Sturm", actor=anna(world), at=AT)
    assert deliver("activity.cancelled") == []


def test_photos_are_there_only_while_everybody_who_came_agrees(world: World) -> None:
    activity = propose(world)

    def seen() -> list[int]:
        return [visible_memories(actor).count() for actor in (anna(world), ben(world))]

    actions.reply_to_activity(activity, reply="accepted", photos=True, actor=anna(world), at=AT)
    assert seen() == [1, 1]
    actions.reply_to_activity(activity, reply="accepted", photos=False, actor=ben(world), at=AT)
    assert seen() == [0, 0]
    actions.reply_to_activity(activity, reply="accepted", photos=True, actor=ben(world), at=AT)
    assert seen() == [1, 1]
    assert [visible_memories(actor).count() for actor in others(world)] == [0, 0, 0]


def test_files_of_a_memory_are_closed_with_it(world: World, time_machine: Any) -> None:
    time_machine.move_to(AT, tick=False)
    activity = propose(world)
    url = f"/files/?about=memory:{activity.memory.pk}"
    answers = []
    for photos in (True, False):
        actions.reply_to_activity(activity, reply="accepted", photos=photos, actor=anna(world), at=AT)
        answers.append(signed_in_client(world.inside).get(url).status_code)
    assert answers == [200, 404]


def test_costs_are_read_by_who_organises_leads_or_pays(world: World) -> None:
    team, two = of_team(world), propose(world)
    readers = {
        "anna": anna(world),
        "ben": ben(world),
        "manager": as_actor(world.manager, AT),
        "payroll": as_actor(an_employee(["payroll"]), AT),
        "carla": as_actor(world.new_inside, AT),
    }
    seen = {name: set(visible_expenses(actor).values_list("activity", flat=True)) for name, actor in readers.items()}
    assert seen == {
        "anna": {team.pk, two.pk},
        "ben": {two.pk},
        "manager": {team.pk},
        "payroll": {team.pk},
        "carla": set(),
    }
    refused(Refused, lambda: actions.note_cost(team.expense, cents=1, version=1, actor=ben(world), at=AT))
    actions.note_cost(team.expense, cents=10_000, version=1, actor=anna(world), at=AT)
    refused(Conflict, lambda: actions.note_cost(team.expense, cents=1, version=1, actor=anna(world), at=AT))


@pytest.mark.parametrize(
    ("cents", "people", "number", "over"),
    [
        (110_00 * 3, 3, 1, 0),
        (110_00 * 3 + 1, 3, 1, 1),  # a third of a cent is over
        (150_00 * 2, 2, 2, 40_00),
        (20_00 * 2, 2, 3, 20_00),  # the third event of a year has no allowance
    ],
)
def test_company_events_next_to_their_allowance(cents: int, people: int, number: int, over: int) -> None:
    found = verdict("team", 2026, cost_cents=cents, people=people, number=number)
    assert found is not None
    assert (found.over_cents, found.limit.source) == (over, "§ 19 Abs. 1 Satz 1 Nr. 1a EStG")


def test_a_meal_of_two_has_a_limit_of_its_own_and_no_year_before_the_data() -> None:
    meal = limit_for("tandem", 2026)
    assert meal is not None
    assert (meal.cents, meal.per_year) == (60_00, None)
    assert limit_for("team", 2010) is None


def test_only_who_came_counts_and_events_of_the_year_are_numbered(world: World) -> None:
    of_team(world, berlin("2026-11-27 17:00"))
    second = of_team(world, FRIDAY)
    actions.note_cost(second.expense, cents=230_00, version=1, actor=anna(world), at=AT)
    actions.reply_to_activity(second, reply="accepted", actor=ben(world), at=AT)
    found = verdict_of(Expense.objects.get(activity=second))
    assert found is not None
    assert (found.people, found.each_cents, found.number, found.over_cents) == (2, 115_00, 2, 5_00)


def test_ideas_suit_season_circle_and_budget() -> None:
    winter = [idea.en for idea in ideas_for("tandem", day=date(2026, 12, 1), most_cents=1200)]
    assert "Fish rolls at the harbour" not in winter
    assert "A walk instead of a meeting room" in winter
    assert all(idea.cents <= 1200 for idea in ideas_for("tandem", day=date(2026, 6, 1), most_cents=1200))
    assert "Summer party with families" in [idea.en for idea in ideas_for("company", day=date(2026, 6, 1))]


def test_a_pair_without_anything_for_long_is_reminded_once(world: World) -> None:
    idle = Event.objects.filter(verb="tandem.idle")
    remind_idle_pairs(Event(), AT)
    remind_idle_pairs(Event(), AT + timedelta(days=1))
    assert [set(event.subjects.values_list("kind", "object_id")) for event in idle] == [{("tandem", world.tandem.pk)}]
    propose(world)
    remind_idle_pairs(Event(), AT + timedelta(days=91))
    assert idle.all().count() == 1
    remind_idle_pairs(Event(), FRIDAY + timedelta(days=120))
    assert idle.all().count() == 2


def test_it_is_proposed_answered_and_written_into_a_calendar_on_the_pages(world: World, time_machine: Any) -> None:
    time_machine.move_to(AT, tick=False)
    client = signed_in_client(world.inside)
    page = text_of(client.get("/activities/?circle=tandem&most=1000"))
    assert "A walk instead of a meeting room" in page
    made = submit(client, "/activities/new/?circle=tandem&title=Kochen", day1="2026-12-04", clock="18:00")
    assert made.status_code == 302, text_of(made)
    activity = TeamActivity.objects.get()
    partner = signed_in_client(world.field)
    assert partner.post(f"{made.url}reply/", {"reply": "accepted", "photos": "on"}).status_code == 302
    assert guests(activity) == {"Anna": "accepted", "Ben": "accepted"}
    calendar = partner.get(f"{made.url}calendar/")
    assert b"DTSTART:20261204T170000Z" in calendar.content
    assert signed_in_client(world.manager).get(made.url).status_code == 404
    cost = submit(client, f"{made.url}cost/", cents="130")
    assert cost.status_code == 302, text_of(cost)
    assert "beyond it" in text_of(client.get(f"{made.url}cost/"))
