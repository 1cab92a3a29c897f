"""The palette's answers."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from tandem.core.http import Request
from tandem.desk.queries.palette import palette_groups


@require_GET
def show_palette(request: Request) -> HttpResponse:
    """Options for what has been typed so far."""
    query = request.GET.get("q", "").strip()[:100]
    return render(request, "core/_palette_options.html", {"groups": palette_groups(query, request.actor)})
