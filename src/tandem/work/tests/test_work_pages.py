"""The pages of to-dos and hand-offs, as a browser uses them."""

from __future__ import annotations

import re
from datetime import time, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tandem.core.models import Event, Job
from tandem.core.tests.browser import forms_of, main_form, submit, text_of
from tandem.customers.tests.world import World, a_world, of
from tandem.people.models import Absence, Delegation, Employee
from tandem.people.tests.factories import signed_in_client
from tandem.work.actions import absence as passing
from tandem.work.actions.handoffs import Offer, offer_handoff
from tandem.work.actions.todos import add_todo, take_todo
from tandem.work.days import end_of, local
from tandem.work.models import Handoff, NextStep, Todo
from tandem.work.templatetags.work_ui import due_mark, when

pytestmark = pytest.mark.django_db
WRITTEN = ("handoffs", "appointments")


@pytest.fixture
def world() -> World:
    return a_world()


@pytest.fixture
def browser(world: World) -> Client:
    return signed_in_client(world.inside)


def a_new(world: World, title: str = "Muster schicken", days: int = 2, **more: object) -> Todo:
    me = of(world.inside, timezone.now())
    values = {"title": title, "due_at": end_of(me.today + timedelta(days)), **more}
    return add_todo(world.customer, values=values, holder=world.inside, actor=me, at=me.at)


def an_offer(world: World, title: str = "Termin", **more: object) -> Handoff:
    me = of(world.inside, timezone.now())
    offer = Offer(title, "Ist bestätigt", me.at + timedelta(days=2))
    return offer_handoff(world.customer, offer, taker=world.field, actor=me, at=me.at, **more)  # type: ignore[arg-type]


def press(browser: Client, page: str, address: str, **more: Any) -> Any:
    """Press the button whose form goes to that address."""
    return browser.post(address, {**main_form(browser.get(page), address).values, **more})


def test_a_todo_from_the_brief_is_noted_once_and_stands_there(world: World, browser: Client) -> None:
    url = f"/todos/new/?customer={world.customer.number}&next=customer"
    form = main_form(browser.get(url))
    sent = {**form.values, "title": ["Muster schicken"], "items": ["Lager\nPost"]}
    answers = [browser.post(url, sent) for _ in range(2)]
    assert [answer.headers["Location"] for answer in answers] == [world.customer.get_absolute_url()] * 2
    todo = Todo.objects.get()
    assert (todo.holder, todo.items.count(), todo.timed) == (world.inside, 2, False)
    brief = text_of(browser.get(world.customer.get_absolute_url()))
    assert "Next step" in brief
    assert "Muster schicken" in brief


def test_what_a_hand_off_springs_from_is_named_as_the_one_that_it_is(world: World, browser: Client) -> None:
    handoff = an_offer(world, about=a_new(world).ref)
    page = browser.get(f"/handoffs/{handoff.pk}/").content.decode()
    assert '<span class="t-meta">To-do</span>' in page


def test_what_is_missing_is_said_and_nothing_typed_is_lost(world: World, browser: Client) -> None:
    answer = submit(browser, "/todos/new/", title="", text="Wichtig")
    assert answer.status_code == 422
    assert main_form(answer).values["text"] == ["Wichtig"]
    assert not Todo.objects.exists()


def test_the_list_shows_whose_it_is_asked_for(world: World, browser: Client) -> None:
    mine, theirs = a_new(world, "Meine"), a_new(world, "Deine")
    take_todo(theirs, actor=of(world.field, timezone.now()), at=timezone.now())
    late, done = a_new(world, "Zu spät", -2), a_new(world, "Fertig")
    press(browser, f"/todos/{done.pk}/", f"/todos/{done.pk}/done/")
    titles = ("Meine", "Deine", "Zu spät", "Fertig")

    def shown(query: str) -> list[str]:
        page = text_of(browser.get(f"/todos/{query}"))
        return [title for title in titles if title in page]

    expected = {
        "": ["Meine", "Deine", "Zu spät"],
        "?scope=mine": ["Meine", "Zu spät"],
        "?scope=partner": ["Deine"],
        "?scope=both": ["Meine", "Deine", "Zu spät"],
        "?scope=team": ["Meine", "Deine", "Zu spät"],
        "?state=done": ["Fertig"],
        "?state=late": ["Zu spät"],
        "?q=dein": ["Deine"],
    }
    assert {query: shown(query) for query in expected} == expected
    page = text_of(browser.get("/todos/"))
    assert page.index("Zu spät") < page.index("Meine")
    assert mine.pk != late.pk


