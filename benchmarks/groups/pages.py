"""The pages of a day: brief, Today, typeahead, a note."""

from __future__ import annotations

from benchmarks.bench import Bench
from benchmarks.figures import Figure
from benchmarks.visitors import Act, quoted

from .acts import TEXT, at, briefs, notes, page, words


def start(bench: Bench) -> list[Figure]:
    """From `tandem serve` to the first page served."""
    return [bench.figure("start.seconds", bench.server.seconds, "s")]


def brief(bench: Bench) -> list[Figure]:
    """The customer page with all panels."""
    numbers = bench.plan["customers"]
    return bench.measure("brief", briefs(bench), lambda turn: Act("brief", f"/brief/{numbers[turn % len(numbers)]}/"))


def today(bench: Bench) -> list[Figure]:
    """The first page of somebody with a tandem."""
    return bench.measure("today", page("today", bench), at("today", "/today/"))


def typeahead(bench: Bench) -> list[Figure]:
    """The palette, letter by letter; and for words that very many rows hold."""
    typed = bench.plan["words"]["typed"]
    found = bench.measure(
        "typeahead",
        words(bench),
        lambda turn: Act("typeahead", f"/typeahead/?q={quoted(typed[turn % len(typed)])}"),
    )
    cpu, seen = bench.cost(bench.server, words(bench, "common"))
    found.append(bench.figure("typeahead.common.cpu_ms", cpu, "ms"))
    found.append(bench.figure("typeahead.common.p95_ms", seen.percentile(95), "ms"))
    return found


def note(bench: Bench) -> list[Figure]:
    """An activity written down, durable."""
    numbers = bench.plan["customers"]

    def bare(turn: int) -> Act:
        return Act("note", f"/note/{numbers[turn % len(numbers)]}/", {"note-text": TEXT}, (204,))

    return bench.measure("note.create", notes(bench), bare)
