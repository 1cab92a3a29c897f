"""The whole company out of one house and into others, by the commands: equal, also from one database to the other."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest

pytestmark = pytest.mark.wide

ROOT = Path(__file__).resolve().parents[2]
SERVER = os.environ.get("TANDEM_DATABASE_URL", "")
BEGIN = """
from django.utils import timezone
from tandem.demo.load import load_demo
load_demo(timezone.now(), customers=40)
from tandem.customers.models import Contact
from tandem.people.models import Employee
Employee.objects.filter(email__startswith="a").update(password="argon2$x")
Contact.objects.filter(pk=Contact.objects.first().pk).update(avoid=chr(92) + "N", good_times="a\\r\\nb; \\"c\\"")
"""
PASSWORD = "zwei-Haelften-ein-Ziel"
DERIVED = """
import json
from django.db.models import F
from allauth.account.models import EmailAddress
from tandem.core.models import SearchRow
from tandem.customers.models import CustomerFigures, MatchKey
from tandem.orders.figures import refresh_all_figures
from django.utils import timezone
refresh_all_figures(timezone.localdate())
rows = [
    sorted(SearchRow.objects.values_list("kind", "object_id", "owner_id", "number", "title", "detail", "text")),
    sorted(MatchKey.objects.values_list("customer", F("contact"), "kind", "key"), key=str),
    sorted(CustomerFigures.objects.values_list(), key=str),
    sorted(EmailAddress.objects.values_list("user", "email", "verified", "primary")),
]
print(json.dumps(rows, default=str))
"""


@dataclass(frozen=True)
class House:
    """A place of its own, on a database of its own."""

    home: Path
    url: str

    def run(self, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "tandem.config.cli", *arguments]
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("TANDEM_", "DJANGO_"))}
        own = {"TANDEM_HOME": str(self.home), "TANDEM_LANGUAGE": "en", "PYTHONPATH": str(ROOT / "src")}
        if self.url:
            own["TANDEM_DATABASE_URL"] = self.url
        return subprocess.run(command, env={**kept, **own, **environment}, capture_output=True, text=True, check=False)

    def shell(self, code: str) -> str:
        done = self.run("shell", "-c", code)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def export(self, path: Path) -> Path:
        done = self.run("export", str(path), "--json")
        assert done.returncode == 0, done.stderr
        assert json.loads(done.stdout)["gone"] == []
        return path

    def take_in(self, path: Path) -> dict[str, Any]:
        done = self.run("import", "company", str(path), "--json")
        assert done.returncode == 0, done.stderr
        told: dict[str, Any] = json.loads(done.stdout)
        return told


@pytest.fixture
def databases() -> Iterator[list[str]]:
    """The databases of the houses: the embedded one, and where there is a server, one of its own in between."""
    if "postgres" not in SERVER:
        yield ["", ""]
        return
    parts, name = urlsplit(SERVER), f"company_{os.getpid()}"
    with psycopg.connect(SERVER, autocommit=True) as server:
        server.execute(f"CREATE DATABASE {name}")
        yield ["", urlunsplit(parts._replace(path=f"/{name}")), ""]
        server.execute(f"DROP DATABASE {name} WITH (FORCE)")


def test_out_of_one_house_and_into_others_is_equal(tmp_path: Path, databases: list[str]) -> None:
    houses = [House(tmp_path / f"house{number}", url) for number, url in enumerate(databases)]
    first = houses[0]
    assert first.run("init").returncode == 0
    first.shell(BEGIN)
    package = first.export(tmp_path / "0.zip")
    derived = json.loads(first.shell(DERIVED))
    assert [len(rows) > 20 for rows in derived] == [True] * 4
    for number, house in enumerate(houses[1:], start=1):
        told = house.take_in(package)
        assert told["rows"]["customers-customer"] == 40
        assert told["files"] > 10
        again = house.export(tmp_path / f"{number}.zip")
        assert again.read_bytes() == package.read_bytes(), f"{databases[number] or 'SQLite'} tells it differently"
        assert json.loads(house.shell(DERIVED)) == derived
        assert (
            house.shell("from tandem.people.models import Employee\nprint(Employee.objects.get(pk=1).password[0])")
            == "!\n"
        )
        package = again
    _works(houses[-1])


def _works(house: House) -> None:
    """What is not empty takes no second company in; administration gets a password from the console."""
    refused = house.run("import", "company", str(house.home))
    assert (refused.returncode, "Nothing was imported" in refused.stderr) == (2, True)
    find = "one = next(e for e in Employee.objects.order_by('pk') if 'admin' in e.roles)\n"
    email = house.shell(find + "print(one.email)").strip()
    done = house.run("init", "--admin", email, TANDEM_ADMIN_PASSWORD=PASSWORD)
    assert (done.returncode, done.stderr) == (0, "")
    assert house.shell(find + f"print(one.check_password('{PASSWORD}'))") == "True\n"
    again = house.run("init", "--admin", email, TANDEM_ADMIN_PASSWORD=PASSWORD * 2)
    assert "already here" in again.stderr
    assert house.shell(find + f"print(one.check_password('{PASSWORD}'))") == "True\n"


def test_a_broken_package_makes_no_house(tmp_path: Path) -> None:
    (tmp_path / "a.zip").write_bytes(b"PK")
    house = House(tmp_path / "house", "")
    done = house.run("import", "company", str(tmp_path / "a.zip"), "--json")
    assert (done.returncode, list(json.loads(done.stdout))) == (2, ["error"])
    assert not house.home.exists()


def test_what_cannot_be_exported_leaves_nothing(tmp_path: Path) -> None:
    house = House(tmp_path / "house", "")
    done = house.run("export", str(tmp_path / "a"))
    assert done.returncode == 2
    assert "Nothing was exported" in done.stderr
    assert not (tmp_path / "a").exists()
