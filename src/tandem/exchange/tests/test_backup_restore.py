"""`tandem backup` and `tandem restore` from the console: all of a house comes back, into an empty place only."""

from __future__ import annotations

import gzip
import json
import random
import secrets
import tarfile
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import pytest

from tandem.exchange.backups.archive import Body, _header, put_together, read_archive, read_head
from tandem.exchange.backups.manifest import DATABASES, read_manifest

from .houses import BACKUP, ON_SERVER, PRELUDE, Builder, House, left, statement, tables

pytestmark = [pytest.mark.wide, pytest.mark.both]

KIND = "postgresql" if ON_SERVER else "sqlite"


# --- there and back -------------------------------------------------------------------------------------------


def test_all_of_it_comes_back(source: House, archive: Path, houses: Builder, whole: str) -> None:
    place = houses.empty()
    code, out, err = place.tandem("restore", str(archive), "--json")
    assert (code, err) == (0, "")
    told = json.loads(out)
    kept = [path for path in (source.home / "files").rglob("*") if path.is_file()]
    assert {path.suffix for path in kept} >= {".webp", ""}  # faces, and papers by what they hold
    assert (told["restored"], told["files"]) == (True, len(kept))
    assert place.contents() == whole
    assert place.tandem("check") == (0, "All is well.\n", "")
    assert not {path.name for path in place.home.iterdir()} & {"restoring", "files.restoring", "database.restoring"}
    history = "from tandem.core.models import Event; e = Event.objects.latest('pk'); print(e.verb, e.who)"
    assert place.python(history) == "backup.restored Restore"


def test_the_manifest_counts_what_the_house_counts(source: House, archive: Path) -> None:
    code = """
import json
from django.apps import apps
from django.db.models import Sum
from tandem.orders.models import Credit, Order
rows = {m._meta.db_table: m._default_manager.count() for m in apps.get_models(include_auto_created=True)}
sums = [m.objects.aggregate(s=Sum("net_cents"))["s"] for m in (Order, Credit)]
print(json.dumps([rows, sums]))
"""
    rows, (orders, credited) = json.loads(source.python(code))
    head = read_head(archive)
    assert {name: head.database.rows[name] for name in rows if name != "core_event"} == {
        name: count for name, count in rows.items() if name != "core_event"
    }
    assert head.database.sums["orders_order.net_cents"] == orders != 0
    assert head.database.sums["orders_credit.net_cents"] == credited != 0
    assert head.company == "Nordwelle Antriebe GmbH"
    assert head.database.migrations[-1].partition(".")[2][:4].isdigit()


def test_nobody_else_reads_the_archive(archive: Path) -> None:
    assert archive.stat().st_mode & 0o777 == 0o600
    assert left(archive.parent) == [archive.name]


def test_sessions_are_ended_and_mail_waits(houses: Builder, tmp_path: Path) -> None:
    house = houses.like_model()
    house.python("""
from django.contrib.sessions.backends.db import SessionStore
from django.utils import timezone
from tandem.core.actor import Actor
from tandem.core.events import record
from tandem.people.models import Employee
now = timezone.now()
for _ in range(3):
    SessionStore().create()
for person in Employee.objects.all()[:2]:
    record("password.reset_asked", person, actor=Actor.system(now, "sign-in"), at=now)
record("order.edited", actor=Actor.system(now, "sign-in"), at=now)
""")
    archive = tmp_path / "a.tar.gz"
    assert house.tandem("backup", str(archive))[0] == 0
    ask = """
import json
from django.contrib.sessions.models import Session
from tandem.core.models import Delivery
waiting = Delivery.objects.filter(done_at=None, parked_at=None).values_list("handler", flat=True)
parked = Delivery.objects.exclude(parked_at=None).values_list("handler", "error")
print(json.dumps([Session.objects.count(), sorted(waiting), sorted(map(list, parked))]))
"""
    mail, figures, held = "people.send_password_link", "orders.refresh_figures", "held back by tandem restore --hold"
    first, second = houses.empty(), houses.empty()
    code, out, _err = first.tandem("restore", str(archive))
    assert (code, "2 mails wait: sent as soon as tandem serve runs" in out) == (0, True)
    assert json.loads(first.python(ask)) == [0, [figures, mail, mail], []]
    told = json.loads(second.tandem("restore", str(archive), "--hold", "--json")[1])
    assert (told["mail"], told["held"], told["sessions"]) == (2, True, 3)
    assert json.loads(second.python(ask)) == [0, [figures], [[mail, held], [mail, held]]]


