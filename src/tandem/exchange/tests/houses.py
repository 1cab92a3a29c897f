"""Whole houses in folders and databases of their own, driven from the console, for tests of backup and restore."""

from __future__ import annotations

import os
import secrets
import shutil
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg

SOURCE = Path(__file__).resolve().parents[3]
SERVER = os.environ.get("TANDEM_DATABASE_URL", "")
ON_SERVER = SERVER.startswith("postgres")
PRELUDE = "import django; django.setup()\n"
BACKUP = "import sys; from tandem.config.cli import main; sys.exit(main(['backup', {path!r}]))"
RESTORE = "import sys; from tandem.config.cli import main; sys.exit(main(['restore', {path!r}]))"
LOAD = """
from django.utils import timezone
from tandem.config.commands.init import prepare
from tandem.demo.load import load_demo
prepare()
load_demo(timezone.now(), lambda step: None, customers=8)
"""


@dataclass
class House:
    """An installation: `home` holds its files, `database` its address where that is a server's."""

    home: Path
    database: str = ""
    more: dict[str, str] = field(default_factory=dict)

    @property
    def environment(self) -> dict[str, str]:
        """What its processes are told; nothing of the surrounding installation."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("TANDEM_", "DJANGO_", "PG"))}
        own = {
            "TANDEM_ENV": "test",
            "TANDEM_LANGUAGE": "en",
            "TANDEM_HOME": str(self.home),
            "TANDEM_SECRET_KEY": "s" * 50,
            "DJANGO_SETTINGS_MODULE": "tandem.config.settings",
            "PYTHONPATH": str(SOURCE),
        }
        return {**kept, **own, **({"TANDEM_DATABASE_URL": self.database} if self.database else {}), **self.more}

    def start(self, *words: str, **options: Any) -> subprocess.Popen[str]:
        """Python with these arguments, in this house."""
        pipes: dict[str, Any] = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
        return subprocess.Popen([sys.executable, *words], env=self.environment, **{**pipes, **options})

    def finish(self, process: subprocess.Popen[str]) -> tuple[int, str, str]:
        """Exit code, standard output and standard error."""
        try:
            out, err = process.communicate(timeout=600)
        except subprocess.TimeoutExpired:
            process.kill()
            raise
        return process.returncode, out, err

    def tandem(self, *words: str, **options: Any) -> tuple[int, str, str]:
        """Run a command of the console."""
        return self.finish(self.start("-m", "tandem.config.cli", *words, **options))

    def python(self, code: str) -> str:
        """Run code with the house loaded; what it prints."""
        done, out, err = self.finish(self.start("-c", PRELUDE + code))
        assert done == 0, err
        return out.strip()

    def contents(self) -> str:
        """All rows of all tables and all files, as one number; sessions, which a restore ends, left out."""
        return self.python(CONTENTS)

    @property
    def is_untouched(self) -> bool:
        """Whether nothing was put here: no folder and no table."""
        return not self.home.exists() and self.is_empty

    @property
    def is_empty(self) -> bool:
        """Whether a restore would be allowed."""
        left = [path.name for path in self.home.rglob("*") if path.is_file()] if self.home.exists() else []
        return not set(left) - {"backup.lock", "house.id"} and not tables(self.database)


CONTENTS = """
import hashlib
from django.apps import apps
from django.conf import settings
seen = hashlib.sha256()
for model in sorted(apps.get_models(include_auto_created=True), key=lambda model: model._meta.label):
    if model._meta.label not in {"sessions.Session", "usersessions.UserSession", "contenttypes.ContentType"}:
        rows = model._default_manager.order_by("pk")
        if model._meta.label in {"core.Event", "core.Delivery"}:
            name = "verb" if model._meta.label == "core.Event" else "event__verb"
            rows = rows.exclude(**{f"{name}__startswith": "backup."})
        for row in rows.values_list():
            seen.update(repr([sorted(v) if isinstance(v, (set, frozenset)) else v for v in row]).encode())
for path in sorted((settings.HOME / "files").rglob("*")):
    if path.is_file():
        seen.update(str(path.relative_to(settings.HOME)).encode() + path.read_bytes())
print(seen.hexdigest())
"""


class Builder:
    """Makes houses like one that was loaded once."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.databases: list[str] = []
        self.model = self.empty("model")
        self.model.more["TANDEM_ENV"] = "demo"  # people get their passwords there
        self.model.python(LOAD)
        del self.model.more["TANDEM_ENV"]

    def empty(self, name: str = "", **more: str) -> House:
        """A place without anything in it, not even its folder."""
        return House(self.folder / (name or secrets.token_hex(4)), self._database(), more)

    def like_model(self, **more: str) -> House:
        """A house with the small demo company."""
        home = self.folder / secrets.token_hex(4)
        shutil.copytree(self.model.home, home)
        return House(home, self._database(self.model.database), more)

    def close(self) -> None:
        """Drop the databases; the folders are the tests' temporary ones."""
        for name in self.databases:
            self.drop(name)

    def drop(self, name: str) -> None:
        """One of them, whoever is still connected."""
        statement(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')

    def _database(self, template: str = "") -> str:
        if not ON_SERVER:
            return ""
        name = f"house_{secrets.token_hex(6)}"
        like = f' TEMPLATE "{urlsplit(template).path[1:]}"' if template else ""
        statement(f'CREATE DATABASE "{name}"{like}')
        self.databases.append(name)
        return urlunsplit(urlsplit(SERVER)._replace(path=f"/{name}"))


def tables(database: str) -> list[str]:
    """The tables of a server's database; none where there is no server."""
    if not database:
        return []
    with psycopg.connect(database) as server:
        return [row[0] for row in server.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")]


def statement(text: str, database: str = SERVER) -> None:
    """Run one on the server; names in it are made here."""
    with psycopg.connect(database, autocommit=True) as server:
        server.execute(text)


def kill_when(condition: str) -> str:
    """Code that kills its own process, without a last word, when Python is about to do a certain thing."""
    return f"""
import os, sys
killed = []
def watch(event, given):
    if {condition} and not killed:
        killed.append(event)
        os.kill(os.getpid(), 9)
sys.addaudithook(watch)
"""


def left(folder: Path) -> list[str]:
    """The names in a folder."""
    return sorted(path.name for path in folder.iterdir())
