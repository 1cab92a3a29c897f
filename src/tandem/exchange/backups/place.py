"""Where the house lies on its disk: its files, its name for itself, and the one who works on all of it."""

from __future__ import annotations

import errno
import fcntl
import os
import secrets
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, cast

from django.conf import settings
from django.db import connection
from django.utils.translation import gettext as _

from tandem.core.errors import Refused

FOLDERS = ("files", "imports", "jobs")  # in TANDEM_HOME: photos and uploads, refused lines, files that jobs made
SMALL = 8 * 1024 * 1024  # a file up to here is held in memory while it is read
STAGE = ".tandem-backup-"


def database_file() -> Path:
    """The embedded database."""
    return Path(str(connection.settings_dict["NAME"]))


def house_id() -> str:
    """A random name of this house, so that two that share a folder for backups leave each other's alone."""
    path = settings.HOME / "house.id"
    if not path.exists():
        path.touch(mode=0o600)
        path.write_text(secrets.token_hex(8))
    return path.read_text().strip()


def files_of_house() -> Iterator[tuple[str, Path]]:
    """Plain files with their names in an archive, in order. Links are not followed: they lead elsewhere."""
    for where, folders, names in (found for top in FOLDERS for found in os.walk(settings.HOME / top)):
        folders.sort()
        for name in sorted(names):
            path = Path(where) / name
            if path.is_file() and not path.is_symlink() and path.suffix != ".lock":
                yield path.relative_to(settings.HOME).as_posix(), path


@contextmanager
def steady(path: Path, beside: Path) -> Iterator[tuple[BinaryIO, int] | None]:
    """A file as it is now and its size, whatever is done to it meanwhile; None where it has gone."""
    with tempfile.SpooledTemporaryFile(SMALL, dir=str(beside)) as held:
        try:
            with path.open("rb") as source:
                shutil.copyfileobj(source, held)
        except FileNotFoundError:
            yield None
            return
        size = held.tell()
        held.seek(0)
        yield cast(BinaryIO, held), size


@contextmanager
def alone() -> Iterator[None]:
    """One backup or restore at a time in this house; whoever dies lets go."""
    settings.HOME.mkdir(parents=True, exist_ok=True)
    with (settings.HOME / "backup.lock").open("a") as held:
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Refused("busy", _("Another backup or restore is running. Wait until it is done.")) from None
        yield


@contextmanager
def staging(folder: Path) -> Iterator[Path]:
    """A private folder beside the target, gone afterwards; also what a killed run of this house has left there.

    Only for who is alone() in the house.
    """
    prefix = f"{STAGE}{house_id()}-"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    for left in folder.glob(f"{prefix}*"):
        shutil.rmtree(left, ignore_errors=True)
    with tempfile.TemporaryDirectory(prefix=prefix, dir=folder) as stage:
        yield Path(stage)


def sync(path: Path) -> None:
    """Make sure that a file, or the names in a folder, are on the disk."""
    held = os.open(path, os.O_RDONLY)
    try:
        os.fsync(held)
    finally:
        os.close(held)


@contextmanager
def room_on(folder: Path) -> Iterator[None]:
    """A full disk as a sentence instead of a number."""
    try:
        yield
    except OSError as error:
        if error.errno not in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
            raise
        raise Refused("no_room", _("There is no room left in %(path)s.") % {"path": folder}) from None