@pytest.mark.parametrize("page", ["/todos/", "/handoffs/", "/calls/"])
def test_a_list_asks_as_often_for_three_rows_as_for_one(world: World, browser: Client, page: str) -> None:
    counts = []
    for rows in (1, 2):
        for n in range(rows):
            a_new(world, f"Neu {n}")
            an_offer(world, f"Neu {n}")
        browser.get(page)
        with CaptureQueriesContext(connection) as asked:
            assert browser.get(page).status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 12


def test_what_is_due_on_a_day_is_late_only_once_the_day_is_over(world: World) -> None:
    today = timezone.localdate()
    morning, evening = local(today, time(0, 1)), end_of(today)
    assert "since" not in due_mark(morning, False)
    assert "since" in due_mark(morning - timedelta(days=1), False)
    assert "23:59" not in due_mark(evening) + when(evening)


def test_german_says_to_whom_and_until_when(world: World, browser: Client) -> None:
    Employee.objects.filter(pk=world.inside.pk).update(language="de")
    labels = [re.findall(r"<label[^>]*>\s*(\w+)", browser.get(f"/{page}/new/").content.decode()) for page in WRITTEN]
    assert [("An" in found, "Bis" in found) for found in labels] == [(True, True), (False, True)]


def test_everything_one_does_with_a_todo_is_one_button_with_undo(world: World, browser: Client) -> None:
    todo = a_new(world)
    page = f"/todos/{todo.pk}/"
    steps: dict[str, dict[str, Any]] = {
        "snooze/": {"preset": "week"},
        "giving/": {"give-holder": world.field.pk, "give-reason": "Bin in Kiel"},
        "taking/": {},
        "items/": {"text": "Lager fragen"},
        "done/": {},
        "reopening/": {},
        "removal/": {},
    }
    for step, typed in steps.items():
        answer = press(browser, page, f"{page}{step}", **typed)
        assert answer.status_code == 302, step
    verbs = list(Event.objects.filter(subjects__kind="todo").order_by("pk").values_list("verb", flat=True))
    assert verbs == [
        "todo.added",
        "todo.snoozed",
        "todo.given",
        "todo.taken",
        "todo.item_added",
        "todo.done",
        "todo.reopened",
        "todo.removed",
    ]
    assert browser.get(page).status_code == 404
    event = Event.objects.get(verb="todo.removed")
    assert browser.post(f"/undo/{event.pk}/").status_code == 302
    assert browser.get(page).status_code == 200


def test_a_button_sent_twice_acts_once(world: World, browser: Client) -> None:
    todo = a_new(world, repeat="week")
    address = f"/todos/{todo.pk}/done/"
    sent = main_form(browser.get(f"/todos/{todo.pk}/"), address).values
    assert [browser.post(address, sent).status_code for _ in range(2)] == [302, 302]
    assert Todo.objects.filter(repeats=todo).count() == 1


def test_the_partner_was_faster(world: World, browser: Client) -> None:
    me = of(world.field, timezone.now())
    todo = add_todo(
        world.customer, values={"title": "x", "due_at": end_of(me.today)}, holder=world.field, actor=me, at=me.at
    )
    address = f"/todos/{todo.pk}/taking/"
    seen = main_form(browser.get(f"/todos/{todo.pk}/"), address).values
    take_todo(todo, actor=of(world.manager, me.at), at=me.at)
    answer = browser.post(address, seen)
    assert answer.status_code == 403
    assert str(world.manager) in answer.content.decode()
    todo.refresh_from_db()
    assert todo.holder == world.manager


def test_two_edit_and_the_second_compares(world: World, browser: Client) -> None:
    todo = a_new(world)
    address = f"/todos/{todo.pk}/edit/"
    seen = main_form(browser.get(address)).values
    submit(signed_in_client(world.field), address, title="Zwei Muster")
    answer = browser.post(address, {**seen, "title": "Drei Muster"})
    assert answer.status_code == 409
    assert "Zwei Muster" in text_of(answer)
    again = main_form(answer).values
    assert browser.post(address, again).status_code == 302
    todo.refresh_from_db()
    assert todo.title == "Drei Muster"


