"""Taking a checked package into an empty house: all of it in one transaction, or nothing."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import DatabaseError, connection, models, transaction
from django.db.models import Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from tandem.core.bulk import write_rows
from tandem.exchange.progress import Bar
from tandem.exchange.reading import InputRefused

from .checking import StoredFile
from .derived import put_together
from .holdings import GIVEN, Holding, holdings
from .ids import go_on_after
from .places import Counted, Source
from .reading import Head, read_table, values_of

BATCH = 5000
_PLAIN = (models.CharField, models.TextField, models.IntegerField, models.BooleanField, models.FloatField)


def refuse_unless_empty() -> None:
    """InputRefused where anything is here already, even a single event."""
    for one in holdings(sign_in=True):
        if one.label not in GIVEN and one.model._base_manager.exists():
            text = _("This house is not empty: it holds %(table)s. Name another in TANDEM_HOME or TANDEM_DATABASE_URL.")
            raise InputRefused(text % {"table": one.name})
    home = Path(settings.MEDIA_ROOT)
    if home.exists() and any(path.is_file() for path in home.rglob("*")):
        raise InputRefused(_("There are files in %(path)s already.") % {"path": home})


def load_company(source: Source, head: Head, files: list[StoredFile], *, at: datetime, bar: Bar) -> None:
    """Everything, counted again in the house itself. What goes wrong leaves house and folder as they were."""
    with _files_in_place(source, files) as put_in_place:
        try:
            with transaction.atomic():
                refuse_unless_empty()
                _clear_given(head)
                bar.start(_("Writing"), head.rows)
                for one in head.tables:
                    _load(source, head, one, bar)
                connection.check_constraints()
                go_on_after({one.model: head.counted[one.name].get("lastId", 0) for one in head.tables})
                _count_again(head)
                put_together(timezone.localdate(at), bar=bar)
                put_in_place()
        except DatabaseError as error:
            raise InputRefused(_("The database refused it: %(error)s.") % {"error": str(error).strip()}) from error


def _clear_given(head: Head) -> None:
    """The lists that this house came with make room for the company's own."""
    for one in reversed(head.tables):
        if one.label in GIVEN:
            one.model._base_manager.all().delete()


def _load(source: Source, head: Head, one: Holding, bar: Bar) -> None:
    prepare = [_prepared(column.field) for column in one.columns]
    missing = _missing(one)
    names = [str(column.field.column) for column in one.columns] + [str(field.column) for field in missing]
    rows: list[list[Any]] = []
    for line, cells in read_table(source, head, one):
        values = values_of(one, line, cells)
        row = [ready(value) for ready, value in zip(prepare, values, strict=True)]
        rows.append(row + [make() for make in missing.values()])
        if len(rows) == BATCH:
            write_rows(one.model, names, rows)
            bar.advance(BATCH)
            rows = []
    if rows:
        write_rows(one.model, names, rows)


def _prepared(field: models.Field[Any, Any]) -> Any:
    """How a value goes to the database; most go as they are."""
    kind: Any = field
    while isinstance(kind, models.ForeignKey):
        kind = kind.target_field
    if isinstance(kind, _PLAIN):
        return lambda value: value
    return lambda value: field.get_db_prep_save(value, connection)


def _missing(one: Holding) -> dict[models.Field[Any, Any], Any]:
    """Columns that did not come along, and what they are here: nobody can sign in, and nothing is referred to."""
    there = {column.name for column in one.columns}
    return {
        field: (lambda: make_password(None)) if field.attname == "password" else (lambda: None)
        for field in one.model._meta.concrete_fields
        if field.attname not in there and not field.generated
    }


def _count_again(head: Head) -> None:
    """Rows and sums as the package has them."""
    for one in head.tables:
        told = head.counted[one.name]
        wanted = told.get("sums", {})
        found = one.rows().order_by().aggregate(**{name: Sum(name) for name in wanted}) if wanted else {}
        count = one.model._base_manager.count()
        if count != told["rows"] or {name: value or 0 for name, value in found.items()} != wanted:
            raise InputRefused(_("%(table)s does not hold what the package says.") % {"table": one.name})


@contextmanager
def _files_in_place(source: Source, files: list[StoredFile]) -> Iterator[Any]:
    """The files beside their place, and what moves them there; taken back where it fails after that."""
    home = Path(settings.MEDIA_ROOT)
    home.parent.mkdir(parents=True, exist_ok=True)
    aside = Path(tempfile.mkdtemp(prefix=".files.", dir=home.parent))
    moved = False

    def put_in_place() -> None:
        nonlocal moved
        home.mkdir(exist_ok=True)
        for found in aside.iterdir():
            found.rename(home / found.name)
        moved = True

    try:
        for file in files:
            _copy(source, file, aside / file.path)
        yield put_in_place
    except BaseException:
        if moved:
            for first in {Path(file.path).parts[0] for file in files}:
                path = home / first
                shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)
        raise
    finally:
        shutil.rmtree(aside, ignore_errors=True)


def _copy(source: Source, file: StoredFile, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with source.open(f"files/{file.path}") as stream, path.open("xb") as out:
        path.chmod(0o600)
        counted = Counted(out)
        shutil.copyfileobj(stream, counted)
    if counted.digest != file.digest:
        raise InputRefused(_("%(file)s is cut short, damaged or has been changed.") % {"file": file.path})
