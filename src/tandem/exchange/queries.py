"""Reading imports: one's own, and what the pages show of them."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tandem.core.actor import Actor
from tandem.core.exports.text import as_meant, defused
from tandem.core.listing import Column, Filter, Listing, by_field, choices_of

from .models import Import, ImportKind, ImportRefusal, ImportState
from .sheets import IMPORTS as SHEET
from .values import shorten
from .wizard.running import preview, told
from .wizard.sinks import SINKS
from .wizard.verdicts import State, Verdict

PREVIEWED = 100
SHOWN = 50
STATE_WORDS = {
    State.NEW: gettext_lazy("new"),
    State.CHANGE: gettext_lazy("changes"),
    State.SAME: gettext_lazy("as it is"),
    State.BAD: gettext_lazy("refused"),
}


def visible_imports(actor: Actor) -> QuerySet[Import]:
    """One's own: a file may hold what others may not see."""
    if actor.is_system:
        return Import.objects.all()
    return Import.objects.filter(by=actor.id) if actor.kind == "employee" else Import.objects.none()


IMPORTS = Listing(
    title=gettext_lazy("Imports"),
    name="imports",
    sheets=(SHEET,),
    columns=(
        Column("file", gettext_lazy("File"), sort="id", falling=True),
        Column("kind", gettext_lazy("What"), wide=True),
        Column("state", gettext_lazy("State")),
        Column("rows", gettext_lazy("Rows"), numeric=True, wide=True),
        Column("refused", gettext_lazy("Refused"), numeric=True),
    ),
    filters=(
        Filter("kind", gettext_lazy("What"), choices_of(ImportKind.choices), by_field("kind")),
        Filter("state", gettext_lazy("State"), choices_of(ImportState.choices), by_field("state")),
    ),
    row_template="exchange/_import_row.html",
    default_sort="-file",
    empty=gettext_lazy(
        "No imports yet. Put in a list of customers, contacts, products or orders: you see first what becomes of it."
    ),
)


@dataclass(frozen=True)
class Cell:
    """One cell of the preview; `problem` says what is wrong with it."""

    text: str
    problem: str


@dataclass(frozen=True)
class PreviewRow:
    """One line of the file and what becomes of it."""

    line: int
    state: str
    word: Any
    reason: str
    cells: Sequence[Cell]


@dataclass(frozen=True)
class Preview:
    """The first lines of the file, as the import would take them."""

    columns: Sequence[Any]
    rows: Sequence[PreviewRow]
    told: str
    bad: int


def preview_of(one: Import, actor: Actor) -> Preview:
    """Judged like in the run, and not written. Raises Unreadable where a value for all rows cannot be read."""
    labels = {field.name: field.label for field in SINKS[one.kind].fields}
    verdicts = preview(one, actor, actor.at, size=PREVIEWED)
    columns = sorted(one.mapping.items(), key=lambda pair: pair[1])
    counts = Counter(str(verdict.state) for verdict in verdicts)
    return Preview(
        columns=[labels[name] for name, _index in columns if name in labels],
        rows=[_row(verdict, columns, labels) for verdict in verdicts],
        told=told(counts),
        bad=counts[State.BAD],
    )


def _row(verdict: Verdict, columns: Sequence[tuple[str, int]], labels: dict[str, Any]) -> PreviewRow:
    row, shown = verdict.row, {name for name, _index in columns}
    elsewhere = {name: text for name, text in row.problems.items() if name not in shown}
    rest = "; ".join(f"{labels[name]}: {text}" if name in labels else text for name, text in elsewhere.items())
    return PreviewRow(
        line=row.line,
        state=str(verdict.state),
        word=STATE_WORDS[verdict.state],
        reason=rest,
        cells=[
            Cell(shorten(row.cells[index] if index < len(row.cells) else ""), row.problems.get(name, ""))
            for name, index in columns
            if name in labels
        ],
    )


def first_refusals(one: Import, stage: str) -> list[ImportRefusal]:
    """The first lines that were not taken, with their reasons."""
    return list(one.refusals.filter(stage=stage).order_by("line", "id")[:SHOWN])


def error_file(one: Import, stage: str) -> Iterator[str]:
    """The refused lines as they were, with line and reason in front: to be mended and put in again."""
    buffer = io.StringIO()
    rows = csv.writer(buffer, delimiter=one.options.get("separator") or ";")
    yield "\ufeff"
    rows.writerow([_("line"), _("reason"), *map(_harmless, one.header)])
    for refusal in one.refusals.filter(stage=stage).order_by("line", "id").iterator(2000):
        rows.writerow([refusal.line, defused(refusal.reason), *map(_harmless, refusal.cells)])
        if buffer.tell() > 60_000:
            yield _taken(buffer)
    yield _taken(buffer)


def _harmless(cell: str) -> str:
    """A text of a workbook may begin like a formula, and would be one in a CSV; what was kept harmless stays so."""
    return cell if as_meant(cell) != cell else defused(cell)


def _taken(buffer: io.StringIO) -> str:
    text = buffer.getvalue()
    buffer.seek(0)
    buffer.truncate()
    return text
