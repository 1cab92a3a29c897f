"""Reactions and undoers of a small world, in place of the house's own."""

from __future__ import annotations

import threading
import uuid
from collections.abc import Mapping
from datetime import datetime

from django.db import connection, transaction
from django.utils import timezone

from tandem.core.actor import Actor
from tandem.core.errors import Refused
from tandem.core.events import Handler, record, without_lock
from tandem.core.jobs import Runner, Work, run_job, stopping
from tandem.core.locking import lock, save_changes
from tandem.core.models import Company, Event, EventSubject, Job, Once
from tandem.core.undo import Undoer, old_values


class HandlerBroken(Exception):
    """What a handler of these tests fails with."""


def write_row(event: Event, at: datetime) -> None:
    """Leaves a row, so that a second delivery would be seen."""
    Once.objects.create(key=f"handled {uuid.uuid4()}", at=at)


def react(event: Event, at: datetime) -> None:
    """Records what follows from the event."""
    record("thing.followed", actor=Actor.system(at, "reaction"), at=at)


@without_lock
def call_abroad(event: Event, at: datetime) -> None:
    """Talks to a slow stranger, and meanwhile somebody else has to be able to write."""
    neighbour = threading.Thread(target=_neighbour, daemon=True)
    neighbour.start()
    neighbour.join(5)
    if neighbour.is_alive():
        raise HandlerBroken("nobody could write meanwhile")


def _neighbour() -> None:
    with transaction.atomic():
        Once.objects.create(key=f"handled {uuid.uuid4()}", at=timezone.now())
    connection.close()


def write_and_fail(event: Event, at: datetime) -> None:
    """Writes first, so that what is rolled back can be seen."""
    write_row(event, at)
    raise HandlerBroken("the printer is on fire")


def leave_dangling(event: Event, at: datetime) -> None:
    """Points to a row that is not there; both databases notice at the commit."""
    react(event, at)
    EventSubject.objects.bulk_create([EventSubject(event_id=event.pk + 1000, kind="thing", object_id=1)])


REACTIONS: Mapping[str, tuple[Handler, ...]] = {
    "thing.done": (write_row, react),
    "thing.counted": (write_row,),
    "thing.sent": (call_abroad,),
    "thing.failed": (write_and_fail,),
    "thing.dangling": (leave_dangling,),
    "job.started": (run_job,),
    "job.restarted": (run_job,),
}


def count_to_three(work: Work) -> dict[str, str]:
    """Counts in rows, each step its own transaction; goes on where it was, and can be told where to stumble."""
    for number in range(Once.objects.filter(key__startswith="count").count(), 3):
        work.progress(number, 3, "counting")
        if work.params.get("stumble") == number and not work.job.cancel_asked_at:
            stumble = work.params["how"]
            if stumble == "refuse":
                raise Refused("tired", "I am tired.")
            if stumble == "break":
                raise HandlerBroken("the printer is on fire")
            if stumble == "stop":
                stopping.set()
            if stumble == "cancel":
                Job.objects.filter(pk=work.job.pk).update(cancel_asked_at=work.at)
        Once.objects.create(key=f"count {number}", at=work.at)
    work.file("three.txt").write_text("3")
    return {"text": "Counted.", "url": "/"}


JOBS: Mapping[str, Runner] = {"count": count_to_three}


def rename_back(event: Event, actor: Actor, at: datetime) -> tuple[()]:
    """Gives the company its former name."""
    company = lock(Company.objects.get())
    save_changes(company, old_values(company, event))
    return ()


UNDOERS: Mapping[str, Undoer] = {"company.renamed": rename_back}
