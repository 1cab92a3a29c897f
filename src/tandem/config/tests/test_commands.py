"""The console as an operator uses it: a new house, its first administrator, and what production refuses."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connection

SOURCE = Path(__file__).resolve().parents[3]
SECRET = "s" * 50
PASSWORD = "zwei-Haelften-ein-Ziel"

pytestmark = [
    pytest.mark.wide,
    pytest.mark.skipif(connection.vendor != "sqlite", reason="each makes an embedded house of its own"),
]


class House:
    """An installation in a folder of its own."""

    def __init__(self, home: Path) -> None:
        self.home = home
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("TANDEM_", "DJANGO_"))}
        self.environment = {**kept, "TANDEM_HOME": str(home), "TANDEM_SECRET_KEY": SECRET, "PYTHONPATH": str(SOURCE)}

    def tandem(self, *words: str, **environment: str) -> tuple[int, str, str]:
        """Run a command; exit code, standard output and standard error."""
        done = subprocess.run(
            [sys.executable, "-m", "tandem.config.cli", *words],
            env={**self.environment, **environment},
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )
        return done.returncode, done.stdout, done.stderr


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> House:
    """Prepared by `tandem init`, without anybody in it."""
    made = House(tmp_path_factory.mktemp("house") / "var")
    code, out, err = made.tandem("init", "--company", "Nord GmbH", "--currency", "chf")
    assert (code, err) == (0, "")
    assert "Next: tandem init --company NAME --admin" in out
    return made


def test_init_makes_a_house_that_may_run(house: House) -> None:
    assert house.tandem("check") == (0, "All is well.\n", "")
    assert (house.home / "tandem.sqlite3").is_file()
    assert (house.home / "files").is_dir()
    assert list((house.home / "static").rglob("tandem.*.css.gz"))


def test_init_twice_changes_nothing_and_does_not_gather_files_again(house: House) -> None:
    stamp = house.home / "static" / ".digest"
    before = stamp.stat().st_mtime_ns
    assert house.tandem("init")[0] == 0
    assert stamp.stat().st_mtime_ns == before
    code = "print(*Company.objects.values_list('name', 'currency'), Event.objects.count())"
    assert house.tandem("shell", "-c", code) == (0, "('Nord GmbH', 'CHF') 0\n", "")


def test_the_first_administrator(house: House) -> None:
    code, out, err = house.tandem("init", "--admin", "chef@example.com", TANDEM_ADMIN_PASSWORD=PASSWORD)
    assert (code, out, err) == (0, "chef@example.com may sign in as administrator at http://127.0.0.1:8000\n", "")
    again = house.tandem("init", "--admin", "Chef@example.com", TANDEM_ADMIN_PASSWORD="anderes-Kennwort-2026")
    assert again == (0, "", "tandem: Chef@example.com is already here. Nothing was changed.\n")
    told = house.tandem(
        "shell",
        "-c",
        "e = Employee.objects.get(); "
        f"print(sorted(e.roles), e.password.partition('$')[0], e.check_password({PASSWORD!r}))",
    )[1]
    assert told == "['admin'] argon2 True\n"


@pytest.mark.parametrize(
    ("words", "password", "said"),
    [
        (["--admin", "niemand"], PASSWORD, "is not an e-mail address. Nothing was created."),
        (["--admin", "neu@example.com"], "kurz", "Nothing was created."),
        (["--company", "X", "--currency", "Euro"], PASSWORD, "Euro is no currency"),
    ],
)
def test_what_init_does_not_take(house: House, words: list[str], password: str, said: str) -> None:
    code, _out, err = house.tandem("init", *words, TANDEM_ADMIN_PASSWORD=password)
    assert (code, said in err) == (2, True)
    counted = "print(Employee.objects.filter(email__contains='neu').count())"
    assert house.tandem("shell", "-c", counted)[1] == "0\n"


@pytest.mark.parametrize("command", ["check", "serve"])
def test_production_refuses_and_says_what_to_do(house: House, command: str) -> None:
    code, out, err = house.tandem(command, TANDEM_DEBUG="on", TANDEM_SECRET_KEY="short", TANDEM_HOSTS="*")
    assert (code, out) == (1, "")
    assert [line.split(":")[0] for line in err.splitlines()] == ["tandem"] * 3
    for word in ("TANDEM_DEBUG is on", "shorter than 40 characters", "TANDEM_HOSTS allows every host name"):
        assert word in err


def test_production_refuses_the_default_secret(house: House) -> None:
    environment = {**house.environment}
    del environment["TANDEM_SECRET_KEY"]
    done = subprocess.run(
        [sys.executable, "-m", "tandem.config.cli", "check"],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, "TANDEM_SECRET_KEY is not set" in done.stderr) == (1, True)


def test_a_house_that_was_never_prepared(tmp_path: Path) -> None:
    code, _out, err = House(tmp_path / "nowhere").tandem("serve")
    assert (code, "run: tandem init" in err) == (1, True)
    assert not (tmp_path / "nowhere").exists()
    (tmp_path / "empty").mkdir()
    code, _out, err = House(tmp_path / "empty").tandem("check")
    assert (code, "The database is not up to date" in err, "Traceback" in err) == (1, True, False)


def test_a_file_that_is_no_database(tmp_path: Path) -> None:
    (tmp_path / "tandem.sqlite3").write_bytes(b"this is a letter, not a database" * 40)
    code, _out, err = House(tmp_path).tandem("check")
    assert (code, "The database cannot be reached" in err, "Traceback" in err) == (1, True, False)


def test_the_demo_is_no_production_command(house: House) -> None:
    code, _out, err = house.tandem("demo", TANDEM_ENV="production")
    assert (code, err) == (1, "tandem: the demo runs only with TANDEM_ENV=demo.\n")


def test_an_unknown_command_is_said(house: House) -> None:
    code, _out, err = house.tandem("dance")
    assert (code, "invalid choice: 'dance'" in err) == (2, True)


def test_a_worker_delivers_what_is_due_and_stops(house: House) -> None:
    assert house.tandem("work", "--once")[0] == 0
    due = "Delivery.objects.filter(done_at=None, next_at__lte=timezone.now())"  # a digest waits for its hour
    code = f"from django.utils import timezone; print({due}.count(), Delivery.objects.count() > 0)"
    assert house.tandem("shell", "-c", code)[1] == "0 True\n"
