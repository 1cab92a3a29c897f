"""Preparing, starting and taking back imports."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from tandem.core.actor import Actor
from tandem.core.errors import Invalid, Refused
from tandem.core.events import record, trail
from tandem.core.jobs import start_job
from tandem.core.locking import lock
from tandem.core.models import Event, Job
from tandem.core.rules import require
from tandem.people.queries import signed_in

from .files import Opened, Options, open_file
from .files.matching import guess_kind, match_columns
from .models import Import, ImportKind, ImportLayout, ImportState
from .reading import InputRefused
from .rules import can_import, can_import_kind, can_prepare_import, can_revert_import
from .values import Unreadable
from .wizard.cells import Form
from .wizard.sinks import SINKS

FOLDER = "imports"
_STAYS = ("kind", "sheet", "encoding", "separator", "header_line")  # what a person chose; the rest is guessed anew
ERROR_COLUMNS = {"line", "reason", "Zeile", "Grund"}  # what `queries.error_file` puts in front, in both languages


def store_file(chunks: Iterable[bytes]) -> tuple[str, int, str]:
    """Write what was sent below TANDEM_HOME/files; its place there, its size and its SHA-256."""
    folder = Path(settings.MEDIA_ROOT) / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    name, size, digest = f"{FOLDER}/{secrets.token_hex(16)}", 0, hashlib.sha256()
    with (Path(settings.MEDIA_ROOT) / name).open("xb") as file:
        for chunk in chunks:
            file.write(chunk)
            size += len(chunk)
            digest.update(chunk)
    return name, size, digest.hexdigest()


def create_import(*, file_name: str, chunks: Iterable[bytes], kind: str = "", actor: Actor, at: datetime) -> Import:
    """Take a file in and guess how it is to be read; Invalid, with nothing kept, where it cannot be read at all."""
    require(can_import, actor)
    stored, size, digest = store_file(chunks)
    path = Path(settings.MEDIA_ROOT) / stored
    try:
        opened = open_file(path, file_name)
        kind = kind or _guessed_kind(opened, actor)
        require(can_import_kind, actor, kind)
        with transaction.atomic():
            one = Import(
                kind=kind, file_name=file_name[-200:], stored=stored, size=size, digest=digest,
                by=signed_in(actor), created_at=at, mode=_mode(kind),
            )  # fmt: skip
            _read_as(one, opened, actor)
            one.save()
            data = {"kind": kind, "file": one.file_name, "sha256": digest}
            record("import.prepared", one, actor=actor, at=at, data=data)
    except InputRefused as error:
        path.unlink(missing_ok=True)
        raise Invalid("file_unreadable", str(error), {"file": str(error)}) from error
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    return one


def _guessed_kind(opened: Opened, actor: Actor) -> str:
    """What the columns look like, else the first of what this person may put in."""
    allowed = [kind for kind in ImportKind.values if can_import_kind(actor, kind)]
    found = guess_kind(opened.header, opened.sample, allowed)
    return found if found in allowed else allowed[0]


def _mode(kind: str) -> str:
    return str(SINKS[kind].modes[0])


def _read_as(one: Import, opened: Opened, actor: Actor) -> None:
    """What is known of files like this one, else what their column names suggest."""
    one.options, one.header = opened.options.as_dict(), list(opened.header)
    layout = ImportLayout.objects.filter(signature=signature(one.kind, opened.header)).first()
    if layout is None:
        one.mapping = match_columns(opened.header, one.kind)
        one.fixed = SINKS[one.kind].givens(actor)
        return
    places = {name: index for index, name in enumerate(opened.header)}
    one.mapping = {field: places[name] for field, name in layout.mapping.items() if name in places}
    one.mode, one.key, one.fixed = layout.mode, layout.key, layout.fixed
    one.make_customers = layout.make_customers
    one.options |= layout.formats


def signature(kind: str, header: Sequence[str]) -> str:
    """What makes two files alike: what they become, and the names of their columns but for those of an error file."""
    names = [name for name in header if name not in ERROR_COLUMNS]
    return hashlib.sha256("\x1f".join([kind, *names]).encode()).hexdigest()


@transaction.atomic
def set_reading(
    one: Import, *, kind: str, options: Mapping[str, Any], version: int, actor: Actor, at: datetime
) -> Import:
    """Read the file otherwise: another sheet, header line, encoding, or as another kind; columns are matched anew."""
    require(can_prepare_import, actor, one)
    require(can_import_kind, actor, kind)
    one = _draft(one, version)
    known = {name: one.options[name] for name in _STAYS if name in one.options}
    if any(one.options.get(name) != options.get(name) for name in ("sheet", "encoding", "separator")):
        options = {**options, "header_line": 0}  # where the names stand is found anew
    wanted = Options.from_dict({**known, **options})
    try:
        opened = open_file(one.path, one.file_name, wanted)
    except InputRefused as error:
        raise Invalid("file_unreadable", str(error)) from error
    one.kind, one.mode, one.key, one.fixed = kind, _mode(kind), "", {}
    _read_as(one, opened, actor)
    one.version += 1
    one.save()
    return one


@transaction.atomic
def set_mapping(one: Import, *, values: Mapping[str, Any], version: int, actor: Actor, at: datetime) -> Import:
    """Say which column is which field, what stands in no column, and what is done with known rows."""
    require(can_prepare_import, actor, one)
    one = _draft(one, version)
    for name in ("mode", "key", "mapping", "fixed", "make_customers"):
        if name in values:
            setattr(one, name, values[name])
    one.options = {**one.options, **values.get("formats", {})}
    one.version += 1
    one.save()
    return one


def _draft(one: Import, version: int) -> Import:
    one = lock(one, version=version)
    if one.state != ImportState.DRAFT:
        raise Refused("import_began", _("This import has begun already; its columns stand."))
    return one


@transaction.atomic
def start_check(one: Import, *, actor: Actor, at: datetime) -> Job:
    """Judge the whole file without writing anything, as a job."""
    require(can_prepare_import, actor, one)
    one = _draft(one, one.version)
    _check_mapping(one)
    title = _("Check %(file)s") % {"file": one.file_name}
    one.job = start_job("import.check", title=title, params={"import": one.pk}, actor=actor, at=at, about=one)
    one.save(update_fields=["job"])
    return one.job


@transaction.atomic
def start_import(one: Import, *, version: int, actor: Actor, at: datetime) -> Job:
    """Write, as a job; the layout is remembered for the next file like this."""
    require(can_prepare_import, actor, one)
    one = _draft(one, version)
    _check_mapping(one)
    _remember(one, at)
    with trail(one.trail):
        record("import.started", one, actor=actor, at=at, data={"kind": one.kind, "file": one.file_name})
        title = _("Import %(file)s") % {"file": one.file_name}
        one.job = start_job("import.run", title=title, params={"import": one.pk}, actor=actor, at=at, about=one)
    one.state, one.began_at = ImportState.RUNNING, at
    one.version += 1
    one.save()
    return one.job


@transaction.atomic
def resume_import(one: Import, *, actor: Actor, at: datetime) -> Job:
    """Go on with an import that was stopped, behind the last line that is done."""
    require(can_prepare_import, actor, one)
    one = lock(one)
    if one.state != ImportState.STOPPED or one.undone_to is not None:
        raise Refused("import_not_stopped", _("Only an import that was stopped can go on."))
    title = _("Import %(file)s") % {"file": one.file_name}
    one.job = start_job("import.run", title=title, params={"import": one.pk}, actor=actor, at=at, about=one)
    one.state = ImportState.RUNNING
    one.save(update_fields=["state", "job"])
    return one.job


@transaction.atomic
def start_revert(one: Import, *, actor: Actor, at: datetime) -> Event:
    """Take back all that the import wrote, as a job; what others worked on since stays."""
    require(can_revert_import, actor, one)
    one = lock(one)
    require(can_revert_import, actor, one)
    event = record("import.reverted", one, actor=actor, at=at, data={"kind": one.kind, "file": one.file_name})
    title = _("Take back %(file)s") % {"file": one.file_name}
    params = {"import": one.pk, "event": event.pk}
    one.job = start_job("import.revert", title=title, params=params, actor=actor, at=at, about=one)
    one.state = ImportState.REVERTING
    one.save(update_fields=["state", "job"])
    return event


@transaction.atomic
def discard_import(one: Import, *, actor: Actor, at: datetime) -> Event:
    """Throw away a draft with its file; nothing of it was written."""
    require(can_prepare_import, actor, one)
    one = _draft(one, one.version)
    path = one.path
    event = record("import.discarded", one, actor=actor, at=at, data={"file": one.file_name})
    one.delete()
    transaction.on_commit(lambda: path.unlink(missing_ok=True))
    return event


def _check_mapping(one: Import) -> None:
    """Raise Invalid where fields that must be there have no column, or a value for all rows cannot be read."""
    fields = SINKS[one.kind].fields_of(one.mode)
    try:
        form = Form.of(fields, one.mapping, Options.from_dict(one.options), one.fixed)
    except Unreadable as error:
        raise Invalid("fixed_unreadable", _("A value for all rows cannot be read: %s") % error) from error
    there = {*form.readers, *form.fixed}
    missing = [str(field.label) for field in fields if field.needed and field.name not in there]
    if missing or not form.readers:
        names = ", ".join(missing) or _("any field")
        raise Invalid("columns_missing", _("No column is chosen for: %(names)s.") % {"names": names})


def _remember(one: Import, at: datetime) -> None:
    names = {field: one.header[column] for field, column in one.mapping.items() if column < len(one.header)}
    formats = {name: one.options[name] for name in ("date_order", "decimal") if name in one.options}
    ImportLayout.objects.update_or_create(
        signature=signature(one.kind, one.header),
        defaults={
            "kind": one.kind, "mode": one.mode, "key": one.key, "mapping": names, "fixed": one.fixed,
            "make_customers": one.make_customers, "formats": formats, "used_at": at,
        },
    )  # fmt: skip
