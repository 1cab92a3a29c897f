"""The readiness check: once each, without a name, nothing below five and nothing before the end."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import transaction

from tandem.core.errors import Invalid, Refused
from tandem.core.models import Event, Once
from tandem.core.tests.browser import submit, text_of
from tandem.people.models import Employee, WorksAgreement
from tandem.people.tests.factories import a_team, an_employee, as_actor, signed_in_client
from tandem.programme.models import ReadinessAnswer, ReadinessCheck, ReadinessPart
from tandem.programme.readiness import actions
from tandem.programme.readiness.areas import NAMES
from tandem.programme.readiness.queries import results_of
from tandem.together.tests.world import berlin

pytestmark = pytest.mark.django_db
DAY, LAST = date(2026, 11, 24), date(2026, 12, 4)
AT, LATER = berlin("2026-11-24 10:00"), berlin("2026-12-05 10:00")


class House:
    """Two departments and those who only read."""

    def __init__(self, inside: int = 6, field: int = 5) -> None:
        WorksAgreement.objects.create(title="BV", purpose="pulse", start=DAY, audience={"council", "manager"})
        team = a_team()
        self.inside = [an_employee(["inside"], team) for _n in range(inside)]
        self.field = [an_employee(["field"], team) for _n in range(field)]
        self.manager = an_employee(["manager"])
        self.council = an_employee(["council"])

    def open(self, **more: Any) -> ReadinessCheck:
        actor = as_actor(self.manager, AT)
        given: dict[str, Any] = {"opens_on": DAY, "closes_on": LAST, "actor": actor, "at": AT} | more
        return actions.open_check(**given)

    def told(self, check: ReadinessCheck, at: Any = LATER) -> dict[str, list[tuple[str, float]]]:
        rows = results_of(check, as_actor(self.council, at)).rows
        return {row.area.name: [(str(one.group), one.mean) for one in row.groups] for row in rows}


def give(check: ReadinessCheck, people: list[Employee], mark: int = 4, **marks: int) -> None:
    for person in people:
        all_marks = dict.fromkeys(NAMES, mark) | marks
        actions.answer_check(check, marks=all_marks, actor=as_actor(person, AT), at=AT)


def refused(error: type[Exception], act: Any) -> Any:
    tables = (ReadinessCheck, ReadinessPart, ReadinessAnswer, Event)

    def everything() -> list[Any]:
        return [list(table._default_manager.order_by("pk").values()) for table in tables]

    before = everything()
    with pytest.raises(error) as caught, transaction.atomic():
        act()
    assert everything() == before
    return caught.value


def test_both_departments_are_told_by_area_after_the_last_day() -> None:
    house = House()
    check = house.open()
    give(check, house.inside, 4, picture_1=1, picture_2=2)
    give(check, house.field, 3)
    assert house.told(check, AT) == {}
    told = house.told(check)
    assert told["picture"] == [("Both departments", 2.2), ("Field sales", 3.0), ("Inside sales", 1.8)]
    assert told["tools"] == [("Both departments", 3.5), ("Field sales", 3.0), ("Inside sales", 4.0)]


def test_a_department_below_five_hides_in_the_whole_and_is_not_kept() -> None:
    house = House(inside=8, field=4)
    check = house.open()
    give(check, [*house.inside, *house.field])
    assert set(ReadinessAnswer.objects.values_list("half", flat=True)) == {""}
    assert house.told(check)["rules"] == [("Both departments", 4.0)]


def test_with_four_answers_nothing_is_shown() -> None:
    house = House()
    check = house.open()
    give(check, house.inside[:4])
    assert house.told(check) == {}
    assert results_of(check, as_actor(house.council, LATER)).took_part is None


def test_an_answer_leaves_no_trace_of_its_person(time_machine: Any) -> None:
    house = House()
    check = house.open()
    events = Event.objects.count()
    time_machine.move_to(AT, tick=False)
    client = signed_in_client(house.inside[0])
    url = f"/introduction/readiness/{check.pk}/answers/"
    assert submit(client, url, **dict.fromkeys(NAMES, "2")).status_code == 302
    assert ReadinessAnswer.objects.get().marks == [2] * 10
    assert (Event.objects.count(), Once.objects.count()) == (events, 0)
    assert {field.name for field in ReadinessAnswer._meta.concrete_fields} == {"id", "check_of", "half", "marks"}
    assert "You have taken part" in text_of(client.get(url))


def test_once_each_and_only_who_is_asked_while_it_is_open() -> None:
    house = House()
    check = house.open()
    give(check, house.inside[:1])
    assert refused(Refused, lambda: give(check, house.inside[:1])).code == "answered"
    refused(Refused, lambda: give(check, [house.manager]))
    assert refused(Invalid, lambda: give(check, house.inside[1:2], rules_1=9)).code == "marks"
    late = as_actor(house.field[0], LATER)
    shut = refused(Refused, lambda: actions.answer_check(check, marks=dict.fromkeys(NAMES, 3), actor=late, at=LATER))
    assert shut.code == "closed"


def test_opened_by_who_plans_with_an_agreement_and_one_at_a_time() -> None:
    house = House()
    refused(Refused, lambda: house.open(actor=as_actor(house.inside[0], AT)))
    assert refused(Invalid, lambda: house.open(closes_on=DAY + timedelta(99))).code == "span"
    house.open()
    assert refused(Invalid, house.open).code == "open_already"
    WorksAgreement.objects.all().delete()
    assert refused(Refused, lambda: house.open(opens_on=date(2027, 1, 1), closes_on=date(2027, 1, 2))).code
    assert ReadinessCheck.objects.count() == 1


def test_weak_areas_say_what_helps(time_machine: Any) -> None:
    house = House()
    check = house.open()
    give(check, [*house.inside, *house.field], 5, rules_1=1, rules_2=1)
    time_machine.move_to(LATER, tick=False)
    text = text_of(signed_in_client(house.manager).get(check.get_absolute_url()))
    assert "Agree on rules of play in each tandem" in text
    assert "Plan swap days" not in text
    assert signed_in_client(house.inside[0]).get(check.get_absolute_url()).status_code == 403
