"""Long work: an event whose handler runs in a process of its own, tells how far it is and can be stopped.

A job that was cut off (kill -9, power) is simply run again: its runner goes on where the last transaction ended, or
does everything anew without doubling anything.
"""

from __future__ import annotations

import fcntl
import gc
import logging
import shutil
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from threading import Event as Flag
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import connection, models, transaction
from django.db.models import Q
from django.utils import timezone, translation
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from .actor import EMPLOYEE, Actor
from .errors import Refused, TandemError, Text
from .events import record
from .locking import lock
from .models import Delivery, Event, Job, JobState
from .outbox import LEASE, Postponed, alone
from .rules import require

log = logging.getLogger("tandem.jobs")

PULSE = timedelta(seconds=0.5)  # between two writes of progress
FILES_KEPT = timedelta(days=7)
stopping = Flag()  # set when the process is asked to end: a job then stops at its next step and runs again later


class Cancelled(Exception):
    """Somebody asked the job to stop."""


class Stopped(Postponed):
    """The worker ends; the job goes on with the next one."""


@dataclass
class Work:
    """A job in the running, as its runner sees it. `actor` is who started it, with the rights of now."""

    job: Job
    actor: Actor
    at: datetime
    _told: tuple[int, int, str] = (-1, 0, "")
    _told_at: datetime | None = field(default=None, repr=False)

    @property
    def params(self) -> dict[str, Any]:
        """What the job was started with."""
        params: dict[str, Any] = self.job.params
        return params

    def progress(self, done: int, total: int | None = None, step: Text = "") -> None:
        """Say how far it is; to be called between transactions. Raises Cancelled when somebody asked to stop."""
        now = timezone.now()
        new = (done, self._told[1] if total is None else total, str(step) or self._told[2])
        if self._told_at and now - self._told_at < PULSE and new[2] == self._told[2]:
            return
        self._told, self._told_at = new, now
        with transaction.atomic():
            mine = Job.objects.filter(pk=self.job.pk)
            mine.update(done=new[0], total=new[1], step=new[2][:120])
            _deliveries(self.job).update(next_at=now + LEASE)
            asked = mine.filter(cancel_asked_at__isnull=False).exists()
        if asked:
            raise Cancelled
        if stopping.is_set():
            raise Stopped

    def file(self, name: str) -> Path:
        """Where to write the file that who started the job downloads."""
        folder = job_folder(self.job)
        folder.mkdir(parents=True, exist_ok=True)
        Job.objects.filter(pk=self.job.pk).update(file_name=name)
        return folder / name


Runner = Callable[[Work], Mapping[str, Any] | None]


@cache
def runners() -> Mapping[str, Runner]:
    """Which job is run by whom (config/reactions.py)."""
    found: Mapping[str, Runner] = import_string(settings.TANDEM_JOBS)
    return found


def job_folder(job: Job) -> Path:
    """Where a job's file lies until it is swept away."""
    return Path(settings.HOME) / "jobs" / str(job.pk)


@transaction.atomic
def start_job(
    name: str,
    *,
    title: Text,
    params: Mapping[str, Any],
    actor: Actor,
    at: datetime,
    about: models.Model | None = None,
) -> Job:
    """Put a job into the queue; the caller's action has asked its own rule. `about` is what the event concerns."""
    if name not in runners():
        raise LookupError(f"no job is called {name}")
    job = Job.objects.create(
        name=name,
        title=str(title)[:200],
        params=dict(params),
        actor_kind=actor.kind,
        actor_id=actor.id,
        actor_label=actor.label[:150],
        created_at=at,
    )
    record("job.started", job, about, actor=actor, at=at, data={"job": name})
    return job


def can_handle_job(actor: Actor, job: Job) -> bool:
    """Cancel it or run it again: who started it, and administration."""
    return (job.actor_kind, job.actor_id) == (actor.kind, actor.id) or "admin" in actor.roles


@transaction.atomic
def cancel_job(job: Job, *, actor: Actor, at: datetime) -> Event:
    """Stop at the next step; one that has not begun never begins."""
    require(can_handle_job, actor, job)
    job = lock(job)
    if job.is_over or job.cancel_asked_at:
        raise Refused("job_over", _("This has ended already, or somebody has stopped it."))
    job.cancel_asked_at = at
    if job.state == JobState.WAITING:
        job.state, job.ended_at = JobState.CANCELLED, at
    job.save(update_fields=["cancel_asked_at", "state", "ended_at"])
    return record("job.cancelled", job, actor=actor, at=at, data={"job": job.name})


@transaction.atomic
def restart_job(job: Job, *, actor: Actor, at: datetime) -> Event:
    """Run a job again that failed or was stopped: it goes on where it was."""
    require(can_handle_job, actor, job)
    job = lock(job)
    if job.state not in (JobState.FAILED, JobState.CANCELLED):
        raise Refused("job_not_over", _("Only what failed or was stopped can be run again."))
    job.state, job.error, job.cancel_asked_at, job.ended_at = JobState.WAITING, "", None, None
    job.save(update_fields=["state", "error", "cancel_asked_at", "ended_at"])
    return record("job.restarted", job, actor=actor, at=at, data={"job": job.name})


