"""Jobs: run once, beside the others, with progress; stopped, broken and killed ones go on where they were."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tandem.core import jobs
from tandem.core.actor import Actor
from tandem.core.errors import Refused
from tandem.core.jobs import cancel_job, give_up, job_folder, recover, restart_job, start_job
from tandem.core.models import Delivery, Event, Job, Once
from tandem.core.outbox import deliver_due, long_is_due, take_back_long
from tandem.people.models import Employee

from .snapshots import unchanged

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("small_world")]
AT = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Any) -> Iterator[None]:
    """Every step is told, and files lie in a place of the test's own."""
    monkeypatch.setattr(jobs, "PULSE", timedelta(0))
    settings.HOME = tmp_path
    yield
    jobs.stopping.clear()


@pytest.fixture
def me() -> Actor:
    return Actor.of(Employee.objects.create(email="a@example.com", first_name="A", last_name="B"), AT)


def counted() -> int:
    return Once.objects.filter(key__startswith="count").count()


def start(me: Actor, **params: Any) -> Job:
    return start_job("count", title="Counting", params=params, actor=me, at=AT)


def run(minutes: int = 0) -> int:
    return deliver_due(at=AT + timedelta(minutes=minutes), long=True)


def test_runs_once_and_only_where_long_work_runs(me: Actor) -> None:
    job = start(me)
    assert deliver_due(at=AT) == 0
    assert long_is_due(at=AT)
    assert [run(), run(), run(60)] == [1, 0, 0]
    job.refresh_from_db()
    assert (job.state, job.result, job.done, job.total) == ("done", {"text": "Counted.", "url": "/"}, 2, 3)
    assert (job_folder(job) / job.file_name).read_text() == "3"
    assert counted() == 3
    assert not long_is_due(at=AT)


def test_what_is_refused_fails_with_its_text_and_can_go_on(me: Actor) -> None:
    job = start(me, stumble=1, how="refuse")
    run()
    job.refresh_from_db()
    assert (job.state, job.error, counted()) == ("failed", "I am tired.", 1)
    Job.objects.update(params={})
    restart_job(job, actor=me, at=AT)
    run()
    job.refresh_from_db()
    assert (job.state, job.error, counted()) == ("done", "", 3)


def test_what_breaks_fails_without_a_stack_trace_for_people(me: Actor) -> None:
    job = start(me, stumble=2, how="break")
    run()
    job.refresh_from_db()
    assert job.state == "failed"
    assert "printer" not in job.error
    assert job.error


def test_cancelled_before_it_begins_it_never_runs(me: Actor) -> None:
    job = start(me)
    cancel_job(job, actor=me, at=AT)
    run()
    job.refresh_from_db()
    assert (job.state, counted()) == ("cancelled", 0)
    with pytest.raises(Refused), unchanged():
        cancel_job(job, actor=me, at=AT)


def test_cancelled_while_it_runs_it_stops_at_the_next_step(me: Actor) -> None:
    job = start(me, stumble=0, how="cancel")
    run()
    job.refresh_from_db()
    assert (job.state, counted()) == ("cancelled", 1)


def test_when_the_worker_ends_the_job_goes_on_with_the_next_one(me: Actor) -> None:
    job = start(me, stumble=0, how="stop")
    run()
    job.refresh_from_db()
    assert (job.state, counted()) == ("waiting", 1)
    jobs.stopping.clear()
    Job.objects.update(params={})
    run(1)
    job.refresh_from_db()
    assert (job.state, counted(), Delivery.objects.get(handler="core.run_job").attempts) == ("done", 3, 0)


def test_a_killed_one_is_due_again_and_given_up_in_the_end(me: Actor) -> None:
    job = start(me)
    Job.objects.filter(pk=job.pk).update(state="running")
    for time in range(5):
        Delivery.objects.update(next_at=AT + timedelta(minutes=9))
        assert take_back_long(at=AT) == 1
        assert long_is_due(at=AT) is (time < 4)
    give_up(at=AT)
    job.refresh_from_db()
    assert job.state == "failed"


def test_after_a_power_cut_what_nobody_runs_is_due_at_once(me: Actor) -> None:
    job = start(me)
    Job.objects.filter(pk=job.pk).update(state="running")
    Delivery.objects.update(next_at=AT + timedelta(minutes=9))
    assert not long_is_due(at=AT)
    assert recover(at=AT) == 1
    assert long_is_due(at=AT)


def test_one_that_another_process_holds_waits(me: Actor) -> None:
    job = start(me)
    with jobs._held(job):
        assert recover(at=AT) == 0
        run()
    job.refresh_from_db()
    assert (job.state, counted()) == ("waiting", 0)
    run(1)
    assert counted() == 3


def test_only_who_started_it_and_administration_may_stop_it(me: Actor) -> None:
    job = start(me)
    other = Employee.objects.create(email="c@example.com", first_name="C", last_name="D", roles={"manager"})
    with pytest.raises(Refused), unchanged():
        cancel_job(job, actor=Actor.of(other, AT), at=AT)
    other.roles = frozenset({"admin"})
    cancel_job(job, actor=Actor.of(other, AT), at=AT)
    assert Event.objects.filter(verb="job.cancelled", actor_id=other.pk).count() == 1


def test_files_go_after_a_week(me: Actor) -> None:
    job = start(me)
    run()
    ended = Job.objects.get(pk=job.pk).ended_at
    assert ended
    event = Event.objects.get(verb="job.started")
    jobs.sweep_files(event, ended + timedelta(days=6))
    assert (job_folder(job) / "three.txt").exists()
    jobs.sweep_files(event, ended + timedelta(days=8))
    assert not job_folder(job).exists()
    assert Job.objects.get(pk=job.pk).file_name == ""
