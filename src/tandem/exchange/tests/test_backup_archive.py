"""The archive's form: what was written comes back, and whatever is cut, bent, foreign or sly is refused."""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import random
import tarfile
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, BinaryIO

import pytest

from tandem.core.errors import Refused
from tandem.exchange.backups import archive
from tandem.exchange.backups.archive import Body, put_together, read_archive, read_head
from tandem.exchange.backups.manifest import Database, Entry, Manifest

AT = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
ODD = "files/Angebot für Käufer " + "ä" * 100 + ".pdf"
CONTENTS = {
    "files/photos/a.webp": random.Random(1).randbytes(70_000),
    "files/empty": b"",
    "jobs/7/list.csv": b"name;town\n" * 300,
    ODD: b"long name",
    "database.sqlite3": random.Random(2).randbytes(300_000) + bytes(100_000),
}
DATABASE = Database("sqlite", "3.53.4", ("core.0001_initial",), {"orders_order": 2}, {"orders_order.net_cents": -5})


def entry_of(name: str, data: bytes) -> Entry:
    return Entry(name, len(data), hashlib.sha256(data).hexdigest())


def head_of(contents: dict[str, bytes]) -> Manifest:
    entries = [entry_of(name, data) for name, data in contents.items()]
    files = tuple(entry for entry in entries if entry.name != "database.sqlite3")
    return Manifest("0.1.0", AT, "abc", "Nord", DATABASE, entries[-1], files)


def write(path: Path, contents: dict[str, bytes] = CONTENTS, head: Manifest | None = None) -> Path:
    """An archive as the product writes it; with another head, one that lies."""
    body = Body(path.with_suffix(".body"), AT)
    for name, data in contents.items():
        body.add(name, io.BytesIO(data), len(data))
    body.close()
    put_together(path, head or head_of(contents), body.path)
    return path


@pytest.fixture
def good(tmp_path: Path) -> Path:
    return write(tmp_path / "good.tar.gz")


def code_of(path: Path) -> str:
    with pytest.raises(Refused) as refused:
        read_archive(path)
    return refused.value.code


def unpack(path: Path, folder: Path) -> dict[str, bytes]:
    """All members as they came out, by name."""
    places: dict[str, Path] = {}

    def sink(entry: Entry) -> BinaryIO:
        places[entry.name] = folder / str(len(places))
        return places[entry.name].open("wb")

    folder.mkdir()
    read_archive(path, sink)
    return {name: place.read_bytes() for name, place in places.items()}


def test_what_goes_in_comes_out(good: Path, tmp_path: Path) -> None:
    assert unpack(good, tmp_path / "out") == CONTENTS
    assert read_head(good) == head_of(CONTENTS) == read_archive(good)


def test_any_tar_reads_it_and_the_manifest_stands_first(good: Path) -> None:
    with tarfile.open(good) as tar:
        assert tar.getnames() == ["manifest.json", *CONTENTS]
        held: Any = tar.extractfile("database.sqlite3")
        assert held.read() == CONTENTS["database.sqlite3"]
        manifest: Any = tar.extractfile("manifest.json")
        said = json.loads(manifest.read())
    assert (said["format"], said["database"]["sums"]) == ("tandem-backup", {"orders_order.net_cents": -5})


def test_a_size_beyond_what_the_old_form_can_say_is_read(tmp_path: Path) -> None:
    info = tarfile.TarInfo("database.sqlite3")
    info.size = 9 * 1024**3
    stream = io.BytesIO(gzip.compress(info.tobuf(tarfile.PAX_FORMAT)))
    assert archive._next_header(gzip.GzipFile(fileobj=stream)) == ("database.sqlite3", info.size)


def test_a_source_shorter_than_said_is_no_member(tmp_path: Path) -> None:
    with pytest.raises(EOFError):
        Body(tmp_path / "body", AT).add("files/a", io.BytesIO(b"abc"), 4)


def test_cut_off_anywhere(good: Path, tmp_path: Path) -> None:
    whole, cut = good.read_bytes(), tmp_path / "cut"
    offsets = {0, 1, 9, 10, 11, len(whole) - 1, len(whole) - 8, len(whole) - 9}
    offsets |= set(random.Random(3).sample(range(len(whole)), 150))
    for offset in offsets:
        cut.write_bytes(whole[:offset])
        assert code_of(cut) in ("damaged", "foreign"), offset


def test_one_bit_anywhere(good: Path, tmp_path: Path) -> None:
    """Refused; or, where the bit tells only the time in gzip's own head, all is as it was."""
    whole, bent = good.read_bytes(), tmp_path / "bent"
    second = whole.index(b"\x1f\x8b\x08", 10)
    heads = {start + place for start in (0, second) for place in range(4, 10)}  # time, level, system
    offsets = [*range(12), *range(second, second + 12), *random.Random(4).sample(range(len(whole)), 300)]
    for offset in offsets:
        changed = bytearray(whole)
        changed[offset] ^= 1 << random.Random(offset).randrange(8)
        bent.write_bytes(changed)
        if offset in heads:
            assert read_archive(bent) == head_of(CONTENTS)
        else:
            assert code_of(bent) in ("damaged", "foreign"), offset


