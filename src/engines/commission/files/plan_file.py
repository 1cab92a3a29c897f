"""plan.toml or plan.json: parsed without floats, problems with their lines."""

from __future__ import annotations

import json
import re
import tomllib
from decimal import Decimal

from engines.commission.plan import Plan
from engines.commission.schema import PlanErrors, read_plan

from .places import line_of
from .tables import FileProblem


def read_plan_file(file: str, data: bytes) -> tuple[Plan | None, list[FileProblem]]:
    """A plan, or what is wrong with it."""
    try:
        text = data.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError:
        return None, [FileProblem(file, 1, "", "is not UTF-8 text")]
    try:
        values = _parse(file, text)
    except (tomllib.TOMLDecodeError, json.JSONDecodeError, RecursionError) as error:
        return None, [FileProblem(file, _line(error), "", f"cannot be read: {error}")]
    if not isinstance(values, dict):
        return None, [FileProblem(file, 1, "", "must be a table of keys and values")]
    try:
        return read_plan(values), []
    except PlanErrors as errors:
        rows = [
            FileProblem(file, line_of(text, problem.path), problem.path, problem.message) for problem in errors.problems
        ]
        return None, rows


def _parse(file: str, text: str) -> object:
    if file.lower().endswith(".json") or text.lstrip().startswith("{"):
        return json.loads(text, parse_float=Decimal, parse_constant=Decimal)
    return tomllib.loads(text, parse_float=Decimal)


def _line(error: Exception) -> int:
    if isinstance(error, json.JSONDecodeError):
        return error.lineno
    found = re.search(r"line (\d+)", str(error))
    return int(found[1]) if found else 1
