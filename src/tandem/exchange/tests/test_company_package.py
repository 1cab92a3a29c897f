"""A package that is not as it was written is refused with its reason, and nothing has been touched."""

from __future__ import annotations

import json
import shutil
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from tandem.core.actor import Actor
from tandem.core.models import Event
from tandem.customers.models import Customer, Site
from tandem.customers.tests.factories import a_customer
from tandem.exchange.company import places
from tandem.exchange.company.checking import check_package
from tandem.exchange.company.command import export_command, import_company_command
from tandem.exchange.company.holdings import holdings
from tandem.exchange.company.places import is_inside, source_at
from tandem.exchange.company.reading import read_head
from tandem.exchange.company.writing import write_company
from tandem.exchange.progress import Bar
from tandem.exchange.reading import InputRefused
from tandem.people.models import Employee

from .company import ODD, a_rich_company, gone_key, rows_of, tampered, with_rows

pytestmark = pytest.mark.both

Change = Callable[[Path, dict[str, Any]], None]


def export(path: Path, *, sign_in: bool = False) -> Path:
    now = timezone.now()
    write_company(path, sign_in=sign_in, actor=Actor.system(now, "export"), at=now, bar=Bar())
    return path


def empty() -> None:
    """The house as if it were new."""
    call_command("flush", interactive=False, verbosity=0, reset_sequences=True)
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM sqlite_sequence")
    shutil.rmtree(settings.MEDIA_ROOT, ignore_errors=True)


