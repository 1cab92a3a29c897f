"""Figures, what they must reach, and where they are kept."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Figure:
    """One measured value."""

    name: str
    value: float
    unit: str


@dataclass(frozen=True)
class Target:
    """What must be reached: at most, or at least."""

    value: float
    least: bool = False

    def met(self, value: float) -> bool:
        return value >= self.value if self.least else value <= self.value

    def __str__(self) -> str:
        return f"{'≥' if self.least else '≤'} {self.value:g}"


TARGETS = {
    "brief.cpu_ms": Target(25),
    "brief.statements": Target(12),
    "customers.page1.cpu_ms": Target(18),
    "customers.page1.statements": Target(12),
    "customers.page1000.ratio": Target(1.3),
    "customers.sorted.ratio": Target(1.3),
    "customers.word.cpu_ms": Target(60),
    "typeahead.cpu_ms": Target(10),
    "typeahead.common.cpu_ms": Target(60),
    "today.cpu_ms": Target(25),
    "today.statements": Target(12),
    "orders.page1.cpu_ms": Target(60),
    "orders.page1.statements": Target(12),
    "requests.cpu_ms": Target(25),
    "requests.statements": Target(12),
    "requests.sorted.ratio": Target(2),
    "board.cpu_ms": Target(65),
    "board.statements": Target(10),
    "report.cpu_ms": Target(42),
    "quote.cpu_ms": Target(60),
    "quote.statements": Target(12),
    "note.create.cpu_ms": Target(10),
    "mix16.ops_per_s": Target(27, least=True),
    "mix16.p95_ms": Target(1640),
    "mix16.errors": Target(0),
    "import.rows_per_s": Target(2860, least=True),
    "pdf.seconds": Target(0.3),
    "first_page.kb_gzip": Target(165),
    "pairing.seconds_1000": Target(1),
    "pairing.proven": Target(1, least=True),
    "pairing.others.apart": Target(100, least=True),
    "territory.seconds_100k": Target(60),
    "territory.gap": Target(0),
    "territory.workload.gap": Target(0.3),
    "settle.reference.seconds_1m": Target(10),
    "settle.files.seconds_1m": Target(30),
    "settle.totals.ratio": Target(2),
    "settle.lines.ratio": Target(2),
    "settle.columns.mib": Target(1024),
    "ledger.check.seconds_1m": Target(60),
    "start.seconds": Target(3),
    "memory.mib": Target(290),
    "sse.streams": Target(3000, least=True),
    "sse.mib": Target(300),
    "sqlite.load.lost": Target(0),
    "sqlite.load.locked": Target(0),
    "sqlite.load.worst_wait_ms": Target(2000),
    "sqlite.load.kills.lost": Target(0),
}


def target_of(name: str) -> Target | None:
    """The same for both databases."""
    return TARGETS.get(name.removesuffix("@pg"))


def keep(path: Path, figures: list[Figure]) -> None:
    """Put the figures into the list, in the place of older ones of the same names."""
    known = {row["name"]: row for row in json.loads(path.read_text())} if path.exists() else {}
    for figure in figures:
        known[figure.name] = {"name": figure.name, "value": round(figure.value, 3), "unit": figure.unit}
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(list(known.values()), indent=1) + "\n")


def show(figures: list[Figure]) -> str:
    """A readable table; figures without a target stand without a verdict."""
    lines = [f"{'figure':<44}{'value':>12}  {'unit':<8}{'must be':>10}  verdict"]
    for figure in figures:
        target = target_of(figure.name)
        verdict = "" if target is None else "ok" if target.met(figure.value) else "MISSED"
        value = f"{figure.value:,.2f}" if figure.value < 100 else f"{figure.value:,.0f}"
        lines.append(f"{figure.name:<44}{value:>12}  {figure.unit:<8}{target or ''!s:>10}  {verdict}".rstrip())
    return "\n".join(lines)
