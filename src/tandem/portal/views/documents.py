"""Documents and files."""

from __future__ import annotations

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from tandem.core.attachments.storing import content_path
from tandem.core.documents.keeping import document_answer
from tandem.core.models import Letterhead
from tandem.portal.brand import brand_sheet
from tandem.portal.door import anybody, contacts
from tandem.portal.models import Right
from tandem.portal.queries.documents import MOST, documents_of, file_of, papers_of
from tandem.portal.viewer import PortalRequest

SANDBOX = "default-src 'none'; sandbox; frame-ancestors 'none'"


@contacts("GET", right=Right.DOCUMENTS)
def list_documents(request: PortalRequest) -> HttpResponse:
    """What has been put here for the customer."""
    viewer = request.viewer
    context = {"files": documents_of(viewer)[:MOST], "papers": papers_of(viewer)[:MOST]}
    return render(request, "portal/documents.html", context)


@contacts("GET")
def show_paper(request: PortalRequest, pk: int) -> FileResponse:
    """A paper as it was made, to be saved."""
    document = papers_of(request.viewer).filter(pk=pk).first() if pk < 2**63 else None
    if document is None:
        raise Http404
    answer = document_answer(document)
    answer.headers["Content-Security-Policy"] = SANDBOX
    return answer


@anybody("GET")
def show_logo(request: HttpRequest) -> HttpResponse:
    """The company's logo, as its letterhead has it."""
    head = Letterhead.objects.first()
    if head is None or not head.logo:
        raise Http404
    answer = HttpResponse(head.logo, content_type="image/svg+xml")
    answer.headers["Content-Security-Policy"] = SANDBOX
    answer.headers["Cache-Control"] = "private, max-age=3600"
    return answer


@anybody("GET")
def show_brand(request: HttpRequest) -> HttpResponse:
    """The company's colour, as its letterhead has it."""
    head = Letterhead.objects.first()
    if head is None:
        raise Http404
    answer = HttpResponse(brand_sheet(head), content_type="text/css; charset=utf-8")
    answer.headers["Cache-Control"] = "private, max-age=3600"
    return answer


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
