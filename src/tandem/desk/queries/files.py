"""The files of a thing, ready to be shown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from tandem.core.actor import Actor
from tandem.core.attachments.actions import can_add_file
from tandem.core.attachments.queries import files_of
from tandem.core.kinds import kinds
from tandem.core.models import Attachment
from tandem.core.once import new_key
from tandem.core.rules import allows

ICONS = {"application/pdf": "file-text", "text/plain": "file-text"}


@dataclass(frozen=True)
class FileRow:
    """One file."""

    file: Attachment
    own: bool  # may be removed by the viewer

    @property
    def icon(self) -> str:
        """For what has no small picture."""
        return ICONS.get(self.file.media_type, "paperclip")

    @property
    def ending(self) -> str:
        """Of its name, as people know file types."""
        return self.file.name.rpartition(".")[2][:5].upper() if "." in self.file.name else ""


@dataclass(frozen=True)
class FileList:
    """What is attached to a thing."""

    thing: Any
    about: str
    url: str  # of the thing
    rows: Sequence[FileRow]
    may_add: bool
    once: str


def file_list(thing: Any, actor: Actor) -> FileList:
    """All of it; there are a hundred at most."""
    me = (actor.kind, actor.id)
    rows = [FileRow(row, (row.actor_kind, row.actor_id) == me) for row in files_of(thing.ref_kind, thing.pk)]
    return FileList(
        thing=thing,
        about=f"{thing.ref_kind}:{thing.pk}",
        url=kinds()[thing.ref_kind].url(thing),
        rows=rows,
        may_add=allows(can_add_file, actor, thing),
        once=new_key(),
    )
