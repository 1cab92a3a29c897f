"""Plans on past facts: beside what was in force, people only where it is agreed, nothing posted."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from engines.commission import Window, read_window
from tandem.commissions.models import Accrual, Plan, PlanVersion, Posting, Simulation
from tandem.commissions.plans.simulated import plans_to_try, simulated
from tandem.commissions.plans.simulating import JOB, run_simulation, simulate, start_simulation
from tandem.core.errors import Invalid, Refused
from tandem.core.jobs import Cancelled, Work
from tandem.core.models import Job
from tandem.core.tests.browser import submit, text_of
from tandem.core.tests.snapshots import unchanged
from tandem.orders.tests.factories import Pair, a_line, a_pair, actor_of, an_order
from tandem.people.models import Purpose, WorksAgreement
from tandem.people.tests.factories import an_employee, signed_in_client

from .factories import plan_of_pair

pytestmark = pytest.mark.django_db
World = tuple[Pair, PlanVersion]
AT = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


@pytest.fixture
def world() -> World:
    pair = a_pair()
    row = plan_of_pair(pair)
    for month in (9, 10):
        at = datetime(2026, month, 10, 9, 0, tzinfo=UTC)
        an_order(pair.customer, [a_line(1000_00)], confirmed=True, ordered_on=date(2026, month, 10), at=at)
    return pair, row


def months(*names: str) -> list[Window]:
    return [read_window(name) for name in names]


def test_side_by_side_with_the_plan_in_force(world: World) -> None:
    pair, row = world
    tried = row.document | {"components": [{"id": "pool", "rate": "12 %"}]}
    told = []
    result, currency = simulate(
        row,
        tried,
        months("2026-08", "2026-09", "2026-10"),
        beside=row.plan,
        as_of=AT,
        step=lambda *step: told.append(step[:2]),
    )
    assert (result["total"], currency) == ([240_00, 200_00], "EUR")
    assert result["months"] == {"2026-08": [0, 0], "2026-09": [120_00, 100_00], "2026-10": [120_00, 100_00]}
    assert result["tandems"] == {str(pair.tandem.pk): [240_00, 200_00]}
    assert result["people"] == {str(pair.inside.pk): [120_00, 100_00], str(pair.field.pk): [120_00, 100_00]}
    assert told == [(0, 3), (1, 3), (2, 3)]
    assert not Posting.objects.exists()
    assert not Accrual.objects.exists()


def test_as_a_job_whose_result_hides_people_without_an_agreement(world: World) -> None:
    pair, row = world
    actor = actor_of(pair.manager)
    made = start_simulation(row, first="2026-09", last="2026-10", actor=actor, at=AT)
    job = Job.objects.get(pk=made.job_id or 0)
    assert (job.name, made.result) == (JOB, {})
    assert run_simulation(Work(job, actor, AT))["url"] == f"/plans/simulations/{made.pk}/"
    made = Simulation.objects.get()
    page = simulated(made, actor_of(pair.manager))
    assert ([one.tried for one in page.tandems], page.people, page.hidden) == ([200_00], [], 2)
    assert page.chart
    assert [word for _x, word in page.chart.months] == ["Sep", "Oct"]
    WorksAgreement.objects.create(purpose=Purpose.RESULTS, audience={"manager"}, start=date(2026, 1, 1))
    assert {one.label for one in simulated(made, actor_of(pair.manager)).people} == {str(pair.inside), str(pair.field)}
    assert simulated(made, actor_of(an_employee(["manager"]))).people == []
    assert not Posting.objects.exists()


def test_a_plan_that_nobody_is_on_is_tried_for_the_people_on_another(world: World) -> None:
    pair, row = world
    actor = actor_of(pair.manager)
    plan = Plan.objects.create(name="Neu")
    document = row.document | {"components": [{"id": "pool", "rate": "12 %"}]}
    new = PlanVersion.objects.create(plan=plan, number=1, document=document, start=date(2027, 1, 1), made_at=AT)
    client = signed_in_client(pair.manager)
    page = f"/plans/versions/{new.pk}/simulations/"
    assert f'value="{row.plan_id}" selected>{row.plan} (2 people)' in client.get(page).content.decode()
    assert [(one.name, vars(one)["people"]) for one in plans_to_try(new)] == [(row.plan.name, 2), ("Neu", 0)]
    with unchanged(), pytest.raises(Invalid, match="Nobody was on Neu"):
        start_simulation(new, first="2026-09", last="2026-10", actor=actor, at=AT)
    with unchanged(), pytest.raises(Invalid, match="Nobody was on"):
        start_simulation(new, first="2020-09", last="2020-10", beside=row.plan, actor=actor, at=AT)
    with unchanged():
        wrong = submit(client, page, first="2026-09", last="2026-13").content.decode()
        assert wrong.count("Such as 2026-01.") == 2  # at the first month as help, at the last one as what is wrong
    answer = submit(client, page, first="2026-09", last="2026-10", beside=str(row.plan_id))
    made = Simulation.objects.get()
    run_simulation(Work(Job.objects.get(pk=made.job_id or 0), actor, AT))
    text = text_of(client.get(answer.headers["Location"]))
    assert f"for the people on {row.plan}" in text
    assert "€240.00 would have been paid, beside €200.00: €40.00 more or less." in text


def test_a_stopped_job_leaves_nothing(world: World) -> None:
    pair, row = world
    actor = actor_of(pair.manager)
    made = start_simulation(row, first="2026-09", last="2026-10", actor=actor, at=AT)
    Job.objects.update(cancel_asked_at=AT)
    with pytest.raises(Cancelled):
        run_simulation(Work(Job.objects.get(pk=made.job_id or 0), actor, AT))
    assert Simulation.objects.get().result == {}


@pytest.mark.parametrize(
    ("first", "last"), [("2026-10", "2026-09"), ("2026-13", "2026-14"), ("2020-01", "2026-01"), ("2026-11", "2027-01")]
)
def test_spans_that_make_no_sense_are_refused(world: World, first: str, last: str) -> None:
    pair, row = world
    with pytest.raises(Invalid):
        start_simulation(row, first=first, last=last, actor=actor_of(pair.manager), at=AT)
    with pytest.raises(Refused):
        start_simulation(row, first="2026-09", last="2026-09", actor=actor_of(pair.inside), at=AT)
    assert not Simulation.objects.exists()
