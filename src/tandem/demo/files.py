"""The readable files that the demo company is made from."""

from __future__ import annotations

import csv
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent / "data"


@cache
def table(name: str) -> dict[str, Any]:
    """A TOML file; nobody changes what they get."""
    return tomllib.loads((FOLDER / f"{name}.toml").read_text("utf-8"))


@cache
def rows(name: str) -> list[dict[str, str]]:
    """The rows of a CSV file, without its comments."""
    with (FOLDER / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(line for line in file if not line.startswith("#")))
