"""Taking a list along as a file, and who did."""

from __future__ import annotations

from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_GET, require_POST

from tandem.core.exports.actions import Wish, export_list, sheet_of
from tandem.core.http import Request
from tandem.core.listing import build_page
from tandem.core.models import Job
from tandem.core.rules import require
from tandem.desk.queries.exports import EXPORTS, visible_exports
from tandem.people.rules import can_read_outbox


@require_POST
def take_along(request: Request, name: str) -> HttpResponseBase:
    """A list, narrowed as the address says: the file, or the job that makes it."""
    key, _dot, ending = request.POST.get("as", "").partition(".")
    wish = Wish(name, key, ending, request.GET.urlencode(), get_language() or "en")
    sheet = sheet_of(wish, request.actor)
    if sheet is None:
        raise Http404
    made = export_list(wish, sheet, actor=request.actor, at=request.actor.at)
    if isinstance(made, Job):
        return redirect(reverse("job", args=[made.pk]))
    return FileResponse(made.file, as_attachment=True, filename=made.name, content_type=made.content_type)


@require_GET
def list_exports(request: Request) -> HttpResponse:
    """Who took which list along, the newest first."""
    require(can_read_outbox, request.actor)
    page = build_page(EXPORTS, visible_exports(request.actor), request.GET, request.actor)
    return render(request, "core/listing.html", {"page": page})
