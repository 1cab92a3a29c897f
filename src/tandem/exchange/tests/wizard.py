"""Imports of made-up files, from upload to the last job."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from tandem.core.actor import Actor
from tandem.core.outbox import deliver_due
from tandem.customers.tests.world import of
from tandem.exchange.actions import create_import, set_mapping, start_import, start_revert
from tandem.exchange.models import Import, ImportRefusal
from tandem.people.models import Employee


def put_in(text: str | bytes, *, by: Employee, kind: str = "", name: str = "list.csv", **values: Any) -> Import:
    """A file, with its columns chosen."""
    actor = of(by, timezone.now())
    data = text.encode() if isinstance(text, str) else text
    one = create_import(file_name=name, chunks=[data], kind=kind, actor=actor, at=actor.at)
    if values:
        set_mapping(one, values=values, version=one.version, actor=actor, at=actor.at)
    return Import.objects.get(pk=one.pk)


def run(one: Import) -> Import:
    """Start it and let the worker do it."""
    actor = of(one.by, timezone.now())
    start_import(one, version=one.version, actor=actor, at=actor.at)
    return work(one)


def take_back(one: Import) -> Import:
    """Take it back and let the worker do it."""
    actor = of(one.by, timezone.now())
    start_revert(one, actor=actor, at=actor.at)
    return work(one)


def work(one: Import) -> Import:
    """Let the worker do what waits."""
    while deliver_due(at=timezone.now(), long=True):
        pass
    one = Import.objects.select_related("job").get(pk=one.pk)
    assert one.job is None or not one.job.error, one.job.error
    return one


def counts(one: Import) -> tuple[int, int, int, int, int]:
    """(read, created, updated, unchanged, refused)."""
    return (one.read, one.created, one.updated, one.unchanged, one.refused)


def refused(one: Import) -> list[tuple[int, str]]:
    """(line, reason) of what was not taken in."""
    rows = ImportRefusal.objects.filter(of=one, stage=ImportRefusal.RUN).order_by("line")
    return list(rows.values_list("line", "reason"))


def actor_of(one: Import) -> Actor:
    """Who put it in, now."""
    return of(one.by, timezone.now())
