"""Adding and removing files."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import PurePath
from typing import Any

from django.conf import settings
from django.db import models, transaction
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

from tandem.core.actor import Actor
from tandem.core.errors import Conflict, Invalid, Refused
from tandem.core.events import record
from tandem.core.kinds import kinds, visible_object
from tandem.core.locking import lock, lock_name
from tandem.core.models import Attachment, Document, Event
from tandem.core.rules import require

from .queries import files_of
from .storing import Received, content_path
from .thumbnails import thumbnail_path

MOST_FILES = 100  # about one thing
KEPT = timedelta(days=30)  # after removal, so that it can be brought back


def can_add_file(actor: Actor, thing: Any) -> bool:
    """Who sees the thing and works with its kind, as the registry says."""
    rule = kinds()[thing.ref_kind].files
    return rule is not None and rule(actor, thing) and visible_object(thing.ref_kind, thing.pk, actor) is not None


def can_remove_file(actor: Actor, file: Attachment) -> bool:
    """Who added it, as long as they see what it is about."""
    mine = (file.actor_kind, file.actor_id) == (actor.kind, actor.id)
    return mine and visible_object(file.about_kind, file.about_id, actor) is not None


@transaction.atomic
def add_file(thing: Any, *, name: str, content: Received, actor: Actor, at: datetime) -> Attachment:
    """Keep what was received, about the thing; Invalid where it is empty or too large."""
    require(can_add_file, actor, thing)
    return attach(thing, name=name, content=content, actor=actor, at=at)


@transaction.atomic
def add_files(
    thing: Any, files: Sequence[tuple[str, Received]], *, field: str, actor: Actor, at: datetime
) -> list[Attachment]:
    """Keep all that came with a form, or nothing: Invalid names the file, at the field it came in."""
    kept = []
    for name, content in files:
        try:
            kept.append(add_file(thing, name=name, content=content, actor=actor, at=at))
        except Invalid as error:
            raise Invalid(error.code, error.text, {field: f"{name}: {error.text}"}) from error
    return kept


@transaction.atomic
def attach(thing: Any, *, name: str, content: Received, actor: Actor, at: datetime) -> Attachment:
    """The same for a door that has asked a rule of its own: the portal's contacts see the thing by another way."""
    _check_size(content)
    lock_name("attachments")
    if files_of(thing.ref_kind, thing.pk).count() >= MOST_FILES:
        raise Invalid(
            "too_many", _("There are %(count)s files here already. Remove one first.") % {"count": MOST_FILES}
        )
    kind = content.kind
    file = Attachment.objects.create(
        about_kind=thing.ref_kind, about_id=thing.pk, name=_clean(name), media_type=kind.media_type,
        size=content.size, digest=content.digest, width=kind.width, height=kind.height,
        actor_kind=actor.kind, actor_id=actor.id, actor_label=actor.label[:150], added_at=at,
    )  # fmt: skip
    record("file.added", *_subjects(file, actor, thing), actor=actor, at=at, data=_told(file))
    content.keep()
    return file


@transaction.atomic
def remove_file(file: Attachment, *, actor: Actor, at: datetime) -> Event:
    """Take a file away; it can be brought back for thirty days."""
    require(can_remove_file, actor, file)
    file = lock(file)
    if file.removed_at:
        raise Refused("removed_already", _("This file has been removed already."))
    file.removed_at = at
    file.save(update_fields=["removed_at"])
    return record("file.removed", *_subjects(file, actor), actor=actor, at=at, data=_told(file))


def undo_file_added(event: Event, actor: Actor, at: datetime) -> tuple[models.Model, ...]:
    """Take back a file just added."""
    return _set_removed(event, actor, at)


def undo_file_removed(event: Event, actor: Actor, at: datetime) -> tuple[models.Model, ...]:
    """Bring a removed file back."""
    return _set_removed(event, actor, None)


def sweep_removed(event: Event, at: datetime) -> None:
    """Every morning: what was removed a month ago goes for good, with contents that no other file shares."""
    lock_name("attachments")  # nobody may take up a content that is on its way out
    old = Attachment.objects.filter(removed_at__lt=at - KEPT)
    digests = set(old.values_list("digest", flat=True))
    old.delete()
    gone = digests - _in_use(digests)
    for digest in gone:
        content_path(digest).unlink(missing_ok=True)
        thumbnail_path(digest).unlink(missing_ok=True)


def _in_use(digests: set[str]) -> set[str]:
    """Contents that files or papers still bear."""
    files, papers = (model.objects.filter(digest__in=digests) for model in (Attachment, Document))
    return set(files.values_list("digest", flat=True)) | set(papers.values_list("digest", flat=True))


def _check_size(content: Received) -> None:
    if content.size == 0:
        raise Invalid("empty", _("This file is empty."))
    if content.size > settings.FILE_BYTES:
        most = filesizeformat(settings.FILE_BYTES)
        raise Invalid("too_large", _("This file is larger than %(most)s.") % {"most": most})


def _clean(name: str) -> str:
    """The last part of the name, without what is not to be seen, and short; its ending stays."""
    plain = unicodedata.normalize("NFC", name.replace("\\", "/").rsplit("/", 1)[-1])
    seen = "".join(letter for letter in plain if unicodedata.category(letter)[0] != "C").strip(" .")
    path = PurePath(seen or _("file"))
    return f"{path.stem[: 200 - len(path.suffix[:20])]}{path.suffix[:20]}"


def _subjects(file: Attachment, actor: Actor, thing: Any = None) -> tuple[models.Model | None, ...]:
    """The file, the thing, and the customer and tandem that the thing belongs to, unless it is private."""
    thing = thing or visible_object(file.about_kind, file.about_id, actor)
    if getattr(thing, "private", False):
        return file, thing
    return file, thing, getattr(thing, "customer", None), getattr(thing, "tandem", None)


def _told(file: Attachment) -> dict[str, Any]:
    told = {"file": file.pk, "name": file.name, "size": file.size, "media_type": file.media_type}
    return {**told, "about": f"{file.about_kind}:{file.about_id}"}


def _set_removed(event: Event, actor: Actor, removed_at: datetime | None) -> tuple[models.Model, ...]:
    found = Attachment.objects.filter(pk=event.data["file"]).first()
    if found is None:
        raise Refused("swept", _("This file is not there any more."))
    file = lock(found)
    require(can_remove_file, actor, file)
    if bool(file.removed_at) == bool(removed_at):
        raise Conflict("changed_since", _("This was changed again since, so it cannot be taken back."))
    file.removed_at = removed_at
    file.save(update_fields=["removed_at"])
    return tuple(subject for subject in _subjects(file, actor) if subject is not None)
