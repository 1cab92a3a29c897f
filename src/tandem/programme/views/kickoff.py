"""Kick-off material: a page to print, and the same on paper."""

from __future__ import annotations

from io import BytesIO

from django.http import FileResponse, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from tandem.core.http import Request
from tandem.programme.kickoff import kickoff_of, kickoff_pdf

from .plan import one_programme


@require_safe
def show_kickoff(request: Request, pk: int) -> HttpResponse:
    """In the reader's language."""
    programme = one_programme(request, pk)
    context = {"programme": programme, "kickoff": kickoff_of(programme, request.actor)}
    return render(request, "programme/kickoff.html", context)


@require_safe
def print_kickoff(request: Request, pk: int) -> FileResponse:
    """As PDF, in the language wished for."""
    programme, actor = one_programme(request, pk), request.actor
    wanted = request.GET.get("language", get_language() or "en")
    language = "de" if wanted.startswith("de") else "en"
    content = kickoff_pdf(programme, language, actor=actor, at=actor.at)
    name = f"kick-off-{programme.pk}-{language}.pdf"
    answer = FileResponse(BytesIO(content), as_attachment=True, filename=name, content_type="application/pdf")
    answer.headers["Cache-Control"] = "private, no-store"
    return answer
