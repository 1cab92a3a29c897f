"""Made companies that are kept under var/bench/, one folder per size and database, and the servers around them."""

from __future__ import annotations

import json
import os
import secrets
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import postgres

ROOT = Path(__file__).resolve().parent.parent
KEPT = Path(os.environ.get("TANDEM_BENCH") or ROOT / "var" / "bench")
VERSION = "4"  # of the generator: another one makes everything anew
UNSAFE = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "max_wal_size": "8GB"}


@dataclass(frozen=True)
class House:
    """A made company and how processes find it."""

    size: int
    vendor: str
    home: Path
    environment: dict[str, str]
    database_pid: int | None = None  # of the server, where there is one

    @property
    def mark(self) -> str:
        """What names of figures end in."""
        return "@pg" if self.vendor == "postgresql" else ""

    def run(self, module: str, *arguments: str, timeout: float = 4 * 3600) -> str:
        """What a module of ours prints inside this house."""
        command = [sys.executable, "-m", module, *arguments]
        done = subprocess.run(
            command, env=self.environment, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True, timeout=timeout
        )
        return done.stdout


@contextmanager
def open_house(size: int, vendor: str) -> Iterator[House]:
    """A house of that size, made first where it is not there yet; its database server runs meanwhile."""
    home = KEPT / f"{size}-{vendor}"
    stamp = home / "made.json"
    wanted = {"version": VERSION, "size": size}
    made = json.loads(stamp.read_text()) if stamp.exists() else {}
    if {name: made.get(name) for name in wanted} != wanted:
        shutil.rmtree(home, ignore_errors=True)
        home.mkdir(parents=True)
        print(f"Making {size:,} customers on {vendor} …", file=sys.stderr, flush=True)
        with _database(home, vendor, UNSAFE) as (address, pid):
            counts = json.loads(_house(size, vendor, home, address, pid).run("benchmarks.generate", str(size)))
        stamp.write_text(json.dumps({**wanted, **counts}))
    with _database(home, vendor, {}) as (address, pid):
        house = _house(size, vendor, home, address, pid)
        house.run("tandem.config.cli", "init")  # what has been added to the house since
        yield house


def _house(size: int, vendor: str, home: Path, address: str, pid: int | None) -> House:
    return House(size, vendor, home, environment_of(home, address), pid)


def environment_of(home: Path, address: str) -> dict[str, str]:
    """Nothing of the surrounding installation reaches the house; its secret is kept so that sessions are."""
    secret = home / "secret"
    if not secret.exists():
        secret.write_text(secrets.token_urlsafe(50))
    surrounding = {name: value for name, value in os.environ.items() if not name.startswith(("TANDEM_", "DJANGO_"))}
    return {
        **surrounding,
        "DJANGO_SETTINGS_MODULE": "tandem.config.settings",
        "PYTHONPATH": f"{ROOT / 'src'}:{ROOT / 'tools'}:{ROOT}",
        "TANDEM_ENV": "production",
        "TANDEM_HOME": str(home),
        "TANDEM_SECRET_KEY": secret.read_text(),
        "TANDEM_MAIL_URL": "consolemail://",
        **({"TANDEM_DATABASE_URL": address} if address else {}),
    }


@contextmanager
def _database(home: Path, vendor: str, settings: dict[str, str]) -> Iterator[tuple[str, int | None]]:
    """Address and process of the database; the embedded one has neither."""
    if vendor == "sqlite":
        yield "", None
        return
    programs = postgres.find_programs()
    if programs is None:
        sys.exit("No PostgreSQL server found; PG=0 measures without one.")
    account: dict[str, Any] = postgres.unprivileged()
    if not (home / "password").exists():
        (home / "password").write_text(secrets.token_hex(16))
        for path in (home, home / "password"):
            os.chown(path, account.get("user", -1), account.get("group", -1))
        postgres.initialise(programs, home, account)
    port = postgres.free_port()
    fixed = {"port": str(port), "listen_addresses": "127.0.0.1", "unix_socket_directories": ""}
    options = [part for key, value in {**settings, **fixed}.items() for part in ("-c", f"{key}={value}")]
    process = subprocess.Popen(
        [programs / "postgres", "-D", home / "data", *options],
        cwd=home, stderr=(home / "log").open("wb"), start_new_session=True, **account,
    )  # fmt: skip
    try:
        postgres.wait_until_ready(programs, process, port, home)
        password = (home / "password").read_text()
        yield f"postgresql://tandem:{password}@127.0.0.1:{port}/postgres", process.pid
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(timeout=120)
