"""The overview of a sales manager: of the own teams, totals only; by tandem and person under a works agreement."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tandem.core.tests.browser import text_of
from tandem.customers.tests.factories import a_customer
from tandem.customers.tests.world import World, of
from tandem.desk.queries.overview import overview_of
from tandem.desk.queries.uncovered import uncovered_of
from tandem.desk.queries.workload import workload_of
from tandem.people.models import Absence, Delegation, WorksAgreement
from tandem.people.tests.factories import a_team, an_employee, signed_in_client
from tandem.tandems.tests.factories import a_tandem
from tandem.work.actions.handoffs import Offer, offer_handoff
from tandem.work.clocks_open import Clocks, LateHandoffs
from tandem.work.models import Handoff
from tandem.work.tests.factories import a_request, a_todo, an_appointment

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
URL, PART = "/overview/", "/overview/workload/"


@pytest.fixture
def now() -> datetime:
    """A Tuesday morning, in the world's time."""
    return datetime(2026, 11, 24, 9, tzinfo=UTC)


def away(world: World, first: int = 1, days: int = 3) -> Absence:
    """The field half is away from next Monday on, with nobody in their place."""
    start = timezone.localdate() + timedelta(first + (7 - timezone.localdate().weekday()) - 1)
    Delegation.objects.all().delete()
    return Absence.objects.create(employee=world.field, start=start, end=start + timedelta(days))


def agree(**values: object) -> WorksAgreement:
    given = {"title": "BV 16", "purpose": "workload", "audience": {"manager"}, "start": timezone.localdate()}
    return WorksAgreement.objects.create(**(given | values))


def test_clocks_count_the_open_the_due_and_the_late(world: World, now: datetime) -> None:
    a_request(world.customer, world.tandem, due_at=now - HOUR, holder=world.inside)
    a_request(world.customer, world.tandem, due_at=now + HOUR, received_at=now - 3 * HOUR)
    a_request(world.queued, None, due_at=now + timedelta(2), received_at=now - HOUR)
    a_request(world.customer, world.tandem, due_at=now - HOUR, answered_at=now - HOUR)
    a_request(world.customer, world.tandem, due_at=now - HOUR, closed_at=now)
    a_request(a_customer(world.far), world.far, due_at=now - HOUR)
    (line,) = overview_of(of(world.manager, now)).lines
    assert line.clocks == Clocks(open=3, today=1, late=1)
    assert (line.queue.count, line.queue.oldest) == (2, now - 3 * HOUR)


def test_who_puts_a_request_off_does_not_stop_its_clock(world: World, now: datetime) -> None:
    a_request(world.customer, world.tandem, due_at=now - HOUR, snoozed_until=now + timedelta(3))
    (line,) = overview_of(of(world.manager, now)).lines
    assert line.clocks.late == 1


def test_late_handoffs_wait_for_an_answer_or_the_result(world: World, now: datetime) -> None:
    actor = of(world.inside, now)
    states: list[dict[str, Any]] = [{}, {"state": "accepted", "due_at": now - HOUR}, {"state": "done"}]
    for number, values in enumerate(states):
        offer = Offer(f"Muster {number}", "Ist da", now + timedelta(1))
        made = offer_handoff(world.customer, offer, taker=world.field, actor=actor, at=now)
        Handoff.objects.filter(pk=made.pk).update(accept_by=now - HOUR, **values)
    (line,) = overview_of(of(world.manager, now)).lines
    assert line.handoffs == LateHandoffs(unanswered=1, undone=1)


def test_an_absence_without_cover_is_told_with_the_way_to_put_it_right(world: World) -> None:
    absence = away(world)
    today = timezone.localdate()
    (line,) = uncovered_of([world.team.pk], today, of(world.manager, timezone.now()))
    assert (line.person, line.first, line.days, line.tandems) == (world.field, absence.start, 3, [world.tandem])
    assert line.url == f"/absences/{absence.pk}/edit/"
    page = text_of(signed_in_client(world.manager).get(URL))
    assert "1 absence has no cover" in page
    assert str(world.field) in page


def test_a_part_that_is_covered_is_not_told(world: World) -> None:
    absence = away(world)
    cover = {"person": world.field, "deputy": world.mate, "scope_kind": "tandem", "scope_id": world.tandem.pk}
    row = Delegation.objects.create(absence=absence, start=absence.start, end=absence.start + timedelta(1), **cover)
    actor, today = of(world.manager, timezone.now()), timezone.localdate()
    (line,) = uncovered_of([world.team.pk], today, actor)
    assert (line.first, line.days) == (absence.start + timedelta(1), 2)
    row.end = absence.end
    row.save()
    assert uncovered_of([world.team.pk], today, actor) == []


def test_what_is_far_ahead_or_of_another_team_is_not_told(world: World) -> None:
    away(world, first=36)
    actor = of(world.manager, timezone.now())
    assert uncovered_of([world.team.pk], timezone.localdate(), actor) == []
    Absence.objects.create(employee=world.stranger, start=timezone.localdate(), end=None)
    assert uncovered_of([world.team.pk], timezone.localdate(), actor) == []


@pytest.mark.parametrize("who", ["inside", "field", "cover", "mate", "payroll", "council", "admin"])
def test_only_managers_read_it(world: World, who: str) -> None:
    client = signed_in_client(getattr(world, who))
    assert [client.get(url).status_code for url in (URL, PART)] == [403, 403]
    assert URL not in client.get("/people/").content.decode()


