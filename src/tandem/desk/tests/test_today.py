"""The one list: its order, whose it is, and why each row stands where it stands."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tandem.core.actor import Actor
from tandem.customers.tests.world import World
from tandem.desk.queries.today import LATE_SHOWN, SHOWN, Today, today_of
from tandem.people.models import Employee
from tandem.people.tests.factories import signed_in_client
from tandem.work.models import Request, Todo
from tandem.work.steps import keep_step
from tandem.work.tests.factories import a_request, a_todo, an_appointment

pytestmark = pytest.mark.both

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)  # ten in Berlin
H = timedelta(hours=1)


def today(viewer: Employee, /, **view: Any) -> Today:
    return today_of(Actor.of(viewer, NOW), **view)


def shown(viewer: Employee, /, **view: Any) -> list[tuple[str, list[str]]]:
    return [(group.key, [row.title for row in group.rows]) for group in today(viewer, **view).groups]


def test_late_first_customers_before_partners_before_the_rest_then_by_time(world: World) -> None:
    a_todo(world.tandem, world.inside, title="alt", due_at=NOW - 50 * H, timed=True)
    a_request(world.customer, world.tandem, wish="spät", due_at=NOW - H)
    a_request(world.customer, world.tandem, wish="sehr spät", due_at=NOW - 3 * H)
    a_request(world.customer, world.tandem, wish="gleich", due_at=NOW + H)
    a_todo(world.tandem, world.inside, title="irgendwann heute", due_at=NOW - 2 * H)
    an_appointment(world.tandem, world.field, NOW + 4 * H, title="Besuch")
    a_todo(world.tandem, world.inside, title="um elf", due_at=NOW + H / 2, timed=True)
    a_todo(world.tandem, world.inside, title="morgen", due_at=NOW + 24 * H)
    assert shown(world.inside) == [
        ("late", ["sehr spät", "spät", "alt"]),
        ("noon", ["um elf", "gleich"]),
        ("today", ["Besuch", "irgendwann heute"]),
    ]
    assert today(world.inside).later == 1
    assert shown(world.inside, span="week")[-1] == ("2026-11-25", ["morgen"])


def test_mine_the_partners_and_both(world: World) -> None:
    a_todo(world.tandem, world.inside, title="mein")
    a_todo(world.tandem, world.field, title="seins")
    a_todo(world.tandem, None, title="niemandes")
    assert {title for _key, rows in shown(world.inside) for title in rows} == {"mein", "seins", "niemandes"}
    assert shown(world.inside, who="mine") == [("today", ["mein"])]
    assert shown(world.inside, who="partner") == [("today", ["seins"])]
    assert today(world.inside).counts == {"both": 3, "mine": 1, "partner": 1}
    assert today(world.field).counts == {"both": 3, "mine": 1, "partner": 1}


def test_the_partner_is_named_only_where_nobody_else_holds_any_of_it(world: World) -> None:
    a_todo(world.tandem, world.field)
    page = signed_in_client(world.inside)
    assert f'{world.field.first_name} <span class="t-count">1' in page.get("/").content.decode()
    a_todo(world.tandem, world.manager)
    shown = page.get("/").content.decode()
    assert 'Others <span class="t-count">2' in shown
    assert 'All <span class="t-count">2' in shown


def test_a_promise_of_another_day_names_the_day(world: World) -> None:
    a_request(world.customer, world.tandem, wish="spät", due_at=NOW - 24 * H)
    assert "promised by 23 Nov 2026 10:00" in today(world.inside).groups[0].rows[0].why


def test_the_list_is_the_tandems_the_covers_and_of_who_was_given_something(world: World) -> None:
    a_todo(world.tandem, world.inside, title="nur wir")
    a_request(world.customer, world.tandem, wish="für die andere", holder=world.stranger)
    for who in (world.inside, world.field, world.cover):
        assert {title for _key, rows in shown(who) for title in rows} == {"nur wir", "für die andere"}
    assert shown(world.stranger) == [("today", ["für die andere"])]
    for who in (world.mate, world.free, world.far_manager):
        assert shown(who) == []


def test_a_request_in_the_queue_is_on_the_list_of_its_team(world: World) -> None:
    a_request(world.queued, None, wish="wer nimmt uns?")
    assert shown(world.mate) == [("today", ["wer nimmt uns?"])]
    assert shown(world.stranger) == []


def test_a_restricted_customer_that_went_to_others_is_not_told(world: World) -> None:
    request = a_request(world.restricted, world.tandem, wish="geheim")
    assert shown(world.inside) == [("today", ["geheim"])]
    world.restricted.assignments.update(tandem=world.far)
    assert shown(world.inside) == []
    assert Request.objects.filter(pk=request.pk).exists()


def test_a_private_appointment_of_the_partner_says_only_busy(world: World) -> None:
    an_appointment(world.tandem, world.field, NOW + H, title="Zahnarzt", private=True)
    mine, other = today(world.field).groups[0].rows[0], today(world.inside).groups[0].rows[0]
    assert (mine.title, bool(mine.url)) == ("Zahnarzt", True)
    assert "Zahnarzt" not in f"{other.title} {other.why} {other.customer}"
    assert other.url == ""


def test_an_overloaded_list_says_how_much_more_is_late(world: World) -> None:
    for number in range(LATE_SHOWN + 3):
        a_todo(world.tandem, world.inside, title=f"{number}", due_at=NOW - 48 * H)
    a_todo(world.tandem, world.inside, title="heute")
    late, rest = today(world.inside).groups
    assert (len(late.rows), late.more, [row.title for row in rest.rows]) == (LATE_SHOWN, 3, ["heute"])
    whole = today(world.inside, everything=True).groups[0]
    assert (len(whole.rows), whole.more) == (LATE_SHOWN + 3, 0)


def test_an_overloaded_day_says_that_more_is_due(world: World) -> None:
    for number in range(SHOWN + 1):
        a_todo(world.tandem, world.inside, title=f"{number}", due_at=NOW + 1 * H)
    shown, whole = today(world.inside), today(world.inside, everything=True)
    assert (sum(len(group.rows) for group in shown.groups), shown.cut) == (SHOWN, True)
    assert (sum(len(group.rows) for group in whole.groups), whole.cut) == (SHOWN + 1, False)


def test_done_work_is_gone(world: World) -> None:
    todo = a_todo(world.tandem, world.inside)
    Todo.objects.filter(pk=todo.pk).update(done_at=NOW)
    todo.refresh_from_db()
    keep_step(todo)
    assert today(world.inside).is_empty


def test_the_same_statements_however_many_rows(world: World) -> None:
    def statements() -> int:
        with CaptureQueriesContext(connection) as queries:
            today(world.inside)
        return len(queries)

    a_request(world.customer, world.tandem)
    a_todo(world.tandem, world.inside)
    few = statements()
    for number in range(5):
        a_request(world.customer, world.tandem, due_at=NOW + number * H)
        a_todo(world.tandem, world.field)
        an_appointment(world.tandem, world.field, NOW + number * H)
    assert statements() == few
    assert few <= 6


def test_the_rest_of_the_week_is_counted_to_a_hundred(world: World) -> None:
    browser = signed_in_client(world.inside)
    tomorrow = timezone.now() + 24 * H

    def counted() -> str:
        page = browser.get("/").content.decode()
        return page.split('In the next seven days</h2><span class="t-count">')[1].split("<")[0]

    for _number in range(99):
        a_todo(world.tandem, world.inside, due_at=tomorrow)
    assert counted() == "99"
    a_todo(world.tandem, world.inside, due_at=tomorrow)
    assert counted() == "99+"


def test_every_act_of_a_row_leads_somewhere_and_back(world: World) -> None:
    request = a_request(world.customer, world.tandem, holder=world.field)
    todo = a_todo(world.tandem, world.field)
    browser = signed_in_client(world.inside)
    page = browser.get("/").content.decode()
    for kind, key, name in (("request", request.pk, "claim"), ("todo", todo.pk, "take"), ("todo", todo.pk, "done")):
        assert f"/today/{kind}/{key}/{name}/" in page
        sent = {"next": "/?who=mine", "seen": world.field.pk}
        answer: Any = browser.post(f"/today/{kind}/{key}/{name}/", sent)
        assert (answer.status_code, answer.url) == (302, "/?who=mine")
    request.refresh_from_db()
    todo.refresh_from_db()
    assert (request.holder, todo.holder, todo.done_by) == (world.inside, world.inside, world.inside)
    again = a_todo(world.tandem, world.inside)
    answer = browser.post(f"/today/todo/{again.pk}/snooze/", {"until": "tomorrow", "next": "//evil.example"})
    again.refresh_from_db()
    assert again.snoozed_until is not None
    assert answer.url == "/"
    assert browser.post(f"/today/todo/{again.pk}/snooze/", {"until": "never"}).status_code == 422
    assert browser.post(f"/today/request/{request.pk}/explode/").status_code == 404


def test_nobody_acts_on_what_they_do_not_see(world: World) -> None:
    request = a_request(world.restricted, world.tandem, holder=world.field)
    todo = a_todo(world.tandem, world.field)
    browser = signed_in_client(world.stranger)
    assert browser.post(f"/today/request/{request.pk}/claim/").status_code == 404
    assert browser.post(f"/today/todo/{todo.pk}/take/").status_code == 404
    request.refresh_from_db()
    todo.refresh_from_db()
    assert (request.holder, todo.holder) == (world.field, world.field)


def test_who_was_faster_is_told_and_keeps_it(world: World) -> None:
    request, todo = a_request(world.customer, world.tandem), a_todo(world.tandem)
    first, second = signed_in_client(world.inside), signed_in_client(world.field)
    for kind, key, name in (("request", request.pk, "claim"), ("todo", todo.pk, "take")):
        assert first.post(f"/today/{kind}/{key}/{name}/", {"seen": "0"}).status_code == 302
        answer = second.post(f"/today/{kind}/{key}/{name}/", {"seen": "0"})
        assert answer.status_code in (403, 409)
        assert world.inside.first_name in answer.content.decode()
    request.refresh_from_db()
    todo.refresh_from_db()
    assert (request.holder, todo.holder) == (world.inside, world.inside)
