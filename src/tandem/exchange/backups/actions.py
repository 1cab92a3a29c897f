"""Making backups from inside the house: by hand and every morning, as a job."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from tandem.core.actor import Actor
from tandem.core.errors import Refused, TandemError
from tandem.core.events import record
from tandem.core.jobs import Cancelled, Stopped, Work, start_job
from tandem.core.models import Job, JobState
from tandem.core.rules import require

from .afterwards import JOB
from .folder import folder, prune
from .making import Made, archive_name, make_backup
from .rules import can_manage_backups


@transaction.atomic
def start_backup(*, actor: Actor, at: datetime) -> Job:
    """Put a backup into the queue; one that waits there already is enough."""
    require(can_manage_backups, actor)
    if folder() is None:
        raise Refused("backups_off", _("Backups are switched off: TANDEM_BACKUPS names no folder."))
    waiting = Job.objects.filter(name=JOB, state=JobState.WAITING).first()
    return waiting or start_job(JOB, title=_("Backup"), params={}, actor=actor, at=at)


def run_backup(work: Work) -> Mapping[str, Any]:
    """The job: make it, read it back, then delete what need not be kept. A failure is recorded before it is told."""
    place = folder()
    if place is None:
        raise Refused("backups_off", _("Backups are switched off: TANDEM_BACKUPS names no folder."))
    try:
        made = make_backup(place / archive_name(work.at), at=work.at, progress=work.progress)
        gone = prune(place, made.path)
    except (Cancelled, Stopped):
        raise
    except Exception as error:
        why = str(error.text) if isinstance(error, TandemError) else f"{type(error).__name__}: {error}"
        record_failed(why, actor=work.actor, at=work.at)
        raise
    record_made(made, pruned=gone, actor=work.actor, at=work.at)
    return {"text": _("The backup is made and has been read back."), "url": reverse("backups")}


@transaction.atomic
def record_made(made: Made, *, pruned: list[Path], actor: Actor, at: datetime) -> None:
    """Remember that there is a whole one, for the warning and for the history."""
    data = {
        "name": made.path.name,
        "size": made.size,
        "rows": sum(made.manifest.database.rows.values()),
        "files": len(made.manifest.files),
        "pruned": [path.name for path in pruned],
    }
    record("backup.made", actor=actor, at=at, data=data)


@transaction.atomic
def record_failed(why: str, *, actor: Actor, at: datetime) -> None:
    """Remember why there is none."""
    record("backup.failed", actor=actor, at=at, data={"why": why[:500]})
