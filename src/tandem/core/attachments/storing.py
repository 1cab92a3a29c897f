"""Where contents lie: once each, named by their SHA-256, so that the same file sent ten times takes its room once."""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from django.conf import settings

from .sniffing import Kind, sniff

FOLDER = "attachments"


class Upload(Protocol):
    """What a form or a mail brings."""

    @property
    def name(self) -> str | None: ...

    def chunks(self) -> Iterator[bytes]: ...


@dataclass(frozen=True)
class Received:
    """Content on the disk beside its place, and what it is."""

    path: Path
    size: int
    digest: str
    kind: Kind

    def keep(self) -> None:
        """Put it in its place, where the same content may lie already."""
        place = content_path(self.digest)
        place.parent.mkdir(parents=True, exist_ok=True)
        self.path.replace(place)


def content_path(digest: str) -> Path:
    """Where the content of this SHA-256 lies."""
    return Path(settings.MEDIA_ROOT) / FOLDER / digest[:2] / digest


@contextmanager
def all_received(uploads: Iterable[Upload]) -> Iterator[list[tuple[str, Received]]]:
    """Several at once, each with the name it came by."""
    with ExitStack() as held:
        yield [(upload.name or "", held.enter_context(received(upload))) for upload in uploads]


@contextmanager
def received(upload: Upload) -> Iterator[Received]:
    """Write what was sent to the disk, measured and sniffed; gone afterwards unless it was kept."""
    folder = Path(settings.MEDIA_ROOT) / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    number, name = tempfile.mkstemp(prefix=".coming-", dir=folder)
    path, size, digest = Path(name), 0, hashlib.sha256()
    try:
        with os.fdopen(number, "w+b") as file:
            for chunk in upload.chunks():
                file.write(chunk)
                size += len(chunk)
                digest.update(chunk)
            file.flush()
            kind = sniff(file)
            os.fsync(file.fileno())
        yield Received(path, size, digest.hexdigest(), kind)
    finally:
        path.unlink(missing_ok=True)