def test_handed_over_from_a_todo_accepted_and_returned(world: World, browser: Client) -> None:
    todo, partner = a_new(world), signed_in_client(world.field)
    url = f"/handoffs/new/?about=todo:{todo.pk}"
    form = main_form(browser.get(url))
    assert (form.values["title"], form.values["taker"]) == ([todo.title], [str(world.field.pk)])
    answers = [browser.post(url, {**form.values, "expected": "Liegt beim Kunden"}) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [302, 302]
    handoff = Handoff.objects.get()
    page = f"/handoffs/{handoff.pk}/"
    assert {form.action for form in forms_of(browser.get(page))} >= {f"{page}withdrawal/"}
    assert not {f"{page}acceptance/", f"{page}return/"} & {form.action for form in forms_of(browser.get(page))}
    assert "1" in partner.get("/").content.decode().partition("t-pass")[2][:400]
    press(partner, page, f"{page}acceptance/")
    todo.refresh_from_db()
    assert todo.holder == world.field
    wrong = partner.post(f"{page}return/", {"reason": ""})
    assert wrong.status_code == 422
    press(partner, page, f"{page}return/", reason="Kein Muster am Lager")
    assert "Kein Muster am Lager" in text_of(browser.get(page))
    brief = text_of(browser.get(world.customer.get_absolute_url()))
    assert "Kein Muster am Lager" in brief
    assert f"returned to {world.inside}" in brief


def test_the_late_ones_come_first_and_both_see_it(world: World, browser: Client) -> None:
    first, second = an_offer(world, "Erste"), an_offer(world, "Zweite")
    long_ago = timezone.now() - timedelta(days=1)
    Handoff.objects.filter(pk=second.pk).update(accept_by=long_ago)
    for person in (world.inside, world.field):
        client = signed_in_client(person)
        page = text_of(client.get("/handoffs/"))
        assert page.index("Zweite") < page.index("Erste")
        assert "should have accepted this by" in text_of(client.get(f"/handoffs/{second.pk}/"))
        assert "should have accepted" not in text_of(client.get(f"/handoffs/{first.pk}/"))
    assert "Erste" in text_of(browser.get("/handoffs/?scope=given"))
    assert "Erste" not in text_of(browser.get("/handoffs/?scope=mine"))


def an_absence(world: World) -> Absence:
    day = timezone.localdate()
    absence = Absence.objects.create(employee=world.inside, start=day + timedelta(1), end=day + timedelta(9))
    cover = {"person": world.inside, "scope_kind": "tandem", "scope_id": world.tandem.pk}
    Delegation.objects.create(deputy=world.mate, absence=absence, start=absence.start, end=absence.end, **cover)
    return absence


def test_before_an_absence_all_work_goes_to_the_cover_in_one_go(world: World, browser: Client) -> None:
    absence = an_absence(world)
    due = [a_new(world, f"Vor der Rückkehr {n}") for n in range(3)]
    passed, later = due[2], a_new(world, "Danach", 20)
    an_offer(world, about=passed.ref)
    page = f"/absences/{absence.pk}/"
    assert "Hand over the work" in text_of(browser.get(page))
    answer = submit(browser, f"{page}handoffs/", pieces=[f"todo:{due[0].pk}", f"todo:{due[1].pk}"])
    assert answer.headers["Location"] == page
    made = Handoff.objects.filter(taker=world.mate)
    assert {row.about for row in made} == {("todo", due[0].pk), ("todo", due[1].pk)}
    assert {row.giver for row in made} == {world.inside}
    assert NextStep.objects.filter(kind="handoff", holder=world.mate).count() == 2
    left = text_of(browser.get(f"{page}handoffs/"))
    assert "Nothing open is due in these days" in left
    assert later.title not in left


def test_only_who_may_passes_on_the_work_of_somebody_away(world: World) -> None:
    absence = an_absence(world)
    a_new(world)
    for person, status in ((world.manager, 200), (world.field, 200), (world.mate, 403), (world.stranger, 403)):
        assert signed_in_client(person).get(f"/absences/{absence.pk}/handoffs/").status_code == status


def test_very_much_work_is_a_job(world: World, browser: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tandem.work.views.absence.AT_ONCE", 1)
    absence = an_absence(world)
    todos = [a_new(world, f"Nummer {n}") for n in range(3)]
    answer = submit(browser, f"/absences/{absence.pk}/handoffs/", pieces=[f"todo:{todo.pk}" for todo in todos])
    job = Job.objects.get()
    assert answer.headers["Location"] == f"/jobs/{job.pk}/"
    result = passing.run_absence_job(_Running(job, of(world.inside, timezone.now())))  # type: ignore[arg-type]
    assert (result["text"], Handoff.objects.count()) == ("3 offered.", 3)
    passing.run_absence_job(_Running(job, of(world.inside, timezone.now())))  # type: ignore[arg-type]
    assert Handoff.objects.count() == 3


class _Running:
    """A job in the running that nobody watches."""

    def __init__(self, job: Job, actor: object) -> None:
        self.params, self.actor, self.at = job.params, actor, timezone.now()

    def progress(self, done: int, total: int) -> None:
        """Nobody looks."""
