"""The company's lists: who changes them, in which order they stand, what a lost race and an undo do."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import transaction
from django.utils import translation

from tandem.core.errors import Conflict, Invalid, Refused
from tandem.core.models import Event
from tandem.core.tests.browser import changed, forms_of
from tandem.core.undo import undo_event
from tandem.people.tests.factories import an_employee, as_actor, signed_in_client
from tandem.tandems import actions
from tandem.tandems.models import ClassPace, PlaybookStep, RequestKind
from tandem.tandems.terms import Lists, company_terms

from .world import AT, World, a_world

pytestmark = pytest.mark.django_db
FIRST = ["contact", "appointment", "visit", "needs", "quote", "follow-up", "order", "care"]


@pytest.fixture
def world() -> World:
    return a_world()


def order(model: Any = PlaybookStep) -> list[str]:
    return [row.key for row in model.objects.filter(retired_at=None)]


def step(key: str) -> PlaybookStep:
    return PlaybookStep.objects.get(key=key)


def everything() -> tuple[list[Any], ...]:
    tables: tuple[Any, ...] = (PlaybookStep, RequestKind, ClassPace, Event)
    return tuple(list(table.objects.order_by("pk").values()) for table in tables)


def test_every_company_starts_with_eight_steps() -> None:
    assert order() == FIRST
    assert {(row.key, row.lead) for row in PlaybookStep.objects.all()} == {
        ("contact", "inside"),
        ("appointment", "inside"),
        ("visit", "field"),
        ("needs", "field"),
        ("quote", "inside"),
        ("follow-up", "inside"),
        ("order", "both"),
        ("care", "both"),
    }


def test_a_step_is_added_at_the_end_and_holds_at_once(world: World) -> None:
    values = {"name_de": "Übergabe ans Werk", "name_en": "Hand to the works", "lead": "field", "about": ""}
    made = actions.add_step(values=values, actor=world.actor, at=AT)
    assert (made.key, order()) == ("hand-to-the-works", [*FIRST, "hand-to-the-works"])
    assert company_terms(Lists.load()).leads["hand-to-the-works"] == "field"
    with translation.override("en"):
        assert str(made) == "Hand to the works"
    undo_event(Event.objects.get(verb="playbook_step.added"), actor=world.actor, at=AT)
    assert order() == FIRST


def test_two_of_one_english_name_get_keys_of_their_own(world: World) -> None:
    keys = [
        actions.add_kind(
            values={"name_de": name, "name_en": "Quote", "minutes_a": 1, "minutes_b": 2, "minutes_c": 3},
            actor=world.actor,
            at=AT,
        ).key
        for name in ("Preis", "Preisliste")
    ]
    assert keys == ["quote-2", "quote-3"]


def test_names_are_unique(world: World) -> None:
    before = everything()
    with pytest.raises(Invalid) as error, transaction.atomic():
        actions.add_step(values={"name_de": "besuch", "name_en": "", "lead": "field"}, actor=world.actor, at=AT)
    assert (set(error.value.fields), everything()) == ({"name_de"}, before)


@pytest.mark.parametrize("role", ["inside", "field", "payroll", "council"])
def test_only_managers_and_administration_change_them(world: World, role: str) -> None:
    actor = as_actor(an_employee([role]), AT)
    kind, pace = RequestKind.objects.get(key="quote"), ClassPace.objects.get(customer_class="A")
    before = everything()
    for act in (
        lambda: actions.add_step(values={"name_de": "X"}, actor=actor, at=AT),
        lambda: actions.edit_step(step("visit"), values={"lead": "inside"}, version=1, actor=actor, at=AT),
        lambda: actions.move_step(step("visit"), by=1, actor=actor, at=AT),
        lambda: actions.retire_kind(kind, actor=actor, at=AT),
        lambda: actions.restore_kind(kind, actor=actor, at=AT),
        lambda: actions.edit_pace(pace, values={"call_days": 1}, version=1, actor=actor, at=AT),
    ):
        with pytest.raises(Refused), transaction.atomic():
            act()
    assert everything() == before


def test_moving_swaps_with_the_neighbour_in_use(world: World) -> None:
    actions.retire_step(step("appointment"), actor=world.actor, at=AT)
    event = actions.move_step(step("visit"), by=-1, actor=world.actor, at=AT)
    assert order() == ["visit", "contact", *FIRST[3:]]
    with pytest.raises(Refused), transaction.atomic():
        actions.move_step(step("visit"), by=-1, actor=world.actor, at=AT)
    undo_event(event, actor=world.actor, at=AT)
    assert order() == ["contact", "visit", *FIRST[3:]]


def test_retired_is_offered_no_more_and_comes_back_at_the_end(world: World) -> None:
    event = actions.retire_step(step("visit"), actor=world.actor, at=AT)
    assert order() == [key for key in FIRST if key != "visit"]
    with pytest.raises(Refused), transaction.atomic():
        actions.retire_step(step("visit"), actor=world.actor, at=AT)
    undo_event(event, actor=world.actor, at=AT)
    assert order() == FIRST
    actions.retire_step(step("visit"), actor=world.actor, at=AT)
    actions.restore_step(step("visit"), actor=world.actor, at=AT)
    assert order() == [*(key for key in FIRST if key != "visit"), "visit"]


def test_the_last_one_in_use_stays(world: World) -> None:
    PlaybookStep.objects.exclude(key="visit").update(retired_at=AT)
    with pytest.raises(Refused), transaction.atomic():
        actions.retire_step(step("visit"), actor=world.actor, at=AT)
    assert order() == ["visit"]


def test_two_who_change_one_step_meet(world: World) -> None:
    first = actions.edit_step(step("visit"), values=named("Besuch vor Ort"), version=1, actor=world.actor, at=AT)
    assert first
    assert first.changes == {"name_de": ["Besuch", "Besuch vor Ort"]}
    with pytest.raises(Conflict) as error, transaction.atomic():
        actions.edit_step(step("visit"), values=named("Kundenbesuch"), version=1, actor=world.actor, at=AT)
    assert (error.value.current.name_de, step("visit").name_de) == ("Besuch vor Ort", "Besuch vor Ort")
    undo_event(first, actor=world.actor, at=AT)
    assert step("visit").name_de == "Besuch"


def named(name: str) -> dict[str, str]:
    return {"name_de": name}


def test_the_page_tells_times_in_hours_and_minutes(world: World) -> None:
    page = signed_in_client(world.inside).get("/playbook/").content.decode()
    assert "2:00\u00a0h" in page
    assert "42 days" in page
    assert "/playbook/steps/new/" not in page
    assert "/playbook/steps/new/" in signed_in_client(world.manager).get("/playbook/").content.decode()


@pytest.mark.parametrize(("typed", "minutes"), [("1:30", 90), ("2 h", 120), ("45 min", 45), ("1h 5min", 65)])
def test_spans_are_typed_as_people_write_them(world: World, typed: str, minutes: int) -> None:
    browser, kind = signed_in_client(world.manager), RequestKind.objects.get(key="delivery")
    url = f"/playbook/kinds/{kind.pk}/edit/"
    form = next(form for form in forms_of(browser.get(url)) if "minutes_a" in form.values)
    assert form.values["minutes_a"] == ["1:00"]
    assert browser.post(url, changed(form, minutes_a=typed)).status_code == 302
    kind.refresh_from_db()
    assert kind.minutes_a == minutes


@pytest.mark.parametrize("typed", ["90", "1:75", "soon", "0:00", "-1:00", "999:00"])
def test_a_span_that_could_mean_two_things_is_asked_for_again(world: World, typed: str) -> None:
    browser, kind = signed_in_client(world.manager), RequestKind.objects.get(key="delivery")
    url = f"/playbook/kinds/{kind.pk}/edit/"
    form = next(form for form in forms_of(browser.get(url)) if "minutes_a" in form.values)
    answer = browser.post(url, changed(form, minutes_a=typed))
    kind.refresh_from_db()
    assert (answer.status_code, kind.minutes_a) == (422, 60)


def test_a_class_without_days_has_no_due_calls(world: World) -> None:
    pace = ClassPace.objects.get(customer_class="C")
    values = {"call_days": None, "visit_days": None}
    event = actions.edit_pace(pace, values=values, version=1, actor=world.actor, at=AT)
    assert company_terms(Lists.load()).calls["C"] is None
    assert event
    undo_event(event, actor=world.actor, at=AT)
    assert company_terms(Lists.load()).calls["C"] == 90


def test_one_look_finds_all_three_lists_as_their_tables_have_them(django_assert_num_queries: Any) -> None:
    PlaybookStep.objects.filter(key="visit").update(retired_at=AT, position=99)
    with django_assert_num_queries(1):
        lists = Lists.load()
    tables: tuple[tuple[Any, Any], ...] = (
        (lists.steps, PlaybookStep),
        (lists.kinds, RequestKind),
        (lists.paces, ClassPace),
    )
    for found, model in tables:
        names = [column.attname for column in model._meta.concrete_fields]
        rows = [{name: getattr(row, name) for name in names} for row in found]
        assert rows == list(model.objects.values(*names))
        assert {row._state.adding for row in found} == {False}
