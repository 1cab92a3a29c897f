"""`tandem import PROFILE FOLDER [--json]`: what it prints, where it puts refused lines, how it ends."""

from __future__ import annotations

import fcntl
import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TextIO

from django.conf import settings
from django.utils.translation import gettext as _

from tandem.core.actor import Actor

from .profile import ProfileError, load_profile, profile_names
from .progress import Bar
from .reading import InputRefused
from .report import Report, write_error_files
from .running import import_source, read_folder
from .sellers import take_pay

DONE, REFUSED = 0, 2


def import_command(
    name: str,
    folder: Path,
    *,
    as_json: bool,
    at: datetime,
    ready: Callable[[], list[str]],
    out: TextIO | None = None,
    err: TextIO | None = None,
) -> int:
    """Import and report: 0 when it ran to its end, refused lines or not; 2 when the input was refused as a whole.

    `ready` is asked what is wrong with the database, once the files are known to be readable.
    """
    out, err = out or sys.stdout, err or sys.stderr
    bar = Bar(err)
    try:
        if name not in profile_names():
            raise InputRefused(
                _("There is no profile %(name)s; there are: %(names)s.")
                % {"name": name, "names": ", ".join(profile_names())}
            )
        profile = load_profile(name)
        source = read_folder(profile, folder, bar=bar)
        if problems := ready():
            raise InputRefused(" ".join(problems))
        with alone():
            report = import_source(source, actor=Actor.system(at, "import"), at=at, bar=bar)
            take_pay(profile, folder, at=at)
    except (InputRefused, ProfileError) as error:
        bar.finish()
        text = _("%(error)s Nothing was imported.") % {"error": error}
        err.write(f"tandem: {text}\n")
        if as_json:
            out.write(json.dumps({"error": text}) + "\n")
        return REFUSED
    kept = settings.HOME / "imports" / f"{name}-{at:%Y%m%dT%H%M%S}"
    _tell(report, write_error_files(report, kept), as_json=as_json, out=out, err=err)
    return DONE


@contextmanager
def alone() -> Iterator[None]:
    """One import at a time: two would trip over each other's keys."""
    path = settings.HOME / "import.lock"
    with path.open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise InputRefused(_("Another import is running. Wait until it is done.")) from None
        yield


def _tell(report: Report, errors: list[Path], *, as_json: bool, out: TextIO, err: TextIO) -> None:
    if as_json:
        out.write(json.dumps(report.plain()) + "\n")
    else:
        out.write("\n".join(report.lines()) + "\n")
    err.writelines(_("Refused lines, with their reasons: %(path)s") % {"path": path} + "\n" for path in errors)
