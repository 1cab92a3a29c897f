"""Weekly meetings: when they are set, who may move and close them, what happens when both do it at once."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import transaction

from tandem.core.errors import Conflict, Invalid, Refused
from tandem.core.models import Event
from tandem.core.tests.browser import changed, forms_of, text_of
from tandem.core.undo import undo_event
from tandem.people.models import Absence
from tandem.people.tests.factories import as_actor, signed_in_client
from tandem.tandems.actions import agree_to_rules, propose_rules
from tandem.tandems.terms import Lists, company_terms
from tandem.tandems.tests.factories import a_seat
from tandem.tandems.tests.world import AT, TODAY, World
from tandem.together import actions
from tandem.together.models import Meeting
from tandem.together.queries import next_meeting, visible_meetings

from .world import a_meeting, a_pair, anna, ben, berlin, everything, others

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return a_pair()


def refused(error: type[Exception], act: Any) -> Any:
    before = everything()
    with pytest.raises(error) as caught, transaction.atomic():
        act()
    assert everything() == before
    return caught.value


def agree(world: World, **terms: Any) -> None:
    wanted = replace(company_terms(Lists.load()), **terms)
    rules = propose_rules(world.tandem, terms=wanted, actor=anna(world), at=AT)
    agree_to_rules(rules, version=1, actor=ben(world), at=AT)


def away(person: Any, start: date, end: date) -> None:
    Absence.objects.create(employee=person, start=start, end=end)


def test_the_companys_slot_holds_until_the_two_agree_on_another(world: World) -> None:
    meeting = a_meeting(world)
    assert (meeting.starts_at, meeting.minutes) == (berlin("2026-11-30 08:30"), 30)
    assert set(Event.objects.get(verb="meeting.planned").subjects.values_list("kind", "object_id")) == {
        ("meeting", meeting.pk),
        ("tandem", world.tandem.pk),
    }


def test_the_rules_in_force_set_day_time_and_length(world: World) -> None:
    agree(world, meeting_weekday=3, meeting_minutes=45)
    meeting = a_meeting(world)
    assert (meeting.starts_at, meeting.minutes) == (berlin("2026-11-26 08:30"), 45)


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        ("2026-11-30 08:29", "2026-11-30 08:30"),
        ("2026-11-30 08:30", "2026-12-07 08:30"),
        ("2026-03-27 12:00", "2026-03-30 08:30"),  # summer time begins in between: half past eight all the same
        ("2027-03-25 12:00", "2027-04-05 08:30"),  # Easter Monday is passed over
    ],
)
def test_the_slot_after_an_instant(world: World, at: str, expected: str) -> None:
    if expected == "2027-04-05 08:30":
        assert a_meeting(world, berlin(at)).starts_at == berlin(expected)
        assert Event.objects.get(verb="meeting.planned").data["passed"] == ["2027-03-29"]
    else:
        assert a_meeting(world, berlin(at)).starts_at == berlin(expected)


def test_absences_of_either_are_passed_over(world: World) -> None:
    away(world.inside, date(2026, 11, 30), date(2026, 12, 1))
    away(world.field, date(2026, 12, 5), date(2026, 12, 10))
    assert a_meeting(world).starts_at == berlin("2026-12-14 08:30")


def test_the_holidays_of_the_teams_region_count(world: World) -> None:
    agree(world, meeting_weekday=2)
    world.team.region = "DE-BY"
    world.team.save()
    at = berlin("2027-01-05 12:00")
    assert a_meeting(world, at).starts_at == berlin("2027-01-13 08:30")  # Heilige Drei Könige on the 6th


def test_planning_twice_gives_the_same_meeting(world: World) -> None:
    meeting = a_meeting(world)
    before = everything()
    assert actions.plan_meeting(world.tandem, actor=ben(world), at=AT) == meeting
    assert everything() == before


def test_it_takes_two(world: World) -> None:
    world.tandem.seats.filter(role="field").update(end=TODAY)
    assert refused(Refused, lambda: a_meeting(world)).code == "alone"


def test_nobody_else_has_a_part_in_it(world: World) -> None:
    meeting = a_meeting(world)
    for actor in others(world):
        assert not visible_meetings(actor)
        for act in (
            lambda actor=actor: actions.plan_meeting(world.tandem, actor=actor, at=AT),
            lambda actor=actor: actions.close_meeting(meeting, actor=actor, at=AT),
            lambda actor=actor: actions.move_meeting(
                meeting, starts_at=berlin("2026-12-01 09:00"), minutes=30, version=1, actor=actor, at=AT
            ),
        ):
            refused(Refused, act)


def move(meeting: Meeting, world: World, to: str, **more: Any) -> Event | None:
    given = {"minutes": 30, "version": 1, "actor": ben(world), "at": AT, **more}
    return actions.move_meeting(meeting, starts_at=berlin(to), **given)


def test_moved_and_back(world: World) -> None:
    meeting = a_meeting(world)
    event = move(meeting, world, "2026-12-01 10:00", minutes=60)
    meeting.refresh_from_db()
    assert (meeting.starts_at, meeting.minutes, meeting.version) == (berlin("2026-12-01 10:00"), 60, 2)
    assert event
    undo_event(event, actor=ben(world), at=AT)
    meeting.refresh_from_db()
    assert (meeting.starts_at, meeting.minutes) == (berlin("2026-11-30 08:30"), 30)


def test_two_who_move_it_at_once_meet(world: World) -> None:
    meeting = a_meeting(world)
    move(meeting, world, "2026-12-01 10:00")
    error = refused(Conflict, lambda: move(meeting, world, "2026-12-02 10:00", actor=anna(world)))
    assert error.current.starts_at == berlin("2026-12-01 10:00")


@pytest.mark.parametrize(
    ("to", "minutes", "field"),
    [
        ("2026-11-23 10:00", 30, "starts_on"),
        ("2026-12-01 10:00", 4, "minutes"),
        ("2026-12-01 10:00", 481, "minutes"),
        ("2026-12-02 10:00", 30, "starts_on"),
        ("2026-12-25 10:00", 30, "starts_on"),
    ],
)
def test_times_at_which_they_cannot_meet_are_said_before_saving(
    world: World, to: str, minutes: int, field: str
) -> None:
    away(world.field, date(2026, 12, 2), date(2026, 12, 3))
    meeting = a_meeting(world)
    error = refused(Invalid, lambda: move(meeting, world, to, minutes=minutes))
    assert set(error.fields) == {field}


def test_closing_sets_the_next_one(world: World) -> None:
    meeting = a_meeting(world)
    at = berlin("2026-11-30 09:02")
    event = actions.close_meeting(meeting, actor=anna(world, at), at=at)
    meeting.refresh_from_db()
    assert (meeting.held_at, meeting.closed_at, meeting.closed_by) == (meeting.starts_at, at, world.inside)
    assert meeting.next
    assert meeting.next.starts_at == berlin("2026-12-07 08:30")
    assert next_meeting(ben(world)) == meeting.next
    refused(Refused, lambda: actions.close_meeting(meeting, actor=ben(world), at=at))
    undo_event(event, actor=anna(world, at), at=at)
    meeting.refresh_from_db()
    assert (meeting.is_open, meeting.held_at, list(Meeting.objects.all())) == (True, None, [meeting])


def test_left_out_is_no_talk(world: World) -> None:
    meeting = a_meeting(world)
    actions.close_meeting(meeting, held=False, actor=anna(world), at=AT)
    meeting.refresh_from_db()
    assert (meeting.held_at, meeting.closed_at) == (None, AT)
    assert meeting.next
    assert meeting.next.starts_at == berlin("2026-12-07 08:30")  # not once more the one left out


def test_what_is_written_in_the_next_one_keeps_the_former_closed(world: World) -> None:
    event = actions.close_meeting(a_meeting(world), actor=anna(world), at=AT)
    following = Meeting.objects.get(closed_at=None)
    actions.write_item(following, kind="topic", text="Messe", actor=ben(world), at=AT)
    refused(Conflict, lambda: undo_event(event, actor=anna(world), at=AT))


def test_with_a_vacant_seat_closing_sets_none(world: World) -> None:
    meeting = a_meeting(world)
    world.tandem.seats.filter(role="field").update(end=TODAY)
    actions.close_meeting(meeting, actor=anna(world), at=AT)
    assert not Meeting.objects.filter(closed_at=None)


def test_a_new_partner_does_not_read_what_was_said_before(world: World) -> None:
    first = a_meeting(world)
    actions.close_meeting(first, actor=anna(world), at=AT)
    world.tandem.seats.filter(role="field").update(end=date(2026, 12, 1))
    a_seat(world.tandem, "field", world.new_field, date(2026, 12, 1))
    later = AT + timedelta(days=10)
    assert set(visible_meetings(as_actor(world.new_field, later))) == {Meeting.objects.get(closed_at=None)}
    assert set(visible_meetings(anna(world, later))) == set(Meeting.objects.all())
    assert not visible_meetings(ben(world, later))


def test_the_manager_sees_that_it_takes_place_and_nothing_more(world: World) -> None:
    meeting = a_meeting(world)
    actions.write_item(meeting, kind="note", text="Geheimrat", actor=anna(world), at=AT)
    actions.close_meeting(meeting, actor=anna(world), at=AT)
    browser = signed_in_client(world.manager)
    page = text_of(browser.get(f"/tandems/{world.tandem.pk}/"))
    assert "Last held" in page
    assert "Geheimrat" not in page
    assert browser.get(meeting.get_absolute_url()).status_code == 404
    assert "Last held" not in text_of(signed_in_client(world.new_inside).get(f"/tandems/{world.tandem.pk}/"))


def test_planned_moved_and_closed_in_the_browser(world: World) -> None:
    browser, url = signed_in_client(world.inside), f"/tandems/{world.tandem.pk}/meetings/"
    plan = next(form for form in forms_of(browser.get(url)) if form.action == url)
    answer = browser.post(url, plan.values)
    meeting = Meeting.objects.get()
    assert answer.headers["Location"] == meeting.get_absolute_url()
    form = next(
        form for form in forms_of(browser.get(f"{answer.headers['Location']}time/")) if "minutes" in form.values
    )
    assert browser.post(f"{meeting.get_absolute_url()}time/", changed(form, minutes="50")).status_code == 302
    assert browser.post(f"{meeting.get_absolute_url()}time/", changed(form, minutes="55")).status_code == 409
    assert browser.post(f"{meeting.get_absolute_url()}closing/", {"held": "yes"}).status_code == 302
    meeting.refresh_from_db()
    assert (meeting.minutes, meeting.is_open) == (50, False)
    assert browser.get(url).status_code == 200
