"""Making a paper once, and finding it again."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max, QuerySet
from django.http import FileResponse, Http404

from tandem.core.actor import Actor
from tandem.core.attachments.storing import content_path, received
from tandem.core.kinds import visible_object
from tandem.core.locking import lock_name
from tandem.core.models import Document

from .letterhead import letterhead
from .paper import Paper
from .printing import PLAIN, WITH_DATA, print_pdf

SANDBOX = "default-src 'none'; sandbox"
Finish = Callable[[bytes], bytes]  # what is done to a printed paper before it is kept: data attached, a seal set


def document_of(thing: Any, kind: str, language: str = "", edition: int | None = None) -> Document | None:
    """The newest paper of a kind about a thing, in a language and of an edition where these are named."""
    rows = documents_of(thing.ref_kind, thing.pk).filter(kind=kind)
    rows = rows if edition is None else rows.filter(edition=edition)
    return (rows.filter(language=language) if language else rows).first()


def documents_of(kind: str, pk: int) -> QuerySet[Document]:
    """All papers about a thing that the caller has found visible, newest first."""
    return Document.objects.filter(about_kind=kind, about_id=pk).order_by("-pk")


def visible_document(pk: int, actor: Actor) -> Document | None:
    """One paper, if the viewer may see what it is about."""
    found = Document.objects.filter(pk=pk).first()
    if found is None or visible_object(found.about_kind, found.about_id, actor) is None:
        return None
    return found


def make_document(
    thing: Any,
    *,
    kind: str,
    paper: Paper,
    actor: Actor,
    at: datetime,
    edition: int | None = None,
    anew: bool = False,
    finish: Finish | None = None,
) -> tuple[Document, bool]:
    """The paper of this kind and language about the thing, and whether it was made just now.

    Whoever comes second, or later, gets the first one's; `anew` makes a further edition, and all are kept. What counts
    its own editions (the revisions of a quote) says which with `edition`. The caller has asked its own rule. It prints
    outside of any transaction of its own: nobody who writes waits for it.
    """
    language = paper.data(letterhead())["language"]
    there = None if anew else document_of(thing, kind, language, edition)
    if there is not None:
        return there, False
    content = print_pdf(paper.data(letterhead()), at=at, standard=WITH_DATA if finish else PLAIN)
    content = finish(content) if finish else content
    return keep_document(
        thing, kind=kind, language=language, title=f"{paper.title} {paper.number}".strip(), content=content,
        standard=WITH_DATA if finish else PLAIN, actor=actor, at=at, edition=edition, anew=anew,
    )  # fmt: skip


@transaction.atomic
def keep_document(
    thing: Any,
    *,
    kind: str,
    language: str,
    title: str,
    content: bytes,
    standard: str,
    actor: Actor,
    at: datetime,
    edition: int | None = None,
    anew: bool = False,
) -> tuple[Document, bool]:
    """Keep printed bytes about a thing; the one that is there already unless `anew`, and whether this is a new one."""
    lock_name("attachments")
    rows = documents_of(thing.ref_kind, thing.pk).filter(kind=kind, language=language)
    there = (rows if edition is None else rows.filter(edition=edition)).first()
    if there is not None and not anew:
        return there, False
    edition = edition or (rows.aggregate(most=Max("edition"))["most"] or 0) + 1
    name = file_name(title if edition == 1 else f"{title} ({edition})")
    with received(_Printed(name, content)) as coming:
        made = Document.objects.create(
            about_kind=thing.ref_kind, about_id=thing.pk, kind=kind, edition=edition, language=language, name=name,
            title=title[:200], digest=coming.digest, size=coming.size, standard=standard, actor_kind=actor.kind,
            actor_id=actor.id, actor_label=actor.label[:150], made_at=at,
        )  # fmt: skip
        coming.keep()
    return made, True


def read_document(document: Document) -> bytes:
    """Its bytes as they were made. Raises ValueError where they are not what was kept."""
    content = content_path(document.digest).read_bytes()
    if hashlib.sha256(content).hexdigest() != document.digest:
        raise ValueError(f"document {document.pk} is not what was kept")
    return content


def document_answer(document: Document) -> FileResponse:
    """The paper as a download. Whoever calls this has made sure that the reader may see it (portal, desk)."""
    path = content_path(document.digest)
    if not path.is_file():
        raise Http404
    answer = FileResponse(path.open("rb"), as_attachment=True, filename=document.name, content_type="application/pdf")
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Content-Security-Policy"] = SANDBOX
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


def file_name(title: str) -> str:
    """A name that every system takes: letters, digits, dots and dashes."""
    plain = unicodedata.normalize("NFC", title)
    return (re.sub(r"[^\w.-]+", "-", plain).strip("-.")[:100] or "document") + ".pdf"


@dataclass(frozen=True)
class _Printed:
    """Printed bytes, as `received` wants them."""

    name: str
    data: bytes

    def chunks(self) -> Iterator[bytes]:
        yield self.data