ENDS = {"byte": b"x", "magic": b"\x1f\x8b", "more": gzip.compress(b"more"), "zeros": gzip.compress(bytes(512))}


@pytest.mark.parametrize("more", ENDS.values(), ids=ENDS)
def test_something_after_the_end(good: Path, more: bytes) -> None:
    good.write_bytes(good.read_bytes() + more)
    assert code_of(good) == "damaged"


def a_zip() -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as file:
        file.writestr("manifest.json", "{}")
    return made.getvalue()


def a_tar(mode: Any, *members: tuple[str, bytes]) -> bytes:
    made = io.BytesIO()
    with tarfile.open(fileobj=made, mode=mode) as tar:
        for name, data in members:
            info = tarfile.TarInfo(name)
            info.size = len(data)
            tar.addfile(info, io.BytesIO(data))
    return made.getvalue()


DEEP = b"[" * 200_000
FOREIGN: dict[str, bytes] = {
    "zip": a_zip(),
    "random": random.Random(5).randbytes(100_000),
    "text": b"Kunde;Ort\nHansen;Kiel\n",
    "zeros": bytes(5000),
    "gzip of zeros": gzip.compress(bytes(5000)),
    "gzip of text": gzip.compress(b"Kunde;Ort\n" * 100),
    "somebody's tar": a_tar("w:gz", ("letters/a.txt", b"Hallo")),
    "an unpacked tar": a_tar("w", ("manifest.json", b"{}")),
    "an xz": a_tar("w:xz", ("manifest.json", b"{}")),
    "an empty tar": a_tar("w:gz"),
    **{
        f"manifest {data[:30]!r}": a_tar("w:gz", ("manifest.json", data))
        for data in (b"{}", b"", b"[]", b"null", b"\xff\xfe", b'{"format": "other"}', DEEP)
    },
}


@pytest.mark.parametrize("kind", FOREIGN)
def test_what_others_made(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "it"
    path.write_bytes(FOREIGN[kind])
    assert code_of(path) == "foreign"


def test_nothing_there(tmp_path: Path) -> None:
    assert code_of(tmp_path / "nowhere") == "no_archive"
    assert code_of(tmp_path) == "no_archive"
    (tmp_path / "empty").touch()
    assert code_of(tmp_path / "empty") == "damaged"


def with_manifest(path: Path, change: Callable[[dict[str, Any]], None]) -> Path:
    """The archive with a manifest that says something else."""
    plain = json.loads(head_of(CONTENTS).written())
    change(plain)
    body = write(path.with_suffix(".other")).with_suffix(".body")
    data = json.dumps(plain).encode()
    packed = gzip.compress(archive._header("manifest.json", len(data), AT) + data + bytes(-len(data) % 512))
    path.write_bytes(packed + body.read_bytes())
    return path


def test_a_newer_form_says_to_update(tmp_path: Path) -> None:
    assert code_of(with_manifest(tmp_path / "x", lambda plain: plain.update(version=2))) == "newer_format"


NAMES = [
    "/etc/passwd",
    "../outside",
    "files/../../outside",
    "files/a/../b",
    "files//a",
    "files/./a",
    "files/",
    "files",
    "other/a",
    "house.id",
    "files\\..\\a",
    "files/a\\b",
    "files/a\0b",
    "",
    "database.sqlite3",
    "manifest.json",
    "files/photos/a.webp",  # twice
]


@pytest.mark.parametrize("name", NAMES)
def test_a_manifest_that_names_what_is_no_place_of_the_house(tmp_path: Path, name: str) -> None:
    def change(plain: dict[str, Any]) -> None:
        plain["files"].append({"name": name, "size": 0, "sha256": hashlib.sha256().hexdigest()})

    assert code_of(with_manifest(tmp_path / "x", change)) == "foreign"


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("size", -1),
        ("size", "3"),
        ("size", 1.5),
        ("size", True),
        ("size", None),
        ("sha256", "abc"),
        ("sha256", "A" * 64),
        ("name", 7),
    ],
)
def test_a_manifest_with_entries_that_are_none(tmp_path: Path, key: str, value: Any) -> None:
    assert code_of(with_manifest(tmp_path / "x", lambda plain: plain["files"][0].update({key: value}))) == "foreign"


@pytest.mark.parametrize("key", ["product", "made_at", "house", "company", "database", "dump", "files"])
def test_a_manifest_with_something_missing(tmp_path: Path, key: str) -> None:
    assert code_of(with_manifest(tmp_path / "x", lambda plain: plain.pop(key))) == "foreign"
    assert code_of(with_manifest(tmp_path / "y", lambda plain: plain.update({key: 7}))) == "foreign"


