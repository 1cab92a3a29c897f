"""The folder of scheduled backups: what lies in it, and what may go."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import timezone

from tandem.core.errors import Refused

from .archive import read_head
from .making import archive_name
from .manifest import Manifest
from .place import house_id
from .retention import Keep, kept, read_keep

NAME = re.compile(r"tandem-[0-9]{8}T[0-9]{6}Z\.tar\.gz")


@dataclass(frozen=True)
class Found:
    """An archive by its name; without a manifest it cannot be read."""

    path: Path
    size: int
    manifest: Manifest | None

    @property
    def is_ours(self) -> bool:
        """Made by this very house at the moment that its name tells: only such a one is ever deleted."""
        head = self.manifest
        return head is not None and head.house == house_id() and archive_name(head.made_at) == self.path.name


def folder() -> Path | None:
    """Where scheduled backups go; None when they are switched off."""
    return settings.BACKUPS


def are_daily() -> bool:
    """Whether one is made every morning. The demo company can be loaded again at any time; it makes none by itself."""
    return folder() is not None and not settings.DEMO


def keep() -> Keep:
    """As set in TANDEM_BACKUP_KEEP; ValueError for what cannot be read."""
    return read_keep(settings.BACKUP_KEEP)


def zone() -> ZoneInfo:
    """Days are the company's."""
    return ZoneInfo(str(timezone.get_default_timezone()))


def backups_in(place: Path) -> Sequence[Found]:
    """Archives by name, the newest first; links and whatever else lies there are passed over."""
    if not place.is_dir():
        return []
    names = [path for path in place.iterdir() if NAME.fullmatch(path.name) and path.is_file() and not path.is_symlink()]
    return [_look(path) for path in sorted(names, reverse=True)]


def prune(place: Path, made: Path) -> list[Path]:
    """Delete what need not be kept any more, after `made` has been written and read back."""
    ours = {found.manifest.made_at: found for found in backups_in(place) if found.manifest and found.is_ours}
    stay = kept(ours, keep(), zone())
    gone = [found.path for moment, found in ours.items() if moment not in stay and found.path != made]
    for path in gone:
        path.unlink(missing_ok=True)
    return gone


def _look(path: Path) -> Found:
    try:
        return Found(path, path.stat().st_size, read_head(path))
    except (Refused, OSError):
        return Found(path, path.stat().st_size if path.exists() else 0, None)
