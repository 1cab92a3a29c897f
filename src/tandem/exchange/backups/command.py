"""`tandem backup` and `tandem restore`: what they print and how they end."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tandem.core.actor import Actor
from tandem.core.errors import Refused, Text

from . import folder
from .actions import record_made
from .making import Made, archive_name, make_backup
from .manifest import Manifest
from .restoring import Restored, check_archive, restore_backup
from .suiting import require_kind, require_known

DONE, REFUSED = 0, 2
Answer = tuple[Sequence[str], Mapping[str, Any]]  # for people, and for programs


def backup_command(target: str, *, as_json: bool, at: datetime, up_to_date: Callable[[], bool]) -> int:
    """Make one archive at `target`, or under its own name in that folder or in the one of scheduled backups."""

    def act() -> Answer:
        made = make_backup(_target(target, at), at=at, progress=Line())
        if up_to_date():  # else the table of events may not be what this Tandem writes
            record_made(made, pruned=[], actor=Actor.system(at, "backup"), at=at)
        return _told_of_backup(made)

    return _answer(act, as_json=as_json)


def restore_command(path: Path, *, check: bool, hold: bool, as_json: bool, at: datetime) -> int:
    """Restore an archive into this place, or only look whether it is whole."""

    def act() -> Answer:
        if not check:
            return _told_of_restore(restore_backup(path, hold=hold, at=at, progress=Line()))
        head = check_archive(path, progress=Line())
        return _told_of_check(head)

    return _answer(act, as_json=as_json)


class Line:
    """Progress on a terminal; nothing anywhere else."""

    def __init__(self) -> None:
        self.shown = ""

    def __call__(self, gone: int, total: int, step: Text) -> None:
        share = f"{100 * gone // total} %" if total else f"{gone // 1_000_000} MB"
        line = f"{step}: {share}"
        if line != self.shown and sys.stderr.isatty():
            sys.stderr.write(f"\r\033[K{line}")
            self.shown = line


def _answer(act: Callable[[], Answer], *, as_json: bool) -> int:
    try:
        lines, plain = act()
    except Refused as error:
        _clear()
        sys.stderr.write(f"tandem: {error.text}\n")
        if as_json:
            sys.stdout.write(json.dumps({"error": str(error.text), "code": error.code}) + "\n")
        return REFUSED
    _clear()
    sys.stdout.write((json.dumps(plain) if as_json else "\n".join(lines)) + "\n")
    return DONE


def _clear() -> None:
    if sys.stderr.isatty():
        sys.stderr.write("\r\033[K")


def _target(target: str, at: datetime) -> Path:
    place = Path(target).resolve() if target else folder.folder()
    if place is None:
        raise Refused("backups_off", _("TANDEM_BACKUPS is off. Say where to: tandem backup FILE"))
    if not target or place.is_dir():
        return place / archive_name(at)
    if not place.parent.is_dir():
        raise Refused("no_folder", _("There is no folder %(path)s.") % {"path": place.parent})
    return place


def _told_of_backup(made: Made) -> Answer:
    lines = [str(made.path), _size(made.size), *_holds(made.manifest)]
    return lines, {"path": str(made.path), "size": made.size, **_plain(made.manifest)}


def _told_of_check(head: Manifest) -> Answer:
    lines = [_("The archive is whole."), *_holds(head)]
    here = ""
    try:
        require_known(head)
        require_kind(head)
    except Refused as error:
        here = str(error.text)
        lines.append(here)
    return lines, {"whole": True, "not_here": here, **_plain(head)}


def _told_of_restore(done: Restored) -> Answer:
    settled = done.settled
    mail = ngettext("%(count)s mail waits", "%(count)s mails wait", settled.mail) % {"count": settled.mail}
    fate = (
        _("held back; administration sends them on the page of deliveries.")
        if settled.held
        else _("sent as soon as tandem serve runs; those sent since the backup go out twice. Hold them with --hold.")
    )
    lines = [
        _("Restored, and counted: rows, sums and files are those of the backup."),
        *_holds(done.manifest),
        *([f"{mail}: {fate}"] if settled.mail else []),
        _("Everybody has to sign in again. Next: tandem check, then tandem serve"),
    ]
    plain = {"restored": True, "mail": settled.mail, "held": settled.held, "sessions": settled.sessions}
    return lines, {**plain, **_plain(done.manifest)}


def _holds(head: Manifest) -> list[str]:
    made = date_format(timezone.localtime(head.made_at), "DATETIME_FORMAT")
    rows = number_format(sum(head.database.rows.values()), force_grouping=True)
    what = {"company": head.company or "–", "made": made, "product": head.product, "kind": head.database.kind}
    return [
        _("%(company)s, %(made)s, Tandem %(product)s on %(kind)s") % what,
        _("%(rows)s rows in %(tables)s tables, %(files)s files")
        % {"rows": rows, "tables": len(head.database.rows), "files": number_format(len(head.files))},
    ]


def _plain(head: Manifest) -> dict[str, Any]:
    database = head.database
    return {
        "made_at": head.made_at.isoformat(),
        "company": head.company,
        "product": head.product,
        "database": database.kind,
        "rows": dict(database.rows),
        "sums": dict(database.sums),
        "files": len(head.files),
    }


def _size(size: int) -> str:
    return _("%(size)s MB") % {"size": number_format(size / 1_000_000, 1)}
