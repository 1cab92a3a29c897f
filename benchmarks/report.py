"""Writes the figures of var/ into docs/performance.md and draws how cost grows: `python -m benchmarks.report`.

Figures of other sizes are those of `make bench SIZE=10000` and `SIZE=1000000`; what was not measured is left out.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from .figures import Figure, target_of
from .houses import ROOT

PAGE = ROOT / "docs" / "performance.md"
PICTURE = ROOT / "docs" / "pictures" / "growth.svg"
BEGIN, END = "<!-- figures -->", "<!-- end of figures -->"
SIZES = {10_000: "bench-10000.json", 100_000: "bench.json", 1_000_000: "bench-1000000.json"}
GROWING = {
    "brief.cpu_ms": "brief",
    "customers.page1.cpu_ms": "customers, page 1",
    "customers.page1000.cpu_ms": "customers, page 1,000",
    "customers.word.cpu_ms": "customers, common word",
    "typeahead.cpu_ms": "typeahead",
    "today.cpu_ms": "Today",
    "note.create.cpu_ms": "note",
}
COLOURS = ("#3d7edb", "#d2781e", "#2f9e5f", "#c04f8a", "#8a63d2", "#a08020", "#5f8f9f")
INK = "#7f8794"  # legible on white and on black


def main() -> int:
    """Table and picture; the words around them are written by hand."""
    figures = {size: read(ROOT / "var" / name) for size, name in SIZES.items()}
    spread = read_spread(ROOT / "var" / "bench-spread.json")
    text = PAGE.read_text(encoding="utf-8")
    before, _, rest = text.partition(BEGIN)
    after = rest.partition(END)[2]
    made = "\n\n".join([table(figures[100_000], spread), growth(figures)])
    PAGE.write_text(f"{before}{BEGIN}\n\n{made}\n\n{END}{after}", encoding="utf-8")
    draw(figures)
    return 0


def read(path: Path) -> dict[str, Figure]:
    """The figures of one file by name."""
    rows = json.loads(path.read_text()) if path.exists() else []
    return {row["name"]: Figure(row["name"], row["value"], row["unit"]) for row in rows}


def read_spread(path: Path) -> dict[str, list[float]]:
    """Least and most of repeated runs by name."""
    spread: dict[str, list[float]] = json.loads(path.read_text()) if path.exists() else {}
    return spread


def table(figures: dict[str, Figure], spread: dict[str, list[float]]) -> str:
    """Every figure that has a target, beside the floor of the same run and the spread of the runs."""
    lines = ["| figure | value | runs | bare floor | must be | |", "|---|---|---|---|---|---|"]
    for name, figure in figures.items():
        target = target_of(name)
        if target is None:
            continue
        plain, mark = name.removesuffix("@pg"), "@pg" if name.endswith("@pg") else ""
        floor = figures.get(plain.replace(".cpu_ms", ".floor_cpu_ms") + mark) if plain.endswith(".cpu_ms") else None
        low, high = spread.get(name, [figure.value, figure.value])
        runs = f"{short(low)} to {short(high)}" if high != low else ""
        verdict = "reached" if target.met(figure.value) else f"missed by {abs(figure.value - target.value):,.4g}"
        beside = f"{short(floor.value)} ms" if floor and floor is not figure else ""
        lines.append(f"| `{name}` | {short(figure.value)} {figure.unit} | {runs} | {beside} | {target} | {verdict} |")
    return "\n".join(lines)


def growth(figures: dict[int, dict[str, Figure]]) -> str:
    """CPU ms by number of customers, for the sizes that were measured."""
    ways = [
        (size, mark)
        for mark in ("", "@pg")
        for size in figures
        if any(name + mark in figures[size] for name in GROWING)
    ]
    heads = [f"{size:,}{' on PostgreSQL' if mark else ''}" for size, mark in ways]
    lines = ["| CPU ms at … customers | " + " | ".join(heads) + " |", "|---" * (len(heads) + 1) + "|"]
    for name, label in GROWING.items():
        cells = [figures[size].get(name + mark) for size, mark in ways]
        lines.append(f"| {label} | " + " | ".join(short(cell.value) if cell else "" for cell in cells) + " |")
    return "\n".join(lines)


def short(value: float) -> str:
    """As many digits as mean something."""
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"


def draw(figures: dict[int, dict[str, Figure]]) -> None:
    """One panel per database, both axes by powers of ten; no ground, so that it fits light and dark pages."""
    import matplotlib as mpl

    mpl.use("svg")
    from matplotlib import pyplot

    colours: Any = {
        "text.color": INK,
        "axes.edgecolor": INK,
        "axes.labelcolor": INK,
        "xtick.color": INK,
        "ytick.color": INK,
    }
    pyplot.rcParams.update(colours)
    pyplot.rcParams.update({"svg.fonttype": "none", "svg.hashsalt": "tandem", "font.family": "sans-serif"})
    picture, panels = pyplot.subplots(1, 2, figsize=(10, 4.2), sharey=True)
    for panel, mark, title in zip(panels, ("", "@pg"), ("SQLite", "PostgreSQL"), strict=True):
        for (name, label), colour in zip(GROWING.items(), COLOURS, strict=True):
            points = [(size, found[name + mark].value) for size, found in figures.items() if name + mark in found]
            if points:
                panel.plot(*zip(*points, strict=True), marker="o", color=colour, label=label)
        panel.set(title=title, xlabel="customers", xscale="log", yscale="log")
        panel.grid(color=INK, alpha=0.25)
    panels[0].set_ylabel("CPU ms per page")
    panels[1].legend(*panels[0].get_legend_handles_labels(), frameon=False, loc="upper left", bbox_to_anchor=(1, 1))
    picture.tight_layout()
    picture.savefig(PICTURE, transparent=True, metadata={"Date": None})


if __name__ == "__main__":
    sys.exit(main())