@pytest.fixture(scope="module")
def package(django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One package for all; reading it through needs no house."""
    path = tmp_path_factory.mktemp("package") / "company"
    with django_db_blocker.unblock():
        empty()
        a_rich_company()
        export(path)
        empty()
    return path


def check(path: Path) -> None:
    with source_at(path) as source:
        check_package(source, read_head(source), bar=Bar())


def refusal(path: Path) -> str:
    with pytest.raises(InputRefused) as caught:
        check(path)
    return str(caught.value)


def test_a_package_as_it_was_written_is_whole(package: Path) -> None:
    check(package)
    told = json.loads((package / "datapackage.json").read_text())
    counted = {one["name"]: one["rows"] for one in told["resources"]}
    assert counted["orders-order"] == len(rows_of(package, "orders-order")) == 2
    assert counted["customers-note"] == len(ODD)
    assert [row["text"] for row in rows_of(package, "customers-note")] == ["\\\\N", "\\\\\\N", *ODD[2:]]
    sums = {one["name"]: one.get("sums") for one in told["resources"]}
    assert sums["orders-order"] == {"net_cents": sum(int(row["net_cents"]) for row in rows_of(package, "orders-order"))}
    assert "password" not in (package / "data" / "people-employee.csv").read_text().splitlines()[0]
    assert "argon2" not in (package / "data" / "people-employee.csv").read_text()
    assert not (package / "data" / "mfa-authenticator.csv").exists()
    assert (package / "files" / "photos" / "a.webp").stat().st_size == 5120


def _cell(name: str, column: str, value: str, row: int = -1) -> Change:
    def change(folder: Path, told: dict[str, Any]) -> None:
        rows = rows_of(folder, name)
        rows[row][column] = value
        with_rows(folder, name, rows)

    return change


def _drop_row(folder: Path, told: dict[str, Any]) -> None:
    with_rows(folder, "people-team", rows_of(folder, "people-team")[:-1])


def _cut(folder: Path, told: dict[str, Any]) -> None:
    path = folder / "data" / "core-event.csv"
    path.write_bytes(path.read_bytes()[:-40])


def _turn(folder: Path, told: dict[str, Any]) -> None:
    rows = rows_of(folder, "people-team")
    with_rows(folder, "people-team", rows[::-1])


def _set(path: str, value: Any) -> Change:
    def change(folder: Path, told: dict[str, Any]) -> None:
        *way, last = path.split("/")
        found: Any = told
        for step in way:
            found = found[int(step)] if isinstance(found, list) else found[step]
        if value is None:
            del found[int(last) if isinstance(found, list) else last]
        else:
            found[last] = value

    return change


def _extra(name: str) -> Change:
    def change(folder: Path, told: dict[str, Any]) -> None:
        (folder / name).write_text("x")

    return change


def _without(name: str) -> Change:
    return lambda folder, told: (folder / name).unlink()


def _sum(folder: Path, told: dict[str, Any]) -> None:
    next(one for one in told["resources"] if one["name"] == "orders-order")["sums"]["net_cents"] += 1


def _columns(folder: Path, told: dict[str, Any]) -> None:
    path = folder / "data" / "people-team.csv"
    path.write_bytes(path.read_bytes().replace(b"manager_id", b"manager", 1))


def _bytes(name: str, data: bytes) -> Change:
    def change(folder: Path, told: dict[str, Any]) -> None:
        path = folder / name
        path.write_bytes(path.read_bytes() + data)

    return change


def _photo(path: str) -> Change:
    def change(folder: Path, told: dict[str, Any]) -> None:
        text = (folder / "files.csv").read_text()
        (folder / "files.csv").write_text(text.replace("photos/a.webp", path))

    return change


SIGNED: dict[str, tuple[Change, str]] = {
    "no number": (_cell("orders-order", "net_cents", "1.5"), "net_cents: “1.5” cannot be"),
    "no day": (_cell("orders-order", "ordered_on", "24.11.2026"), "ordered_on"),
    "empty where something must be": (_cell("orders-order", "customer_id", ""), "customer_id: “” cannot be"),
    "too long": (_cell("orders-order", "number", "x" * 21), "number"),
    "a customer that is not there": (_cell("orders-order", "customer_id", "99999"), "there is no 99999"),
    "a manager that is not there": (_cell("people-team", "manager_id", "99999"), "there is no 99999"),
    "merged into nobody": (_cell("customers-customer", "merged_into_id", "99999"), "there is no 99999"),
    "a row less": (_drop_row, "cut short, damaged or has been changed"),
    "a key twice": (_cell("people-team", "id", "1", 1), "id"),
    "keys that fall": (_turn, "id"),
    "another sum": (_sum, "cut short, damaged or has been changed"),
    "columns of another name": (_columns, "line 1"),
    "no UTF-8": (_bytes("data/people-team.csv", b"\xff\xff"), "people-team.csv"),
    "an open quotation mark": (_bytes("data/people-team.csv", b'"1'), "people-team.csv"),
    "cells too many": (_bytes("data/people-team.csv", b"9,9,9,9,9,9,9,9,9\r\n"), "people-team.csv"),
    "a file too many": (_extra("data/evil.csv"), "evil.csv"),
    "a program": (_extra("files/run.sh"), "run.sh"),
    "a photo less": (_without("files/photos/a.webp"), "a.webp"),
    "another photo": (_bytes("files/photos/a.webp", b"x"), "a.webp"),
    "a table less": (_without("data/people-team.csv"), "people-team.csv"),
    "a photo that leads out": (_photo("../a.webp"), "files.csv"),
    "a photo from the root": (_photo("/etc/a.webp"), "files.csv"),
    "somebody else's": (_set("name", "accounts"), "no company"),
    "no list": (_set("resources", "x"), "no company"),
    "nothing of ours": (_set("tandem", None), "no company"),
    "a newer format": (_set("version", "2"), "newer Tandem"),
    "newer tables": (_set("tandem/migrations/orders", "0099_better"), "newer Tandem"),
    "older tables": (_set("tandem/migrations/orders", "0001_initial"), "older Tandem"),
    "a table not described": (_set("resources/3", None), "lacks"),
    "another type": (_set("resources/1/schema/fields/0/type", "string"), "description"),
    "a table of another house": (_set("resources/1/name", "secrets"), "secrets"),
    "rows that are no number": (_set("resources/1/rows", "1"), "description"),
}


@pytest.mark.parametrize("name", SIGNED)
def test_a_package_that_somebody_changed_well_is_refused_for_what_is_wrong(
    package: Path, tmp_path: Path, name: str
) -> None:
    change, reason = SIGNED[name]
    assert reason in refusal(tampered(package, tmp_path / "copy", change))


@pytest.mark.parametrize(
    "change", [_cut, _drop_row, _cell("customers-customer", "name", "Andere GmbH"), _bytes("files.csv", b" ")]
)
def test_a_package_that_is_cut_short_or_changed_is_refused(package: Path, tmp_path: Path, change: Change) -> None:
    said = refusal(tampered(package, tmp_path / "copy", change, sign=False))
    assert "cut short, damaged or has been changed" in said


@pytest.mark.parametrize("text", ["", "{", "[]", "null", "[" * 100_000])
def test_a_description_that_is_none(package: Path, tmp_path: Path, text: str) -> None:
    copy = tmp_path / "copy"
    shutil.copytree(package, copy)
    (copy / "datapackage.json").write_text(text)
    assert refusal(copy)


def test_another_folder_and_no_folder(tmp_path: Path) -> None:
    assert "datapackage.json" in refusal(tmp_path)
    assert "nothing" in refusal(tmp_path / "nothing")
    (tmp_path / "a.zip").write_bytes(b"PK\x03\x04 no zip")
    assert "no whole ZIP" in refusal(tmp_path / "a.zip")


def test_a_link_is_not_followed(package: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    shutil.copytree(package, copy)
    (copy / "files" / "photos" / "a.webp").unlink()
    (copy / "files" / "photos" / "a.webp").symlink_to("/etc/hostname")
    assert "link" in refusal(copy)


def as_zip(folder: Path, path: Path, *more: tuple[str, bytes]) -> Path:
    with ZipFile(path, "w", ZIP_DEFLATED) as archive:
        for file in sorted(folder.rglob("*")):
            if file.is_file():
                archive.write(file, file.relative_to(folder).as_posix())
        for name, data in more:
            archive.writestr(name, data)
    return path


LEADS_OUT = ["../evil", "/evil", "files/../../evil", "a\\b", "C:evil", "files//x", "./x"]


@pytest.mark.parametrize("name", LEADS_OUT)
def test_a_member_that_leads_out_is_refused(package: Path, tmp_path: Path, name: str) -> None:
    assert "has no place" in refusal(as_zip(package, tmp_path / "a.zip", (name, b"x")))
    assert not (tmp_path / "evil").exists()


def test_a_member_that_comes_twice_is_refused(package: Path, tmp_path: Path) -> None:
    with pytest.warns(UserWarning, match="Duplicate"):
        path = as_zip(package, tmp_path / "a.zip", ("files.csv", b"x"))
    assert "has no place" in refusal(path)


def test_a_member_that_would_swell_is_refused(package: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(places, "HARMLESS", 1000)
    path = as_zip(package, tmp_path / "a.zip", ("files/bomb", b"\0" * 5_000_000))
    assert "swell" in refusal(path)


def test_more_than_the_disk_holds_is_refused(package: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = as_zip(package, tmp_path / "a.zip")
    check(path)
    monkeypatch.setattr(shutil, "disk_usage", lambda path: type("Room", (), {"free": 1000}))
    assert "room" in refusal(path)


def test_a_zip_that_is_cut_short_is_refused(package: Path, tmp_path: Path) -> None:
    path = as_zip(package, tmp_path / "a.zip")
    data = path.read_bytes()
    path.write_bytes(data[: len(data) // 2])
    assert refusal(path)
    broken = bytearray(data)
    broken[len(data) // 3] ^= 255
    path.write_bytes(bytes(broken))
    assert refusal(path)


@pytest.mark.parametrize(
    ("name", "inside"),
    [("a", True), ("a/b.csv", True), ("ä ö", True), ("", False), ("..", False), ("a/../b", False), ("a\0", False)],
)
def test_what_is_inside(name: str, inside: bool) -> None:
    assert is_inside(name) is inside


@pytest.mark.django_db(transaction=True)
def test_there_and_back_is_equal(package: Path, tmp_path: Path) -> None:
    empty()
    assert import_company_command(package, as_json=False, at=timezone.now(), ready=list) == 0
    again = export(tmp_path / "again")
    assert files_in(again) == files_in(package)
    assert (Path(settings.MEDIA_ROOT) / "photos" / "a.webp").read_bytes() == bytes(range(256)) * 20
    assert not any(person.has_usable_password() for person in Employee.objects.all())
    new = Site.objects.create(customer=Customer.objects.all()[0], town="Neu")
    assert new.pk > max(int(row["object_id"]) for row in rows_of(package, "core-eventsubject") if row["kind"] == "site")
    empty()


def files_in(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.django_db(transaction=True)
def test_what_the_database_refuses_leaves_the_house_empty(package: Path, tmp_path: Path) -> None:
    empty()

    def twice(folder: Path, told: dict[str, Any]) -> None:
        rows = rows_of(folder, "customers-customer")
        rows[1]["number"] = rows[0]["number"]
        with_rows(folder, "customers-customer", rows)

    copy = tampered(package, tmp_path / "copy", twice)
    assert import_company_command(copy, as_json=False, at=timezone.now(), ready=list) == 2
    assert [one.label for one in holdings(sign_in=True) if one.model._base_manager.exists()] == []
    assert not list(Path(settings.MEDIA_ROOT).rglob("*.webp"))
    assert not list(Path(settings.MEDIA_ROOT).parent.glob(".files.*"))


@pytest.mark.django_db(transaction=True)
def test_a_house_in_use_is_not_touched(package: Path, capsys: pytest.CaptureFixture[str]) -> None:
    a_customer(name="Hier GmbH")
    before = Event.objects.count()
    assert import_company_command(package, as_json=True, at=timezone.now(), ready=list) == 2
    told = capsys.readouterr()
    assert "not empty" in json.loads(told.out)["error"]
    assert "not empty" in told.err
    assert (Customer.objects.get().name, Event.objects.count()) == ("Hier GmbH", before)


@pytest.mark.django_db(transaction=True)
def test_sign_in_goes_along_only_when_asked_for(tmp_path: Path) -> None:
    empty()
    world = a_rich_company()
    export(tmp_path / "full", sign_in=True)
    [row] = [row for row in rows_of(tmp_path / "full", "people-employee") if row["id"] == str(world.inside.pk)]
    assert row["password"] == "argon2$secret"
    empty()
    assert import_company_command(tmp_path / "full", as_json=False, at=timezone.now(), ready=list) == 0
    assert Employee.objects.get(pk=world.inside.pk).password == "argon2$secret"
    assert files_in(export(tmp_path / "again", sign_in=True)) == files_in(tmp_path / "full")
    empty()


@pytest.mark.django_db(transaction=True)
def test_it_is_one_moment_although_others_go_on_writing(tmp_path: Path) -> None:
    empty()
    world = a_rich_company()
    before = (Customer.objects.count(), Event.objects.count())
    written: list[int] = []

    class Busy(Bar):
        """Between two tables somebody adds a customer; on SQLite too it must not wait for the end of the export."""

        def start(self, text: str, total: int) -> None:
            def write() -> None:
                a_customer(team=world.team, name=f"Neu {len(written)} GmbH")
                connection.close()
                written.append(1)

            if len(written) < 3:
                other = threading.Thread(target=write)
                other.start()
                other.join(20)
                assert not other.is_alive()

    now = timezone.now()
    write_company(tmp_path / "a", sign_in=False, actor=Actor.system(now, "export"), at=now, bar=Busy())
    assert len(written) == 3
    check(tmp_path / "a")
    found = (len(rows_of(tmp_path / "a", "customers-customer")), len(rows_of(tmp_path / "a", "core-event")))
    assert found == before
    assert Customer.objects.count() == before[0] + 3
    assert gone_key(world) > 1
    empty()


@pytest.mark.django_db(transaction=True)
def test_what_is_there_already_stays_and_what_fails_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def act(path: Path) -> int:
        return export_command(path, sign_in=False, as_json=False, at=timezone.now(), ready=list)

    (tmp_path / "a.zip").write_text("mine")
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / "mine").write_text("mine")
    assert [act(tmp_path / name) for name in ("a.zip", "b", "no/where")] == [2, 2, 2]
    assert (tmp_path / "a.zip").read_text() == "mine"
    monkeypatch.setattr("tandem.exchange.company.writing.package", lambda *a, **k: 1 / 0)
    for name in ("c", "c.zip"):
        with pytest.raises(ZeroDivisionError):
            act(tmp_path / name)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.zip", "b"]
    assert not Event.objects.filter(verb="company.exported").exists()
    assert "Nothing was exported" in capsys.readouterr().err


@pytest.mark.django_db(transaction=True)
def test_the_export_is_remembered(tmp_path: Path) -> None:
    empty()
    a_customer()
    export(tmp_path / "a.zip")
    event = Event.objects.get(verb="company.exported")
    assert (event.actor_label, event.data["format"], event.data["list"]) == ("export", "zip", "company")
    with ZipFile(tmp_path / "a.zip") as archive:
        assert event.data["count"] == sum(
            one["rows"] for one in json.loads(archive.read("datapackage.json"))["resources"] if one["name"] != "files"
        )
    empty()
