"""What `tandem import` prints, where refused lines go, and how it ends."""

from __future__ import annotations

import csv
import fcntl
import io
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from tandem.core.models import Company
from tandem.exchange.command import import_command
from tandem.exchange.progress import Bar

from .book import AT, is_empty
from .folder import edit, write_folder

pytestmark = pytest.mark.django_db
Home = Path


class Terminal(io.StringIO):
    """A stream that somebody looks at."""

    def isatty(self) -> bool:
        return True


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_folder(tmp_path / "company")


@pytest.fixture
def home(tmp_path: Path, settings: Any) -> Home:
    settings.HOME = place = tmp_path / "home"
    return place


def ready() -> list[str]:
    """A house in which nothing is wrong."""
    settings.HOME.mkdir(exist_ok=True)
    return []


def run(
    folder: Path, *, name: str = "adventureworks", as_json: bool = True, ready: Callable[[], list[str]] = ready
) -> tuple[int, str, str]:
    """Exit code, standard output, standard error."""
    out, err = io.StringIO(), io.StringIO()
    code = import_command(name, folder, as_json=as_json, at=AT, ready=ready, out=out, err=err)
    return code, out.getvalue(), err.getvalue()


@pytest.mark.usefixtures("home")
def test_json_stands_alone_and_has_these_keys(folder: Path) -> None:
    code, out, err = run(folder)
    report = json.loads(out)
    assert (code, err) == (0, "")
    assert list(report) == [
        "customers",
        "orders",
        "order_lines",
        "net_cents",
        "created",
        "assignments",
        "per_seller",
        "files",
    ]
    assert all(list(file) == ["file", "read", "created", "unchanged", "refused"] for file in report["files"])
    assert report["created"] == sum(file["created"] for file in report["files"])


def test_refused_lines_are_reported_and_kept_in_files(folder: Path, home: Home) -> None:
    edit(folder / "SalesOrderDetail.csv.gz", 3, "2024.9937,0", "?,0")
    code, out, err = run(folder)
    files = {file["file"]: file["refused"] for file in json.loads(out)["files"] if file["refused"]}
    assert code == 0
    assert {name: [one["line"] for one in found] for name, found in files.items()} == {
        "SalesOrderDetail.csv.gz": [2, 3],
        "SalesOrderHeader.csv.gz": [2],
    }
    [kept] = (home / "imports").iterdir()
    assert sorted(path.name for path in kept.iterdir()) == [
        "SalesOrderDetail.refused.csv",
        "SalesOrderHeader.refused.csv",
    ]
    assert str(kept / "SalesOrderDetail.refused.csv") in err
    with (kept / "SalesOrderDetail.refused.csv").open(encoding="utf-8", newline="") as handle:
        rows = list(csv.DictReader(handle))
    assert [(row["line"], row["SalesOrderID"], row["UnitPrice"]) for row in rows] == [
        ("2", "43659", "2024.994"),
        ("3", "43659", "?"),
    ]
    assert [row["reason"] for row in rows] == [one["reason"] for one in files["SalesOrderDetail.csv.gz"]]
    assert "?" in rows[1]["reason"]


@pytest.mark.usefixtures("home")
def test_the_report_for_people_names_files_and_reasons(folder: Path) -> None:
    edit(folder / "Product.csv", 4, "Adjustable Race", " ")
    code, out, _err = run(folder, as_json=False)
    assert code == 0
    lines = out.splitlines()
    assert any("SalesOrderHeader.csv.gz" in line and line.split()[1:] == ["5", "3", "0", "1"] for line in lines)
    assert any("Product.csv" in line and "4" in line and "Name" in line for line in lines)
    assert re.search(r"4.170,19.\$|\$?4,170.19", lines[-1])


@pytest.mark.usefixtures("home")
def test_two_imports_do_not_run_at_once(folder: Path, settings: Any) -> None:
    settings.HOME.mkdir()
    with (settings.HOME / "import.lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        assert run(folder)[0] == 2
    assert is_empty()
    assert run(folder)[0] == 0


def test_a_clean_run_leaves_no_error_files(folder: Path, home: Home) -> None:
    run(folder)
    assert not list(home.rglob("*.csv"))


@pytest.mark.parametrize("name", ["adventureworks", "nothing-of-that-name"])
def test_a_refused_input_ends_with_2_and_says_so_twice(tmp_path: Path, home: Home, name: str) -> None:
    code, out, err = run(tmp_path / "nowhere", name=name)
    assert code == 2
    assert list(json.loads(out)) == ["error"]
    assert json.loads(out)["error"] in err
    assert not home.exists()
    assert is_empty()


def test_a_database_that_is_not_ready_ends_with_2(folder: Path, home: Home) -> None:
    code, out, _err = run(folder, ready=lambda: ["Run: tandem init"])
    assert code == 2
    assert "tandem init" in json.loads(out)["error"]
    assert not home.exists()


@pytest.mark.usefixtures("home")
def test_without_json_only_standard_error_speaks(tmp_path: Path) -> None:
    code, out, err = run(tmp_path / "nowhere", as_json=False)
    assert (code, out) == (2, "")
    assert "nowhere" in err


@pytest.mark.usefixtures("home")
def test_a_company_of_another_source_ends_with_2(folder: Path) -> None:
    Company.objects.create(pk=1, name="Werk", source="demo")
    code, out, _err = run(folder)
    assert code == 2
    assert "Werk" in json.loads(out)["error"]


def test_the_bar_moves_on_a_terminal_only() -> None:
    quiet, seen = io.StringIO(), Terminal()
    for stream in (quiet, seen):
        bar = Bar(stream)
        bar.start("Orders", 4)
        bar.advance(1)
        bar.advance(3)
        bar.finish()
    assert quiet.getvalue() == ""
    assert [part for part in ("0 %", "25 %", "100 %") if part in seen.getvalue()] == ["0 %", "25 %", "100 %"]
    assert seen.getvalue().endswith("\r\033[K")
