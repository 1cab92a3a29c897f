"""PostgreSQL by its own tools: pg_dump of one exported snapshot, pg_restore in one transaction."""

from __future__ import annotations

import ctypes
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import closing
from operator import itemgetter
from pathlib import Path
from typing import Any

from django.db import connection
from django.utils.translation import gettext as _

from tandem.core.errors import Refused

from .archive import Tick, no_tick
from .manifest import Database
from .measure import Ask, company_name, measure, tables

INSTALLED = Path("/usr/lib/postgresql")  # Debian keeps one folder per version there
DUMP = ["--format=custom", "--compress=0", "--no-owner", "--no-privileges", "--no-comments"]  # the archive compresses
RESTORE = ["--single-transaction", "--exit-on-error", "--no-owner", "--no-privileges"]
SETTINGS = {"HOST": "PGHOST", "PORT": "PGPORT", "USER": "PGUSER", "PASSWORD": "PGPASSWORD", "NAME": "PGDATABASE"}
OPTIONS = {
    "connect_timeout": "PGCONNECT_TIMEOUT",
    **{name: f"PG{name.upper()}" for name in ("sslmode", "sslrootcert", "sslcert", "sslkey", "passfile", "service")},
}
PR_SET_PDEATHSIG = 1  # linux/prctl.h


def dump_database(target: Path, *, frozen: Callable[[], None], tick: Tick = no_tick) -> tuple[Database, str]:
    """Dump what stands there when `frozen` is called; counts, sums and the company's name of that same instant."""
    program = find_program("pg_dump", at_least=server_major())
    with closing(connection.copy()) as reading, reading.cursor() as cursor:
        cursor.execute("BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        cursor.execute("SELECT pg_export_snapshot()")
        snapshot = str(cursor.fetchone()[0])
        frozen()

        def ask(statement: str) -> Sequence[tuple[Any, ...]]:
            cursor.execute(statement)
            return list(cursor.fetchall())

        _run([program, *DUMP, f"--snapshot={snapshot}", f"--file={target}"], target, tick)
        found = measure("postgresql", ask)
        return found, company_name([*found.rows], ask)


def load_database(source: Path, made_by: str) -> None:
    """Put a dump into the empty database: all of it, or nothing."""
    program = find_program("pg_restore", at_least=major_of(made_by))
    connection.close()
    _run([program, *RESTORE, f"--dbname={connection.settings_dict['NAME']}", str(source)])
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")  # a dump brings no statistics, and without them the first day is slow


def measure_database() -> Database:
    """Counts and sums of what is there now."""
    return measure("postgresql", _asking())


def is_empty() -> bool:
    """Whether no table is there."""
    return not tables("postgresql", _asking())


FUNCTIONS = """
SELECT p.oid::regprocedure::text FROM pg_proc p WHERE p.pronamespace = current_schema()::regnamespace
AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.classid = 'pg_proc'::regclass AND d.objid = p.oid AND d.deptype = 'e')
"""  # our own; those of extensions stay with them


def empty_database() -> None:
    """Drop every table and function; for a place that was empty before."""
    connection.close()
    with connection.cursor() as cursor:
        for table in tables("postgresql", _asking()):
            cursor.execute(f'DROP TABLE IF EXISTS "{table}" CASCADE')
        cursor.execute(FUNCTIONS)
        for (function,) in cursor.fetchall():
            cursor.execute(f"DROP FUNCTION {function}")


def server_major() -> int:
    """The server's version: 15."""
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version_num")
        return int(cursor.fetchone()[0]) // 10_000


def major_of(version: str) -> int:
    """`15.4 (Debian …)` → 15; 0 for what is no version."""
    found = re.match("[0-9]+", version)
    return int(found[0]) if found else 0


def find_program(name: str, *, at_least: int) -> str:
    """The oldest one that is new enough: what it writes is read by most. Refused with the package's name."""
    on_path = shutil.which(name)
    places = [*(str(path) for path in INSTALLED.glob(f"*/bin/{name}")), *([on_path] if on_path else [])]
    versions = sorted(((_version(place), place) for place in places), key=itemgetter(0))
    for version, place in versions:
        if version >= at_least:
            return place
    had = ", ".join(str(version) for version, _place in versions)
    what = {"name": name, "wanted": at_least, "had": had}
    text = (
        _("%(name)s is here in version %(had)s, and %(wanted)s or newer is needed.") % what
        if had
        else _("%(name)s is not installed; version %(wanted)s or newer is needed.") % what
    )
    hint = _("On Debian: apt-get install postgresql-client-%(wanted)s") % what
    raise Refused("no_tools", f"{text} {hint}")


def _version(program: str) -> int:
    said = subprocess.run([program, "--version"], capture_output=True, text=True, check=False).stdout
    found = re.search(r"\) ([0-9]+)", said)
    return int(found[1]) if found else 0


def _run(command: Sequence[str], growing: Path | None = None, tick: Tick = no_tick) -> None:
    """Run one of the tools; its own words where it fails. It ends when we are ended, however that is done."""
    with tempfile.TemporaryFile() as errors:
        with subprocess.Popen(command, env=_environment(), stderr=errors, preexec_fn=_end_with_parent) as process:  # noqa: PLW1509
            try:
                _watch(process, growing, tick)
            except BaseException:
                process.terminate()
                raise
        if process.returncode != 0:
            errors.seek(0)
            told = " ".join(line.strip() for line in errors.read(2000).decode("utf-8", "replace").splitlines()[:3])
            raise Refused("tool_failed", _("PostgreSQL's own tool failed: %(error)s") % {"error": told[:500]})


def _end_with_parent() -> None:
    """Linux: nobody must commit a restore whose house has gone."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def _watch(process: subprocess.Popen[bytes], growing: Path | None, tick: Tick) -> None:
    seen = 0
    while growing and process.poll() is None:
        time.sleep(0.1)
        size = growing.stat().st_size if growing.exists() else 0
        tick(size - seen)
        seen = size


def _environment() -> dict[str, str]:
    """Where and as whom: never on the command line, which everybody on the machine can read."""
    said = connection.settings_dict
    options = said.get("OPTIONS", {})
    found = {variable: said.get(name) for name, variable in SETTINGS.items()}
    found |= {variable: options.get(name) for name, variable in OPTIONS.items()}
    return {**os.environ, **{variable: str(value) for variable, value in found.items() if value}}


def _asking() -> Ask:
    def ask(statement: str) -> Sequence[tuple[Any, ...]]:
        with connection.cursor() as cursor:
            cursor.execute(statement)
            return list(cursor.fetchall())

    return ask
