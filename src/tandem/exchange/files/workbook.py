"""A workbook read through a process of its own, so that no damaged file takes ours along."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from tandem.exchange.reading import InputRefused

from .bounds import too_big
from .magic import protected

Cell = str | list[str]
_CHILD = Path(__file__).with_name("sheet_child.py")


@dataclass(frozen=True)
class Sheet:
    """One sheet of a workbook: its name, its sisters, its number of rows, and the rows, to be read once."""

    name: str
    names: list[str]
    count: int
    rows: Iterator[list[Cell]]


@contextmanager
def open_sheet_of(path: Path, name: str, wanted: str = "") -> Iterator[Sheet]:
    """The sheet that was chosen, else the first that holds anything; what cannot be read is `InputRefused`."""
    command = [sys.executable, "-P", str(_CHILD), str(path), wanted]
    with subprocess.Popen(
        command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, encoding="utf-8"
    ) as child:
        try:
            lines = _values(child, name)
            about = next(lines, None)
            if not isinstance(about, dict) or "error" in about:
                raise _refused(about["error"] if about else "damaged", name, wanted)
            yield Sheet(about["sheet"], about["sheets"], about["rows"], _rows(lines, name))
        finally:
            child.kill()


def _values(child: subprocess.Popen[str], name: str) -> Iterator[Any]:
    for line in child.stdout or ():
        try:
            yield json.loads(line)
        except ValueError:
            raise _refused("damaged", name) from None  # it died within a line


def _rows(lines: Iterator[Any], name: str) -> Iterator[list[Cell]]:
    """The rows; one that is missing at the end is a refusal, not a shorter table."""
    for count, value in enumerate(lines):
        if isinstance(value, int):
            if value == count:
                return
            break
        yield value
    raise _refused("damaged", name)


def _refused(error: str, name: str, wanted: str = "") -> InputRefused:
    if error == "password":
        return protected(name)
    if error == "big":
        return too_big(name)
    if error == "missing":
        return InputRefused(_("%(file)s has no sheet “%(sheet)s”.") % {"file": name, "sheet": wanted})
    if error == "empty":
        return InputRefused(_("%(file)s holds no rows. Choose the file that holds them.") % {"file": name})
    return InputRefused(
        _("%(file)s is damaged or no workbook. Open it in a spreadsheet program and save it as .xlsx or .csv.")
        % {"file": name}
    )
