"""Reading files: whoever may see the thing may read what is attached to it."""

from __future__ import annotations

from django.db.models import QuerySet

from tandem.core.actor import Actor
from tandem.core.kinds import kinds, visible_object
from tandem.core.models import Attachment


def carries_files(kind: str) -> bool:
    """Whether things of this kind have files at all."""
    return kind in kinds() and kinds()[kind].files is not None


def files_of(kind: str, pk: int) -> QuerySet[Attachment]:
    """What is attached to a thing that the caller has found visible, newest first."""
    return Attachment.objects.filter(about_kind=kind, about_id=pk, removed_at=None).order_by("-pk")


def visible_file(pk: int, actor: Actor) -> Attachment | None:
    """One file, if the viewer may see what it is about."""
    file = Attachment.objects.filter(pk=pk, removed_at=None).first()
    if file is None or visible_object(file.about_kind, file.about_id, actor) is None:
        return None
    return file
