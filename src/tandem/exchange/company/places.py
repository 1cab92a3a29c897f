"""Where a package lies: a folder or one ZIP. Written aside and put in place when it is whole; read with suspicion."""

from __future__ import annotations

import hashlib
import io
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path, PurePosixPath
from typing import IO, Protocol
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile, ZipInfo

from django.utils.translation import gettext as _

from tandem.exchange.reading import InputRefused

ALWAYS = (1980, 1, 1, 0, 0, 0)  # the time of every member: the same company gives the same archive
ENCRYPTED = 1
MOST_TIMES = 200  # as much larger may a member become; tables of text shrink to a twentieth
HARMLESS = 50 << 20  # what is smaller may shrink as it likes


class Target(Protocol):
    """Where files are written."""

    def create(self, name: str) -> AbstractContextManager[IO[bytes]]: ...


class Source(Protocol):
    """Where files are read: their sizes by name, and one of them."""

    sizes: dict[str, int]

    def open(self, name: str) -> IO[bytes]: ...


class Counted(io.RawIOBase):
    """Passes bytes on to a file, and knows how many there were and their SHA-256."""

    def __init__(self, file: IO[bytes]) -> None:
        self.file, self.size, self.hash = file, 0, hashlib.sha256()

    def writable(self) -> bool:
        return True

    def write(self, data: bytes) -> int:  # type: ignore[override]
        self.hash.update(data)
        self.size += len(data)
        self.file.write(data)
        return len(data)

    @property
    def digest(self) -> str:
        return self.hash.hexdigest()


@contextmanager
def target_at(path: Path) -> Iterator[Target]:
    """A new folder, or with the ending .zip one file. What fails leaves nothing; what is there stays as it is."""
    if path.exists() and (not path.is_dir() or any(path.iterdir())):
        raise InputRefused(_("%(path)s is there already. Name a place that is still free.") % {"path": path})
    if not path.parent.is_dir():
        raise InputRefused(_("There is no folder %(path)s.") % {"path": path.parent})
    aside = Path(tempfile.mkdtemp(prefix=f".{path.name}.", dir=path.parent))
    try:
        if path.suffix.lower() == ".zip":
            with ZipFile(aside / "zip", "x", ZIP_DEFLATED) as archive:
                yield ZipTarget(archive)
            os.link(aside / "zip", path)  # refuses where somebody else has put something there meanwhile
        else:
            (aside / "folder").mkdir()
            yield FolderTarget(aside / "folder")
            (aside / "folder").rename(path)
    finally:
        shutil.rmtree(aside, ignore_errors=True)


class FolderTarget:
    """Files in a folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @contextmanager
    def create(self, name: str) -> Iterator[IO[bytes]]:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("xb") as file:
            yield file


class ZipTarget:
    """Members of an archive."""

    def __init__(self, archive: ZipFile) -> None:
        self.archive = archive

    @contextmanager
    def create(self, name: str) -> Iterator[IO[bytes]]:
        member = ZipInfo(name, ALWAYS)
        member.compress_type = ZIP_DEFLATED
        member.external_attr = 0o100600 << 16
        with self.archive.open(member, "w", force_zip64=True) as file:
            yield file


@contextmanager
def source_at(path: Path) -> Iterator[Source]:
    """What lies there; InputRefused for what is no package, leads elsewhere or would swell beyond all measure."""
    if path.is_dir():
        yield FolderSource(path)
        return
    try:
        archive = ZipFile(path)
    except FileNotFoundError:
        raise InputRefused(_("There is no %(path)s.") % {"path": path}) from None
    except (BadZipFile, EOFError, NotImplementedError, OSError) as error:
        raise InputRefused(_("%(path)s is no whole ZIP: %(error)s.") % {"path": path, "error": error}) from error
    with archive:
        yield ZipSource(archive, shutil.disk_usage(path.parent).free)


class FolderSource:
    """Files of a folder; a link could lead out of it and is refused."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.sizes: dict[str, int] = {}
        for path in sorted(folder.rglob("*")):
            if path.is_symlink() or not (path.is_file() or path.is_dir()):
                raise InputRefused(_("%(name)s is a link or no file.") % {"name": path})
            if path.is_file():
                self.sizes[path.relative_to(folder).as_posix()] = path.stat().st_size

    def open(self, name: str) -> IO[bytes]:
        return (self.folder / name).open("rb")


class ZipSource:
    """Members of an archive: each name once, none that leads out, none that swells."""

    def __init__(self, archive: ZipFile, room: int) -> None:
        self.archive = archive
        self.sizes: dict[str, int] = {}
        for member in archive.infolist():
            if member.is_dir():
                continue
            if member.filename in self.sizes or not is_inside(member.filename) or member.flag_bits & ENCRYPTED:
                raise InputRefused(_("%(name)s has no place in a package.") % {"name": repr(member.filename)})
            if member.file_size > HARMLESS and member.file_size > MOST_TIMES * member.compress_size:
                raise InputRefused(_("%(name)s would swell beyond all measure.") % {"name": member.filename})
            self.sizes[member.filename] = member.file_size
        if sum(self.sizes.values()) > room:
            raise InputRefused(_("There is not enough room on this disk."))

    def open(self, name: str) -> IO[bytes]:
        try:
            return self.archive.open(name)
        except (BadZipFile, NotImplementedError, OSError, RuntimeError) as error:
            raise InputRefused(_("%(path)s is no whole ZIP: %(error)s.") % {"path": name, "error": error}) from error


def is_inside(name: str) -> bool:
    """Whether a relative name stays below its folder, on any system."""
    parts = PurePosixPath(name).parts
    plain = not any(char in name for char in "\\\0:") and not name.startswith("/") and str(PurePosixPath(name)) == name
    return bool(parts) and plain and ".." not in parts and "." not in parts
