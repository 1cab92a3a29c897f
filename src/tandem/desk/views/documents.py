"""Papers that were made, and the letterhead that they bear."""

from __future__ import annotations

from base64 import b64encode

from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tandem.core.documents.keeping import document_answer, visible_document
from tandem.core.documents.letterhead import can_edit_letterhead, edit_letterhead, letterhead
from tandem.core.documents.printing import print_pictures
from tandem.core.http import Request
from tandem.core.models import Letterhead
from tandem.core.pages import form_page, sent
from tandem.core.rules import require
from tandem.desk.letterhead import LetterheadForm, sample_paper


@require_safe
def show_document(request: Request, pk: int) -> FileResponse:
    """The paper as it was made, to be saved."""
    document = visible_document(pk, request.actor)
    if document is None:
        raise Http404
    return document_answer(document)


@require_http_methods(["GET", "POST"])
def edit_head(request: Request) -> HttpResponse:
    """How papers look from now on, with a picture beside it."""
    actor = request.actor
    require(can_edit_letterhead, actor)
    head = letterhead()
    form = LetterheadForm(sent(request), request.FILES or None, instance=head)
    return form_page(
        request,
        "desk/letterhead.html",
        form,
        lambda: edit_letterhead(values=form.values(), version=form.shown_version, actor=actor, at=actor.at),
        to=reverse("letterhead"),
        text=lambda event: _("Saved. New papers look like this.") if event else _("Nothing was different."),
        context={"picture": _picture(head)},
    )


@require_POST
def preview_head(request: Request) -> HttpResponse:
    """What was typed so far as a picture; nothing is kept."""
    require(can_edit_letterhead, request.actor)
    form = LetterheadForm(request.POST, request.FILES or None, instance=letterhead())
    form.is_valid()
    head = letterhead()
    for name, value in form.values_so_far().items():
        setattr(head, name, value)
    return render(request, "desk/_letterhead_picture.html", {"picture": _picture(head)})


def _picture(head: Letterhead) -> str:
    [first, *_more] = print_pictures(sample_paper().data(head), ppi=75)
    return b64encode(first).decode()
