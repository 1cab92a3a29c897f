"""tandem settle: the commission engine on files, without a database."""

from __future__ import annotations

import argparse
import io
import sys
from pathlib import Path

from engines.commission.collector import no_collection
from engines.commission.entries import Result
from engines.commission.files.checking import without_seat
from engines.commission.files.loading import Source, load_case
from engines.commission.files.output import as_json, as_text, problems_as_text
from engines.commission.files.posted_file import read_posted
from engines.commission.files.tables import FileProblem
from engines.commission.settle import settle

BAD_INPUT = 2


def run(arguments: argparse.Namespace) -> int:
    """Settle a period; 2 and every error with file, line and field where the input is wrong."""
    with no_collection():
        return _run(arguments)


def _run(arguments: argparse.Namespace) -> int:
    result, problems = _settle(arguments)
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8", newline="\n")  # the same bytes on every machine
    if problems and not arguments.json:
        sys.stderr.writelines(problems_as_text(problems))
    elif arguments.json:
        sys.stdout.writelines(as_json(result, problems, arguments.language))
    elif result is not None:
        sys.stdout.writelines(as_text(result, arguments.language))
    return BAD_INPUT if problems else 0


def _settle(arguments: argparse.Namespace) -> tuple[Result | None, list[FileProblem]]:
    problems: list[FileProblem] = []
    sources = [_read(name, problems) for name in (arguments.plan, arguments.facts, arguments.members)]
    if problems:
        return None, problems
    plan, facts, members = sources
    posted: dict[tuple[str, str], int] = {}
    for name in arguments.posted:
        problems += read_posted(name, _read(name, problems).data, posted)
    if problems:
        return None, problems
    case, problems = load_case(
        plan, facts, members, period=arguments.period, as_of=arguments.as_of, posted=posted or None
    )
    if case is None:
        return None, problems
    sys.stderr.writelines(problems_as_text(without_seat(facts.name, case)))
    if arguments.engine == "columnar":
        from engines.commission.columnar.twin import settle_columnar

        return settle_columnar(case), []
    return settle(case), []


def _read(name: str, problems: list[FileProblem]) -> Source:
    try:
        return Source(name, Path(name).read_bytes())
    except OSError as error:
        problems.append(FileProblem(name, 0, "", f"cannot be read: {error.strerror or error}"))
        return Source(name, b"")