def test_members_are_exactly_those_of_the_manifest(tmp_path: Path) -> None:
    head = head_of(CONTENTS)
    fewer = {name: data for name, data in CONTENTS.items() if name != "files/empty"}
    other = {**CONTENTS, "files/photos/a.webp": b"?" + CONTENTS["files/photos/a.webp"][1:]}
    longer = {**CONTENTS, "files/empty": b"not any more"}
    more = {**CONTENTS, "files/more": b"more"}
    for number, contents in enumerate((fewer, other, longer, more)):
        assert code_of(write(tmp_path / f"{number}.tar.gz", contents, head)) == "damaged"


def test_the_same_member_twice(tmp_path: Path) -> None:
    body = Body(tmp_path / "body", AT)
    for name in ("files/a", "files/a", "database.sqlite3"):
        body.add(name, io.BytesIO(b"abc"), 3)
    body.close()
    head = head_of({"files/a": b"abc", "database.sqlite3": b"abc"})
    put_together(tmp_path / "x", head, body.path)
    assert code_of(tmp_path / "x") == "damaged"


KINDS = {
    "symlink": tarfile.SYMTYPE,
    "hard link": tarfile.LNKTYPE,
    "device": tarfile.CHRTYPE,
    "block device": tarfile.BLKTYPE,
    "pipe": tarfile.FIFOTYPE,
    "folder": tarfile.DIRTYPE,
    "sparse": tarfile.GNUTYPE_SPARSE,
    "long name of GNU": tarfile.GNUTYPE_LONGNAME,
    "global header": tarfile.XGLTYPE,
}


def with_member(tmp_path: Path, block: bytes) -> Path:
    """An archive whose second member begins with this block."""
    head = head_of({"files/a": b"", "database.sqlite3": b"abc"})
    data = head.written()
    rest = archive._header("database.sqlite3", 3, AT) + b"abc" + bytes(509) + bytes(1024)
    first = archive._header("manifest.json", len(data), AT) + data + bytes(-len(data) % 512)
    path = tmp_path / "sly"
    path.write_bytes(gzip.compress(first + block + rest))
    return path


def test_the_harmless_one_of_the_sly_is_whole(tmp_path: Path) -> None:
    """Else the others would be refused for another reason."""
    read_archive(with_member(tmp_path, archive._header("files/a", 0, AT)))


@pytest.mark.parametrize("kind", KINDS)
def test_only_plain_files_are_members(tmp_path: Path, kind: str) -> None:
    info = tarfile.TarInfo("files/a")
    info.type, info.linkname = KINDS[kind], "../../../etc/passwd"
    assert code_of(with_member(tmp_path, info.tobuf(tarfile.USTAR_FORMAT))) == "damaged"


@pytest.mark.parametrize(
    "record",
    [
        b"24 GNU.sparse.size=9999\n",
        b"18 size=-99999999\n",
        b"17 size=99999999",
        b"9999 path=x\n",
        b"0 \n",
        b"x path=files/a\n",
        b"path",
        b"19 linkpath=../../x\n",
        b"16 path=/etc/abc\n",
        b"15 path=../../x\n",
        b"9 size=x\n",
    ],
)
def test_extended_headers_say_a_plain_name_or_size_or_are_refused(tmp_path: Path, record: bytes) -> None:
    info = tarfile.TarInfo("pax")
    info.type, info.size = tarfile.XHDTYPE, len(record)
    block = info.tobuf(tarfile.USTAR_FORMAT) + record + bytes(-len(record) % 512)
    assert code_of(with_member(tmp_path, block + archive._header("files/a", 0, AT))) == "damaged"


def test_a_bomb_is_not_unpacked(tmp_path: Path) -> None:
    """Ten gigabytes of zeros as extended header, as manifest and as member: none is read, nothing fills memory."""
    huge = tarfile.TarInfo("files/a")
    huge.size = 10 * 1024**3
    for kind in (tarfile.XHDTYPE, tarfile.REGTYPE):
        huge.type = kind
        assert code_of(with_member(tmp_path, huge.tobuf(tarfile.GNU_FORMAT))) == "damaged"
    huge.name = "manifest.json"
    path = tmp_path / "manifest"
    path.write_bytes(gzip.compress(huge.tobuf(tarfile.GNU_FORMAT) + bytes(1024)))
    assert code_of(path) == "foreign"


def test_more_than_the_manifest_says_is_never_written(tmp_path: Path) -> None:
    written: list[int] = []

    class Counting(io.BytesIO):
        def write(self, data: Any) -> int:
            written.append(len(data))
            return super().write(data)

    head = head_of(CONTENTS)
    lying = replace(head, files=tuple(replace(entry, size=entry.size + 512) for entry in head.files))
    with pytest.raises(Refused):
        read_archive(write(tmp_path / "x", CONTENTS, lying), lambda entry: Counting())
    assert written == []
