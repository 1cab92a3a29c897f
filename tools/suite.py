"""The suite: on PostgreSQL where a server is present, then on SQLite with the browser journeys.

Says first what will not be run and which package is missing; stops at the first run that fails. The journeys and
what shows the same on every database come once, on SQLite. Only where --all stands first come the wide tests, which
try every address, whole companies or a day in the browser, and only there each database gets everything: without it
the tests marked `both` run on PostgreSQL and the others on SQLite. What is marked `strict` comes once, on the stricter
database that is here. Other arguments go to pytest.
TANDEM_TEST_POSTGRES names a server to use instead of a private one.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import postgres

ROOT = Path(__file__).resolve().parent.parent
PYTEST = [sys.executable, "-m", "pytest", "-n", "2", "--dist", "worksteal"]


def main(arguments: list[str]) -> int:
    everything, arguments = arguments[:1] == ["--all"], [one for one in arguments if one != "--all"]
    if not everything:
        print("Not run: the wide tests (every address, whole companies, most journeys); each runs on one database:")
        print("on PostgreSQL what is marked `both`, on SQLite the rest. make test-all runs everything.")
    browser = find_browser()
    os.environ |= {"TANDEM_CHROMIUM": browser} if browser else {}
    os.environ.pop("TANDEM_DATABASE_URL", None)
    if not os.environ.get("TANDEM_SAMPLES"):
        print("Not run: tests over the sample companies; TANDEM_SAMPLES names no folder.")
    if not browser:
        print("Not run: the browser journeys; install the package chromium.")
    if not (shutil.which("dovecot") or Path("/usr/sbin/dovecot").exists()):
        print("Not run: mail that comes in from a mailbox; install the package dovecot-imapd.")
    if failed := on_postgres(arguments, everything=everything):
        return failed
    print("SQLite:", flush=True)
    tried = ["not strict", *([] if everything else ["not both"])] if has_postgres() else []  # there already
    left_out = [*([] if everything else ["not wide"]), *([] if browser else ["not journey"]), *tried]
    return run([*PYTEST, *(["-m", " and ".join(left_out)] if left_out else []), *arguments])


def find_browser() -> str | None:
    """The browser of the journeys; on a Debian machine of one's own it is fetched when missing."""
    named = os.environ.get("TANDEM_CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    if named or os.geteuid() != 0 or not shutil.which("apt-get"):
        return named
    print("Installing chromium ...", flush=True)
    quiet = {"stdout": subprocess.DEVNULL, "env": os.environ | {"DEBIAN_FRONTEND": "noninteractive"}}
    for step in (["update"], ["install", "--yes", "--no-install-recommends", "chromium"]):
        subprocess.run(["apt-get", "-qq", *step], check=False, **quiet)  # type: ignore[call-overload]
    return shutil.which("chromium")


def has_postgres() -> bool:
    return bool(os.environ.get("TANDEM_TEST_POSTGRES")) or postgres.find_programs() is not None


def on_postgres(arguments: list[str], *, everything: bool) -> int:
    narrow = "" if everything else " and both and not wide"
    command = [*PYTEST, "-m", f"not journey and not once{narrow}", *arguments]
    if url := os.environ.get("TANDEM_TEST_POSTGRES"):
        print("PostgreSQL, as named by TANDEM_TEST_POSTGRES:", flush=True)
        return run(command, TANDEM_DATABASE_URL=url)
    if not has_postgres():
        print("Not run: the suite on PostgreSQL; install the package postgresql.")
        return 0
    print("PostgreSQL, a private temporary server:", flush=True)
    return postgres.main(command)


def run(command: list[str], **environment: str) -> int:
    return subprocess.run(command, cwd=ROOT, env=os.environ | environment, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
