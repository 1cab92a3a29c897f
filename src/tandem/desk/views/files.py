"""Files about anything: the part of a page that lists them, adding, removing, the content and its small picture."""

from __future__ import annotations

import re
from typing import Any

from django.conf import settings
from django.contrib.messages import SUCCESS
from django.contrib.messages.storage.base import Message
from django.core.files.uploadedfile import UploadedFile
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tandem.core.attachments.actions import add_file, can_add_file, remove_file
from tandem.core.attachments.queries import carries_files, visible_file
from tandem.core.attachments.storing import content_path, received
from tandem.core.attachments.thumbnails import thumbnail
from tandem.core.errors import Invalid
from tandem.core.http import Request, notify
from tandem.core.kinds import visible_object
from tandem.core.models import Attachment, Event
from tandem.core.once import FIELD, event_of, once
from tandem.core.rules import require
from tandem.desk.queries.files import file_list

SANDBOX = "default-src 'none'; sandbox"


@require_http_methods(["GET", "HEAD", "POST"])
def files_about(request: Request) -> HttpResponse:
    """The list of a thing's files as a fragment, or as a page of its own; by POST with more of them."""
    thing = _thing(request)
    if request.method != "POST":
        return _answer(request, thing)
    require(can_add_file, request.actor, thing)
    added, errors = [], []
    for place, upload in enumerate(request.FILES.getlist("file")):
        try:
            added.append(_add(request, thing, upload, place))
        except Invalid as error:
            errors.append(f"{upload.name}: {error.text}")
    if not added and not errors:
        errors.append(_("Choose a file first."))
    text = ngettext("The file was added.", "%(count)d files were added.", len(added)) % {"count": len(added)}
    undo = event_of("file.added", added[0]) if len(added) == 1 else None
    return _done(request, thing, text if added else "", undo, errors)


@require_safe
def show_file(request: Request, pk: int) -> FileResponse:
    """The content: pictures are shown, everything else is only saved."""
    file = _file(request, pk)
    path = content_path(file.digest)
    if not path.is_file():
        raise Http404
    answer = FileResponse(
        path.open("rb"), as_attachment=not file.is_picture, filename=file.name, content_type=file.media_type
    )
    return _safe(answer)


@require_safe
def show_thumbnail(request: Request, pk: int) -> FileResponse:
    """A small picture of a picture."""
    file = _file(request, pk)
    path = thumbnail(file.digest) if file.is_picture else None
    if path is None:
        raise Http404
    answer = _safe(FileResponse(path.open("rb"), content_type="image/webp"))
    answer.headers["Cache-Control"] = "private, max-age=3600"
    return answer


@require_POST
def remove(request: Request, pk: int) -> HttpResponse:
    """Take one's own file away."""
    file = _file(request, pk)
    thing = visible_object(file.about_kind, file.about_id, request.actor)
    event = remove_file(file, actor=request.actor, at=request.actor.at)
    return _done(request, thing, _("The file was removed."), event, [])


def _add(request: Request, thing: Any, upload: UploadedFile[Any], place: int) -> Attachment:
    actor, key = request.actor, request.POST.get(FIELD, "")
    with received(upload) as content:
        return once(
            Attachment,
            f"{key[:60]}:{place}" if key else "",
            lambda: add_file(thing, name=upload.name or "", content=content, actor=actor, at=actor.at),
            actor=actor,
            at=actor.at,
        )


def _thing(request: Request) -> Any:
    """What ?about=kind:id names."""
    found = re.fullmatch("([a-z_]{1,20}):([0-9]{1,18})", request.GET.get("about", ""))
    if found is None or not carries_files(found[1]):
        raise Http404
    thing = visible_object(found[1], int(found[2]), request.actor)
    if thing is None:
        raise Http404
    return thing


def _file(request: Request, pk: int) -> Attachment:
    file = visible_file(pk, request.actor)
    if file is None:
        raise Http404
    return file


def _answer(
    request: Request, thing: Any, toast: Message | None = None, errors: list[str] | None = None
) -> HttpResponse:
    template = "core/_file_list.html" if request.htmx else "desk/files.html"
    back = request.htmx.current_url_abs_path if request.htmx else ""
    context = {
        "files": file_list(thing, request.actor),
        "most": settings.FILE_BYTES,
        "most_together": settings.LARGE_FORMS[reverse("files")] - 64 * 1024,  # less what the form says besides
        "toast": toast,
        "errors": errors,
        "came_from": back or request.POST.get("next") or request.get_full_path(),
    }
    return render(request, template, context, status=422 if errors else 200)


def _done(request: Request, thing: Any, text: str, undo: Event | None, errors: list[str]) -> HttpResponse:
    if request.htmx or errors:
        tag = f"undo:{undo.pk}" if undo else ""
        return _answer(request, thing, Message(SUCCESS, text, tag) if text else None, errors)
    notify(request, text, undo)
    back = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(back, {request.get_host()}, request.is_secure())
    return redirect(back if safe else f"{reverse('files')}?about={thing.ref_kind}:{thing.pk}")


def _safe(answer: FileResponse) -> FileResponse:
    """Whatever the content holds, it runs nothing here."""
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Content-Security-Policy"] = SANDBOX
    return answer
