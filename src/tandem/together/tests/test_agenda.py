"""The agenda: what stands on it and why, how much is asked for it, and that it is the tandem's alone."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from django.db import connection
from django.template.loader import render_to_string
from django.test.utils import CaptureQueriesContext

from tandem.customers.models import Assignment, Customer
from tandem.customers.tests.factories import a_customer
from tandem.orders.tests.factories import a_line, an_order
from tandem.people.tests.factories import signed_in_client
from tandem.tandems.actions import propose_rules
from tandem.tandems.tests.factories import a_tandem
from tandem.tandems.tests.world import AT, World
from tandem.together import actions
from tandem.together.agenda import FEW, AgendaSection, agenda_of
from tandem.together.beside import beside_of
from tandem.together.models import Meeting
from tandem.together.queries import minutes_of, visible_meetings
from tandem.work.models import Handoff, Pace
from tandem.work.steps import keep_step
from tandem.work.tests.factories import a_request, a_todo, an_appointment

from .world import a_meeting, a_pair, anna

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return a_pair()


def agenda(world: World) -> dict[str, AgendaSection]:
    meeting = visible_meetings(anna(world)).select_related("former").get(closed_at=None)
    return {section.key: section for section in agenda_of(meeting, anna(world))}


def titles(section: AgendaSection) -> list[str]:
    return [str(row.title) for row in section.rows]


def a_handoff(world: World, title: str, **values: object) -> Handoff:
    given = {
        "tandem": world.tandem,
        "team": world.team,
        "giver": world.inside,
        "taker": world.field,
        "holder": world.inside,
        "title": title,
        "expected": "Angebot",
        "due_at": AT + timedelta(days=1),
        "accept_by": AT - timedelta(hours=1),
        "created_at": AT - timedelta(days=1),
    }
    handoff = Handoff.objects.create(**(given | values))
    keep_step(handoff)
    return handoff


def fill(world: World, times: int = 1) -> None:
    """So many rows in every section, and as many that belong to none."""
    other = a_tandem(world.team)
    for number in range(times):
        customer = a_customer(world.tandem, name=f"Hansen {number} GmbH")
        strange = a_customer(other, name=f"Fremd {number} GmbH")
        a_request(customer, world.tandem, due_at=AT - timedelta(hours=2), holder=world.inside)
        a_request(strange, other, due_at=AT - timedelta(hours=2))
        a_todo(world.tandem, world.field, title=f"Muster {number}", due_at=AT - timedelta(days=1))
        a_todo(world.tandem, world.field, title="Morgen", due_at=AT + timedelta(days=1))
        a_handoff(world, f"Preis {number}")
        back = {"state": "returned", "reason": "Termin fehlt", "ended_at": AT - timedelta(hours=3)}
        a_handoff(world, f"Zurück {number}", **back)
        a_handoff(world, f"Angenommen {number}", state="accepted", accepted_at=AT)
        an_appointment(world.tandem, world.field, AT + timedelta(days=2, hours=number), customer=customer)
        an_appointment(world.tandem, world.field, AT + timedelta(days=3), customer=customer, private=True)
        Pace.objects.create(customer=customer, call_due_on=date(2026, 11, 20), talked_at=AT - timedelta(days=30))
        Pace.objects.create(customer=strange, call_due_on=date(2026, 11, 20))
        an_order(customer, [a_line()], ordered_on=date(2026, 11, 24), at=AT)


def test_each_section_has_its_own_with_the_reason(world: World) -> None:
    a_meeting(world)
    fill(world)
    propose_rules(world.tandem, actor=anna(world), at=AT)
    found = agenda(world)
    assert list(found) == ["rules", "requests", "handoffs", "returned", "todos", "calls", "visits", "orders"]
    assert {key: section.total for key, section in found.items()} == dict.fromkeys(found, 1)
    assert titles(found["todos"]) == ["Muster 0"]
    assert titles(found["returned"]) == ["Zurück 0"]
    assert found["returned"].rows[0].why == "Termin fehlt"
    assert titles(found["handoffs"]) == ["Preis 0"]
    assert "Hansen 0" in titles(found["calls"])[0]
    assert re.match(r"[A-Z]\w\w \d+ [A-Z]\w\w \d\d:\d\d", str(found["visits"].rows[0].why))
    assert world.inside.first_name in str(found["requests"].rows[0].why)


def test_what_was_done_for_a_customer_that_is_hidden_by_now_stands_nowhere(world: World) -> None:
    """It has gone to another tandem and is only for that one: orders and returned hand-offs stay with the former."""
    a_meeting(world)
    customer = a_customer(world.tandem, name="Geheimrat KG")
    an_order(customer, [a_line()], ordered_on=date(2026, 11, 24), at=AT)
    back = {"customer": customer, "state": "returned", "reason": "Termin fehlt", "ended_at": AT - timedelta(hours=3)}
    a_handoff(world, "Zurück", **back)
    a_handoff(world, "Preis", customer=customer)
    assert list(agenda(world)) == ["handoffs", "returned", "orders"]
    beside = beside_of(world.tandem, anna(world))
    assert (len(beside.wins), len(beside.handoffs)) == (1, 1)
    Assignment.objects.filter(customer=customer).update(tandem=a_tandem(world.team))
    Customer.objects.filter(pk=customer.pk).update(restricted=True)
    assert agenda(world) == {}
    beside = beside_of(world.tandem, anna(world))
    assert (list(beside.wins), list(beside.handoffs)) == ([], [])


def test_a_quiet_week_has_an_empty_agenda(world: World) -> None:
    a_meeting(world)
    assert agenda(world) == {}
    url = f"{Meeting.objects.get().get_absolute_url()}agenda/"
    page = signed_in_client(world.inside).get(url).content.decode()
    assert "Nothing is late" in page


def test_many_rows_are_counted_and_few_shown(world: World) -> None:
    a_meeting(world)
    fill(world, FEW + 2)
    found = agenda(world)
    counted = {key: (section.total, len(section.rows), section.more) for key, section in found.items()}
    assert counted == dict.fromkeys(found, (FEW + 2, FEW, 2))


def test_put_off_calls_wait(world: World) -> None:
    a_meeting(world)
    fill(world)
    Pace.objects.update(put_off_until=date(2026, 12, 20))
    assert "calls" not in agenda(world)


def test_it_looks_back_to_the_talk_before(world: World) -> None:
    a_meeting(world)
    fill(world)
    actions.close_meeting(Meeting.objects.get(), actor=anna(world, AT + timedelta(days=6)), at=AT + timedelta(days=6))
    assert {"returned", "orders"} & agenda(world).keys() == set()


def test_the_database_is_asked_as_often_for_three_rows_as_for_none(world: World) -> None:
    meeting = a_meeting(world)
    url, browser = f"{meeting.get_absolute_url()}agenda/", signed_in_client(world.inside)
    counts = []
    for _time in range(3):
        with CaptureQueriesContext(connection) as asked:
            assert browser.get(url).status_code == 200
        counts.append(len(asked))
        fill(world) if not counts[1:] else actions.write_item(meeting, kind="note", text="x", actor=anna(world), at=AT)
    assert len(set(counts)) == 1
    assert counts[0] <= 18  # each section asks once


def test_the_short_agenda_has_one_line_per_section_and_the_points_of_the_two(world: World) -> None:
    meeting = a_meeting(world)
    fill(world, 3)
    actions.write_item(meeting, kind="topic", text="Urlaub im Januar", actor=anna(world), at=AT)
    told = {"meeting": meeting, "agenda": agenda_of(meeting, anna(world)), "topics": minutes_of(meeting).topics}
    page = render_to_string("together/_agenda_short.html", told)
    assert page.count("<li>") == 8
    seen = signed_in_client(world.field).get(f"{meeting.get_absolute_url()}agenda/?short=1").content.decode()
    assert "Urlaub im Januar" in seen
    assert "and 2 more" in seen
