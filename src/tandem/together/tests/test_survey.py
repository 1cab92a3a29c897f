"""The company's survey: once each, without a name, and nothing below the group size."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from tandem.core.actor import Actor
from tandem.core.errors import Conflict, Invalid, Refused
from tandem.core.models import Event, Once
from tandem.core.tests.browser import submit, text_of
from tandem.people.models import Employee, WorksAgreement
from tandem.people.tests.factories import a_team, an_employee, as_actor, signed_in_client
from tandem.together.models import QUESTIONS, PulseAnswer, Survey, SurveyAnswer, SurveyPart, TogetherSettings
from tandem.together.survey import actions
from tandem.together.survey.queries import results_of

from .world import berlin

pytestmark = pytest.mark.django_db
MONDAY = date(2026, 11, 23)
AT = berlin("2026-11-24 10:00")
LATER = berlin("2026-12-20 10:00")
FINE = dict.fromkeys(QUESTIONS, 4)


class House:
    """Two teams and those who only read."""

    def __init__(self, inside: int = 8, field: int = 7, south: int = 3) -> None:
        WorksAgreement.objects.create(title="BV", purpose="pulse", start=MONDAY, audience={"council", "manager"})
        self.north, south_team = a_team(name="Nord"), a_team(name="Süd")
        self.people = [
            *(an_employee(["inside"], self.north) for _n in range(inside)),
            *(an_employee(["field"], self.north) for _n in range(field)),
            *(an_employee(["inside"], south_team) for _n in range(south)),
        ]
        self.admin = as_actor(an_employee(["admin"]), AT)
        self.council = as_actor(an_employee(["council"]), LATER)

    def open(self, **more: Any) -> Survey:
        wanted: dict[str, Any] = {
            "opens_on": MONDAY + timedelta(1),
            "closes_on": date(2026, 12, 13),
            "actor": self.admin,
            "at": AT,
        }
        return actions.open_survey(**(wanted | more))


def give(survey: Survey, people: list[Employee], at: datetime = AT, **scores: int) -> None:
    for person in people:
        actions.answer_survey(survey, scores=FINE | scores, actor=as_actor(person, at), at=at)


def everything() -> tuple[list[object], ...]:
    tables = (Survey, SurveyPart, SurveyAnswer, TogetherSettings, Event)
    return tuple(list(table._default_manager.order_by("pk").values()) for table in tables)


def refused(error: type[Exception], act: Any) -> Any:
    before = everything()
    with pytest.raises(error) as caught, transaction.atomic():
        act()
    assert everything() == before
    return caught.value


def shown(survey: Survey, actor: Actor) -> list[tuple[str, int]]:
    return [(row.label, row.cell.count) for batch in results_of(survey, actor).batches for row in batch]


def test_everybody_in_sales_with_a_team_is_asked_once_and_in_no_order_of_answering() -> None:
    house = House()
    survey = house.open()
    assert survey.parts.count() == len(house.people)
    give(survey, house.people[:1])
    again = refused(Refused, lambda: give(survey, house.people[:1]))
    assert again.code == "answered"
    order = [*survey.parts.order_by("pk").values_list("employee__name_key", flat=True)]
    assert order == sorted(order)


def test_an_answer_leaves_no_trace_of_its_person() -> None:
    house = House()
    survey = house.open()
    events = Event.objects.count()
    client = signed_in_client(house.people[0])
    with transaction.atomic():
        Survey.objects.update(opens_on=date.today() - timedelta(1), closes_on=date.today() + timedelta(1))  # noqa: DTZ011
    body = dict.fromkeys(QUESTIONS, "2")
    assert submit(client, f"/surveys/{survey.pk}/answers/", **body).status_code == 302
    answer = SurveyAnswer.objects.get()
    assert (Event.objects.count(), Once.objects.count()) == (events, 0)
    held = {field.name for field in SurveyAnswer._meta.concrete_fields}
    assert held == {"id", "survey", "week", "team", "half", *QUESTIONS}
    assert answer.week.weekday() == 0
    assert {field.name for field in SurveyPart._meta.concrete_fields} == {
        *("id", "survey", "employee", "team", "half", "took_part")
    }


def test_it_has_nothing_to_do_with_the_pulse_of_the_two() -> None:
    house = House()
    survey = house.open()
    assert not PulseAnswer.objects.exists()
    give(survey, house.people)
    assert not PulseAnswer.objects.exists()


def test_below_the_group_size_nothing_is_shown() -> None:
    house = House()
    survey = house.open()
    give(survey, house.people[:6])
    assert shown(survey, house.council) == []
    assert results_of(survey, house.council).took_part is None


def test_nothing_is_shown_before_the_week_is_over() -> None:
    house = House()
    survey = house.open()
    give(survey, house.people)
    sunday = as_actor(house.council.employee, berlin("2026-11-29 23:59"))
    monday = as_actor(house.council.employee, berlin("2026-11-30 00:00"))
    assert shown(survey, sunday) == []
    assert len(shown(survey, monday)) > 0


def test_a_small_team_hides_in_the_whole_and_is_not_kept_with_its_answers() -> None:
    house = House()
    survey = house.open()
    give(survey, house.people)
    assert shown(survey, house.council) == [("", 18)]
    assert not SurveyAnswer.objects.exclude(team=None, half="").exists()


def test_groups_that_are_large_enough_are_shown_within_their_team() -> None:
    house = House(south=7)
    survey = house.open()
    give(survey, house.people[:15], needs=5)
    give(survey, house.people[15:], needs=1)
    assert shown(survey, house.council) == [
        ("", 22),
        ("Nord", 15),
        ("Field sales", 7),
        ("Inside sales", 8),
        ("Süd", 7),
        ("Inside sales", 7),
    ]
    means = [row.cell.means[0] for row in results_of(survey, house.council).batches[0]]
    assert means == [3.7, 4.5, 4.5, 4.5, 1.5, 1.5]


def test_the_group_size_is_never_below_five() -> None:
    house = House()
    values = {"swaps_a_year": 2, "newcomer_days": 5, "idle_days": 90}
    low = values | {"group_size": 4}
    refused(Invalid, lambda: actions.change_settings(values=low, version=1, actor=house.admin, at=AT))
    with pytest.raises(IntegrityError), transaction.atomic():
        TogetherSettings.objects.create(pk=1, group_size=4)
    actions.change_settings(values=values | {"group_size": 5}, version=1, actor=house.admin, at=AT)
    assert house.open().group_size == 5
    stale = values | {"group_size": 9}
    refused(Conflict, lambda: actions.change_settings(values=stale, version=1, actor=house.admin, at=AT))


def test_an_open_survey_keeps_its_group_size() -> None:
    house = House()
    survey = house.open()
    TogetherSettings.objects.create(pk=1, group_size=5)
    give(survey, house.people[:6])
    assert shown(survey, house.council) == []


def test_only_administration_opens_one_and_only_with_an_agreement() -> None:
    house = House()
    for person in (house.people[0], house.council.employee):
        refused(Refused, lambda person=person: house.open(actor=as_actor(person, AT)))
    WorksAgreement.objects.all().delete()
    assert refused(Refused, lambda: house.open(actor=as_actor(house.admin.employee, AT))).code == "no_agreement"


def test_one_survey_at_a_time_and_not_in_the_past() -> None:
    house = House()
    house.open()
    assert refused(Invalid, house.open).code == "open_already"
    assert refused(Invalid, lambda: house.open(opens_on=MONDAY)).code == "span"
    assert refused(Invalid, lambda: house.open(closes_on=date(2027, 6, 1))).code == "span"


def test_who_is_not_asked_or_comes_too_late_cannot_answer() -> None:
    house = House()
    survey = house.open()
    stranger = an_employee(["inside"], house.north)
    refused(Refused, lambda: give(survey, [stranger]))
    late = refused(Refused, lambda: give(survey, house.people[:1], LATER))
    assert late.code == "closed"
    assert refused(Invalid, lambda: give(survey, house.people[:1], joy=9)).code == "scores"


def test_results_are_for_the_audience_of_the_agreement_alone(time_machine: Any) -> None:
    house = House()
    survey = house.open()
    give(survey, house.people)
    time_machine.move_to(LATER, tick=False)
    url = survey.get_absolute_url()
    answers = {
        name: signed_in_client(person).get(url)
        for name, person in (
            ("council", house.council.employee),
            ("inside", house.people[0]),
            ("admin", house.admin.employee),
        )
    }
    assert {name: answer.status_code for name, answer in answers.items()} == {
        "council": 200,
        "inside": 403,
        "admin": 403,
    }
    assert "18 of 18 have taken part" in text_of(answers["council"])
    WorksAgreement.objects.update(end=date(2026, 12, 1))
    assert signed_in_client(house.council.employee).get(url).status_code == 403