@alone
def run_job(event: Event, at: datetime) -> None:
    """Handler of a started job, in a process of its own and outside of any transaction."""
    job = Job.objects.get(pk=event.subjects.get(kind=Job.ref_kind).object_id)
    actor = _actor(job, at)
    language = getattr(actor.employee, "language", "") or settings.LANGUAGE_CODE
    with _held(job), translation.override(language):
        job.refresh_from_db()
        if job.is_over:
            return
        if job.cancel_asked_at:
            _end(job, JobState.CANCELLED)
            return
        if not _is_here(actor):
            _end(job, JobState.FAILED, error=_("Who started this works here no more. What was written stays."))
            return
        Job.objects.filter(pk=job.pk).update(state=JobState.RUNNING, began_at=job.began_at or at)
        _run(job, Work(job, actor, at))


def _run(job: Job, work: Work) -> None:
    try:
        with _seldom_collected():
            result = runners()[job.name](work)
    except Stopped:
        Job.objects.filter(pk=job.pk).update(state=JobState.WAITING)
        raise
    except Cancelled:
        _end(job, JobState.CANCELLED)
    except TandemError as error:
        _end(job, JobState.FAILED, error=str(error.text))
    except Exception:
        log.exception("job %s (%s) failed", job.pk, job.name)
        text = _("Something went wrong on our side. What was finished stays; run it again to go on.")
        _end(job, JobState.FAILED, error=text)
    else:
        _end(job, JobState.DONE, result=dict(result or {}))


@contextmanager
def _seldom_collected() -> Iterator[None]:
    """Bulk work makes many objects and few circles: looking for circles at Python's usual pace costs a tenth of it."""
    usual = gc.get_threshold()
    gc.set_threshold(100_000, 50, 100)
    try:
        yield
    finally:
        gc.set_threshold(*usual)


@contextmanager
def _held(job: Job) -> Iterator[None]:
    """This machine runs a job once at a time, whatever the outbox's lease says; the lock ends with the process."""
    path = _lock_file(job)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Postponed from None
        yield
        path.unlink(missing_ok=True)


def recover(*, at: datetime) -> int:
    """At the worker's start: jobs that nobody runs any more are due at once; returns how many."""
    lost = [job for job in Job.objects.filter(state=JobState.RUNNING) if not _is_held(job)]
    for job in lost:
        _deliveries(job).update(next_at=at)
    return len(lost)


def give_up(*, at: datetime) -> None:
    """Jobs whose delivery has been parked, because their process died again and again, have failed."""
    text = _("The process that ran this was ended again and again, perhaps for want of memory.")
    for job in Job.objects.filter(state=JobState.RUNNING):
        about = Q(event__subjects__kind=Job.ref_kind, event__subjects__object_id=job.pk)
        newest = Delivery.objects.filter(about, handler="core.run_job").order_by("-pk").first()
        if newest is not None and newest.parked_at:
            _end(job, JobState.FAILED, error=text)


def _is_held(job: Job) -> bool:
    path = _lock_file(job)
    if not path.exists():
        return False
    with path.open("a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False


def _lock_file(job: Job) -> Path:
    database = zlib.crc32(str(connection.settings_dict["NAME"]).encode())  # two databases may share a home, as in tests
    return Path(settings.HOME) / "jobs" / f"{database:08x}-{job.pk}.lock"


def sweep_files(event: Event, at: datetime) -> None:
    """Every morning: files of jobs go after a week."""
    old = Job.objects.filter(ended_at__lt=at - FILES_KEPT).exclude(file_name="")
    for job in old:
        shutil.rmtree(job_folder(job), ignore_errors=True)
    old.update(file_name="")


def _actor(job: Job, at: datetime) -> Actor:
    if job.actor_kind == EMPLOYEE:
        return Actor.of(get_user_model()._default_manager.get(pk=job.actor_id or 0), at)
    return Actor.system(at, job.actor_label)


def _is_here(actor: Actor) -> bool:
    """Work that waits when somebody leaves is not done in their name afterwards."""
    return actor.employee is None or bool(actor.employee.works_here_on(actor.today))


def _end(job: Job, state: JobState, *, error: str = "", result: Mapping[str, Any] | None = None) -> None:
    """Kept in one write: a page never shows half of it."""
    known = {"text": str((result or {}).get("text", "")), "url": str((result or {}).get("url", ""))}
    now = timezone.now()
    with transaction.atomic():
        Job.objects.filter(pk=job.pk).update(state=state, error=error, ended_at=now, result={**(result or {}), **known})
        record("job.ended", job, actor=Actor.system(now, "jobs"), at=now, data={"job": job.name, "state": state})


def _deliveries(job: Job) -> models.QuerySet[Delivery]:
    """The open delivery that runs the job."""
    about = Q(event__subjects__kind=Job.ref_kind, event__subjects__object_id=job.pk)
    keys = Delivery.objects.filter(about, handler="core.run_job", done_at__isnull=True).values("pk")
    return Delivery.objects.filter(pk__in=list(keys.values_list("pk", flat=True)))