def test_an_older_house_is_brought_up_to_date(houses: Builder, tmp_path: Path) -> None:
    house = houses.like_model()
    house.python(
        "from django.core.management import call_command; call_command('migrate', 'core', '0005', verbosity=0)"
    )
    archive = tmp_path / "old.tar.gz"
    code, _out, err = house.tandem("backup", str(archive))
    assert (code, err) == (0, "")
    assert "core_job" not in read_head(archive).database.rows
    place = houses.empty()
    assert place.tandem("restore", str(archive))[0] == 0
    assert place.tandem("check")[0] == 0
    assert place.python("from tandem.core.models import Job; print(Job.objects.count())") == "0"


def test_to_a_folder_and_by_its_own_name(source: House, tmp_path: Path) -> None:
    code, out, _err = source.tandem("backup", str(tmp_path), "--json")
    [made] = tmp_path.iterdir()
    assert (code, json.loads(out)["path"]) == (0, str(made))
    assert made.name.startswith("tandem-2")
    assert made.name.endswith("Z.tar.gz")


def test_backups_that_are_refused_leave_nothing(houses: Builder, archive: Path, tmp_path: Path) -> None:
    before = archive.read_bytes()
    house, place = houses.model, houses.empty(TANDEM_BACKUPS="off")
    for where, words, said in (
        (house, ["backup", str(archive)], "is there already; it was left as it is"),
        (house, ["backup", str(tmp_path / "no" / "a.tar.gz")], "There is no folder"),
        (place, ["backup"], "TANDEM_BACKUPS is off"),
    ):
        code, out, err = where.tandem(*words)
        assert (code, out, said in err, "Traceback" in err) == (2, "", True, False), err
    assert archive.read_bytes() == before
    assert left(archive.parent) == [archive.name]
    assert left(tmp_path) == []


# --- refused before anything is touched ------------------------------------------------------------------------


