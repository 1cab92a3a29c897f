"""What an archive says of itself: the first member, against which everything after it is checked."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any

from django.utils.translation import gettext as _

from tandem.core.errors import Refused

from .place import FOLDERS

FORMAT = "tandem-backup"
VERSION = 1
NAME = "manifest.json"
DATABASES = {"sqlite": "database.sqlite3", "postgresql": "database.dump"}  # kind -> member
MOST_BYTES = 64 * 1024 * 1024
_SHA256 = re.compile("[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Entry:
    """One member: a file of the house by its path in TANDEM_HOME, or the database."""

    name: str
    size: int
    sha256: str


@dataclass(frozen=True)
class Database:
    """What is in the database: rows per table, and the sum of every column of cents as `table.column`."""

    kind: str
    version: str
    migrations: tuple[str, ...]
    rows: Mapping[str, int]
    sums: Mapping[str, int]


@dataclass(frozen=True)
class Manifest:
    """The whole archive. `house` tells whose it is, so that no house prunes another's."""

    product: str
    made_at: datetime
    house: str
    company: str
    database: Database
    dump: Entry
    files: tuple[Entry, ...]

    @property
    def unpacked(self) -> int:
        """How much comes out of the archive."""
        return self.dump.size + sum(entry.size for entry in self.files)

    def written(self) -> bytes:
        """As it stands in the archive."""
        plain = asdict(self)
        plain["made_at"] = self.made_at.astimezone(UTC).isoformat()
        return json.dumps({"format": FORMAT, "version": VERSION, **plain}, ensure_ascii=False, indent=1).encode()


def read_manifest(data: bytes) -> Manifest:
    """Refused for what no Tandem wrote, and for what a newer one wrote in another form."""
    try:
        plain = json.loads(data)
        if plain["format"] != FORMAT:
            raise _foreign()
        if plain["version"] != VERSION:
            raise Refused(
                "newer_format",
                _("This archive is in format %(version)s, which this Tandem does not know. Update Tandem first.")
                % {"version": plain["version"]},
            )
        found = _manifest(plain)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise _foreign() from None
    return found


def _manifest(plain: dict[str, Any]) -> Manifest:
    database = plain["database"]
    kind = _text(database["kind"])
    found = Manifest(
        product=_text(plain["product"]),
        made_at=datetime.fromisoformat(plain["made_at"]).astimezone(UTC),
        house=_text(plain["house"]),
        company=_text(plain["company"]),
        database=Database(
            kind=kind,
            version=_text(database["version"]),
            migrations=tuple(_text(name) for name in database["migrations"]),
            rows=_numbers(database["rows"]),
            sums=_numbers(database["sums"]),
        ),
        dump=_entry(plain["dump"]),
        files=tuple(_entry(entry) for entry in plain["files"]),
    )
    names = [entry.name for entry in found.files]
    if found.dump.name != DATABASES[kind] or len(set(names)) < len(names) or not all(map(_is_inside, names)):
        raise ValueError
    return found


def _entry(plain: dict[str, Any]) -> Entry:
    entry = Entry(_text(plain["name"]), _number(plain["size"]), _text(plain["sha256"]))
    if entry.size < 0 or not _SHA256.fullmatch(entry.sha256):
        raise ValueError
    return entry


def _is_inside(name: str) -> bool:
    """A file in one of the house's folders: nothing absolute, no way up, no name that another system splits."""
    parts = name.split("/")
    plain = all(part not in ("", ".", "..") and "\0" not in part and "\\" not in part for part in parts)
    return plain and len(parts) > 1 and parts[0] in FOLDERS


def _numbers(plain: dict[str, Any]) -> dict[str, int]:
    return {_text(name): _number(value) for name, value in plain.items()}


def _number(value: Any) -> int:
    if type(value) is not int:
        raise TypeError
    return value


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value


def _foreign() -> Refused:
    return Refused("foreign", _("This is not an archive that tandem backup made."))
