"""Runs a command beside a private, temporary PostgreSQL: `postgres.py COMMAND...`.

The server listens on a free loopback port with a random password, runs as a user that is not root, keeps its
data in a temporary folder without fsync, and is stopped by its process id when the command has ended.
"""

import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

SERVERS = Path("/usr/lib/postgresql")
START_SECONDS = 30
FAST = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "jit": "off"}


def main(command: list[str]) -> int:
    programs = find_programs()
    if programs is None:
        print("No PostgreSQL server found. On Debian: apt-get install postgresql", file=sys.stderr)
        return 1
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    with server(programs) as url:
        return subprocess.run(command, env=os.environ | {"TANDEM_DATABASE_URL": url}, check=False).returncode


def find_programs() -> Path | None:
    """The folder with initdb: Debian keeps one per version; elsewhere it is on the path."""
    installed = sorted(SERVERS.glob("*/bin/initdb"), key=lambda path: float(path.parts[-3]))
    on_path = shutil.which("initdb")
    if installed:
        return installed[-1].parent
    return Path(on_path).resolve().parent if on_path else None


@contextmanager
def server(programs: Path) -> Iterator[str]:
    account = unprivileged()
    with tempfile.TemporaryDirectory(prefix="tandem-pg-") as name:
        home, port, password = Path(name), free_port(), secrets.token_hex(16)
        (home / "password").write_text(password)
        for path in (home, home / "password"):
            os.chown(path, account.get("user", -1), account.get("group", -1))
        initialise(programs, home, account)
        settings = FAST | {"port": str(port), "listen_addresses": "127.0.0.1", "unix_socket_directories": ""}
        options = [part for key, value in settings.items() for part in ("-c", f"{key}={value}")]
        # A session of its own: Ctrl-C must end the command first, then this program stops the server.
        process = subprocess.Popen(
            [programs / "postgres", "-D", home / "data", *options],
            cwd=home, stderr=(home / "log").open("wb"), start_new_session=True, **account,
        )  # fmt: skip
        try:
            wait_until_ready(programs, process, port, home)
            yield f"postgresql://tandem:{password}@127.0.0.1:{port}/postgres"
        finally:
            process.send_signal(signal.SIGINT)
            process.wait(timeout=START_SECONDS)


def unprivileged() -> dict[str, Any]:
    """Arguments for Popen: PostgreSQL refuses to run as root."""
    if os.geteuid() != 0:
        return {}
    names = {entry.pw_name: entry for entry in pwd.getpwall()}
    entry = names.get("postgres") or names["nobody"]
    return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def initialise(programs: Path, home: Path, account: dict[str, Any]) -> None:
    command = [f"{programs}/initdb", "-D", f"{home}/data", "-U", "tandem", f"--pwfile={home}/password"]
    command += ["--auth=scram-sha-256", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync"]
    subprocess.run(command, cwd=home, check=True, stdout=subprocess.DEVNULL, **account)


def wait_until_ready(programs: Path, process: subprocess.Popen[bytes], port: int, home: Path) -> None:
    probe = [f"{programs}/pg_isready", "-q", "-h", "127.0.0.1", "-p", str(port)]
    deadline = time.monotonic() + START_SECONDS
    while subprocess.run(probe, check=False).returncode != 0:
        if process.poll() is not None or time.monotonic() > deadline:
            sys.exit(f"PostgreSQL did not start:\n{(home / 'log').read_text()}")
        time.sleep(0.1)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
