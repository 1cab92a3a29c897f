"""Pages of tandems: who sees and may do what, forms that lose nothing, statements that stay the same."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tandem.core import search
from tandem.core.models import Event
from tandem.customers.tests.factories import a_customer
from tandem.people.models import Employee
from tandem.people.tests.factories import a_team, an_employee, signed_in_client
from tandem.tandems.entries import tandem_entry
from tandem.tandems.models import Tandem

from .factories import SINCE, a_seat, a_tandem, sitting
from .world import World, a_world, everything, seats_of, weights_of

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
IN_MAY = date(TODAY.year + 1, 5, 1)


@pytest.fixture
def world() -> World:
    return a_world()


def url(tandem: Tandem, rest: str = "") -> str:
    return f"/tandems/{tandem.pk}/{rest}"


def people(world: World) -> dict[str, Employee]:
    stranger = an_employee(["manager"])
    a_team(stranger)
    return {
        "own manager": world.manager,
        "admin": an_employee(["admin"]),
        "own": world.inside,
        "same team": world.new_inside,
        "foreign": an_employee(["field"], a_tandem().team),
        "foreign manager": stranger,
        "payroll": an_employee(["payroll"]),
        "council": an_employee(["council"]),
    }


MAY_CHANGE = {"own manager", "admin"}
MAY_FORM = {"own manager", "admin", "foreign manager"}
MAY_SEE_WEIGHTS = {"own manager", "admin", "own", "payroll", "council"}


def test_everybody_may_know_who_sells_with_whom(world: World) -> None:
    for person in people(world).values():
        browser = signed_in_client(person)
        for address in ("/tandems/?scope=all", url(world.tandem), url(world.tandem, "peek/")):
            answer = browser.get(address)
            assert answer.status_code == 200
            assert b"Anna Berg" in answer.content
            assert b"Ben Carl" in answer.content
    assert Client().get(url(world.tandem)).status_code == 302
    assert signed_in_client(world.inside).get("/tandems/999/").status_code == 404


def test_forms_open_for_those_who_decide(world: World) -> None:
    pages = ["edit/", "closing/", "weights/", "seats/inside/", "seats/field/", "seats/inside/vacancy/"]
    for name, person in people(world).items():
        browser = signed_in_client(person)
        wanted = 200 if name in MAY_CHANGE else 403
        assert {browser.get(url(world.tandem, page)).status_code for page in pages} == {wanted}
        assert browser.get("/tandems/new/").status_code == (200 if name in MAY_FORM else 403)
        shown = browser.get(url(world.tandem)).content.decode()
        assert (f'href="{url(world.tandem, "weights/")}"' in shown) is (name in MAY_CHANGE)
        assert ('id="weights-title"' in shown) is (name in MAY_SEE_WEIGHTS)
    assert signed_in_client(world.manager).get(url(world.tandem, "seats/main/")).status_code == 404


def test_sent_forms_are_refused_to_all_others(world: World) -> None:
    sent: dict[str, dict[str, Any]] = {
        "edit/": {"name": "X", "team": world.team.pk, "version": 1},
        "closing/": {"closed_on": TODAY, "version": 1},
        "weights/": {"inside": 1, "field": 2, "start": TODAY, "version": 1},
        "seats/inside/": {"employee": world.new_inside.pk, "start": TODAY, "version": 1},
        "seats/inside/vacancy/": {"start": TODAY, "version": 1},
    }
    others = [person for name, person in people(world).items() if name not in MAY_CHANGE]
    before = everything()
    for person in others:
        browser = signed_in_client(person)
        assert {browser.post(url(world.tandem, page), data).status_code for page, data in sent.items()} == {403}
    assert everything() == before


def test_weights_never_leave_by_the_history(world: World) -> None:
    signed_in_client(world.manager).post(
        url(world.tandem, "weights/"), {"inside": 6137, "field": 3863, "start": TODAY, "version": 1}
    )
    for name, person in people(world).items():
        browser = signed_in_client(person)
        pages = [url(world.tandem), url(world.tandem, "peek/"), f"/history/tandem/{world.tandem.pk}/"]
        shown = [browser.get(page).content for page in pages]
        told = [b"6137" in content or b"6,137" in content for content in shown]
        assert told == [name in MAY_SEE_WEIGHTS] * 3, name
        own = browser.get(f"/history/employee/{world.inside.pk}/").content
        assert b"6137" not in own


def test_a_change_of_partner_by_form(world: World) -> None:
    browser = signed_in_client(world.manager)
    page = browser.get(url(world.tandem, "seats/inside/"))
    assert page.context["form"]["version"].value() == 1
    offered = str(page.context["form"]["employee"])
    assert "Carla Dorn" in offered
    assert "Dirk Ernst" not in offered
    last = IN_MAY - timedelta(days=1)
    data = {"employee": world.new_inside.pk, "start": TODAY, "last_day": last, "version": 1}
    answer = browser.post(url(world.tandem, "seats/inside/"), data, follow=True)
    assert answer.redirect_chain == [(url(world.tandem), 302)]
    assert seats_of(world.tandem) == {
        ("inside", "Anna", SINCE, TODAY),
        ("inside", "Carla", TODAY, IN_MAY),
        ("field", "Ben", SINCE, None),
    }
    event = Event.objects.get(verb="seat.taken")
    assert f"/undo/{event.pk}/" in answer.content.decode()
    browser.post(f"/undo/{event.pk}/")
    assert seats_of(world.tandem) == {("inside", "Anna", SINCE, None), ("field", "Ben", SINCE, None)}


def test_what_is_wrong_stands_at_its_field_and_nothing_typed_is_lost(world: World) -> None:
    browser = signed_in_client(world.manager)
    before = everything()
    answer = browser.post(
        url(world.tandem, "seats/field/"), {"employee": world.field.pk, "start": "2026-11-24", "version": 1}
    )
    assert answer.status_code == 422
    assert answer.context["form"].errors.keys() == {"employee"}
    assert 'value="2026-11-24"' in answer.content.decode()
    answer = browser.post("/tandems/new/", {"name": "nord 1", "team": world.team.pk, "founded_on": TODAY})
    assert (answer.status_code, answer.context["form"].errors.keys()) == (422, {"name"})
    assert everything() == before


def test_an_old_form_shows_mine_and_theirs(world: World) -> None:
    browser = signed_in_client(world.manager)
    other = an_employee(["inside"], world.team, first_name="Eva", last_name="Fink")
    first = {"employee": world.new_inside.pk, "start": TODAY, "version": 1, "initial-employee": ""}
    assert browser.post(url(world.tandem, "seats/inside/"), first).status_code == 302
    late = {**first, "employee": other.pk, "initial-start": TODAY}
    answer = browser.post(url(world.tandem, "seats/inside/"), late)
    assert answer.status_code == 409
    assert [(row["mine"], row["theirs"], row["before"]) for row in answer.context["conflict"]] == [
        ("Eva Fink", "Carla Dorn", "")
    ]
    assert sitting(world.tandem, "inside", TODAY) == world.new_inside


def test_forming_by_form(world: World) -> None:
    browser = signed_in_client(world.manager)
    data = {
        "name": "Nord 2",
        "team": world.team.pk,
        "inside": world.new_inside.pk,
        "field": world.new_field.pk,
        "founded_on": TODAY,
    }
    answer = browser.post("/tandems/new/", data)
    tandem = Tandem.objects.get(name="Nord 2")
    assert answer.headers["Location"] == url(tandem)
    assert seats_of(tandem) == {("inside", "Carla", TODAY, None), ("field", "Dirk", TODAY, None)}
    foreign = a_team()
    assert browser.post("/tandems/new/", {**data, "name": "Süd 1", "team": foreign.pk}).status_code == 422
    assert set(Tandem.objects.values_list("name", flat=True)) == {"Nord 1", "Nord 2"}


def test_renaming_weights_vacancy_and_closing_by_form(world: World) -> None:
    browser, tandem = signed_in_client(world.manager), world.tandem
    assert browser.post(url(tandem, "edit/"), {"name": "Küste", "team": world.team.pk, "version": 1}).status_code == 302
    weights = {"inside": 70, "field": 30, "start": TODAY, "version": 2}
    assert browser.post(url(tandem, "weights/"), weights).status_code == 302
    assert browser.post(url(tandem, "seats/field/vacancy/"), {"start": TODAY, "version": 3}).status_code == 302
    assert browser.post(url(tandem, "closing/"), {"closed_on": IN_MAY, "version": 4}).status_code == 302
    tandem.refresh_from_db()
    assert (tandem.name, tandem.closed_on) == ("Küste", IN_MAY)
    assert weights_of(tandem) == {(70, 30, TODAY, IN_MAY)}
    assert seats_of(tandem) == {("inside", "Anna", SINCE, IN_MAY), ("field", "Ben", SINCE, TODAY)}
    told = [entry.told for entry in browser.get(url(tandem)).context["page"].history]
    assert [text.split()[0] for text in told] == ["closed", "left", "set", "renamed"]


def test_the_choice_for_the_bar_stays_where_one_is(world: World) -> None:
    other = a_tandem(world.team, world.inside, name="Nord 2")
    browser = signed_in_client(world.inside)
    assert b"Put it into the bar" in browser.get(url(other)).content
    answer = browser.post(url(other, "choice/"), {"next": "/tandems/?scope=mine"})
    assert answer.headers["Location"] == "/tandems/?scope=mine"
    assert Employee.objects.get(pk=world.inside.pk).current_tandem == other.pk
    assert b"Put it into the bar" not in browser.get(url(other)).content
    away = browser.post(url(world.tandem, "choice/"), {"next": "https://example.com/"})
    assert away.headers["Location"] == url(world.tandem)
    assert signed_in_client(world.new_field).post(url(other, "choice/")).status_code == 403


def names(browser: Client, query: str) -> list[str]:
    return [row.name for row in browser.get(f"/tandems/?{query}").context["page"].rows]


def test_the_list_narrows_by_scope_team_vacancy_and_state(world: World) -> None:
    search.put(tandem_entry(world.tandem, TODAY))
    half_empty = a_tandem(world.team, vacant=["field"], name="Nord 2")
    south = a_tandem(name="Süd 1", vacant=["inside"])
    a_tandem(south.team, name="Süd 2", closed_on=TODAY)
    a_seat(half_empty, "field", world.new_field, TODAY + timedelta(days=1))
    browser = signed_in_client(world.inside)
    assert names(browser, "") == ["Nord 1", "Nord 2"]
    assert names(browser, "scope=mine") == ["Nord 1"]
    assert names(browser, "scope=tandem") == ["Nord 1"]
    assert names(browser, "scope=all") == ["Nord 1", "Nord 2", "Süd 1"]
    assert names(browser, "scope=all&sort=-name") == ["Süd 1", "Nord 2", "Nord 1"]
    assert names(browser, f"scope=all&team={south.team.pk}") == ["Süd 1"]
    assert names(browser, "scope=all&vacant=any") == ["Nord 2", "Süd 1"]
    assert names(browser, "scope=all&vacant=inside") == ["Süd 1"]
    assert names(browser, "scope=all&vacant=field") == ["Nord 2"]
    assert names(browser, "scope=all&state=closed") == ["Süd 2"]
    assert names(browser, "scope=all&q=berg") == ["Nord 1"]
    assert names(signed_in_client(an_employee(["admin"])), "") == ["Nord 1", "Nord 2", "Süd 1"]


def test_customers_are_counted_for_those_who_may_read_them(world: World) -> None:
    for number in range(3):
        a_customer(world.tandem, customer_class="A" if number else "B")
    a_customer(world.tandem, restricted=True)
    a_customer(a_tandem(world.team))
    told = {name: signed_in_client(person).get(url(world.tandem)) for name, person in people(world).items()}
    found = {
        name: [(one.data.count, one.data.by_class) for one in answer.context["sections"] if "customers" in one.template]
        for name, answer in told.items()
    }
    mine, theirs = [(4, [("A", 2), ("B", 1)])], [(3, [("A", 2), ("B", 1)])]
    assert found == {
        "own manager": mine,
        "own": mine,
        "same team": theirs,
        "foreign": theirs,
        "foreign manager": theirs,
        "admin": [],
        "payroll": [],
        "council": [],
    }
    browser = signed_in_client(world.inside)
    page = browser.get(f"/customers/?scope=all&tandem={world.tandem.pk}").context["page"]
    assert page.count == 4


def statements(act: Callable[[], object]) -> int:
    with CaptureQueriesContext(
        connection,
    ) as captured:
        act()
    return len(captured)


def test_the_list_costs_the_same_with_1_3_and_300_rows(world: World) -> None:
    browser, counts = signed_in_client(world.manager), []
    for more in (0, 2, 297):
        for _ in range(more):
            a_tandem(world.team, world.inside, world.field)
        counts.append(statements(lambda: browser.get("/tandems/?scope=all")))
    assert len(browser.get("/tandems/?scope=all").context["page"].rows) == 50
    assert len(set(counts)) == 1, counts


def test_the_page_costs_the_same_with_1_3_and_300_changes(world: World) -> None:
    browser, counts = signed_in_client(world.manager), []
    tandem = a_tandem(world.team, since=date(2020, 1, 1), vacant=["inside", "field"])
    day = date(2020, 1, 1)
    for more in (1, 2, 297):
        for _ in range(more):
            a_seat(tandem, "inside", an_employee(["inside"]), day, day + timedelta(days=7))
            tandem.weights.create(inside=1, field=1, start=day, end=day + timedelta(days=7))
            day += timedelta(days=7)
            event = Event.objects.create(
                verb="seat.vacated",
                at=timezone.now(),
                actor_kind="system",
                data={"role": "inside", "from": str(day), "changes": {"inside": ["Anna", None]}},
            )
            event.subjects.create(kind="tandem", object_id=tandem.pk)
        counts.append(statements(lambda: browser.get(url(tandem))))
    page = browser.get(url(tandem)).context["page"]
    assert (len(page.seats), len(page.history), page.more_before is not None) == (300, 20, True)
    assert len(set(counts)) == 1, counts
    older = browser.get(url(tandem, f"?before={page.more_before}")).context["page"]
    assert {entry.id for entry in older.history}.isdisjoint({entry.id for entry in page.history})
