"""Writing the package: every table at one moment, every file, and what describes them."""

from __future__ import annotations

import csv
import io
import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from tandem.core.actor import Actor
from tandem.core.events import record
from tandem.core.exports.actions import COMPANY, COMPANY_VERB
from tandem.core.fields import CentsField
from tandem.exchange.progress import Bar

from .holdings import Holding, holdings
from .ids import counts, last_id
from .places import Counted, Target, target_at
from .schema import files_resource, package, resource
from .snapshot import snapshot

DESCRIPTION = "datapackage.json"
BATCH = 2000


@dataclass
class Written:
    """What went into the package."""

    rows: dict[str, int] = field(default_factory=dict)
    files: int = 0
    gone: list[str] = field(default_factory=list)  # files that vanished while it was written

    def plain(self) -> dict[str, Any]:
        """As JSON tells it."""
        return {"rows": self.rows, "files": self.files, "gone": self.gone}


def write_company(path: Path, *, sign_in: bool, actor: Actor, at: datetime, bar: Bar) -> Written:
    """Write the company to a new folder or ZIP; InputRefused where something is there already."""
    written, resources = Written(), []
    with target_at(path) as target:
        with snapshot():
            resources.append(_write_files(target, written, bar))
            resources += [_write_table(target, one, written, bar) for one in holdings(sign_in=sign_in)]
            described = package(resources, sign_in=sign_in)
        with target.create(DESCRIPTION) as file:
            file.write((json.dumps(described, ensure_ascii=False, indent=1) + "\n").encode())
    bar.finish()
    count = sum(written.rows.values())
    data = {
        "list": COMPANY,
        "sheet": COMPANY,
        "format": "zip" if path.suffix.lower() == ".zip" else "csv",
        "filters": {"sign_in": "yes"} if sign_in else {},
        "searched": False,
        "count": count,
    }
    with transaction.atomic():
        record(COMPANY_VERB, actor=actor, at=at, data=data)
    return written


def _write_table(target: Target, one: Holding, written: Written, bar: Bar) -> dict[str, Any]:
    rows = one.rows()
    bar.start(str(one.model._meta.verbose_name_plural)[:12], rows.count())
    sums = {column.name: 0 for column in one.columns if isinstance(column.field, CentsField)}
    places = {name: [column.name for column in one.columns].index(name) for name in sums}
    count = 0
    with _counted(target, one.path) as (out, text):
        table = csv.writer(text)
        table.writerow([column.name for column in one.columns])
        write = [column.codec.text for column in one.columns]
        for row in rows.values_list(*(column.name for column in one.columns)).iterator(chunk_size=BATCH):
            table.writerow([told(value) for told, value in zip(write, row, strict=True)])
            count += 1
            for name, place in places.items():
                sums[name] += row[place] or 0
            if count % BATCH == 0:
                bar.advance(BATCH)
    written.rows[one.name] = count
    told = resource(one) | {"bytes": out.size, "hash": f"sha256:{out.digest}", "rows": count}
    if sums:
        told["sums"] = sums
    if counts(one.model):
        told["lastId"] = last_id(one.model)
    return told


def _write_files(target: Target, written: Written, bar: Bar) -> dict[str, Any]:
    """All files of the house, with the list of them. One that vanishes meanwhile belongs to a row changed since."""
    home = Path(settings.MEDIA_ROOT)
    found = sorted(path.relative_to(home).as_posix() for path in home.rglob("*") if path.is_file())
    bar.start(_("Files"), len(found))
    lines = []
    for name in found:
        try:
            with (home / name).open("rb") as file, target.create(f"files/{name}") as copy:
                counted = Counted(copy)
                shutil.copyfileobj(file, counted)
            lines.append((name, counted.size, counted.digest))
        except FileNotFoundError:
            written.gone.append(name)
        bar.advance(1)
    written.files = len(lines)
    described = files_resource()
    with _counted(target, described["path"]) as (out, text):
        table = csv.writer(text)
        table.writerow(["path", "bytes", "sha256"])
        table.writerows(lines)
    return described | {"bytes": out.size, "hash": f"sha256:{out.digest}", "rows": len(lines)}


@contextmanager
def _counted(target: Target, name: str) -> Iterator[tuple[Counted, io.TextIOWrapper]]:
    """A text file of the package that is counted as it grows."""
    with target.create(name) as file:
        counted = Counted(file)
        buffered = io.BufferedWriter(counted, 1 << 16)  # type: ignore[type-var]  # a raw file need have no name
        text = io.TextIOWrapper(buffered, encoding="utf-8", newline="")
        yield counted, text
        text.flush()
        text.detach()
        buffered.detach()
