"""The archive's form: a gzipped tar that any tar reads, written with the manifest first, read with suspicion.

Of the many things a tar can hold, only plain files are taken; names come from the manifest, sizes are bounded by it.
"""

from __future__ import annotations

import gzip
import hashlib
import io
import shutil
import tarfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from django.utils.translation import gettext as _

from tandem.core.errors import Refused

from . import manifest
from .manifest import Entry, Manifest

LEVEL = 4  # the demo company: 23.3 MB in 1.2 s; level 6 takes twice as long for 4 % less, xz five times for 26 %
CHUNK = 1024 * 1024
BLOCK = tarfile.BLOCKSIZE
MOST_HEADER = 64 * 1024  # of one extended header; a long path needs a few hundred bytes
Tick = Callable[[int], None]  # told how many bytes have gone by
Sink = Callable[[Entry], BinaryIO | None]  # where a member goes; nowhere when it is only checked


def no_tick(count: int) -> None:
    """For those who do not watch."""


class Body:
    """All members but the manifest, compressed as they come. Their hashes are of what was written."""

    def __init__(self, path: Path, at: datetime, tick: Tick = no_tick) -> None:
        self.path, self.at, self.tick = path, at, tick
        self.raw = path.open("xb")
        self.packed = gzip.GzipFile("", "wb", LEVEL, self.raw, mtime=0)

    def add(self, name: str, source: BinaryIO, size: int) -> Entry:
        """Write exactly `size` bytes of the source under this name."""
        self.packed.write(_header(name, size, self.at))
        seen, left = hashlib.sha256(), size
        while left:
            chunk = source.read(min(CHUNK, left))
            if not chunk:
                raise EOFError(name)
            seen.update(chunk)
            self.packed.write(chunk)
            left -= len(chunk)
            self.tick(len(chunk))
        self.packed.write(bytes(-size % BLOCK))
        return Entry(name, size, seen.hexdigest())

    def close(self) -> None:
        """End the tar."""
        self.packed.write(bytes(2 * BLOCK))
        self.packed.close()
        self.raw.close()


def put_together(path: Path, head: Manifest, body: Path) -> None:
    """The manifest before the body: two gzip members in a row are one stream to every reader."""
    data = head.written()
    with path.open("xb") as raw:
        with gzip.GzipFile("", "wb", LEVEL, raw, mtime=0) as packed:
            packed.write(_header(manifest.NAME, len(data), head.made_at) + data + bytes(-len(data) % BLOCK))
        with body.open("rb") as rest:
            shutil.copyfileobj(rest, raw, CHUNK)


def read_head(path: Path) -> Manifest:
    """The manifest alone, for a list of archives; the rest is not looked at."""
    with _reading(path) as stream:
        return _read_manifest(stream)


def read_archive(path: Path, sink: Sink = lambda entry: None, tick: Tick = no_tick) -> Manifest:
    """Read everything to the last byte and compare it with the manifest; Refused at the first difference."""
    with _reading(path) as stream:
        head = _read_manifest(stream)
        missing = {entry.name: entry for entry in (head.dump, *head.files)}
        while header := _next_header(stream):
            name, size = header
            entry = missing.pop(name, None)
            if entry is None or entry.size != size:
                raise _damaged(_("it holds “%(name)s”, which its manifest does not name so") % {"name": name[:80]})
            _read_member(stream, entry, sink(entry), tick)
        if missing:
            raise _damaged(_("“%(name)s” is missing") % {"name": next(iter(missing))[:80]})
        if stream.read(1):
            raise _damaged(_("something follows its end"))
    return head


def _read_member(stream: gzip.GzipFile, entry: Entry, sink: BinaryIO | None, tick: Tick) -> None:
    seen, left = hashlib.sha256(), entry.size
    with sink or io.BytesIO() as target:
        while left:
            chunk = _exactly(stream, min(CHUNK, left))
            seen.update(chunk)
            if sink:
                target.write(chunk)
            left -= len(chunk)
            tick(len(chunk))
    _exactly(stream, -entry.size % BLOCK)
    if seen.hexdigest() != entry.sha256:
        raise _damaged(_("“%(name)s” is not what was put in") % {"name": entry.name[:80]})


