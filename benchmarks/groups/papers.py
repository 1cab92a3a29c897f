"""A quote of forty lines: its page, and on paper beside bare Typst with the same lines."""

from __future__ import annotations

import json

from benchmarks.bench import Bench
from benchmarks.figures import Figure

from .acts import page


def quote(bench: Bench) -> list[Figure]:
    """The page of a draft with forty lines in each of three options, reckoned anew at every look."""
    return bench.measure("quote", page("quote", bench))


def pdf(bench: Bench) -> list[Figure]:
    """Median seconds per paper, each with data of its own."""
    found = json.loads(bench.house.run("benchmarks.printing"))
    return [
        bench.figure("pdf.seconds", found["seconds"], "s"),
        bench.figure("pdf.floor_s", found["floor"], "s"),
    ]