def test_damaged_and_foreign_ones_touch_nothing(archive: Path, houses: Builder, tmp_path: Path) -> None:
    """Every form of damage is tried on the archive itself (test_backup_archive); here the place is looked at."""
    good, place = archive.read_bytes(), houses.empty()
    bent = bytearray(good)
    bent[len(good) // 2] ^= 4
    bad = [good[: len(good) // 2], good[:-1], bytes(bent), b"PK\x03\x04" + good[4:], good + b"x", b"Hallo", b""]
    for number, data in enumerate(bad):
        (tmp_path / f"{number}.tar.gz").write_bytes(data)
    code = f"""
from pathlib import Path
from django.conf import settings
from tandem.config.cli import main
for path in sorted(Path({str(tmp_path)!r}).iterdir()):
    print(main(["restore", str(path)]), main(["restore", "--check", str(path)]), settings.HOME.exists())
"""
    done, out, err = place.finish(place.start("-c", PRELUDE + code))
    assert (done, out.splitlines()) == (0, ["2 2 False"] * len(bad))
    assert err.count("tandem: This ") == 2 * len(bad)
    assert "Traceback" not in err
    assert place.is_untouched


def changed(archive: Path, path: Path, **said: Any) -> Path:
    """The archive with another manifest; everything in it is as before."""
    plain = json.loads(read_head(archive).written()) | said
    whole = archive.read_bytes()
    data = json.dumps(plain).encode()
    first = gzip.compress(
        _header("manifest.json", len(data), read_head(archive).made_at) + data + bytes(-len(data) % 512)
    )
    path.write_bytes(first + whole[whole.index(b"\x1f\x8b\x08", 10) :])
    return path


def test_a_newer_tandem_is_named(archive: Path, houses: Builder, tmp_path: Path) -> None:
    plain = json.loads(read_head(archive).written())
    newer = {**plain["database"], "migrations": [*plain["database"]["migrations"], "orders.0999_tomorrow"]}
    later = changed(archive, tmp_path / "later", database=newer, product="9.1")
    form = changed(archive, tmp_path / "form", version=2)
    place = houses.empty()
    code, out, err = place.tandem("restore", str(later), "--json")
    assert (code, json.loads(out)["code"]) == (2, "newer_product")
    assert "Tandem 9.1 made this archive" in err
    assert "orders.0999_tomorrow" in err
    assert json.loads(place.tandem("restore", str(form), "--json")[1])["code"] == "newer_format"
    code, out, _err = place.tandem("restore", "--check", str(later), "--json")
    assert (code, "Update Tandem first" in json.loads(out)["not_here"]) == (0, True)
    assert place.is_untouched


def test_counts_and_sums_that_differ_leave_the_place_empty(archive: Path, houses: Builder, tmp_path: Path) -> None:
    plain = json.loads(read_head(archive).written())["database"]
    rows = {**plain["rows"], "orders_order": plain["rows"]["orders_order"] + 1}
    sums = {**plain["sums"], "orders_order.net_cents": plain["sums"]["orders_order.net_cents"] - 1}
    for number, database in enumerate(({**plain, "rows": rows}, {**plain, "sums": sums})):
        place = houses.empty()
        lying = changed(archive, tmp_path / str(number), database=database)
        code, out, err = place.tandem("restore", str(lying), "--json")
        assert (code, json.loads(out)["code"]) == (2, "differs"), err
        assert "instead of" in err
        assert place.is_empty
        assert place.tandem("restore", str(archive))[0] == 0


def test_a_place_with_anything_in_it_is_refused(archive: Path, houses: Builder) -> None:
    full, only_files, only_imports = houses.like_model(), houses.empty(), houses.empty()
    (only_files.home / "files" / "photos").mkdir(parents=True)
    (only_files.home / "files" / "photos" / "a.webp").write_bytes(b"x")
    (only_imports.home / "imports").mkdir(parents=True)
    (only_imports.home / "imports" / "lines.csv").write_bytes(b"x")
    before = full.contents()
    for place in (full, only_files, only_imports):
        code, out, err = place.tandem("restore", str(archive), "--json")
        assert (code, json.loads(out)["code"], "Nothing was changed." in err) == (2, "not_empty", True)
    assert full.contents() == before
    assert left(only_files.home) == ["files"]
    assert tables(only_files.database) == []
    assert left(only_imports.home) == ["imports"]


@pytest.mark.skipif(ON_SERVER, reason="the embedded database's file")
@pytest.mark.parametrize("trace", ["", "-wal", "-journal"])
def test_whatever_is_left_of_a_database_is_not_overwritten(archive: Path, houses: Builder, trace: str) -> None:
    place = houses.empty()
    place.home.mkdir()
    (place.home / f"tandem.sqlite3{trace}").write_bytes(b"precious")
    code, _out, err = place.tandem("restore", str(archive))
    assert (code, "is not empty" in err) == (2, True)
    assert [path.read_bytes() for path in place.home.iterdir()] == [b"precious"]


def test_empty_folders_are_no_files(archive: Path, whole: str, houses: Builder) -> None:
    place = houses.empty()
    (place.home / "files" / "photos").mkdir(parents=True)
    (place.home / "jobs").mkdir()
    assert place.tandem("restore", str(archive))[0] == 0
    assert place.contents() == whole


def test_the_other_kind_of_database_is_pointed_to_the_export(archive: Path, houses: Builder, tmp_path: Path) -> None:
    head = json.loads(read_head(archive).written())
    other = "sqlite" if ON_SERVER else "postgresql"
    path, place = tmp_path / "other.tar.gz", houses.empty()
    member = {**head["dump"], "name": DATABASES[other]}
    repack(archive, path, {**head, "database": {**head["database"], "kind": other}, "dump": member}, DATABASES[KIND])
    read_archive(path)
    code, out, err = place.tandem("restore", str(path), "--json")
    assert (code, json.loads(out)["code"], "tandem export" in err) == (2, "wrong_database", True)
    assert place.is_untouched


def repack(archive: Path, path: Path, head: dict[str, Any], old: str) -> None:
    """The same members, the database under the name of the manifest's dump."""
    body = Body(path.with_suffix(".body"), read_head(archive).made_at)
    with tarfile.open(archive) as tar:
        for info in tar.getmembers()[1:]:
            held = tar.extractfile(info)
            assert held
            body.add(head["dump"]["name"] if info.name == old else info.name, BytesIO(held.read()), info.size)
    body.close()
    put_together(path, read_manifest(json.dumps(head).encode()), body.path)


# --- files that change meanwhile -------------------------------------------------------------------------------


def test_files_that_come_and_go_meanwhile(houses: Builder, tmp_path: Path) -> None:
    """One grows while it is read, one goes before we come to it, one comes while the database is copied."""
    house, target = houses.like_model(), tmp_path / "a.tar.gz"
    folder = house.home / "files" / "photos"
    (folder / "0-grows").write_bytes(b"old" * 1000)
    (folder / "1-goes").write_bytes(b"gone")
    (folder / "link").symlink_to("/etc/hostname")
    (house.home / "jobs" / "3").mkdir(parents=True)
    (house.home / "jobs" / "3" / "list.csv").write_bytes(b"list")
    (house.home / "jobs" / "4.lock").touch()
    code = f"""
import sys
from pathlib import Path
folder = Path({str(folder)!r})
done = set()
def watch(event, given):
    if event != "open" or not isinstance(given[0], str):
        return
    name = given[0].rpartition("/")[2]
    if name == "0-grows" and not done:
        done.add(name)
        (folder / "1-goes").unlink()
        with (folder / "0-grows").open("ab") as more:
            more.write(b"new")
        (folder.parent / "9-comes").mkdir()
        (folder.parent / "9-comes" / "late").write_bytes(b"late")
sys.addaudithook(watch)
""" + BACKUP.format(path=str(target))
    done, _out, err = house.finish(house.start("-c", code))
    assert (done, err) == (0, "")
    names = {entry.name: entry.size for entry in read_archive(target).files}
    assert names["files/photos/0-grows"] == 3003
    assert (names["jobs/3/list.csv"], names["files/9-comes/late"]) == (4, 4)
    assert not names.keys() & {"files/photos/1-goes", "files/photos/link", "jobs/4.lock"}
    place = houses.empty()
    assert place.tandem("restore", str(target))[0] == 0
    assert (place.home / "files" / "photos" / "0-grows").read_bytes() == b"old" * 1000 + b"new"
    assert (place.home / "jobs" / "3" / "list.csv").read_bytes() == b"list"
    assert all(path.stat().st_mode & 0o77 == 0 for path in (place.home / "files").rglob("*"))


# --- the servers' tools ----------------------------------------------------------------------------------------


@pytest.mark.skipif(not ON_SERVER, reason="PostgreSQL's rights")
def test_an_ordinary_user_restores_into_a_database_that_has_its_extensions(
    archive: Path, whole: str, houses: Builder
) -> None:
    place = houses.empty()
    name, role = urlsplit(place.database).path[1:], f"keeper_{secrets.token_hex(4)}"
    statement(f"CREATE ROLE {role} LOGIN PASSWORD 'geheim'")
    try:
        statement(f"ALTER DATABASE {name} OWNER TO {role}")
        for extension in ("btree_gist", "pg_trgm"):
            statement(f"CREATE EXTENSION {extension}", place.database)
        parts = urlsplit(place.database)
        place.database = urlunsplit(parts._replace(netloc=f"{role}:geheim@{parts.hostname}:{parts.port}"))
        code, _out, err = place.tandem("restore", str(archive))
        assert (code, err) == (0, "")
        assert place.contents() == whole
    finally:
        houses.drop(name)
        statement(f"DROP ROLE {role}")


@pytest.mark.skipif(not ON_SERVER, reason="PostgreSQL's tools")
def test_missing_and_old_tools_are_named(houses: Builder, tmp_path: Path) -> None:
    code = """
from pathlib import Path
from tandem.core.errors import Refused
from tandem.exchange.backups import server
here = server.server_major()
for name, least in (("pg_dump", here + 80), ("pg_nothing", here)):
    try:
        server.find_program(name, at_least=least)
    except Refused as error:
        print(error.code, error.text)
print(server.find_program("pg_dump", at_least=here).endswith("pg_dump"))
"""
    old, missing, found = houses.model.python(code).splitlines()
    assert old.startswith("no_tools pg_dump is here in version")
    assert "apt-get install postgresql-client-" in old
    assert missing.startswith("no_tools pg_nothing is not installed")
    assert found == "True"


@pytest.mark.skipif(ON_SERVER, reason="the embedded database")
def test_a_damaged_database_is_no_backup(houses: Builder, tmp_path: Path) -> None:
    house = houses.like_model()
    path = house.home / "tandem.sqlite3"
    data = bytearray(path.read_bytes())
    for page in range(40, len(data) // 4096, 7):
        data[page * 4096 : page * 4096 + 600] = random.Random(page).randbytes(600)
    path.write_bytes(data)
    code, _out, err = house.tandem("backup", str(tmp_path / "a"))
    assert (code, "The database is damaged" in err) == (2, True), err
    assert left(tmp_path) == []


@pytest.mark.skipif(ON_SERVER, reason="the embedded database")
def test_a_row_that_refers_to_nothing_is_no_backup(houses: Builder, tmp_path: Path) -> None:
    house = houses.like_model()
    house.python(
        "import sqlite3\nfrom django.conf import settings\n"
        "db = sqlite3.connect(settings.HOME / 'tandem.sqlite3')\n"
        "db.execute('UPDATE orders_order SET customer_id = 999999 WHERE id = (SELECT min(id) FROM orders_order)')\n"
        "db.commit()"
    )
    code, _out, err = house.tandem("backup", str(tmp_path / "a"))
    assert (code, "orders_order" in err, "customers_customer" in err) == (2, True, True), err