@contextmanager
def _reading(path: Path) -> Iterator[gzip.GzipFile]:
    """The stream inside; what is no gzip, broken or cut off is Refused."""
    try:
        with path.open("rb") as raw, gzip.GzipFile(fileobj=raw, mode="rb") as stream:
            yield stream
    except FileNotFoundError:
        raise Refused("no_archive", _("There is no file %(path)s.") % {"path": path}) from None
    except IsADirectoryError:
        raise Refused("no_archive", _("%(path)s is a folder, not an archive.") % {"path": path}) from None
    except EOFError:
        raise _damaged(_("it ends too early")) from None
    except (gzip.BadGzipFile, zlib.error) as error:
        raise _damaged(str(error)) from None


def _read_manifest(stream: gzip.GzipFile) -> Manifest:
    """The first member; whatever begins otherwise was made by something else."""
    try:
        header = _next_header(stream)
    except (gzip.BadGzipFile, Refused):
        header = None
    if header is None or header[0] != manifest.NAME or header[1] > manifest.MOST_BYTES:
        raise Refused("foreign", _("This is not an archive that tandem backup made."))
    data = _exactly(stream, header[1])
    _exactly(stream, -header[1] % BLOCK)
    return manifest.read_manifest(data)


def _next_header(stream: gzip.GzipFile) -> tuple[str, int] | None:
    """Name and size of the next member; None at the end of the tar, which is two blocks of zeros."""
    block = _exactly(stream, BLOCK)
    if not block.strip(b"\0"):
        if _exactly(stream, BLOCK).strip(b"\0"):
            raise _damaged(_("a block of zeros stands in its midst"))
        return None
    info = _parsed(block)
    if info.type != tarfile.XHDTYPE:
        return _plain(info)
    if not 0 < info.size <= MOST_HEADER:
        raise _damaged(_("a name in it is too long"))
    data = _exactly(stream, info.size)
    _exactly(stream, -info.size % BLOCK)
    said = _extended(data)
    name, size = _plain(_parsed(_exactly(stream, BLOCK)))
    return said.get("path", name), int(said.get("size", size))


def _plain(info: tarfile.TarInfo) -> tuple[str, int]:
    """Only what holds bytes of its own: no links, devices, folders or sparse files."""
    if info.type != tarfile.REGTYPE or info.size < 0:
        raise _damaged(_("“%(name)s” in it is not a plain file") % {"name": info.name[:80]})
    return info.name, info.size


def _extended(data: bytes) -> dict[str, str]:
    """Records of a pax header, `12 path=name\\n` each; ours hold a long or accented path, or a size beyond 8 GB."""
    said: dict[str, str] = {}
    while data:
        length, _blank, _rest = data.partition(b" ")
        if not length.isdigit() or not len(length) + 3 < int(length) <= len(data):
            raise _damaged(_("a name in it cannot be read"))
        name, _equals, value = data[len(length) + 1 : int(length) - 1].decode("utf-8", "replace").partition("=")
        if (
            name not in ("path", "size")
            or (name == "size" and not value.isascii())
            or (name == "size") > value.isdigit()
        ):
            raise _damaged(_("a name in it cannot be read"))
        said[name] = value
        data = data[int(length) :]
    return said


def _parsed(block: bytes) -> tarfile.TarInfo:
    try:
        return tarfile.TarInfo.frombuf(block, "utf-8", "replace")
    except tarfile.HeaderError as error:
        raise _damaged(str(error)) from None


def _header(name: str, size: int, at: datetime) -> bytes:
    info = tarfile.TarInfo(name)
    info.size, info.mode, info.mtime = size, 0o600, int(at.timestamp())
    return info.tobuf(tarfile.PAX_FORMAT, "utf-8", "strict")


def _exactly(stream: gzip.GzipFile, size: int) -> bytes:
    data = stream.read(size) if size else b""
    while len(data) < size:
        more = stream.read(size - len(data))
        if not more:
            raise EOFError
        data += more
    return data


def _damaged(why: str) -> Refused:
    return Refused("damaged", _("This archive is damaged: %(why)s.") % {"why": why})
