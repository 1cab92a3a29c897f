"""Documents and files."""

from __future__ import annotations

from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import render

from tandem.core.attachments.storing import content_path
from tandem.portal.door import contacts
from tandem.portal.models import Right
from tandem.portal.queries.documents import MOST, documents_of, file_of
from tandem.portal.viewer import PortalRequest

SANDBOX = "default-src 'none'; sandbox; frame-ancestors 'none'"


@contacts("GET", right=Right.DOCUMENTS)
def list_documents(request: PortalRequest) -> HttpResponse:
    """What has been put here for the customer."""
    return render(request, "portal/documents.html", {"files": documents_of(request.viewer)[:MOST]})


@contacts("GET")
def show_file(request: PortalRequest, pk: int) -> FileResponse:
    """The content: pictures are shown, everything else is only saved; nothing in it runs here."""
    file = file_of(pk, request.viewer) if pk < 2**63 else None
    path = content_path(file.digest) if file is not None else None
    if file is None or path is None or not path.is_file():
        raise Http404
    answer = FileResponse(
        path.open("rb"), as_attachment=not file.is_picture, filename=file.name, content_type=file.media_type
    )
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Content-Security-Policy"] = SANDBOX
    return answer
