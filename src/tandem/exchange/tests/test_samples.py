"""The import over the real sample company; needs TANDEM_SAMPLES, the folder above adventureworks/."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psycopg
import pytest
from django.db import connection

from tandem.core.models import Event
from tandem.customers.models import Assignment, Contact, Customer, CustomerFigures, Site
from tandem.orders.models import Credit, Order, OrderLine
from tandem.tandems.models import Seat

from .book import run_import
from .folder import read_text, write_text

SAMPLES = os.environ.get("TANDEM_SAMPLES", "")
FOLDER = Path(SAMPLES) / "adventureworks"
pytestmark = [
    pytest.mark.once,
    pytest.mark.wide,
    pytest.mark.skipif(not SAMPLES, reason="TANDEM_SAMPLES names no folder with adventureworks/: import not run on it"),
    pytest.mark.xdist_group("samples"),
]
NET = 8_048_770_429
PER_SELLER = {
    "274": 109212381,
    "275": 929390307,
    "276": 1036700754,
    "277": 1006580355,
    "278": 360944722,
    "279": 717101265,
    "280": 332510263,
    "281": 642700557,
    "282": 592641836,
    "283": 372994534,
    "284": 231254571,
    "285": 17252442,
    "286": 142181090,
    "287": 73275920,
    "288": 182706665,
    "289": 850333873,
    "290": 450988894,
}
PAIRS = {
    "274": "17",
    "275": "18",
    "276": "19",
    "277": "20",
    "278": "21",
    "279": "22",
    "280": "23",
    "281": "24",
    "282": "251",
    "283": "252",
    "287": "253",
    "289": "254",
    "290": "255",
    "284": "256",
    "285": "257",
    "286": "258",
    "288": "259",
}
TOTALS = {
    "customers": 701,
    "orders": 3806,
    "order_lines": 60919,
    "net_cents": NET,
    "assignments": 980,
    "per_seller": PER_SELLER,
}


def totals(report: dict[str, Any]) -> dict[str, Any]:
    return {name: report[name] for name in TOTALS}


@pytest.mark.django_db
def test_the_figures_are_met_to_the_cent_and_a_second_run_changes_nothing() -> None:
    first = run_import(FOLDER).plain()
    assert totals(first) == TOTALS
    assert first["created"] == 17 + 20 + 504 + 701 + 712 + 753 + 3806 + 60919
    assert not any(file["refused"] for file in first["files"])
    _check_rows()
    counts = _counts()
    second = run_import(FOLDER).plain()
    assert totals(second) == TOTALS
    assert second["created"] == 0
    assert _counts() == counts


def _check_rows() -> None:
    nets = {order.pk: order.net_cents for order in Order.objects.all()}
    for model in (OrderLine, Credit):
        sums = dict.fromkeys(nets, 0)
        for order, net in model._default_manager.values_list("order", "net_cents"):
            sums[order] += net
        assert sums == nets
    seats = Seat.objects.select_related("tandem", "employee").order_by("role")
    pairs: dict[str, list[str]] = {}
    for seat in seats:
        pairs.setdefault(str(seat.tandem.source_key), []).append(seat.employee.personnel_number)
    assert dict(pairs.values()) == PAIRS
    for assignment in Assignment.objects.select_related("customer", "tandem"):
        assert assignment.start >= assignment.tandem.founded_on
        if assignment.end is None:
            assert assignment.customer.team_id == assignment.tandem.team_id
    assert not Credit.objects.filter(employee=None).exists()
    assert Site.objects.filter(latitude=None).count() == 30


def _counts() -> dict[str, int]:
    models = (Event, Customer, CustomerFigures, Site, Contact, Assignment, Order, OrderLine, Credit, Seat)
    return {model.__name__: model._default_manager.count() for model in models}


@pytest.mark.django_db
def test_bad_rows_stay_out_and_the_rest_goes_in(tmp_path: Path) -> None:
    copy = _copy(tmp_path)
    _break(copy / "SalesOrderHeader.csv.gz", 3, lambda row: row.replace("1294.2529", "12o4.2529"))  # 43660, two lines
    _break(copy / "SalesOrderDetail.csv.gz", 2, lambda row: row.replace(",776,", ",4711,"))  # 43659, twelve lines
    _break(copy / "Address.csv.gz", 250, lambda row: row + ",surplus")
    _break(copy / "Product.csv", 2, lambda row: row.replace("Adjustable Race", ""))
    report = run_import(copy).plain()
    refused = {file["file"]: [one["line"] for one in file["refused"]] for file in report["files"] if file["refused"]}
    assert refused["SalesOrderHeader.csv.gz"] == [2, 3]
    assert refused["SalesOrderDetail.csv.gz"] == [*range(2, 14), 14, 15]
    assert refused["Address.csv.gz"] == [250]
    assert refused["Product.csv"] == [2]
    assert all(one["reason"] for file in report["files"] for one in file["refused"])
    assert (report["customers"], report["orders"], report["order_lines"]) == (701, 3804, 60919 - 14)
    assert report["net_cents"] == NET - 2056562 - 129425
    mended = run_import(FOLDER).plain()
    assert (mended["orders"], mended["order_lines"], mended["net_cents"]) == (3806, 60919, NET)
    assert mended["per_seller"] == PER_SELLER


def _copy(folder: Path) -> Path:
    for path in FOLDER.iterdir():
        (folder / path.name).write_bytes(path.read_bytes())
    return folder


def _break(path: Path, line: int, change: Callable[[str], str]) -> None:
    lines = read_text(path).splitlines()
    changed = change(lines[line - 1])
    assert changed != lines[line - 1]
    lines[line - 1] = changed
    write_text(path, "\n".join(lines) + "\n")


@pytest.fixture
def house(tmp_path: Path) -> Iterator[dict[str, str]]:
    """The environment of a house of its own on the database system under test."""
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith(("TANDEM_", "DJANGO_"))},
        "TANDEM_HOME": str(tmp_path / "home"),
        "PYTHONPATH": str(Path(__file__).resolve().parents[3]),
    }
    if connection.vendor == "sqlite":
        yield environment
        return
    server = connection.settings_dict
    name = f"tandem_killed_{os.getpid()}"
    url = "postgres://{}:{}@{}:{}/".format(
        *(quote(str(server[key]), safe="") for key in ("USER", "PASSWORD", "HOST", "PORT"))
    )
    with psycopg.connect(f"{url}postgres", autocommit=True) as admin:
        admin.execute(f'CREATE DATABASE "{name}"')
    yield environment | {"TANDEM_DATABASE_URL": url + name}
    with psycopg.connect(f"{url}postgres", autocommit=True) as admin:
        admin.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def test_killed_half_way_and_run_again_ends_the_same(house: dict[str, str]) -> None:
    for wanted in (1, 1500):
        _kill_when(house, wanted)
        assert 0 < _orders(house) < 3806
    report = json.loads(_run(house, "--json"))
    assert totals(report) == TOTALS
    assert report["created"] < 17 + 20 + 504 + 701 + 712 + 753 + 3806 + 60919
    checks = (
        "from tandem.orders.models import *; from django.db.models import Sum, F;"
        "print(Order.objects.filter(lines=None).count(), Order.objects.filter(confirmation=None).count(),"
        "Order.objects.annotate(n=Sum('lines__net_cents')).exclude(n=F('net_cents')).count(),"
        "Order.objects.annotate(n=Sum('credits__net_cents')).exclude(n=F('net_cents')).count(),"
        "Credit.objects.count())"
    )
    command = [sys.executable, "-m", "tandem.config.cli", "shell", "-c", checks]
    done = subprocess.run(command, env=house, capture_output=True, text=True, check=True)
    assert done.stdout.split()[-5:] == ["0", "0", "0", "0", "7612"]


def _command(*more: str) -> list[str]:
    return [sys.executable, "-m", "tandem.config.cli", "import", "adventureworks", str(FOLDER), *more]


def _run(house: dict[str, str], *more: str) -> str:
    return subprocess.run(_command(*more), env=house, capture_output=True, text=True, check=True).stdout


def _kill_when(house: dict[str, str], wanted: int) -> None:
    """Start an import and kill it as soon as so many orders are in."""
    child = subprocess.Popen(_command(), env=house, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        deadline = time.monotonic() + 400
        while _orders(house) < wanted and child.poll() is None and time.monotonic() < deadline:
            time.sleep(0.05)
        assert child.poll() is None, "it was done before it could be killed"
    finally:
        child.send_signal(signal.SIGKILL)
        child.wait()


def _orders(house: dict[str, str]) -> int:
    """How many orders are in, seen from outside."""
    count = "SELECT count(*) FROM orders_order"
    if "TANDEM_DATABASE_URL" in house:
        with contextlib.suppress(psycopg.Error), psycopg.connect(house["TANDEM_DATABASE_URL"]) as database:
            row = database.execute(count).fetchone()
            return int(row[0]) if row else 0
        return 0
    path = Path(house["TANDEM_HOME"]) / "tandem.sqlite3"
    if not path.exists():
        return 0
    with contextlib.suppress(sqlite3.Error), contextlib.closing(sqlite3.connect(path)) as embedded:
        return int(embedded.execute(count).fetchone()[0])
    return 0
