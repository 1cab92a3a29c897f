"""From a stored file to rows: batch by batch, each in a transaction with its counts, refused lines and position."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from tandem.core.actor import Actor
from tandem.core.errors import Conflict, Refused
from tandem.core.events import record
from tandem.core.jobs import Stopped, Work
from tandem.core.locking import lock
from tandem.core.rules import allows
from tandem.customers.matching.keys import keep_match_keys
from tandem.exchange.files import Options, count_lines, read_lines
from tandem.exchange.models import Import, ImportRefusal, ImportState
from tandem.exchange.reading import BadRow, Row
from tandem.exchange.rules import can_prepare_import

from .cells import Form, Parsed
from .sinks import SINKS
from .verdicts import Ctx, Sink, State, Verdict

BATCH = 500
Counts = Counter[str]


def sink_of(one: Import, actor: Actor, at: datetime, *, writing: bool) -> Sink:
    """What judges and writes the rows of an import."""
    ctx = Ctx(
        actor=actor,
        at=at,
        mode=one.mode,
        key=one.key,
        make_customers=one.make_customers,
        trail=one.trail,
        number=one.pk,
        lock=writing,
        highest_number=lambda: _highest_number(one, ctx),
    )
    return SINKS[one.kind](ctx)


def form_of(one: Import, sink: Sink) -> Form:
    """How its rows are read; raises Unreadable where a value that was given for all rows cannot be."""
    options = Options.from_dict(one.options)
    return Form.of(sink.fields_of(one.mode), one.mapping, options, one.fixed, blanks=bool(one.fixed.get("blanks")))


def parsed_rows(one: Import, form: Form, sink: Sink, *, after: int) -> Iterator[Parsed]:
    """The rows behind a line, as values; a line that is no row is one with a problem."""
    for row in read_lines(one.path, Options.from_dict(one.options), after=after):
        parsed = _broken(row) if isinstance(row, BadRow) else form.parse(row.line, row.cells)
        if isinstance(row, Row):
            sink.tidy(parsed)
        yield parsed


def batches(rows: Iterable[Parsed], sink: Sink, size: int = BATCH) -> Iterator[list[Parsed]]:
    """Rows in lots that never cut a group in two."""
    lot: list[Parsed] = []
    for row in rows:
        if len(lot) >= size and (sink.group(row) is None or sink.group(row) != sink.group(lot[-1])):
            yield lot
            lot = []
        lot.append(row)
    if lot:
        yield lot


def waves(rows: Sequence[Parsed], sink: Sink) -> Iterator[list[Parsed]]:
    """Rows that are about the same thing one after the other, so that the second one meets what the first one made."""
    waiting = list(rows)
    while waiting:
        seen: set[Hashable] = set()
        wave: list[Parsed] = []
        rest: list[Parsed] = []
        for row in waiting:
            identity = sink.identity(row)
            (rest if identity is not None and identity in seen else wave).append(row)
            seen.add(identity)
        yield wave
        waiting = rest


def run_import(work: Work) -> dict[str, Any]:
    """Runner: write all that can be written; what cannot is kept with its line and reason."""
    one = Import.objects.get(pk=work.params["import"])
    if one.state != ImportState.RUNNING:
        raise Refused("import_not_running", _("This import is not running any more."))
    refuse_barred(one, work.actor)
    sink = sink_of(one, work.actor, work.at, writing=True)
    total = count_lines(one.path, Options.from_dict(one.options))
    try:
        for lot in batches(parsed_rows(one, form_of(one, sink), sink, after=one.position), sink):
            one.position = _write(one, sink, lot)
            work.progress(Import.objects.values_list("read", flat=True).get(pk=one.pk), total, _("Writing"))
        _finish(one, sink, work)
    except Stopped:
        raise
    except Exception:  # stopped by somebody or broken: either way it can go on behind the last lot
        Import.objects.filter(pk=one.pk).update(state=ImportState.STOPPED)
        raise
    one.refresh_from_db()
    return {"text": summary(one), "url": one.get_absolute_url()}


def refuse_barred(one: Import, actor: Actor) -> None:
    """It may have waited, or been gone on with: who has lost the role meanwhile writes nothing more."""
    if not allows(can_prepare_import, actor, one):
        Import.objects.filter(pk=one.pk).update(state=ImportState.STOPPED)
        raise Refused("import_barred", _("You may not import this any more. What was written stays."))


def check_import(work: Work) -> dict[str, Any]:
    """Runner: judge every line and write none; refused lines are kept as those of the check."""
    one = Import.objects.get(pk=work.params["import"])
    sink = sink_of(one, work.actor, work.at, writing=False)
    total, counts = count_lines(one.path, Options.from_dict(one.options)), Counts()
    ImportRefusal.objects.filter(of=one, stage=CHECK).delete()
    for lot in batches(parsed_rows(one, form_of(one, sink), sink, after=0), sink):
        verdicts = [verdict for wave in waves(lot, sink) for verdict in sink.settle(wave)]
        counts.update(verdict.state for verdict in verdicts)
        _keep(one, verdicts, stage=CHECK)
        work.progress(sum(counts.values()), total, _("Checking"))
    return {"text": told(counts), "url": f"{one.get_absolute_url()}mapping/"}


CHECK = "check"


def preview(one: Import, actor: Actor, at: datetime, *, size: int) -> list[Verdict]:
    """What becomes of the first rows; nothing is written."""
    sink = sink_of(one, actor, at, writing=False)
    rows: list[Parsed] = []
    for row in parsed_rows(one, form_of(one, sink), sink, after=0):
        rows.append(row)
        if len(rows) >= size:
            break
    found = [verdict for wave in waves(rows, sink) for verdict in sink.settle(wave)]
    return sorted(found, key=lambda verdict: verdict.row.line)


def summary(one: Import) -> str:
    """What an import did, in a sentence."""
    counts = {State.NEW: one.created, State.CHANGE: one.updated, State.SAME: one.unchanged, State.BAD: one.refused}
    return told(Counts({str(state): count for state, count in counts.items()}))


def told(counts: Counts) -> str:
    """Counts by state in a sentence."""
    return _("%(new)s new, %(change)s changed, %(same)s as they were, %(bad)s refused.") % {
        str(state): counts[state] for state in State
    }


@transaction.atomic
def _write(one: Import, sink: Sink, lot: list[Parsed]) -> int:
    """One lot: rows, events, counts and position stand or fall together."""
    current = lock(one)
    if current.position != one.position or current.state != ImportState.RUNNING:
        raise Conflict("import_moved_on", _("This import goes on elsewhere."))
    verdicts: list[Verdict] = []
    for wave in waves(lot, sink):
        judged = sink.settle(wave)
        sink.write([verdict for verdict in judged if verdict.state in (State.NEW, State.CHANGE)])
        verdicts += judged
    keep_match_keys(sink.ctx.touched)
    sink.ctx.touched.clear()
    counts = Counter(verdict.state for verdict in verdicts)
    _keep(one, verdicts, stage=ImportRefusal.RUN)
    Import.objects.filter(pk=one.pk).update(
        position=lot[-1].line,
        read=F("read") + len(lot),
        created=F("created") + counts[State.NEW],
        updated=F("updated") + counts[State.CHANGE],
        unchanged=F("unchanged") + counts[State.SAME],
        refused=F("refused") + counts[State.BAD],
    )
    return lot[-1].line


@transaction.atomic
def _finish(one: Import, sink: Sink, work: Work) -> None:
    sink.close()
    now = timezone.now()
    Import.objects.filter(pk=one.pk).update(state=ImportState.DONE, ended_at=now)
    one.refresh_from_db()
    names = ("read", "created", "updated", "unchanged", "refused")
    data = {"kind": one.kind, "file": one.file_name, **{name: getattr(one, name) for name in names}}
    record("import.done", one, actor=replace(work.actor, at=now), at=now, data=data)


def _keep(one: Import, verdicts: Sequence[Verdict], *, stage: str) -> None:
    """Refused lines with their cells, for the error file."""
    labels = {field.name: str(field.label) for field in SINKS[one.kind].fields}
    rows = [
        ImportRefusal(
            of=one,
            stage=stage,
            line=verdict.row.line,
            reason=reason_of(verdict, labels)[:400],
            cells=list(verdict.row.cells),
        )
        for verdict in verdicts
        if verdict.state == State.BAD
    ]
    ImportRefusal.objects.bulk_create(rows, 500)


def reason_of(verdict: Verdict, labels: dict[str, str]) -> str:
    """Why a line is refused: each problem with the name of its field."""
    return "; ".join(
        f"{labels.get(name, name)}: {text}" if name else text for name, text in verdict.row.problems.items()
    )


def _broken(row: BadRow) -> Parsed:
    return Parsed(row.line, row.cells, problems={"": row.reason})


def _highest_number(one: Import, ctx: Ctx) -> int:
    """Free numbers for rows without one must not be those that later rows bring along."""
    column = one.mapping.get("number")
    if column is None:
        return 0
    if "highest" not in ctx.cache:
        cells = (
            row.cells[column].strip()
            for row in read_lines(one.path, Options.from_dict(one.options))
            if isinstance(row, Row) and column < len(row.cells)
        )
        ctx.cache["highest"] = max((int(cell) for cell in cells if cell.isdecimal() and len(cell) <= 12), default=0)
    return int(ctx.cache["highest"])
