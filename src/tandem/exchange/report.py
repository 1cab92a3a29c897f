"""What an import did, file by file, and the file that keeps every refused line with its reason."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from tandem.core.templatetags.tandem import money


@dataclass(frozen=True, slots=True)
class Refusal:
    """One line that was not taken in, with its cells as they stood."""

    line: int
    reason: str
    cells: Sequence[str]


@dataclass
class FileReport:
    """Counts of one file's lines. What is read but neither of the rest was not this import's business."""

    file: str
    columns: Sequence[str]
    read: int = 0
    created: int = 0
    unchanged: int = 0
    refused: dict[int, Refusal] = field(default_factory=dict)

    def refuse(self, line: int, reason: str, cells: Sequence[str]) -> None:
        """Remember a line that cannot be taken; its first reason counts."""
        self.refused.setdefault(line, Refusal(line, reason, cells))

    def in_order(self) -> list[Refusal]:
        """The refused lines from top to bottom."""
        return [self.refused[line] for line in sorted(self.refused)]

    def plain(self) -> dict[str, Any]:
        """The file's part of the JSON report."""
        refused = [{"line": one.line, "reason": one.reason} for one in self.in_order()]
        return {
            "file": self.file,
            "read": self.read,
            "created": self.created,
            "unchanged": self.unchanged,
            "refused": refused,
        }


@dataclass
class Report:
    """All files of one import and what the company holds from this source afterwards."""

    files: list[FileReport] = field(default_factory=list)
    totals: dict[str, Any] = field(default_factory=dict)

    @property
    def created(self) -> int:
        """Lines that became records in this run."""
        return sum(file.created for file in self.files)

    @property
    def refused(self) -> int:
        """Lines that were not taken in."""
        return sum(len(file.refused) for file in self.files)

    def plain(self) -> dict[str, Any]:
        """The JSON report."""
        totals = self.totals
        names = ("customers", "orders", "order_lines", "net_cents")
        return {
            **{name: totals[name] for name in names},
            "created": self.created,
            "assignments": totals["assignments"],
            "per_seller": totals["per_seller"],
            "files": [file.plain() for file in self.files],
        }

    def lines(self, reasons: int = 5) -> list[str]:
        """The report for people: a table, and the first reasons of each file."""
        head = (_("File"), _("Read"), _("Created"), _("Unchanged"), _("Refused"))
        rows = [(f.file, f.read, f.created, f.unchanged, len(f.refused)) for f in self.files]
        width = max(len(head[0]), *(len(row[0]) for row in rows))
        text = ["  ".join([head[0].ljust(width), *(name.rjust(12) for name in head[1:])])]
        text += ["  ".join([name.ljust(width), *(_grouped(n).rjust(12) for n in counts)]) for name, *counts in rows]
        place = _("%(file)s, line %(line)s: %(reason)s")
        text += [
            place % {"file": file.file, "line": one.line, "reason": one.reason}
            for file in self.files
            for one in file.in_order()[:reasons]
        ]
        return [*text, "", self._summary()]

    def _summary(self) -> str:
        net = money(self.totals["net_cents"], self.totals["currency"])
        return _(
            "%(customers)s customers with %(assignments)s assignments, %(orders)s orders with %(order_lines)s lines, "
            "net %(net)s."
        ) % {**{name: _grouped(n) for name, n in self.totals.items() if isinstance(n, int)}, "net": net}


def _grouped(number: int) -> str:
    return number_format(number, force_grouping=True)


def write_error_files(report: Report, folder: Path) -> list[Path]:
    """One CSV per file with refused lines: line, reason, then the columns as they were; none when all went in."""
    written = []
    for file in report.files:
        if not file.refused:
            continue
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / f"{file.file.removesuffix('.gz').removesuffix('.csv')}.refused.csv"
        with path.open("w", encoding="utf-8", newline="") as handle:
            rows = csv.writer(handle)
            rows.writerow(["line", "reason", *file.columns])
            rows.writerows([one.line, one.reason, *one.cells] for one in file.in_order())
        written.append(path)
    return written
