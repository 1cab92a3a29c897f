"""`tandem export` and `tandem import company`: what they print and how they end."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tandem.core.actor import Actor
from tandem.exchange.command import DONE, REFUSED, alone
from tandem.exchange.progress import Bar
from tandem.exchange.reading import InputRefused
from tandem.people.models import Employee, Role

from .checking import check_package
from .loading import load_company, refuse_unless_empty
from .places import source_at
from .reading import read_head
from .writing import write_company

Told = tuple[Sequence[str], dict[str, Any]]


def export_command(path: Path, *, sign_in: bool, as_json: bool, at: datetime, ready: Callable[[], list[str]]) -> int:
    """Write the whole company; 2 and nothing written when it cannot be."""

    def act() -> Told:
        if problems := ready():
            raise InputRefused(" ".join(problems))
        written = write_company(path, sign_in=sign_in, actor=Actor.system(at, "export"), at=at, bar=Bar())
        lines = [_holds(sum(written.rows.values()), len(written.rows), written.files), str(path)]
        lines += [_("Vanished meanwhile: %(file)s") % {"file": name} for name in written.gone]
        return lines, {"path": str(path), **written.plain()}

    return _answer(act, _("%(error)s Nothing was exported."), as_json=as_json)


def import_company_command(path: Path, *, as_json: bool, at: datetime, ready: Callable[[], list[str]]) -> int:
    """Take a company into this empty house; 2 and nothing changed when it cannot be."""

    def act() -> Told:
        bar = Bar()
        with source_at(path) as source:
            head = read_head(source)
            files = check_package(source, head, bar=bar)
            if problems := ready():
                raise InputRefused(" ".join(problems))
            with alone():
                refuse_unless_empty()
                load_company(source, head, files, at=at, bar=bar)
        bar.finish()
        lines = [_holds(head.rows, len(head.tables), len(files)), *_next(head.sign_in)]
        return lines, {"rows": {one.name: head.counted[one.name]["rows"] for one in head.tables}, "files": len(files)}

    return _answer(act, _("%(error)s Nothing was imported."), as_json=as_json)


def _answer(act: Callable[[], Told], refusal: str, *, as_json: bool) -> int:
    try:
        lines, plain = act()
    except InputRefused as error:
        Bar().finish()
        text = refusal % {"error": error}
        sys.stderr.write(f"tandem: {text}\n")
        if as_json:
            sys.stdout.write(json.dumps({"error": text}) + "\n")
        return REFUSED
    sys.stdout.write((json.dumps(plain) if as_json else "\n".join(lines)) + "\n")
    return DONE


def _holds(rows: int, tables: int, files: int) -> str:
    told = {"rows": number_format(rows, force_grouping=True), "tables": tables, "files": number_format(files)}
    return _("%(rows)s rows in %(tables)s tables, %(files)s files") % told


def _next(sign_in: bool) -> list[str]:
    """Whoever has no password yet gets one from administration, and administration from here."""
    if sign_in:
        return [_("Passwords and second factors came along. Next: tandem check, then tandem serve")]
    admins = [person.email for person in Employee.objects.filter(is_active=True) if Role.ADMIN in person.roles]
    count = Employee.objects.filter(is_active=True).count()
    lines = [
        ngettext("%(count)s person has no password yet.", "%(count)s people have no password yet.", count)
        % {"count": number_format(count)}
    ]
    then = _("Next: tandem init --admin %(email)s, then tandem serve; administration invites the others.")
    return [*lines, *(then % {"email": email} for email in admins[:1])]