def test_managers_find_it_in_the_navigation_and_see_their_own_teams(world: World) -> None:
    for manager, own, other in ((world.manager, world.team, world.far), (world.far_manager, world.far, world.team)):
        page = signed_in_client(manager).get(URL).content.decode()
        name = own.name if own is world.team else world.far.team.name
        strange = world.far.team.name if other is world.far else world.team.name
        assert f'href="{URL}"' in page
        assert name in page
        assert f">{strange}<" not in page


def test_who_leads_no_team_is_told_what_it_is_for(world: World) -> None:
    assert "You lead no team today" in text_of(signed_in_client(an_employee(["manager"])).get(URL))


def test_without_an_agreement_nothing_tells_of_a_tandem_or_a_person(world: World) -> None:
    _enough(world)
    page = signed_in_client(world.manager).get(PART).content.decode()
    assert "By tandem and by person: off" in page
    assert 'href="/agreements/"' in page
    assert "1 late" in page  # the team's
    main = page[page.index("<main") :]
    assert world.tandem.name not in main
    assert world.field.last_name not in main


@pytest.mark.parametrize(
    "values",
    [
        {"audience": {"council"}},
        {"purpose": "answer_times"},
        {"start": date(2020, 1, 1), "end": date(2021, 1, 1)},
    ],
)
def test_an_agreement_on_something_else_switches_nothing_on(world: World, values: dict[str, object]) -> None:
    _enough(world)
    agree(**values)
    found = workload_of(of(world.manager, timezone.now()))
    assert (found.agreement, list(found.tandems), list(found.people)) == (None, [], [])


def test_under_an_agreement_tandems_and_people_are_told(world: World) -> None:
    _enough(world)
    agree()
    found = workload_of(of(world.manager, timezone.now()))
    assert {tandem.name: (load.due, load.late) for tandem, load in found.tandems} == {
        world.tandem.name: (2, 1),
        world.mates.name: (0, 0),
    }
    assert {person.pk: load.due for person, load in found.people if load.due} == {world.inside.pk: 1}
    page = signed_in_client(world.manager).get(PART).content.decode()
    assert "BV 16" in page
    assert re.search(r"Appointments, first week</div>.*?Appointments, second week</div>", page)  # said to phones too
    assert world.tandem.name in page
    assert str(world.field) in page


def test_appointments_count_for_each_who_takes_part_once(world: World) -> None:
    now = timezone.now()
    agree()
    an_appointment(world.tandem, world.field, now + HOUR)
    an_appointment(world.tandem, world.field, now + timedelta(8))
    an_appointment(world.tandem, world.field, now + timedelta(20))
    an_appointment(world.tandem, world.field, now + 2 * HOUR, cancelled_at=now)
    found = workload_of(of(world.manager, now))
    hours = {person: [week.booked_hours for week in load.weeks] for person, load in found.people}
    assert hours[world.field] == [1, 1]
    assert hours[world.inside] == [0, 0]


def test_working_hours_leave_out_who_is_away(world: World, now: datetime) -> None:
    agree(start=now.date())
    Absence.objects.create(employee=world.field, start=now.date(), end=now.date() + timedelta(7))
    found = workload_of(of(world.manager, now))
    hours = {person: [week.working_hours for week in load.weeks] for person, load in found.people}
    assert hours[world.inside] == [45, 45]
    assert hours[world.field] == [0 + 2, 45]  # back on the seventh day at eight, the week ends at ten


def test_the_total_of_a_small_team_is_withheld(world: World) -> None:
    a_todo(world.far, world.stranger, due_at=timezone.now() + HOUR)
    (line,) = workload_of(of(world.far_manager, timezone.now())).teams
    assert line.load is None
    assert "would tell of single ones" in text_of(signed_in_client(world.far_manager).get(PART))
    agree()
    (line,) = workload_of(of(world.far_manager, timezone.now())).teams
    assert line.load is not None
    assert line.load.due == 1


def test_as_many_statements_for_many_as_for_one(world: World) -> None:
    agree()
    away(world)
    _enough(world)
    client = signed_in_client(world.manager)
    before = [_asked(client, url) for url in (URL, PART)]
    for _ in range(3):
        tandem = a_tandem(a_team(world.manager))
        seat = tandem.seats.first()
        assert seat
        a_request(a_customer(tandem), tandem)
        Absence.objects.create(employee=seat.employee, start=timezone.localdate(), end=None)
        an_appointment(tandem, seat.employee, timezone.now() + HOUR)
    after = [_asked(client, url) for url in (URL, PART)]
    assert after == before
    assert max(after) <= 12


def test_the_part_stands_alone_and_within_the_page(world: World) -> None:
    client = signed_in_client(world.manager)
    assert "<main" in client.get(PART).content.decode()
    assert "<main" not in client.get(PART, headers={"HX-Request": "true"}).content.decode()
    assert f'hx-get="{PART}"' in client.get(URL).content.decode()


def _asked(client: Client, url: str) -> int:
    with CaptureQueriesContext(connection) as asked:
        assert client.get(url).status_code == 200
    return len(asked)


def _enough(world: World) -> None:
    """One late to-do of the inside half and one that nobody holds yet, in a team that is large enough."""
    now = timezone.now()
    a_todo(world.tandem, world.inside, due_at=now - HOUR)
    a_todo(world.tandem, None, due_at=now + HOUR)
    a_todo(world.tandem, world.inside, due_at=now + timedelta(30))
