"""Taking a list along: at once where it is small, as a job where it is not; each time an event."""

from __future__ import annotations

import re
import tempfile
from array import array
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import IO, Any

from django.db import transaction
from django.http import QueryDict
from django.utils import timezone, translation
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tandem.core.actor import Actor
from tandem.core.errors import Refused
from tandem.core.events import record
from tandem.core.jobs import Work, start_job
from tandem.core.locking import lock_name
from tandem.core.models import Event, Job, JobState
from tandem.core.rules import require

from .csvfile import write_csv
from .sheets import Sheet
from .sources import Source, batches, keys_of, sources
from .xlsx import write_xlsx

JOB, VERB = "list.export", "list.exported"
COMPANY, COMPANY_VERB = "company", "company.exported"  # all of it, by tandem export
AT_ONCE = {"csv": 2000, "xlsx": 1000}  # lines that are answered in the request: within half a second of it
FORMATS = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
JOBS_AT_A_TIME = 3
AN_HOUR = 60  # files a person gets
KEPT_IN_MEMORY = 1 << 20


@dataclass(frozen=True)
class Wish:
    """What somebody wants to take along: which list, as which of its sheets, in which format, narrowed how."""

    list: str
    sheet: str
    format: str
    query: str
    language: str

    @property
    def source(self) -> Source:
        return sources()[self.list]

    @property
    def params(self) -> QueryDict:
        return QueryDict(self.query)

    def plain(self) -> dict[str, str]:
        """As a job keeps it."""
        return {name: getattr(self, name) for name in ("list", "sheet", "format", "query", "language")}


@dataclass(frozen=True)
class Made:
    """A file that is ready to be sent."""

    file: IO[bytes]
    name: str
    content_type: str


def sheet_of(wish: Wish, actor: Actor) -> Sheet | None:
    """The sheet that is wished for; None where there is no such list, sheet or format."""
    if wish.list not in sources() or wish.format not in FORMATS:
        return None
    require(wish.source.may, actor)
    return wish.source.sheet(wish.sheet, actor)


def export_list(wish: Wish, sheet: Sheet, *, actor: Actor, at: datetime) -> Made | Job:
    """The file where it is small, else the job that makes it."""
    require(wish.source.may, actor)
    _keep_measure(actor, at)
    rows, most = sheet.counted(wish.source.narrowed(wish.params, actor)), AT_ONCE[wish.format]
    if rows.order_by().values("pk")[: most + 1].count() > most:
        return _start(wish, sheet, actor=actor, at=at)
    file = tempfile.SpooledTemporaryFile(KEPT_IN_MEMORY)  # noqa: SIM115  the answer closes it
    count = _write(wish, sheet, file, keys_of(wish.source, wish.params, actor), actor)
    _record(wish, count, actor=actor, at=at)
    file.seek(0)
    return Made(file, file_name(sheet, wish.format, at), FORMATS[wish.format])


def run_export(work: Work) -> Mapping[str, Any]:
    """Make the file of a job, with the rights that the person has by now."""
    wish = Wish(**work.params)
    with translation.override(wish.language):
        sheet = sheet_of(wish, work.actor)
        if sheet is None or not _is_here(work.actor):
            raise Refused("export_gone", _("This list is not there for you any more. Nothing was written."))
        path = work.file(file_name(sheet, wish.format, work.job.created_at))
        try:
            count = _run(work, wish, sheet, path)
        except BaseException:
            path.unlink(missing_ok=True)
            raise
        with transaction.atomic():
            if not Event.objects.filter(verb=VERB, subjects__kind="job", subjects__object_id=work.job.pk).exists():
                _record(wish, count, actor=work.actor, at=work.at, job=work.job)
        text = ngettext("%(count)s line was written.", "%(count)s lines were written.", count)
        return {"text": text % {"count": number_format(count, force_grouping=True)}}


def file_name(sheet: Sheet, ending: str, at: datetime) -> str:
    """Such as Customers-2026-11-24.csv, in the language in force."""
    label = re.sub(r"[^\w]+", "-", str(sheet.label)).strip("-")[:60]
    return f"{label}-{timezone.localdate(at).isoformat()}.{ending}"


@transaction.atomic
def _start(wish: Wish, sheet: Sheet, *, actor: Actor, at: datetime) -> Job:
    lock_name(f"export {actor.kind} {actor.id}")
    over = (JobState.DONE, JobState.FAILED, JobState.CANCELLED)
    running = Job.objects.filter(name=JOB, actor_kind=actor.kind, actor_id=actor.id).exclude(state__in=over).count()
    if running >= JOBS_AT_A_TIME:
        raise Refused("exports_running", _("Your last exports are still being written. Wait until one is done."))
    names = {"list": sheet.label, "format": wish.format.upper()}
    return start_job(JOB, title=_("%(list)s as %(format)s") % names, params=wish.plain(), actor=actor, at=at)


def _run(work: Work, wish: Wish, sheet: Sheet, path: Path) -> int:
    step = _("Looking for what belongs to it")
    work.progress(0, 0, step)
    keys = keys_of(wish.source, wish.params, work.actor)
    told = _("Writing the lines")

    def tell(done: int) -> None:
        work.progress(done, len(keys), told)

    with path.open("wb") as file:
        return _write(wish, sheet, file, keys, work.actor, tell=tell, folder=path.parent)


def _write(
    wish: Wish,
    sheet: Sheet,
    file: IO[bytes],
    keys: array[int],
    actor: Actor,
    *,
    tell: Callable[[int], None] = lambda done: None,
    folder: Path | None = None,
) -> int:
    def rows() -> Iterator[Any]:
        for number, batch in enumerate(batches(wish.source, sheet, wish.params, actor, keys)):
            yield from batch
            tell(min((number + 1) * sheet.batch, len(keys)))

    fields = sheet.fields_for(actor)
    if wish.format == "xlsx":
        return write_xlsx(file, str(sheet.label), fields, rows(), folder=folder)
    return write_csv(file, fields, rows(), language=wish.language)


def _record(wish: Wish, count: int, *, actor: Actor, at: datetime, job: Job | None = None) -> None:
    """Who took what along. What was searched for stays out: it may name a customer, and administration reads none."""
    params = wish.params
    known = ["about", "scope", *(item.name for item in wish.source.listing(actor).filters), "sort"]
    filters = {name: params[name][:60] for name in known if params.get(name)}
    data = {
        "list": wish.list,
        "sheet": wish.sheet,
        "format": wish.format,
        "filters": filters,
        "searched": bool(params.get("q", "").strip()),
        "count": count,
    }
    record(VERB, actor.employee, job, actor=actor, at=at, data=data)


def _keep_measure(actor: Actor, at: datetime) -> None:
    """A file a minute is work; more is a machine, or somebody who takes everything along."""
    mine = Event.objects.filter(verb=VERB, actor_kind=actor.kind, actor_id=actor.id).order_by("-pk")
    oldest = mine.values_list("at", flat=True)[AN_HOUR - 1 : AN_HOUR].first()
    if oldest is not None and oldest > at - timedelta(hours=1):
        raise Refused("exports_too_many", _("That were many files within an hour. Go on a little later."))


def _is_here(actor: Actor) -> bool:
    """Whoever has left since gets no file."""
    return actor.employee is None or bool(actor.employee.works_here_on(actor.today))
