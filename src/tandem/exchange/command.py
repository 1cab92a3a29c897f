"""`tandem import PROFILE FOLDER [--json]`: what it prints, where it puts refused lines, how it ends."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
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
    try:
        if name not in profile_names():
            raise InputRefused(
                _("There is no profile %(name)s; there are: %(names)s.")
                % {"name": name, "names": ", ".join(profile_names())}
            )
        profile, bar = load_profile(name), Bar(err)
        source = read_folder(profile, folder, bar=bar)
        if problems := ready():
            raise InputRefused(" ".join(problems))
        report = import_source(source, actor=Actor.system(at, "import"), at=at, bar=bar)
    except (InputRefused, ProfileError) as error:
        text = _("%(error)s Nothing was imported.") % {"error": error}
        err.write(f"tandem: {text}\n")
        if as_json:
            out.write(json.dumps({"error": text}, ensure_ascii=False) + "\n")
        return REFUSED
    kept = settings.HOME / "imports" / f"{name}-{at:%Y%m%dT%H%M%S}"
    _tell(report, write_error_files(report, kept), as_json=as_json, out=out, err=err)
    return DONE


def _tell(report: Report, errors: list[Path], *, as_json: bool, out: TextIO, err: TextIO) -> None:
    if as_json:
        out.write(json.dumps(report.plain(), ensure_ascii=False) + "\n")
    else:
        out.write("\n".join(report.lines()) + "\n")
    err.writelines(_("Refused lines, with their reasons: %(path)s") % {"path": path} + "\n" for path in errors)
