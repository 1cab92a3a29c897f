"""Who is told of what, once, and only what they may see; the bell, the list, reading."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone, translation

from tandem.core.actor import Actor
from tandem.core.events import Draft, record, record_many, trail
from tandem.core.jobs import cancel_job, start_job
from tandem.core.kinds import visible_object, visible_objects
from tandem.core.models import Delivery, Event, EventSubject, Job
from tandem.core.outbox import deliver_due
from tandem.core.undo import undo_event
from tandem.customers.actions import add_note, edit_note, merge_customers
from tandem.customers.models import Customer
from tandem.customers.tests.factories import AT
from tandem.customers.tests.world import World, of
from tandem.desk.actions import read_all, read_notice, set_notice_settings
from tandem.desk.models import Notice
from tandem.desk.notices import told
from tandem.desk.queries.notices import notice_page, unread_of, visible_notices
from tandem.desk.reactions import KEPT, give_notices, sweep_notices, tell_since
from tandem.people.actions import record_absence
from tandem.people.models import Employee
from tandem.people.tests.factories import signed_in_client
from tandem.together.models import Meeting
from tandem.work.actions.answers import answer_request
from tandem.work.actions.reports import report_visit
from tandem.work.actions.todos import add_todo, edit_todo
from tandem.work.models import Appointment, Attendee, Handoff
from tandem.work.tests.factories import a_request, a_todo, an_appointment

START = datetime(2026, 11, 26, 9, tzinfo=AT.tzinfo)


def happen(verb: str, *subjects: Any, by: Employee, at: datetime = AT, **more: Any) -> Event:
    """An event as an action records it, told to whom it concerns."""
    event = record(verb, *subjects, actor=of(by, at), at=at, **more)
    give_notices(event, at)
    return event


def given() -> set[tuple[int, str, str]]:
    return set(Notice.objects.values_list("employee", "kind", "side"))


def texts(person: Employee) -> list[str]:
    with translation.override("en"):
        return [told(row) for row in visible_notices(of(person)).order_by("pk")]


def a_handoff(world: World, giver: Employee, taker: Employee, customer: Customer | None = None) -> Handoff:
    return Handoff.objects.create(
        customer=customer or world.customer, tandem=world.tandem, team=world.team, giver=giver, taker=taker,
        holder=giver, title="Muster zeigen", expected="Gefällt", due_at=AT, accept_by=AT, created_at=AT,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("verb", "by", "to", "kind", "text"),
    [
        ("handoff.offered", "inside", "field", "offer", "Anna {by} hands over to you: Muster zeigen"),
        ("handoff.accepted", "field", "inside", "outcome", "Anna {by} accepted your hand-off: Muster zeigen"),
        ("handoff.returned", "field", "inside", "outcome", "Anna {by} returned your hand-off: Muster zeigen"),
        ("handoff.done", "field", "inside", "outcome", "Anna {by} has done: Muster zeigen"),
        ("handoff.withdrawn", "inside", "field", "offer", "Anna {by} took back the hand-off: Muster zeigen"),
    ],
)
def test_hand_offs_tell_the_other_one(world: World, verb: str, by: str, to: str, kind: str, text: str) -> None:
    actor, reader = getattr(world, by), getattr(world, to)
    handoff = a_handoff(world, world.inside, world.field)
    happen(verb, handoff, handoff.customer, world.tandem, by=actor)
    row = Notice.objects.get()
    assert (row.employee, row.kind, row.about_kind, row.about_id) == (reader, kind, "handoff", handoff.pk)
    assert (row.customer, row.in_app, row.read_at, row.mailed_at) == (world.customer, True, None, None)
    assert texts(reader) == [text.format(by=actor.last_name)]


def test_who_did_it_is_not_told(world: World) -> None:
    handoff = a_handoff(world, world.inside, world.field)
    happen("handoff.done", handoff, handoff.customer, by=world.inside)  # the giver has done it after all
    assert given() == set()


def test_a_request_tells_both_holders_and_one_without_holder_the_tandem(world: World) -> None:
    request = a_request(world.customer, world.tandem)
    happen("request.opened", request, world.customer, world.tandem, by=world.stranger)
    assert given() == {(world.inside.pk, "unheld", ""), (world.field.pk, "unheld", "")}
    Notice.objects.all().delete()
    request.holder = world.field
    request.save()
    changes = {"holder": [world.inside.pk, world.field.pk]}
    happen("request.given", request, world.customer, by=world.manager, changes=changes)
    assert given() == {(world.inside.pk, "holding", "from"), (world.field.pk, "holding", "to")}
    Notice.objects.all().delete()
    happen("request.claimed", request, world.customer, by=world.field, changes=changes)
    assert given() == {(world.inside.pk, "holding", "from")}
    happen("request.opened", request, world.customer, world.tandem, by=world.stranger)  # held from the start
    assert given() == {(world.inside.pk, "holding", "from"), (world.field.pk, "holding", "to")}


def test_a_to_do_tells_its_new_holder(world: World) -> None:
    todo = a_todo(world.tandem, world.field)
    happen("todo.given", todo, world.tandem, by=world.inside, changes={"holder": [None, world.field.pk]})
    assert texts(world.field) == [f"{world.inside} gave you the to-do: Muster schicken"]
    assert visible_objects([("todo", todo.pk)], of(world.field))


def test_a_new_to_do_tells_whom_it_was_made_for(world: World) -> None:
    todo = a_todo(world.tandem, world.field)
    happen("todo.added", todo, world.tandem, by=world.field)
    assert given() == set()
    happen("todo.added", todo, world.tandem, by=world.inside)
    assert given() == {(world.field.pk, "todo", "to")}


def attended(world: World, **values: Any) -> Appointment:
    found = an_appointment(world.tandem, world.field, START, customer=world.customer, **values)
    for person in (world.inside, world.stranger):
        Attendee.objects.create(appointment=found, employee=person)
    return found


@pytest.mark.parametrize("verb", ["appointment.booked", "appointment.moved", "appointment.cancelled"])
def test_appointments_tell_who_takes_part(world: World, verb: str) -> None:
    happen(verb, attended(world), world.customer, by=world.inside)
    assert given() == {(world.field.pk, "appointment", ""), (world.stranger.pk, "appointment", "")}


def test_rules_and_meetings_tell_the_partner_and_lead_to_the_tandem(world: World) -> None:
    meeting = Meeting.objects.create(tandem=world.tandem, starts_at=START)
    happen("meeting.moved", meeting, by=world.inside)
    happen("rules.proposed", world.tandem, by=world.inside)
    told = {(row.employee, row.about_kind, row.about_id) for row in Notice.objects.all()}
    assert told == {(world.field, "meeting", meeting.pk), (world.field, "tandem", world.tandem.pk)}


def test_rules_that_hold_by_the_same_deed_are_told_once(world: World) -> None:
    with trail():
        agreed = record("rules.agreed", world.tandem, actor=of(world.inside), at=AT)
        held = record("rules.in_force", world.tandem, actor=of(world.inside), at=AT)
    for event in (agreed, held):
        give_notices(event, AT)
    assert [row.event for row in Notice.objects.all()] == [held]


def test_cover_tells_the_deputy(world: World) -> None:
    covers = [("tandem", world.tandem.pk, world.mate)]
    days = {"start": date(2026, 12, 1), "end": date(2026, 12, 5)}
    record_absence(world.inside, kind="holiday", **days, covers=covers, actor=of(world.inside), at=AT)
    deliver_due(at=AT)
    assert given() == {(world.mate.pk, "cover", "")}
    assert texts(world.mate) == [f"You cover during the absence of {world.inside}"]


def test_long_work_tells_who_started_it(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tandem.core.jobs.runners", lambda: {"good": lambda work: None, "bad": lambda work: 1 / 0})
    for name in ("good", "bad", "good"):
        job = start_job(name, title=f"Lauf {name}", params={}, actor=of(world.admin), at=AT)
    cancel_job(job, actor=of(world.admin), at=AT)
    start_job("good", title="Nachts", params={}, actor=Actor.system(AT, "schedule"), at=AT)
    deliver_due(at=AT, long=True)
    deliver_due(at=AT + timedelta(days=9999))
    assert sorted(texts(world.admin)) == ["Failed: Lauf bad", "Ready: Lauf good"]
    assert Job.objects.exclude(state__in=["done", "failed", "cancelled"]).count() == 0


def test_only_who_may_see_it_is_told(world: World) -> None:
    request = a_request(world.restricted, world.tandem, holder=world.stranger)
    changes = {"holder": [world.inside.pk, world.stranger.pk]}
    happen("request.given", request, world.restricted, by=world.manager, changes=changes)
    assert given() == {(world.inside.pk, "holding", "from")}


def test_who_has_left_is_not_told(world: World) -> None:
    Employee.objects.filter(pk=world.field.pk).update(left_on=date(2026, 1, 2))
    handoff = a_handoff(world, world.inside, world.field)
    happen("handoff.offered", handoff, handoff.customer, by=world.inside)
    assert given() == set()


def test_an_event_tells_once_and_what_was_undone_is_gone(world: World) -> None:
    text = f"@{world.field} bitte"
    _note, event = add_note(world.customer, values={"text": text}, actor=of(world.inside), at=AT)
    give_notices(event, AT)
    give_notices(event, AT)
    assert given() == {(world.field.pk, "mention", "mention")}
    assert texts(world.field) == [f"{world.inside} mentioned you: {world.customer.label}"]
    assert Notice.objects.get().about_kind == "customer"
    undo_event(event, actor=of(world.inside), at=AT)
    assert (texts(world.field), unread_of(of(world.field)).count) == ([], 0)
    _other, event = add_note(world.customer, values={"text": text}, actor=of(world.inside), at=AT)
    undo_event(event, actor=of(world.inside), at=AT)
    give_notices(event, AT)  # the worker was late
    assert Notice.objects.count() == 1


def test_a_note_on_a_request_mentions_colleagues(world: World) -> None:
    request = a_request(world.customer, world.tandem, holder=world.inside)
    answer_request(request, kind="note", text=f"@{world.mate}: kennst du das?", actor=of(world.inside), at=AT)
    deliver_due(at=AT)
    row = Notice.objects.get()
    assert (row.employee, row.kind, row.about_kind, row.about_id) == (world.mate, "mention", "request", request.pk)


def test_an_edited_note_tells_only_who_is_new_in_it(world: World) -> None:
    note, _event = add_note(world.customer, values={"text": f"@{world.field}"}, actor=of(world.inside), at=AT)
    text = {"text": f"@{world.field} und @{world.mate}"}
    edit_note(note, values=text, version=1, actor=of(world.inside), at=AT)
    deliver_due(at=AT)
    assert sorted(given()) == sorted([(world.field.pk, "mention", "mention"), (world.mate.pk, "mention", "mention")])


def test_work_mentions_colleagues_who_may_see_it(world: World) -> None:
    actor, text = of(world.inside), f"@{world.mate} weiß mehr"
    todo = add_todo(
        world.customer, values={"title": "Maße", "due_at": AT + timedelta(days=1), "text": text}, holder=world.field,
        actor=actor, at=AT,
    )  # fmt: skip
    edit_todo(todo, values={"text": f"{text}, @{world.stranger} auch"}, version=1, actor=actor, at=AT)
    said = {"at": AT, "outcome": "agreed", "needs": f"Zwei Antriebe, @{world.free}", "text": ""}
    report_visit(world.customer, values=said, actor=actor, at=AT)
    deliver_due(at=AT)
    told = set(Notice.objects.filter(kind="mention").values_list("employee", "about_kind"))
    assert told == {(world.mate.pk, "todo"), (world.stranger.pk, "todo"), (world.free.pk, "customer")}


def test_what_is_switched_off_is_not_told(world: World) -> None:
    values = {"app_off": {"offer"}, "mail_off": {"outcome"}}
    set_notice_settings(world.field, values=values, actor=of(world.field), at=AT)
    handoff = a_handoff(world, world.inside, world.field)
    happen("handoff.offered", handoff, handoff.customer, by=world.inside)
    assert Notice.objects.get().in_app is False  # it waits for the mail
    assert (texts(world.field), unread_of(of(world.field)).count) == ([], 0)
    values = {"app_off": {"offer"}, "mail_off": {"offer"}}
    set_notice_settings(world.field, values=values, actor=of(world.field), at=AT)
    happen("handoff.offered", handoff, handoff.customer, by=world.inside)
    assert Notice.objects.count() == 1


def test_the_bells_of_open_pages_hear_of_it_and_each_hears_only_their_own(world: World) -> None:
    handoff = a_handoff(world, world.inside, world.field)
    happen("handoff.offered", handoff, handoff.customer, by=world.inside)
    bell = EventSubject.objects.get(kind="bell")
    assert (bell.object_id, bell.event.verb) == (world.field.pk, "notices.given")
    assert visible_object("bell", world.field.pk, of(world.field)) == world.field
    assert visible_object("bell", world.field.pk, of(world.inside)) is None


def test_a_house_filled_in_bulk_tells_the_latest(world: World) -> None:
    handoff = a_handoff(world, world.inside, world.field)
    draft = Draft("handoff.offered", AT, [("handoff", handoff.pk), ("customer", world.customer.pk)])
    old = Draft("handoff.offered", AT - timedelta(days=9), draft.subjects)
    record_many([draft, old], actor=of(world.inside), deliver=False)
    for _time in range(2):
        tell_since(AT - timedelta(days=1), at=AT)
    assert Delivery.objects.filter(handler="desk.give_notices").count() == 1
    deliver_due(at=AT)
    assert [(row.employee, row.at) for row in Notice.objects.all()] == [(world.field, AT)]


def some(world: World, count: int, reader: Employee | None = None) -> list[Notice]:
    todo = a_todo(world.tandem, world.field, customer=world.customer)
    for _number in range(count):
        changes = {"holder": [None, (reader or world.field).pk]}
        happen("todo.given", todo, world.customer, by=world.inside, changes=changes)
    return list(Notice.objects.order_by("pk"))


def test_reading_one_and_all_that_were_on_the_screen(world: World) -> None:
    first, second, third = some(world, 3)
    read_notice(first, actor=of(world.field), at=AT)
    assert (unread_of(of(world.field)).count, unread_of(of(world.field)).newest) == (2, third.pk)
    read_notice(first, read=False, actor=of(world.field), at=AT)
    assert read_all(until=second.pk, actor=of(world.field), at=AT) == 2
    assert unread_of(of(world.field)).count == 1
    with pytest.raises(Exception, match="may not do this"):
        read_notice(third, actor=of(world.inside), at=AT)
    assert read_all(until=third.pk, actor=of(world.inside), at=AT) == 0
    assert unread_of(of(world.field)).count == 1


def test_rights_that_end_take_the_notice_along(world: World) -> None:
    some(world, 1, world.stranger)
    assert unread_of(of(world.stranger)).count == 1
    Customer.objects.filter(pk=world.customer.pk).update(restricted=True)
    assert (texts(world.stranger), unread_of(of(world.stranger)).count) == ([], 0)


def test_a_notice_follows_its_customer(world: World) -> None:
    (row,) = some(world, 1)
    versions, nothing = (world.queued.version, world.customer.version), {}  # type: ignore[var-annotated]
    Customer.objects.filter(pk=world.customer.pk).update(restricted=False)
    merge_customers(
        world.queued, world.customer, choices=nothing, same=nothing, versions=versions, actor=of(world.manager), at=AT
    )
    row.refresh_from_db()
    assert row.customer == world.queued


def test_pages_go_on_by_key(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tandem.desk.queries.notices.PAGE", 2)
    rows = some(world, 3)
    page = notice_page(of(world.field))
    assert [row.notice for row in page.rows] == [rows[2], rows[1]]
    page = notice_page(of(world.field), after=page.cut.after)
    assert ([row.notice for row in page.rows], page.cut.after) == ([rows[0]], "")


def test_what_was_read_long_ago_goes(world: World) -> None:
    old, unread, fresh = some(world, 3)
    Notice.objects.filter(pk__in=[old.pk, unread.pk]).update(at=AT - KEPT - timedelta(1))
    Notice.objects.filter(pk__in=[old.pk, fresh.pk]).update(read_at=AT)
    sweep_notices(Event(), AT)
    assert set(Notice.objects.all()) == {unread, fresh}


@pytest.fixture
def browser(world: World) -> Client:
    return signed_in_client(world.field)


def test_the_list_marks_and_leads_on(world: World, browser: Client) -> None:
    some(world, 2)
    page = browser.get("/notices/").content.decode()
    assert page.count("gave you the to-do: Muster schicken") >= 2
    assert "2 unread" in page
    row = Notice.objects.earliest("pk")
    headers = {"HX-Request": "true"}
    answer = browser.post(f"/notices/{row.pk}/read/", {"read": "1"}, headers=headers).content.decode()
    assert ('id="bell"' in answer, "1 unread" in answer, "<main" in answer) == (True, True, False)
    assert browser.get("/notices/?state=unread").content.decode().count('class="t-mark"') == 1
    assert browser.post("/notices/read/", {"until": str(Notice.objects.latest("pk").pk)}).status_code == 302
    assert "Nothing unread" in browser.get("/notices/?state=unread").content.decode()
    assert browser.post(f"/notices/{row.pk}/read/", {"read": "0"}).status_code == 302
    assert unread_of(of(world.field)).count == 1


def test_opening_reads_it_and_goes_there(world: World, browser: Client) -> None:
    add_note(world.customer, values={"text": f"@{world.field}"}, actor=of(world.inside), at=AT)
    deliver_due(at=AT)
    row = Notice.objects.get()
    answer = browser.get(f"/notices/{row.pk}/")
    assert (answer.status_code, answer.headers["Location"]) == (302, world.customer.get_absolute_url())
    row.refresh_from_db()
    assert row.read_at
    assert signed_in_client(world.inside).get(f"/notices/{row.pk}/").status_code == 404


def test_what_has_gone_is_said(world: World, browser: Client) -> None:
    (row,) = some(world, 1)
    Notice.objects.update(about_id=0)
    answer = browser.get(f"/notices/{row.pk}/", follow=True)
    assert "not there any more" in answer.content.decode()


def test_the_bell_says_what_came_just_now_unless_it_is_quiet(world: World, browser: Client) -> None:
    some(world, 2)
    values: dict[str, Any] = {"quiet": False}
    set_notice_settings(world.field, values=values, actor=of(world.field), at=AT)
    first, last = Notice.objects.order_by("pk")

    def popped(after: int) -> int:
        page = browser.get(f"/notices/bell/?after={after}").content.decode()
        assert "2 unread" in page
        return page.count("gave you the to-do")

    assert popped(0) == 0  # of days ago: a late worker, or a house that was filled
    Notice.objects.update(at=timezone.now())
    assert [popped(0), popped(first.pk), popped(last.pk)] == [2, 1, 0]
    values = {"quiet": True, "digest": False, "quiet_from": time(0), "quiet_to": time(23, 59, 59)}
    set_notice_settings(world.field, values=values, actor=of(world.field), at=AT)
    assert popped(0) == 0
